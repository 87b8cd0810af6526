// What a record cannot show (docs/draw.md §12, the end): told whatever the verdict is.
import { dueOf } from './beacon.js';
import { show } from './text.js';

const MOST = 8;
const KINDS = ['local', 'drand', 'lottery', 'dice'];

function* ofBeacon(name) {
  if (name.kind === 'local')
    yield { sentence: 'not publicly verifiable: this machine\'s own randomness was used, and nobody else can know how' };
  else if (name.kind === 'drand')
    yield { sentence: 'the signature of the drand value was not checked here against the chain\'s public key' };
  else
    yield { sentence: 'compare the value of {name} with what was published or witnessed', args: { name: show(name.text) } };
  if (name.kind === 'drand' && dueOf(name) === null)
    yield { sentence: 'when the rounds of the drand chain {chain} are due is not known here', args: { chain: name.chain } };
}

function* namesOf(record) {
  yield* record.commit.beacons;
  for (const sub of record.subs) if (sub.result) yield* sub.entry.beacons;
}

function* all(records) {
  for (const kind of KINDS)
    for (const record of records)
      for (const name of namesOf(record)) if (name.kind === kind) yield* ofBeacon(name);
  for (const record of records)
    for (const sub of record.subs)
      if (!sub.result)
        yield {
          sentence: 'substitution {number} was ended before its value by {by}: {reason}',
          args: { number: sub.entry.number, by: show(sub.void.by), reason: show(sub.void.reason) },
        };
  for (const record of records)
    yield { sentence: 'compare the key with the one that the office published: {key}', args: { key: record.keyText } };
}

// The record, then the outer ones.
export function chainOf(record) {
  const records = [];
  for (let one = record; one; one = one.outer) records.push(one);
  return records;
}

// True where something came out of the office's own machine.
export function isLocal(record) {
  return chainOf(record).some((one) => [...namesOf(one)].some((name) => name.kind === 'local'));
}

// [{sentence, args}…], each once, at most eight, what a reader has to know before all else first.
export function warningsOf(record) {
  const told = new Map();
  for (const { sentence, args = {} } of all(chainOf(record))) {
    const known = JSON.stringify([sentence, Object.entries(args).map(String)]);
    if (!told.has(known) && told.size < MOST) told.set(known, { sentence, args });
  }
  return [...told.values()];
}
