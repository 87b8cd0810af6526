// The texts that go into the ledger around a draw: commit, result, substitutions, and the seeds
// made from them (docs/draw.md §3, §4, §8, §9).
import { bitsOf, checkValue, readNames } from './beacon.js';
import { bytesOf, sha256, sha256Hex } from './hash.js';
import { Difference, NoRecord, differ } from './problem.js';
import { isClean, isName, readNumber, show, utf8 } from './text.js';

const HEX = /^[0-9a-f]{64}$/;
const ID_BYTES = 256;
const ROWS_MOST = 2 ** 32 - 2;
const NUMBER_MOST = 1000000;
const BITS_ENOUGH = 64;
const NO_BYTES = new Uint8Array(0);

// Parts joined by '/', at most 256 bytes, no blanks.
function isDrawId(id) {
  return id !== '' && utf8(id).length <= ID_BYTES && !/[ \u00a0\u3000]/.test(id) && id.split('/').every(isName);
}

class Lines {
  constructor(name, format, text) {
    this.name = name;
    this.rest = text;
    this.line = 0;
    const first = this.next();
    if (first === format) return;
    if (first.startsWith(`${format} `))
      this.fail('this version does not know the suite of “{line}”', { line: show(first) });
    this.fail('this has to be “{format}”, but is “{line}”', { format, line: show(first) });
  }

  fail(sentence, args) {
    throw new NoRecord(this.name, sentence, args, this.line);
  }

  next() {
    const end = this.rest.indexOf('\n');
    this.line++;
    if (end < 0) this.fail('the line is missing, or does not end in a line feed');
    const line = this.rest.slice(0, end);
    this.rest = this.rest.slice(end + 1);
    if (line === '') this.fail('the line is empty');
    if (!isClean(line))
      this.fail('the line has a control character, or is not UTF-8 in Unicode\'s form NFC');
    return line;
  }

  end() {
    this.line++;
    if (this.rest !== '') this.fail('nothing may stand behind the last line');
  }

  drawId() {
    const id = this.next();
    if (!isDrawId(id)) this.fail('“{id}” is no id of a draw', { id: show(id) });
    return id;
  }

  digest(line = this.next()) {
    if (!HEX.test(line)) this.fail('“{line}” is not 64 hexadecimal digits in lower case', { line: show(line) });
    return line;
  }

  // The digest, or null for "-".
  optional() {
    const line = this.next();
    return line === '-' ? null : this.digest(line);
  }

  beacons() {
    const line = this.next();
    let names;
    try {
      names = readNames(line);
    } catch (problem) {
      if (problem instanceof Difference) this.fail(problem.sentence, problem.args);
      throw problem;
    }
    const bits = bitsOf(names);
    if (bits < BITS_ENOUGH)
      this.fail('the beacons have fewer than 2^64 outcomes (2^{bits}): somebody could try all of them beforehand',
        { bits });
    return names;
  }

  table() {
    const line = this.next();
    const [, number = '', digest = ''] = /^([^ ]*) (.*)$/.exec(line) ?? [];
    const rows = readNumber(number, ROWS_MOST);
    if (rows === null || !HEX.test(digest))
      this.fail('“{line}” is not a number of rows and 64 hexadecimal digits', { line: show(line) });
    return { rows: Number(rows), digest };
  }
}

// ---- the commit ----

// {text, id, rules, tables: [targets, people, avoid], beacons, code: hex or null}.
export function readCommit(text) {
  const lines = new Lines('commit', 'xuncha-commit-v1', text);
  const commit = { text, id: lines.drawId(), rules: lines.digest() };
  commit.tables = [lines.table(), lines.table(), lines.table()];
  commit.beacons = lines.beacons();
  commit.code = lines.optional();
  lines.end();
  return commit;
}

// The first of rules, targets, people and avoid that is not that of the commit.
export function checkCommit(commit, urn) {
  if (commit.rules !== urn.rulesDigest) differ('the rules are not those of the commit');
  ['targets', 'people', 'avoid'].forEach((name, i) => {
    const { rows, digest } = commit.tables[i];
    if (rows !== urn[name].rows)
      differ('the table {table} has {rows} rows, but the commit says {committed}',
        { table: name, rows: urn[name].rows, committed: rows });
    if (digest !== urn[name].digest) differ('the table {table} is not that of the commit', { table: name });
  });
}

