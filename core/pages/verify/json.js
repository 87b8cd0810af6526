// JSON as records have it: RFC 8259 to the letter, and of what that leaves open the strict half.
// Double keys, U+0000, lone surrogates and numbers beyond 64 bits are refused. Whole numbers
// become BigInt, others Number, objects Map: nothing is rounded and no key is special.

import { mark } from './problem.js';

const DEEPEST = 2048;
const DIGITS_MOST = 20;
const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const CONTROL = /[\x00-\x1f]/;
const LONE = /\p{Surrogate}/u;
const LEAST = -(2n ** 63n);
const MOST = 2n ** 63n - 1n;

// Thrown where the text is not JSON. line and column count from 1, the column in characters.
export class JsonError extends Error {
  constructor(text, at, what) {
    super(what);
    const before = text.slice(0, at);
    this.line = before.split('\n').length;
    this.column = at - before.lastIndexOf('\n');
  }
}

class Parser {
  constructor(text) {
    this.text = text;
    this.at = 0;
    this.depth = 0;
  }

  fail(what, at = this.at) {
    throw new JsonError(this.text, at, what);
  }

  space() {
    SPACE.lastIndex = this.at;
    SPACE.test(this.text);
    this.at = SPACE.lastIndex;
    return this.text[this.at];
  }

  take(wanted) {
    if (this.space() !== wanted) this.fail(wanted === ',' ? mark('“,” or the end of a list or object expected') : mark('“:” expected'));
    this.at++;
  }

  // The index of the quote that ends the string opened at `start`.
  closing(start) {
    const { text } = this;
    for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
      let escapes = 0;
      while (text[at - 1 - escapes] === '\\') escapes++;
      if (escapes % 2 === 0) return at;
    }
    return this.fail(mark('the text has no end'), start);
  }

  string() {
    const start = this.at;
    const end = this.closing(start);
    const raw = this.text.slice(start + 1, end);
    let value = raw;
    if (raw.includes('\\')) {
      try {
        value = JSON.parse(`"${raw}"`);
      } catch {
        this.fail(mark('the text has an escape or a character that it must not have'), start);
      }
      if (value.includes('\0')) this.fail(mark('U+0000 is not allowed'), start);
      if (LONE.test(value)) this.fail(mark('half of a surrogate pair'), start);
    } else if (CONTROL.test(raw)) {
      this.fail(mark('a control character in a text'), start);
    }
    this.at = end + 1;
    return value;
  }

  number() {
    NUMBER.lastIndex = this.at;
    const found = NUMBER.exec(this.text);
    if (!found) this.fail(mark('a value expected'));
    const real = found[1] !== undefined || found[2] !== undefined;
    if (!real && found[0].length > DIGITS_MOST) this.fail(mark('a number too large')); // before it costs time
    const value = real ? Number(found[0]) : BigInt(found[0]);
    if (real ? !Number.isFinite(value) : value < LEAST || value > MOST) this.fail(mark('a number too large'));
    this.at = NUMBER.lastIndex;
    return value;
  }

  word() {
    for (const [word, value] of [['true', true], ['false', false], ['null', null]]) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    return this.number();
  }

  array() {
    const list = [];
    this.at++;
    if (this.space() === ']') {
      this.at++;
      return list;
    }
    for (;;) {
      list.push(this.value());
      if (this.space() === ']') break;
      this.take(',');
    }
    this.at++;
    return list;
  }

  object() {
    const map = new Map();
    this.at++;
    if (this.space() === '}') {
      this.at++;
      return map;
    }
    for (;;) {
      if (this.space() !== '"') this.fail(mark('a key expected'));
      const start = this.at;
      const key = this.string();
      if (map.has(key)) this.fail(mark('a key stands twice in the same object'), start);
      this.take(':');
      map.set(key, this.value());
      if (this.space() === '}') break;
      this.take(',');
    }
    this.at++;
    return map;
  }

  value() {
    if (++this.depth > DEEPEST) this.fail(mark('nested too deep'));
    const first = this.space();
    const value = first === '{' ? this.object()
      : first === '[' ? this.array()
      : first === '"' ? this.string()
      : this.word();
    this.depth--;
    return value;
  }
}

// The value of a text, which has to be an object or a list. Throws JsonError.
export function parse(text) {
  const parser = new Parser(text);
  const first = parser.space();
  if (first !== '{' && first !== '[') parser.fail(mark('“{” or “[” expected'));
  const value = parser.value();
  if (parser.space() !== undefined) parser.fail(mark('the end of the file expected'));
  return value;
}

function quote(text) {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

// Canonical JSON: keys ascending by `compare`, no white space, only " and \ escaped. null where
// the value has none (a control character, a number that is not whole).
export function canonical(value, compare) {
  let whole = true;
  const write = (one) => {
    if (typeof one === 'string') {
      whole = whole && !/[\x00-\x1f\x7f-\x9f]/.test(one);
      return quote(one);
    }
    if (Array.isArray(one)) return `[${one.map(write).join(',')}]`;
    if (one instanceof Map) {
      const keys = [...one.keys()].sort(compare);
      return `{${keys.map((key) => `${write(key)}:${write(one.get(key))}`).join(',')}}`;
    }
    whole = whole && typeof one !== 'number';
    return String(one);
  };
  const text = write(value);
  return whole ? text : null;
}
