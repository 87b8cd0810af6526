// Beacons: public values that do not exist yet when a draw is committed to (docs/draw.md §4).
import { hexOf } from './hash.js';
import { characters, readNumber, show, showBytes } from './text.js';
import { differ } from './problem.js';

export const BEACONS_MOST = 8;
export const VALUE_BYTES = 1024;
const NUMBERS_MOST = VALUE_BYTES / 2;
const ROUND_MOST = 2n ** 64n - 1n;
const INSTANT_MOST = 2n ** 63n - 1n;
const HEX = /^[0-9a-f]{64}$/;

const CHAINS = {
  '8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce':
    { name: 'default', genesis: 1595431050n, period: 30n, bytes: 96 },
  '52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971':
    { name: 'quicknet', genesis: 1692803367n, period: 3n, bytes: 48 },
};

// Numbers in runs: [how many different ones, from 1 to …], ascending; and all outcomes.
const GAMES = {
  ssq: { runs: [[6, 33], [1, 16]], outcomes: 17721088n },
  dlt: { runs: [[5, 35], [2, 12]], outcomes: 21425712n },
  kl8: { runs: [[20, 80]], outcomes: 3535316142212174320n },
};

// ---- names ----

function readDrand(text, words) {
  const round = words.length === 3 && HEX.test(words[1]) ? readNumber(words[2], ROUND_MOST) : null;
  if (round === null || round === 0n)
    differ('“{text}” is not “drand”, a chain\'s hash in 64 hexadecimal digits and a round', { text: show(text) });
  return { kind: 'drand', text, chain: words[1], round };
}

function readLottery(text, words) {
  const [, game = '', issue = ''] = words;
  if (!Object.hasOwn(GAMES, game))
    differ('“{game}” is no lottery that is known here: ssq, dlt or kl8', { game: show(game) });
  const number = words.length === 3 && issue.length <= 12 ? readNumber(issue, ROUND_MOST) : null;
  if (number === null || number === 0n)
    differ('“{text}” has to end in the issue\'s number without leading zeros', { text: show(text) });
  return { kind: 'lottery', text, game, issue };
}

function readDice(text, rest) {
  const dice = readNumber(rest, NUMBERS_MOST);
  if (dice === null || dice === 0n)
    differ('“{text}” is not “dice” and a number from 1 to {most}', { text: show(text), most: NUMBERS_MOST });
  return { kind: 'dice', text, dice: Number(dice) };
}

function readName(text) {
  const words = text.split(' ');
  if (words[0] === 'drand') return readDrand(text, words);
  if (words[0] === 'lottery') return readLottery(text, words);
  if (words[0] === 'dice') return readDice(text, text.slice('dice '.length));
  if (text === 'local') return { kind: 'local', text };
  return differ('“{text}” is no beacon: drand CHAIN ROUND, lottery GAME ISSUE, dice NUMBER, local, or ' +
    'several of them joined by “ + ”', { text: show(text) });
}

// One name, or several joined by " + ". Throws a Difference that has no place.
export function readNames(text) {
  const names = [];
  for (const part of text.split(' + ')) {
    if (names.length === BEACONS_MOST)
      differ('a draw can have {most} beacons, no more', { most: BEACONS_MOST });
    const name = readName(part);
    if (names.some((other) => other.text === part))
      differ('the beacon “{text}” is named twice', { text: show(part) });
    names.push(name);
  }
  return names;
}

function outcomesOf(name) {
  if (name.kind === 'dice') return 6n ** BigInt(name.dice);
  return name.kind === 'lottery' ? GAMES[name.game].outcomes : 2n ** 256n;
}

// Whole bits of the outcomes of all together.
export function bitsOf(names) {
  const product = names.reduce((all, name) => all * outcomesOf(name), 1n);
  return product.toString(2).length - 1;
}

// The moment a drand round of a known chain is due; null for others.
export function dueOf(name) {
  const chain = name.kind === 'drand' ? CHAINS[name.chain] : undefined;
  if (!chain || name.round - 1n > (INSTANT_MOST - chain.genesis) / chain.period) return null;
  return chain.genesis + (name.round - 1n) * chain.period;
}

