// Puts a module and all that it imports into one file: no bundler, only names.
//
// Each module becomes a function that runs once and gives back what it exports; imports become
// constants. So nothing may export what changes later, and modules must not import each other in a
// circle: both are found and refused. Comments that fill lines are left out.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const IMPORT = /^import\s+([^'";]*?)\s*from\s*['"]([^'"]+)['"];?$/gm;
const REEXPORT = /^export\s*\{([^}]*)\}\s*from\s*['"]([^'"]+)['"];?$/gm;
const LIST = /^export\s*\{([^}]*)\};?$/gm;
const DECLARATION = /^export (?=(?:const|function\*?|async function|class) (\w+))/gm;
const LEFT_OVER = /^(?:import|export)\b.*$/m;

function withoutComments(text) {
  return text.replace(/^[ \t]*\/\*(?:(?!\*\/)[^])*\*\/[ \t]*\n/gm, '').replace(/^[ \t]*\/\/.*\n/gm, '').replace(/^[ \t]*\n/gm, '');
}

// "a, b as c" as [[a, a], [b, c]].
function names(list) {
  return list.split(',').map((one) => one.trim()).filter(Boolean).map((one) => {
    const [from, to = from] = one.split(/\s+as\s+/);
    return [from, to];
  });
}

class Flat {
  constructor(modules) {
    this.folder = modules;
    this.numbers = new Map(); // path → number, null while it is read
    this.parts = [];
  }

  resolve(from, target) {
    const file = target.startsWith('.') ? path.resolve(path.dirname(from), target) : path.join(this.folder, target);
    if (!existsSync(file)) throw new Error(`${from}: there is no ${target}`);
    return file;
  }

  // The name of the constant that holds a module's exports.
  add(file) {
    if (this.numbers.get(file) === null) throw new Error(`${file}: modules import each other in a circle`);
    if (!this.numbers.has(file)) {
      this.numbers.set(file, null);
      const part = this.wrap(file);
      this.numbers.set(file, this.parts.length);
      this.parts.push(`const m${this.parts.length} = ${part};\n`);
    }
    return `m${this.numbers.get(file)}`;
  }

  wrap(file) {
    const exported = [];
    const text = withoutComments(readFileSync(file, 'utf8'))
      .replace(REEXPORT, (_, list, target) => {
        const module = this.add(this.resolve(file, target));
        for (const [from, to] of names(list)) exported.push(`${to}: ${module}.${from}`);
        return '';
      })
      .replace(IMPORT, (_, what, target) => {
        const module = this.add(this.resolve(file, target));
        if (what.startsWith('* as ')) return `const ${what.slice(5)} = ${module};`;
        if (!what.startsWith('{')) return `const ${what} = ${module}.default;`;
        const list = names(what.slice(1, -1)).map(([from, to]) => (from === to ? from : `${from}: ${to}`));
        return list.length > 0 ? `const { ${list.join(', ')} } = ${module};` : '';
      })
      .replace(LIST, (_, list) => {
        for (const [from, to] of names(list)) exported.push(from === to ? from : `${to}: ${from}`);
        return '';
      })
      .replace(/^export default /gm, () => {
        exported.push('default: standard');
        return 'const standard = ';
      })
      .replace(DECLARATION, (_, name) => {
        exported.push(name);
        return '';
      });
    const odd = LEFT_OVER.exec(text);
    if (odd) throw new Error(`${file}: this form is not known here: ${odd[0]}`);
    return `(() => {\n${text}return { ${exported.join(', ')} };\n})()`;
  }
}

// The text of one file that has the entry and all that it imports; kind: module or script. Packages
// are looked for in the folder `modules`.
export function flatten(entry, modules, kind) {
  const flat = new Flat(modules);
  const last = flat.add(path.resolve(entry));
  const text = flat.parts.join('');
  if (kind === 'script') return `'use strict';\n(() => {\n${text}})();\n`;
  const exported = text.slice(text.lastIndexOf('return { ') + 9, text.lastIndexOf(' };'));
  const list = exported.split(', ').map((one) => one.split(':')[0]);
  return text + list.map((name) => `export const ${name} = ${last}.${name};\n`).join('');
}
