// Writes the Chinese of what the pages say: words.mjs CATALOGUE.po PAGES OUT.json
//
// A text of the catalogue belongs to the pages where it stands in one of their modules, quoted. The
// verifier's page has words of its own (verify.mjs).
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [catalogue, pages, out] = process.argv.slice(2);

function modules(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ['node_modules', 'verify'].includes(entry.name) ? [] : modules(path);
    return entry.name.endsWith('.js') ? [readFileSync(path, 'utf8')] : [];
  });
}

function text(lines) {
  return [...lines.matchAll(/"((?:\\.|[^"\\])*)"/g)].map((match) => JSON.parse(`"${match[1]}"`)).join('');
}

const said = modules(pages).join('\n');
const words = {};
for (const entry of readFileSync(catalogue, 'utf8').split(/\n{2,}/)) {
  if (/^#~/m.test(entry) || /^#,.*\bfuzzy\b/m.test(entry)) continue;
  const parts = entry.match(/^msgid ((?:".*"\n)+)msgstr ((?:".*"\n?)+)/m);
  if (!parts) continue;
  const [english, chinese] = [text(parts[1]), text(parts[2])];
  const quoted = `'${english.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
  if (english && chinese && said.includes(quoted)) words[english] = chinese;
}
writeFileSync(out, `${JSON.stringify(words, null, 0)}\n`);
