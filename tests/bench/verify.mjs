// verify.mjs VERIFY RECORD…: the processor's seconds of the page's verifier, the first time, as in a
// page that was just opened, and best of five.
import { readFileSync } from 'node:fs';
import { modulesOf } from '../oracles/pages/modules.mjs';

const [folder, ...records] = process.argv.slice(2);
const load = modulesOf(folder);
const { verify } = await load('tell.js');
for (const record of records) {
  const bytes = readFileSync(record);
  const spent = [];
  for (let run = 0; run < 5; run++) {
    const start = process.cpuUsage();
    const { verdict } = verify(bytes);
    const { user, system } = process.cpuUsage(start);
    if (verdict !== 'same') throw new Error(`${record}: ${verdict}`);
    spent.push((user + system) / 1e6);
  }
  process.stdout.write(`${spent[0].toFixed(3)}\t${Math.min(...spent).toFixed(3)}\n`);
}