// ---- values ----

const SEPARATORS = new Set([...' \t\n\r,+|'].map((character) => character.charCodeAt(0)));
const LIST_COMMA = 0x3001;

// Full-width characters as what they stand for.
function fold(code) {
  if (code === 0x3000) return 0x20;
  return code >= 0xff01 && code <= 0xff5e ? code - 0xfee0 : code;
}

function readNumbers(value) {
  const numbers = [];
  let inside = false;
  for (const { code: raw } of characters(value)) {
    const code = fold(raw);
    const digit = code >= 0x30 && code <= 0x39;
    if (digit && !inside) {
      if (numbers.length === NUMBERS_MOST) differ('the value is longer than any can be');
      numbers.push(0);
    } else if (!digit && code !== LIST_COMMA && !SEPARATORS.has(code)) {
      differ('“{value}” is not numbers between blanks, commas or “+”', { value: showBytes(value) });
    }
    if (digit) {
      const last = numbers.length - 1;
      numbers[last] = numbers[last] < 100 ? 10 * numbers[last] + code - 0x30 : 1000;
    }
    inside = digit;
  }
  return numbers;
}

function sortRun(name, [count, most], values) {
  values.forEach((value, i) => {
    if (value < 1 || value > most)
      differ('“{name}”: number {place} of {count} has to be from 1 to {most}',
        { name: show(name.text), place: i + 1, count, most });
  });
  const sorted = [...values].sort((a, b) => a - b);
  sorted.forEach((value, i) => {
    if (i > 0 && sorted[i - 1] === value)
      differ('“{name}”: the number {number} stands there twice', { name: show(name.text), number: value });
  });
  return sorted;
}

function readLotteryValue(name, value) {
  const { runs } = GAMES[name.game];
  const numbers = readNumbers(value);
  const count = runs.reduce((sum, run) => sum + run[0], 0);
  if (numbers.length !== count)
    differ('“{name}” has {count} numbers, but {given} are given',
      { name: show(name.text), count, given: numbers.length });
  let from = 0;
  return runs.flatMap((run) => sortRun(name, run, numbers.slice(from, (from += run[0]))));
}

function readDiceValue(name, value) {
  const numbers = [];
  value.forEach((byte, i) => {
    if (SEPARATORS.has(byte)) return;
    if (byte < 0x31 || byte > 0x36)
      differ('dice show 1 to 6, but the throw has “{value}” in place {place}',
        { value: showBytes(value.subarray(i), 4), place: numbers.length + 1 });
    numbers.push(byte - 0x30);
  });
  if (numbers.length !== name.dice)
    differ('{dice} dice are to be thrown, but {given} are given', { dice: name.dice, given: numbers.length });
  return numbers;
}

function checkNumbers(name, value) {
  const numbers = name.kind === 'dice' ? readDiceValue(name, value) : readLotteryValue(name, value);
  const again = numbers.join(' ');
  if (showBytes(value, VALUE_BYTES) !== again)
    differ('“{value}” is not the canonical value of {name}, which is “{again}”',
      { value: showBytes(value), name: show(name.text), again: show(again) });
}

function checkSignature(name, value) {
  const needed = CHAINS[name.chain]?.bytes;
  if (value.length === 0 || value.length > VALUE_BYTES)
    differ('a drand signature has 1 to {most} bytes', { most: VALUE_BYTES });
  if (needed !== undefined && value.length !== needed)
    differ('a signature of this drand chain has {needed} bytes, but {given} are given',
      { needed, given: value.length });
}

// Refuses bytes that the beacon cannot have.
export function checkValue(name, value) {
  if (name.kind === 'drand') checkSignature(name, value);
  else if (name.kind !== 'local') checkNumbers(name, value);
  else if (value.length !== 32) differ('a local value has 32 bytes, not {given}', { given: value.length });
}

// The bytes as people read them: numbers as they are, everything else in hexadecimal digits.
export function showValue(value) {
  const numbers = value.length > 0 && value.every((byte) => byte === 0x20 || (byte >= 0x30 && byte <= 0x39));
  return numbers ? String.fromCharCode(...value) : hexOf(value);
}