// ---- substitutions ----

function readKind(lines) {
  const line = lines.next();
  if (line !== 'person' && line !== 'target')
    lines.fail('“{line}” is neither target nor person', { line: show(line) });
  return line;
}

function readId(lines, optional) {
  const line = lines.next();
  if (optional && line === '-') return null;
  if (!isName(line)) lines.fail('“{id}” is no id', { id: show(line) });
  return line;
}

function readSubNumber(lines) {
  const line = lines.next();
  const number = readNumber(line, NUMBER_MOST);
  if (number === null || number === 0n)
    lines.fail('“{line}” is not the number of a substitution, from 1', { line: show(line) });
  return Number(number);
}

// {text, id, number, person: bool, leaves, target: id or null, reason, evidence, beacons, code}.
export function readSubEntry(text) {
  const lines = new Lines('substitution', 'xuncha-sub-entry-v1', text);
  const entry = { text, id: lines.drawId(), number: readSubNumber(lines) };
  entry.person = readKind(lines) === 'person';
  entry.leaves = readId(lines, false);
  entry.target = readId(lines, true);
  if (!entry.person && entry.target !== null)
    lines.fail('this has to be “-” where a target leaves');
  entry.reason = lines.next();
  if (entry.reason === '-') lines.fail('a substitution needs a reason');
  entry.evidence = lines.optional();
  entry.beacons = lines.beacons();
  entry.code = lines.optional();
  lines.end();
  return entry;
}

// The entry as the ledger has it: itself, or with a blind the six lines of its closed form.
export function loggedSub(entry, blind) {
  if (blind === null) return entry.text;
  const hidden = sha256Hex('xuncha-closed-v1\n', bytesOf(blind), entry.text);
  const beacons = entry.beacons.map((name) => name.text).join(' + ');
  return `xuncha-sub-closed-v1\n${entry.id}\n${entry.number}\n${hidden}\n${beacons}\n${entry.code ?? '-'}\n`;
}

export function isVoidText(text) {
  return text !== '' && text !== '-' && isClean(text);
}

export function voidEntry(entry, logged, reason, by) {
  return `xuncha-sub-void-v1\n${entry.id}\n${entry.number}\n${sha256Hex(logged)}\n${reason}\n${by}\n`;
}

export function resultEntry(id, commit, result) {
  return `xuncha-result-v1\n${id}\n${sha256Hex(commit)}\n${sha256Hex(result)}\n`;
}

// ---- seeds ----

function checkBeacons(names, beacons) {
  if (beacons.length !== names.length)
    differ('{count} beacons were committed to, but {given} are given',
      { count: names.length, given: beacons.length });
  beacons.forEach(({ name, value }, i) => {
    if (name !== names[i].text)
      differ('the beacon committed to is {committed}, but the one given is {given}',
        { committed: show(names[i].text), given: show(name) });
    checkValue(names[i], value);
  });
}

function checkCode(commitment, code) {
  if (commitment === null) {
    if (code.length !== 0) differ('an open draw has no one-time code');
    return;
  }
  if (code.length !== 32) differ('a one-time code has 32 bytes, not {given}', { given: code.length });
  if (sha256Hex('xuncha-code-v1\n', code) !== commitment)
    differ('this is not the one-time code that was committed to');
}

function seedOf(head, parts, names, commitment, beacons, code) {
  checkBeacons(names, beacons);
  checkCode(commitment, code);
  return sha256(head, ...parts, ...beacons.map(({ value }) => sha256(value)), code);
}

export function seedOfDraw(commit, beacons, code = NO_BYTES) {
  return seedOf('xuncha-seed-v1\n', [sha256(commit.text)], commit.beacons, commit.code, beacons, code);
}

export function seedOfSub(entry, seed, beacons, code = NO_BYTES) {
  return seedOf('xuncha-sub-v1\n', [seed, sha256(entry.text)], entry.beacons, entry.code, beacons, code);
}

