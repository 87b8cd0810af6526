// agree.mjs VERIFY FOLDER
//
// Compares what the page's verifier (the module VERIFY/tell.js) says of FOLDER/<name>.json with
// FOLDER/verdicts.txt, as make_records and mutations.py write it: name, verdict (0 same, 1
// different, 2 no record), what was done, first difference with its place, and perhaps facts as
// JSON, with TABs between. Sentences have to be the same to the letter. Exit 1 where they are not;
// the last line counts.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { modulesOf } from './modules.mjs';

const [verifyFolder, folder] = process.argv.slice(2);
const load = modulesOf(verifyFolder);
const { differenceOf, noRecordOf, verify } = await load('tell.js');
const { fill } = await load('text.js');
const WORDS = ['same', 'different', 'none'];
const NOT_JSON = 'this is not JSON';

function reasonOf(told) {
  if (told.verdict === 'none') return noRecordOf(told.problem);
  return told.report.same ? '' : differenceOf(told.report);
}

// In which words one parser or the other stumbles over what is no JSON is its own affair.
function sameReason(ours, theirs) {
  const cut = (text) => text.replace(/[\n\t]/g, ' ').replace(/this is not JSON.*/, NOT_JSON).replace(/^\d+:(?:\d+:)? (?=this is not JSON)/, '');
  const [a, b] = [cut(ours), cut(theirs)];
  const inside = a.replace(/^(the outer record: )+/, ''); // make_records does not say which record it was
  return a === b || [a, inside].some((text) => b === text || b.startsWith(`${text}   `)); // what to do follows
}

function factsOf({ sha256, report }) {
  const { id, local, selected, people, seats, subs, warnings, same } = report;
  const facts = { draw: id, sha256, local, warnings: warnings.map(({ sentence, args }) => fill(sentence, args)) };
  return same ? { ...facts, targets: selected, people, seats, substitutions: subs } : facts;
}

function sameFacts(told, text) {
  const theirs = text ? JSON.parse(text) : {};
  const ours = told.report ? factsOf(told) : {};
  return Object.entries(theirs).every(([key, value]) => JSON.stringify(ours[key]) === JSON.stringify(value));
}

const counts = {};
let bad = 0;
for (const line of readFileSync(path.join(folder, 'verdicts.txt'), 'utf8').split('\n')) {
  if (line === '') continue;
  const [name, code, done, reason, facts] = line.split('\t');
  const told = verify(readFileSync(path.join(folder, `${name}.json`)));
  const ours = reasonOf(told);
  counts[told.verdict] = (counts[told.verdict] ?? 0) + 1;
  if (told.verdict === WORDS[Number(code)] && sameReason(ours, reason) && sameFacts(told, facts)) continue;
  if (bad++ < 50) process.stdout.write(`${name} (${done})\n  xuncha: ${WORDS[Number(code)]} ${reason} ${facts ?? ''}\n  page:   ${told.verdict} ${ours}\n`);
}
const list = Object.entries(counts).map(([verdict, count]) => `${count} ${verdict}`).join(', ');
process.stdout.write(`${list}; ${bad} disagreements\n`);
process.exitCode = bad > 0 ? 1 : 0;
