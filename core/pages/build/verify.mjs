// Finishes the verifier's page in PAGES/verify: verify.mjs CATALOGUE.po NODE_MODULES PAGES
//
//   noble.js      what it takes from packages, in one file
//   words.zh.js   its Chinese
//   ../verify.html  all of it in one file that works from a disk
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { flatten } from './flatten.mjs';

const [catalogue, modules, pages] = process.argv.slice(2);
const folder = path.join(pages, 'verify');
const read = (...parts) => readFileSync(path.join(...parts), 'utf8');

// ---- words ----

const CONVERSION = /%(?:(\d+)\$)?[-+ #0]*\d*(?:\.(?:\*(?:\d+\$)?|\d+))?(?:ll|[lzjth])?[sdiuxXc]/g;
const LITERAL = /'((?:\\.|[^'\\\n])*)'(?:\s*\+\s*'((?:\\.|[^'\\\n])*)')*/g;

function unquote(lines) {
  return [...lines.matchAll(/"((?:\\.|[^"\\])*)"/g)].map((match) => JSON.parse(`"${match[1]}"`)).join('');
}

// [[english, chinese]…]
function entriesOf(text) {
  return text.split(/\n{2,}/).flatMap((entry) => {
    if (/^#~/m.test(entry) || /^#,.*\bfuzzy\b/m.test(entry)) return [];
    const parts = entry.match(/^msgid ((?:".*"\n)+)msgstr ((?:".*"\n?)+)/m);
    return parts ? [[unquote(parts[1]), unquote(parts[2])]] : [];
  }).filter(([english, chinese]) => english && chinese);
}

// Texts of the modules: literals, and those joined by +.
function saidIn(text) {
  return [...text.matchAll(LITERAL)].map(([whole]) =>
    [...whole.matchAll(/'((?:\\.|[^'\\\n])*)'/g)].map((one) => one[1].replace(/\\(.)/g, '$1')).join(''));
}

const shapeOf = (english) => english.replace(CONVERSION, '{}').replace(/%%/g, '%');
const shapeOfSaid = (text) => text.replace(/\{\w+\}/g, '{}');

// Which argument each number of a C format means: %.*s counts as two.
function argumentNumbers(english) {
  const numbers = new Map();
  let counted = 0;
  [...english.matchAll(CONVERSION)].forEach(([one], i) => {
    counted += one.includes('*') ? 2 : 1;
    numbers.set(counted, i);
  });
  return numbers;
}

// The Chinese of a sentence that the command line says with %s and this page with {names}.
function rename(english, chinese, said) {
  const names = said.match(/\{\w+\}/g) ?? [];
  const numbers = argumentNumbers(english);
  let next = 0;
  return chinese.replace(CONVERSION, (_, given) => {
    const i = given === undefined ? next++ : numbers.get(Number(given));
    return names[i];
  }).replace(/%%/g, '%');
}

function chineseOf(texts) {
  const known = new Map();
  for (const [english, chinese] of entriesOf(read(catalogue)))
    for (const key of [english, shapeOf(english)]) if (!known.has(key)) known.set(key, [english, chinese]);
  const words = {};
  for (const text of texts) {
    const [english, chinese] = known.get(text) ?? known.get(shapeOfSaid(text)) ?? [];
    if (chinese) words[text] = english === text ? chinese : rename(english, chinese, text);
  }
  return words;
}

function writeWords() {
  const files = readdirSync(folder).filter((name) => name.endsWith('.js') && name !== 'words.zh.js' && name !== 'noble.js');
  const texts = new Set(files.flatMap((name) => saidIn(read(folder, name))));
  writeFileSync(path.join(folder, 'words.zh.js'), `export default ${JSON.stringify(chineseOf(texts), null, 1)};\n`);
}

// ---- one file ----

const sum = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

function writeSingle() {
  const scripts = [read(pages, 'theme.js'), flatten(path.join(folder, 'single.js'), modules, 'script')];
  const page = read(folder, 'index.html');
  const styles = [...page.matchAll(/<link rel="stylesheet" href="\/assets\/([^"]+)">/g)].map(([, file]) => read(pages, file));
  const style = styles.join('');
  if ([...scripts, style].some((text) => /<\/(script|style)|<!--/i.test(text))) throw new Error('a text would end its element');
  const policy = ["default-src 'none'", `script-src ${scripts.map(sum).join(' ')}`, `style-src ${sum(style)}`,
    'img-src data:', 'worker-src blob:', "connect-src 'none'", "form-action 'none'", "base-uri 'none'"].join('; ');
  const mark = `data:image/svg+xml;base64,${Buffer.from(read(pages, 'mark.svg')).toString('base64')}`;
  const inline = (element, text) => `  <${element}>${text}</${element}>\n`;
  const html = page.split('\n').filter((line) => !/rel="stylesheet"|theme\.js|type="module"|Content-Security/.test(line)).join('\n')
    .replace(/^.*<meta charset.*$/m, (line) => `${line}\n  <meta http-equiv="Content-Security-Policy" content="${policy}">`)
    .replace('/assets/mark.svg', () => mark)
    .replace('</head>', () => `${inline('style', style)}${inline('script', scripts[0])}</head>`)
    .replace('</body>', () => `${inline('script', scripts[1])}</body>`);
  writeFileSync(path.join(pages, 'verify.html'), html);
}

writeFileSync(path.join(folder, 'noble.js'), flatten(path.join(folder, 'noble.js'), modules, 'module'));
writeWords();
writeSingle();
