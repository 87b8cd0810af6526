// The rules document of a draw (docs/draw.md §2): read, checked, and found canonical.
import { JsonError, canonical, parse } from './json.js';
import { Difference, inText } from './problem.js';
import { compare, isClean, isName, show } from './text.js';

export const NUMBER_MOST = 1000000;
const DELAY = 600n;
const SEATS_MOST = 64;
const TEAMS_MOST = 64;
const KEYS = ['v', 'select', 'panel', 'skip', 'must', 'within', 'delay', 'deal'];

function fail(place, sentence, args) {
  throw new Difference(sentence, args, inText(place === '' ? 'rules' : `rules: ${place}`));
}

function checkKeys(place, object, keys) {
  if (!(object instanceof Map)) fail(place, 'this is no object');
  for (const key of object.keys()) if (!keys.includes(key)) fail(place, 'unknown key “{key}”', { key: show(key) });
}

// A whole number from least to most, as Number; null where it is none.
function numberOf(value, least, most) {
  return typeof value === 'bigint' && value >= BigInt(least) && value <= BigInt(most) ? Number(value) : null;
}

function isWord(text) {
  return typeof text === 'string' && text !== '' && text !== '-' && !text.includes(',') && isClean(text);
}

function wordsOf(place, list) {
  if (!Array.isArray(list)) fail(place, 'this is no list');
  list.forEach((word, i) => {
    if (!isWord(word)) fail(place, 'entry {entry} is no word: clean text without “,” and not “-”', { entry: i + 1 });
  });
  return list;
}

// Words that stand once each, ascending.
function setOf(place, list) {
  const words = [...wordsOf(place, list)].sort(compare);
  words.forEach((word, i) => {
    if (i > 0 && words[i - 1] === word) fail(place, '“{word}” stands twice in the list', { word: show(word) });
  });
  return words;
}

// [[stratum, number]…], ascending by stratum.
function numbersOf(place, object) {
  if (!(object instanceof Map)) fail(place, 'this is no object');
  return [...object].map(([stratum, value]) => {
    if (stratum === '' || stratum === '-' || !isClean(stratum))
      fail(place, '“{stratum}” can be no stratum', { stratum: show(stratum) });
    const number = numberOf(value, 0, NUMBER_MOST);
    if (number === null)
      fail(place, 'the number of “{stratum}” has to be whole and from 0 to {most}',
        { stratum: show(stratum), most: NUMBER_MOST });
    return [stratum, number];
  }).sort((a, b) => compare(a[0], b[0]));
}

function readShare(list) {
  const [a, b] = Array.isArray(list) && list.length === 2 ? list.map((one) => numberOf(one, 1, NUMBER_MOST)) : [];
  if (a === undefined || a === null || b === null || a > b)
    fail('select.share', 'a share is [a,b], whole numbers with 0 < a ≤ b ≤ {most}', { most: NUMBER_MOST });
  return [a, b];
}

// Which of n, share and floors go with the method and with each other.
function readAmounts(rules, select) {
  const [n, share, floors] = ['n', 'share', 'floors'].map((key) => select.get(key));
  if (floors !== undefined && share === undefined) fail('select.floors', 'floors go with a share only');
  if (rules.method === 'order') {
    if (n !== undefined || share !== undefined)
      fail('select', 'the method order takes all: neither n nor share');
    return;
  }
  if ((n === undefined) === (share === undefined)) fail('select', 'either n or share has to be given');
  if (n !== undefined) {
    rules.numbers = numbersOf('select.n', n);
    return;
  }
  rules.hasFloors = floors !== undefined;
  rules.share = readShare(share);
  if (floors !== undefined) rules.numbers = numbersOf('select.floors', floors);
}

function readSelect(rules, select) {
  checkKeys('select', select, ['method', 'n', 'share', 'floors']);
  rules.method = select.get('method');
  if (!['srs', 'pps', 'order'].includes(rules.method))
    fail('select.method', 'the method has to be srs, pps or order');
  readAmounts(rules, select);
}

