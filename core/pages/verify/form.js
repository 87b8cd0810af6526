// The form of a record (docs/draw.md §11): JSON in, texts and bytes out. Whatever is not of that
// form is NoRecord.
import { BEACONS_MOST, VALUE_BYTES } from './beacon.js';
import { isVoidText, readCommit, readSubEntry } from './entries.js';
import { bytesOf } from './hash.js';
import { JsonError, parse } from './json.js';
import { readKey } from './note.js';
import { NoRecord, mark } from './problem.js';
import { show } from './text.js';
import { readInstant } from './time.js';

const DEPTH_MOST = 8;
const PROOF_HASHES = 64;
const HEX = /^[0-9a-f]{64}$/;

const isText = (value) => typeof value === 'string';
const TEXT = { fits: isText, sentence: mark('“{key}” has to be a text') };
const DIGEST = {
  fits: (value) => isText(value) && HEX.test(value),
  sentence: mark('“{key}” has to be 64 hexadecimal digits in lower case'),
};
const NUMBER = {
  fits: (value) => typeof value === 'bigint' && value >= 0n,
  sentence: mark('“{key}” has to be a whole number from 0'),
};
const FLAG = { fits: (value) => typeof value === 'boolean', sentence: mark('“{key}” has to be true or false') };
const LIST = { fits: Array.isArray, sentence: mark('“{key}” has to be a list') };
const OBJECT = { fits: (value) => value instanceof Map, sentence: mark('“{key}” has to be an object') };

function refuse(place, sentence, args) {
  throw new NoRecord(place, sentence, args);
}

function inside(place, key) {
  return typeof key === 'number' ? `${place}[${key}]` : `${place}${place === '' ? '' : '.'}${key}`;
}

// The members of an object that has these and no others; names that end in ? may be missing.
function members(place, object, shapes) {
  if (!(object instanceof Map)) refuse(place, mark('this has to be an object'));
  const known = Object.entries(shapes).map(([name, shape]) => [name.replace('?', ''), shape, name.endsWith('?')]);
  for (const key of object.keys())
    if (!known.some(([name]) => name === key)) refuse(place, 'unknown key “{key}”', { key: show(key) });
  const values = {};
  for (const [key, shape, optional] of known) {
    const value = object.get(key);
    if (value === undefined && !optional) refuse(place, mark('“{key}” is missing'), { key });
    if (value !== undefined && !shape.fits(value)) refuse(place, shape.sentence, { key });
    values[key] = value;
  }
  return values;
}

function checkList(place, list, shape, most = Infinity) {
  if (list.length > most) refuse(place, mark('there are more than {most} entries'), { most });
  list.forEach((value, i) => {
    if (!shape.fits(value)) refuse(place, mark('entry {entry} is not what it has to be'), { entry: i + 1 });
  });
}

function checkLists(place, lists = []) {
  checkList(place, lists, LIST);
  for (const list of lists) checkList(place, list, TEXT);
}

function readBytes(place, digits, key, most) {
  const whole = digits.length % 2 === 0 && /^[0-9a-f]*$/.test(digits);
  if (!whole || digits.length / 2 > most)
    refuse(place, mark('“{key}” has to be pairs of hexadecimal digits in lower case, at most {most}'), { key, most });
  return bytesOf(digits);
}

function readCode(place, digits) {
  const code = readBytes(place, digits, 'one_time_code', 32);
  if (code.length !== 0 && code.length !== 32)
    refuse(place, 'a one-time code has 32 bytes, not {given}', { given: code.length });
  return code;
}

function readBeacons(place, list) {
  if (list.length > BEACONS_MOST)
    refuse(place, 'a draw can have {most} beacons, no more', { most: BEACONS_MOST });
  return list.map((one, i) => {
    const here = inside(place, i);
    const { name, value, checked } = members(here, one, { name: TEXT, value: TEXT, checked: FLAG });
    return { name, value: readBytes(here, value, 'value', VALUE_BYTES), checked };
  });
}

// {index, time, at, checkpoint, proof}.
function readLog(place, object) {
  const log = members(place, object, { index: NUMBER, time: TEXT, checkpoint: TEXT, proof: LIST });
  checkList(place, log.proof, DIGEST, PROOF_HASHES);
  log.proof = log.proof.map(bytesOf);
  log.at = readInstant(log.time);
  if (log.at === null) refuse(place, mark('“time” has to be like 2026-03-02T01:00:00Z'));
  return log;
}

