// A record's entries in the ledger: are they in the tree, who signed it, and when (docs/draw.md §10
// and §12, points 6 to 8).
import { dueOf } from './beacon.js';
import { loggedSub, resultEntry, voidEntry } from './entries.js';
import { hexOf, leafHash, rootOfPath } from './hash.js';
import { canonical } from './json.js';
import { readCheckpoint } from './note.js';
import { at, differ } from './problem.js';
import { compare, show } from './text.js';
import { writeInstant } from './time.js';

const COMMIT = { sentence: 'the commit\'s entry', args: {} };
const RESULT = { sentence: 'the result\'s entry', args: {} };

export function placeOfSub(number) {
  return { sentence: 'substitution {number}', args: { number } };
}

// [{text, log, place, sub?, ended?}…] in the order of the ledger.
function entriesOf(record) {
  const result = canonical(record.result, compare);
  const entries = [
    { text: record.commit.text, log: record.log, place: COMMIT },
    { text: resultEntry(record.commit.id, record.commit.text, result ?? ''), log: record.resultLog, place: RESULT },
  ];
  record.subs.forEach((sub, i) => {
    const place = placeOfSub(i + 1);
    const text = loggedSub(sub.entry, sub.blind);
    entries.push({ text, log: sub.log, place, sub, ended: false });
    if (sub.result) return;
    const end = voidEntry(sub.entry, text, sub.void.reason, sub.void.by);
    entries.push({ text: end, log: sub.voidLog, place, sub, ended: true });
  });
  return entries;
}

// known: notes that were read already; entries often stand under the same one.
function checkProof(entry, key, known) {
  const { log } = entry;
  if (!known.has(log.checkpoint)) known.set(log.checkpoint, readCheckpoint(log.checkpoint, key));
  entry.checkpoint = known.get(log.checkpoint);
  const leaf = leafHash(`xuncha-entry-v1\n${log.time}\n${entry.text}`);
  const root = rootOfPath(leaf, log.index, entry.checkpoint.size, log.proof);
  if (root === null || hexOf(root) !== hexOf(entry.checkpoint.root))
    differ('the proof does not lead from entry {index} to the root of the checkpoint', { index: log.index });
}

// The entries, each with its checkpoint.
export function checkProofs(record) {
  const entries = entriesOf(record);
  const known = new Map();
  for (const entry of entries) at(entry.place, () => checkProof(entry, record.key, known));
  return entries;
}

function checkPair(before, after) {
  if (after.log.index <= before.log.index)
    differ('entry {after} has to stand behind entry {before} in the ledger',
      { after: after.log.index, before: before.log.index });
  if (after.log.at < before.log.at)
    differ('the time {after} lies before {before} of an earlier entry',
      { after: after.log.time, before: before.log.time });
}

// Entries of one ledger: their order, and no two trees of one size.
export function checkOrder(entries) {
  entries.forEach((entry, i) => i > 0 && at(entry.place, () => checkPair(entries[i - 1], entry)));
  entries.forEach((entry, i) => {
    for (const other of entries.slice(0, i))
      if (other.checkpoint.size === entry.checkpoint.size &&
          hexOf(other.checkpoint.root) !== hexOf(entry.checkpoint.root))
        at(entry.place, () => differ('two checkpoints of {size} entries have different roots: the ledger forked',
          { size: entry.checkpoint.size }));
  });
}

// No value that was out before `earliest`, none that was not out at `latest` (null: no limit).
function checkDue(names, earliest, latest) {
  for (const name of names) {
    const due = dueOf(name);
    if (due === null) continue;
    if (due < earliest)
      differ('the value of {name} was due at {due}, but must not be before {earliest}',
        { name: show(name.text), due: writeInstant(due), earliest: writeInstant(earliest) });
    if (latest !== null && due > latest)
      differ('the value of {name} was due at {due}, after the result at {latest}',
        { name: show(name.text), due: writeInstant(due), latest: writeInstant(latest) });
  }
}

// The last moment at which a value comes out by a clock that everybody has; null: none does.
function lastDue(names) {
  return names.map(dueOf).reduce((last, due) => (due !== null && (last === null || due > last) ? due : last), null);
}

// bound: a value may have been seen before, so that this one needs a public clock.
function checkSubTimes({ sub, ended, log }, bound) {
  const due = lastDue(sub.entry.beacons);
  if (ended && due !== null && due <= log.at) differ('it was ended when its value was out already');
  if (ended) return;
  if (bound && due === null) differ('after a void it needs the round of a known drand chain');
  checkDue(sub.entry.beacons, log.at + 1n, null);
}

export function checkTimes(record, entries, delay) {
  const [commit, result, ...subs] = entries;
  const local = record.commit.beacons.every((name) => name.kind === 'local');
  const earliest = commit.log.at + BigInt(delay);
  if (!local && result.log.at < earliest)
    differ('the result came {seconds} seconds after the commit, but the rules say at least {delay}',
      { seconds: result.log.at - commit.log.at, delay });
  checkDue(record.commit.beacons, earliest, result.log.at);
  let seen = false;
  for (const entry of subs) {
    const bound = seen && !local;
    at(entry.place, () => checkSubTimes(entry, bound));
    seen = seen || entry.ended;
  }
}
