// agree.mjs VERIFY FOLDER
//
// Compares what the page's verifier (the module VERIFY/tell.js) says of FOLDER/<number>.json with
// FOLDER/verdicts.txt, as make_records writes it: verdict, first difference and its place, to the
// letter. Exit 1 where they say different things; the last line counts.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [verifyFolder, folder] = process.argv.slice(2);
const { differenceOf, noRecordOf, verify } = await import(pathToFileURL(path.resolve(verifyFolder, 'tell.js')));
const WORDS = ['same', 'different', 'none'];
const NOT_JSON = 'this is not JSON';

function reasonOf(told) {
  if (told.verdict === 'none') return noRecordOf(told.problem);
  return told.report.same ? '' : differenceOf(told.report);
}

// Where one parser or the other stumbles over what is no JSON, and in which words, is its own.
function sameReason(ours, theirs) {
  const cut = (text) => (text.includes(NOT_JSON) ? text.slice(text.indexOf(NOT_JSON), text.indexOf(NOT_JSON) + NOT_JSON.length) : text);
  const [a, b] = [cut(ours).replace(/[\n\t]/g, ' '), cut(theirs)];
  const inside = a.replace(/^(the outer record: )+/, ''); // make_records does not say which record it was
  return inside === b || b.startsWith(`${inside}   `); // what to do follows on a line of its own
}

const counts = {};
let bad = 0;
for (const line of readFileSync(path.join(folder, 'verdicts.txt'), 'utf8').split('\n')) {
  if (line === '') continue;
  const [number, code, done, ...rest] = line.split('\t');
  const reason = rest.join('\t');
  const told = verify(readFileSync(path.join(folder, `${number}.json`)));
  const ours = reasonOf(told);
  counts[told.verdict] = (counts[told.verdict] ?? 0) + 1;
  if (told.verdict === WORDS[Number(code)] && sameReason(ours, reason)) continue;
  if (bad++ < 50) console.log(`${number} (${done})\n  xuncha: ${WORDS[Number(code)]} ${reason}\n  page:   ${told.verdict} ${ours}`);
}
console.log(Object.entries(counts).map(([verdict, count]) => `${count} ${verdict}`).join(', '), `· ${bad} disagreements`);
process.exitCode = bad > 0 ? 1 : 0;
