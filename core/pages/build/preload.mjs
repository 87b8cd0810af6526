// Names in index.html every module that the first page needs, so that browsers ask for all of them
// at once instead of one layer after the other: preload.mjs PAGES
import { readFileSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';

const FIRST = ['app.js', 'views/start.js'];
const IMPORT = /^import [^'"]*?from '(\.[^']+)'/gm;
const pages = process.argv[2];

const found = new Set();
function visit(module) {
  if (found.has(module)) return;
  found.add(module);
  for (const [, target] of readFileSync(join(pages, module), 'utf8').matchAll(IMPORT)) visit(posix.join(posix.dirname(module), target));
}
FIRST.forEach(visit);
found.delete('app.js');

const index = join(pages, 'index.html');
const links = [...found].sort().map((module) => `  <link rel="modulepreload" href="/assets/${module}">\n`).join('');
writeFileSync(index, readFileSync(index, 'utf8').replace('</head>', () => `${links}</head>`));
