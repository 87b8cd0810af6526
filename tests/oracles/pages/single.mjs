// single.mjs VERIFY.html RECORD…
//
// Runs the script of the page's one file as its worker does, without a document, and prints what it
// says of each record: verdict, draw, signatures of drand values.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import vm from 'node:vm';

const [page, ...records] = process.argv.slice(2);
const html = readFileSync(page, 'utf8');
const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)[1];
const inline = [...html.matchAll(/<(script|style)>([^]*?)<\/\1>/g)].map(([, , text]) => text);

for (const text of inline) {
  const sum = createHash('sha256').update(text).digest('base64');
  if (!policy.includes(`'sha256-${sum}'`)) throw new Error('the policy does not allow what the page has');
}
if (/\bsrc=|unsafe|@import|url\(/.test(html.replace(/<script>[^]*?<\/script>/g, ''))) throw new Error('the page loads something');
if (!policy.includes("connect-src 'none'")) throw new Error('the page could send something');

let hear;
const told = [];
const world = vm.createContext({
  addEventListener: (kind, listener) => (hear = listener),
  postMessage: (message) => told.push(message),
  performance, TextEncoder, TextDecoder, atob, btoa,
});
vm.runInContext(inline.at(-1), world);
records.forEach((record, number) => {
  hear({ data: { number, bytes: new Uint8Array(readFileSync(record)) } });
  const { summary, failed } = told.findLast((message) => message.summary || message.failed);
  const signatures = (summary?.draws ?? []).flatMap((draw) => draw.beacons.map((beacon) => beacon.signature)).filter(Boolean);
  process.stdout.write(`${JSON.stringify({ verdict: summary?.verdict, draw: summary?.id, forged: summary?.forged, signatures, failed })}\n`);
});
