// What all texts of a draw have in common (docs/draw.md §1): bytes, order, what is clean.

const encoder = new TextEncoder();
const SHOWN_BYTES = 120;
const MARKS_MOST = 30;
// Never changed by NFC and never combining with what stands before: nearly all that is written.
const PLAIN = /^[\x20-\x7e\xa0-\u02ff\u3000-\u3029\u3030-\u3098\u309b-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]*$/;
const CONTROL = /[\x00-\x1f\x7f-\x9f]/;
const MANY_MARKS = new RegExp(`\\p{M}{${MARKS_MOST + 1},}`, 'gu');
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

export function utf8(text) {
  return encoder.encode(text);
}

// UTF-16 puts U+E000 to U+FFFF above what takes two units; bytes do not.
function rank(unit) {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

// Order of the UTF-8 bytes: below, equal to or above 0.
export function compare(a, b) {
  if (a === b) return 0;
  const least = Math.min(a.length, b.length);
  for (let i = 0; i < least; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

function hasCombiningClass(mark) {
  return (mark + '\u0334').normalize('NFD').startsWith('\u0334') ||
    ('\u0301' + mark).normalize('NFD').endsWith('\u0301');
}

// More marks on one letter than any writing has.
function hasManyMarks(text) {
  return (text.match(MANY_MARKS) ?? []).some((marks) => {
    let run = 0;
    return [...marks].some((mark) => {
      run = hasCombiningClass(mark) ? run + 1 : 0;
      return run > MARKS_MOST;
    });
  });
}

// NFC without control characters; may be empty.
export function isClean(text) {
  if (PLAIN.test(text)) return true;
  return !CONTROL.test(text) && !hasManyMarks(text) && text.normalize('NFC') === text;
}

// An id: clean, not empty, not "-", without ':' and ','.
export function isName(text) {
  return text !== '' && text !== '-' && !text.includes(':') && !text.includes(',') && isClean(text);
}

// Decimal digits without sign or leading zero, at most `most`; a BigInt, null where it is none.
export function readNumber(text, most) {
  if (!/^(?:0|[1-9][0-9]{0,19})$/.test(text)) return null;
  const number = BigInt(text);
  return number <= BigInt(most) ? number : null;
}

// At most 120 bytes, cut between characters: for messages.
export function show(text, bytes = SHOWN_BYTES) {
  if (text.length * 3 <= bytes) return text;
  let length = 0;
  let end = 0;
  for (const character of text) {
    const code = character.codePointAt(0);
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (length > bytes) return text.slice(0, end);
    end += character.length;
  }
  return text;
}

// Characters of bytes that need not be UTF-8: {code, from, length}, code -1 where malformed.
export function* characters(bytes) {
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at];
    const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    let code = -1;
    try {
      const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(at, at + length));
      code = text.codePointAt(0);
    } catch {
      // malformed: one byte by itself
    }
    const taken = code < 0 ? 1 : length;
    yield { code, from: at, length: taken };
    at += taken;
  }
}

// Bytes as text for messages: up to the first byte 00, what is not UTF-8 as \xNN.
export function showBytes(bytes, most = SHOWN_BYTES) {
  let end = Math.min(bytes.length, most);
  if (bytes.length > most) while (end > 0 && (bytes[end] & 0xc0) === 0x80) end--;
  const zero = bytes.indexOf(0);
  if (zero >= 0) end = Math.min(end, zero);
  let text = '';
  for (const { code, from } of characters(bytes.subarray(0, end)))
    text += code < 0 ? `\\x${bytes[from].toString(16).toUpperCase().padStart(2, '0')}` : String.fromCodePoint(code);
  return text;
}

// Makes visible what would hide or turn text around: a record is what a stranger wrote.
export function fit(text) {
  return String(text).replace(HIDDEN, (character) => {
    const code = character.codePointAt(0);
    if (character === '\n' || character === '\t') return character;
    const hex = code.toString(16).toUpperCase();
    return code < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u${hex.padStart(4, '0')}`;
  });
}

// An English sentence with {names} in it, filled in.
export function fill(sentence, args = {}) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in args ? fit(args[name]) : whole));
}
