// Finishes index.html, so that browsers ask for little and for all of it at once: index.mjs PAGES
//
// Its style sheets become one file. Every module that the first page needs is named in its head;
// otherwise browsers would ask for one layer of imports after the other.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';

const FIRST = ['app.js', 'views/start.js'];
const IMPORT = /^import [^'"]*?from '(\.[^']+)'/gm;
const SHEET = / *<link rel="stylesheet" href="\/assets\/([^"]+)">\n/g;
const pages = process.argv[2];
const read = (path) => readFileSync(join(pages, path), 'utf8');

const found = new Set();
function visit(module) {
  if (found.has(module)) return;
  found.add(module);
  for (const [, target] of read(module).matchAll(IMPORT)) visit(posix.join(posix.dirname(module), target));
}
FIRST.forEach(visit);
found.delete('app.js');

const index = read('index.html');
writeFileSync(join(pages, 'style/all.css'), [...index.matchAll(SHEET)].map(([, sheet]) => read(sheet)).join('\n'));
const modules = [...found].sort().map((module) => `  <link rel="modulepreload" href="/assets/${module}">\n`).join('');
writeFileSync(join(pages, 'index.html'), index.replace(SHEET, '')
  .replace('</head>', () => `  <link rel="stylesheet" href="/assets/style/all.css">\n${modules}</head>`));
