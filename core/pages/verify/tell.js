// A verification from bytes to what there is to say, without any page: for the worker, and for
// tests that compare it with the other verifiers.
import { examine } from './examine.js';
import { loadRecord, textOf } from './form.js';
import { sha256Hex } from './hash.js';
import { NoRecord } from './problem.js';
import { fill } from './text.js';

// {verdict: "same" | "different" | "none", sha256, record?, report?, problem?}.
export function verify(bytes, tick = () => {}) {
  tick('read', 0);
  try {
    const record = loadRecord(textOf(bytes));
    const report = examine(record, tick);
    return { verdict: report.same ? 'same' : 'different', sha256: sha256Hex(bytes), record, report };
  } catch (problem) {
    if (!(problem instanceof NoRecord)) throw problem;
    return { verdict: 'none', sha256: sha256Hex(bytes), problem };
  }
}

// The first difference in English, place and all, as `xuncha verify` says it.
export function differenceOf(report) {
  const place = report.place ? `${fill(report.place.sentence, report.place.args)}: ` : '';
  return 'the outer record: '.repeat(report.outer) + place + fill(report.sentence, report.args);
}

// Why it is no record, in English, as `xuncha verify` says it.
export function noRecordOf({ place, line, column, sentence, args }) {
  const name = place === '' ? '' : `${place}:`;
  const where = line > 0 ? `${name}${line}:${column > 0 ? `${column}:` : ''}` : name;
  return `${where}${where === '' ? '' : ' '}${fill(sentence, args)}`;
}