function readFiles(place, object) {
  if (object.has('panels')) refuse(place, mark('this version does not check draws of panels'));
  return members(place, object, { rules: TEXT, targets: TEXT, people: TEXT, avoid: TEXT });
}

function checkResult(place, object) {
  if (object.has('panel')) refuse(place, mark('this version does not check draws of panels'));
  const result = members(place, object, { seed: DIGEST, selected: OBJECT, 'crews?': LIST, 'teams?': LIST });
  const here = inside(place, 'selected');
  for (const [stratum, ids] of result.selected) {
    if (!Array.isArray(ids)) refuse(here, mark('“{key}” has to be a list'), { key: show(stratum) });
    checkList(here, ids, TEXT);
  }
  checkLists(inside(place, 'crews'), result.crews);
  checkLists(inside(place, 'teams'), result.teams);
}

// A substitution that was run: {entry text, beacons, code, result, log, blind}.
function readRun(place, object) {
  const sub = members(place, object,
    { entry: TEXT, beacons: LIST, one_time_code: TEXT, result: OBJECT, log: OBJECT, 'blind?': DIGEST });
  const { crew = [] } = members(place, sub.result, { seed: DIGEST, in: TEXT, 'crew?': LIST });
  checkList(place, crew, TEXT);
  sub.beacons = readBeacons(place, sub.beacons);
  sub.code = readCode(place, sub.one_time_code);
  return sub;
}

// One that was ended before its value: {entry text, log, void: {reason, by}, void_log, blind}.
function readVoid(place, object) {
  const sub = members(place, object,
    { entry: TEXT, log: OBJECT, 'blind?': DIGEST, void: OBJECT, void_log: OBJECT });
  sub.void = members(place, sub.void, { reason: TEXT, by: TEXT });
  if (!isVoidText(sub.void.reason) || !isVoidText(sub.void.by))
    refuse(place, mark('a void has a reason and a name, each one line'));
  sub.voidLog = readLog(place, sub.void_log);
  return sub;
}

function readSub(place, object) {
  const ended = object instanceof Map && object.has('void');
  const sub = ended ? readVoid(place, object) : readRun(place, object);
  sub.result ??= null;
  sub.blind ??= null;
  sub.log = readLog(place, sub.log);
  sub.entry = readSubEntry(sub.entry);
  return sub;
}

function readRecord(place, json, depth) {
  const parts = members(place, json, {
    v: NUMBER, commit: TEXT, files: OBJECT, beacons: LIST, one_time_code: TEXT, result: OBJECT,
    'outer?': OBJECT, key: TEXT, log: OBJECT, result_log: OBJECT, 'subs?': LIST,
  });
  if (parts.v !== 1n) refuse(place, mark('this version knows records of the form 1 only'));
  const record = { files: readFiles(inside(place, 'files'), parts.files) };
  record.beacons = readBeacons(inside(place, 'beacons'), parts.beacons);
  record.code = readCode(place, parts.one_time_code);
  record.result = parts.result;
  checkResult(inside(place, 'result'), parts.result);
  record.log = readLog(inside(place, 'log'), parts.log);
  record.resultLog = readLog(inside(place, 'result_log'), parts.result_log);
  const subs = inside(place, 'subs');
  record.subs = (parts.subs ?? []).map((sub, i) => readSub(inside(subs, i), sub));
  record.commit = readCommit(parts.commit);
  record.keyText = parts.key;
  record.key = readKey(parts.key);
  record.outer = null;
  if (parts.outer !== undefined) {
    if (depth === DEPTH_MOST)
      refuse(place, mark('there are more than {most} records inside each other'), { most: DEPTH_MOST });
    record.outer = readRecord(inside(place, 'outer'), parts.outer, depth + 1);
  }
  return record;
}

// The text of a record's file, from its bytes. Throws NoRecord.
export function textOf(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new NoRecord('', 'this is not JSON: {what}', { what: mark('not UTF-8, or larger than this browser can read') });
  }
}

// A record from its file's text. Throws NoRecord; errors in JSON have line and column.
export function loadRecord(text) {
  let json;
  try {
    json = parse(text);
  } catch (problem) {
    if (!(problem instanceof JsonError)) throw problem;
    throw new NoRecord('', 'this is not JSON: {what}', { what: problem.message }, problem.line, problem.column);
  }
  return readRecord('', json, 0);
}