function readTeam(rules, list, number) {
  const fixed = wordsOf('deal.teams', list);
  for (const id of fixed) if (!isName(id)) fail('deal.teams', '“{id}” can be no id', { id: show(id) });
  if (fixed.length + rules.seats.length === 0)
    fail('deal.teams', 'team {team} would have no members', { team: number });
  return fixed;
}

function readTeams(rules, list) {
  if (!Array.isArray(list) || list.length === 0 || list.length > TEAMS_MOST)
    fail('deal.teams', 'this has to be a list of 1 to {most} teams', { most: TEAMS_MOST });
  rules.teams = list.map((team, i) => readTeam(rules, team, i + 1));
  const all = rules.teams.flat().sort(compare);
  all.forEach((id, i) => {
    if (i > 0 && all[i - 1] === id) fail('deal.teams', '“{id}” is fixed twice', { id: show(id) });
  });
}

function readApart(rules, list) {
  for (const field of setOf('deal.apart', list)) {
    if (field !== 'area' && field !== 'organisation')
      fail('deal.apart', '“{field}” is neither area nor organisation', { field: show(field) });
    rules.apart.push(field);
  }
}

function readDeal(rules, deal) {
  checkKeys('deal', deal, ['seats', 'apart', 'balance', 'teams']);
  const [apart, balance, teams] = ['apart', 'balance', 'teams'].map((key) => deal.get(key));
  rules.deals = true;
  rules.seats = wordsOf('deal.seats', deal.get('seats'));
  if (rules.seats.length > SEATS_MOST || (rules.seats.length === 0 && teams === undefined))
    fail('deal.seats', 'there have to be 1 to {most} seats', { most: SEATS_MOST });
  if (apart !== undefined) readApart(rules, apart);
  if (balance !== undefined && typeof balance !== 'boolean')
    fail('deal.balance', 'this has to be true or false');
  rules.balance = balance === true;
  if (teams !== undefined) readTeams(rules, teams);
}

function readFrame(rules, document) {
  const within = document.get('within');
  const delay = numberOf(document.has('delay') ? document.get('delay') : DELAY, 0, NUMBER_MOST);
  if (document.get('v') !== 1n) fail('v', 'the version has to be 1');
  if (delay === null)
    fail('delay', 'the delay has to be whole seconds from 0 to {most}', { most: NUMBER_MOST });
  rules.delay = delay;
  if (within !== undefined && !/^[0-9a-f]{64}$/.test(typeof within === 'string' ? within : ''))
    fail('within', 'this has to be the SHA-256 of the outer commit: 64 hexadecimal digits in lower case');
  rules.within = within ?? null;
  if (document.has('skip')) rules.skip = setOf('skip', document.get('skip'));
  if (document.has('must')) rules.must = setOf('must', document.get('must'));
}

function parseRules(text) {
  try {
    return parse(text);
  } catch (problem) {
    if (!(problem instanceof JsonError)) throw problem;
    throw new Difference('this is not JSON: {what}', { what: problem.message }, inText('rules', problem.line));
  }
}

// The rules: {method, numbers, share, hasFloors, skip, must, within, delay, deals, seats, apart,
// balance, teams (null: none)}. Throws a Difference with its place.
export function readRules(text) {
  const rules = {
    method: '', numbers: [], share: null, hasFloors: false, skip: [], must: [], within: null,
    delay: 0, deals: false, seats: [], apart: [], balance: false, teams: null,
  };
  const document = parseRules(text);
  checkKeys('', document, KEYS);
  if (document.has('select') === document.has('panel'))
    fail('', 'there has to be either select or panel');
  if (document.has('panel')) fail('panel', 'this version does not draw from a table of panels');
  readFrame(rules, document);
  readSelect(rules, document.get('select'));
  if (document.has('deal')) readDeal(rules, document.get('deal'));
  if (canonical(document, compare) !== text)
    throw new Difference('this is not canonical JSON: keys sorted by bytes, no spaces, only “"” and “\\” ' +
      'escaped, nothing behind the end', {}, inText('rules', 1));
  return rules;
}
