// Where the randomness came from, who committed when, and what happened later.
import { facts, h, more, name, section } from './dom.js';
import { term } from './terms.js';
import { instant, number, spoken, t } from './words.js';

const GAMES = {
  ssq: (beacon) => t('Double Colour Ball (ssq), issue {issue}', beacon),
  dlt: (beacon) => t('Super Lotto (dlt), issue {issue}', beacon),
  kl8: (beacon) => t('Happy 8 (kl8), issue {issue}', beacon),
};
const SIGNATURES = {
  valid: () => ['good', t('The signature was checked here against the public key of the chain: the value is genuine.')],
  invalid: () => ['bad', t('The signature is not one of this chain: the value was not published by drand.')],
  chained: () => ['open', t('A round of this chain signs the one before it too, so its signature cannot be checked from the record alone. Compare the value with the published one.')],
  unknown: () => ['open', t('The public key of this chain is not known here, so the signature was not checked.')],
};

function whatIs(beacon) {
  if (beacon.kind === 'drand') return t('drand, a public beacon run by many organisations: round {round}', beacon);
  if (beacon.kind === 'lottery') return GAMES[beacon.game](beacon);
  if (beacon.kind === 'dice') return t('{dice} throws of a die before witnesses', beacon);
  return t('The office\'s own machine');
}

// Where anybody can look the value up: [words, address].
function whereIs(beacon) {
  if (beacon.kind === 'drand') return [t('anybody can load it from'), `https://api.drand.sh/${beacon.chain}/public/${beacon.round}`];
  if (beacon.kind === 'lottery' && beacon.game === 'dlt') return [t('published by the sports lottery'), 'https://www.lottery.gov.cn/'];
  if (beacon.kind === 'lottery') return [t('published by the welfare lottery'), 'https://www.cwl.gov.cn/'];
  return beacon.kind === 'dice' ? [t('the witnesses signed for it'), ''] : [t('nowhere: nobody else can know it'), ''];
}

function link(address) {
  return address && h('a', { href: address, rel: 'noopener noreferrer', target: '_blank' }, address);
}

function beaconCard(beacon) {
  const [words, address] = whereIs(beacon);
  const [kind, signature] = beacon.signature ? SIGNATURES[beacon.signature]() : ['', ''];
  return h('div', { class: `beacon ${beacon.kind === 'local' ? 'warn' : ''}` },
    h('p', { class: 'what' }, whatIs(beacon)),
    facts([
      [t('Name in the commitment'), h('code', null, beacon.text)],
      [t('Out at'), beacon.due && instant(beacon.due)],
      [t('Value'), beacon.value && h('code', { class: 'value' }, beacon.value)],
      [t('Where to look it up'), h('span', null, words, ' ', link(address))],
    ]),
    signature && h('p', { class: `signature ${kind}` }, signature));
}

export function sourceSection(draw, id) {
  return section(t('Where the randomness came from'), `${id}-source`,
    h('p', null, t('The seed is the SHA-256 of the commitment and of these values, which did not exist yet when it was made.')),
    draw.beacons.map(beaconCard),
    draw.commit.sealed && h('p', { class: 'muted' }, t('The draw was sealed: a one-time code, fixed by the commitment, is part of the seed, so that nobody could work out the result before the embargo ended.')),
    draw.seed && facts([[t('Seed'), h('code', { class: 'value' }, draw.seed)]]));
}

// ---- the ledger ----

function moments(draw) {
  const list = [
    [draw.commit.time, t('Committed to: rules, tables and source of randomness were fixed as entry {index} of the ledger of {name}.', { index: draw.commit.index, name: draw.key.name })],
    ...draw.beacons.filter(({ due }) => due).map((beacon) => [beacon.due, t('The value came out: {what}.', { what: whatIs(beacon) })]),
    [draw.result.time, t('The result was logged as entry {index}.', { index: draw.result.index })],
    ...draw.subs.map((sub) => [sub.log.time, t('Substitution {number} was asked for, as entry {index}.', { number: sub.number, index: sub.log.index })]),
    ...draw.subs.filter((sub) => sub.ended).map((sub) => [sub.ended.time, t('Substitution {number} was ended before its value.', { number: sub.number })]),
  ];
  return list.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function tables(draw) {
  const names = { targets: t('Targets'), people: t('People'), avoid: t('Who must not visit whom') };
  return facts(draw.tables.map(({ name: table, rows, digest }) =>
    [`${names[table]} (${number(rows)})`, h('code', { class: 'value' }, digest)]));
}

export function ledgerSection(draw, id) {
  return section(t('Who committed, and when'), `${id}-ledger`,
    h('ol', { class: 'moments' }, moments(draw).map(([time, what]) =>
      h('li', null, h('time', { datetime: time }, instant(time)), h('span', null, what)))),
    h('p', { class: 'muted' }, spoken() === 'zh' ? '' : t('Times are those of China (UTC+8).')),
    more(t('The texts themselves'),
      h('h4', null, t('Commitment')), h('pre', null, draw.commit.text),
      h('h4', null, t('Tables: rows and Merkle roots')), tables(draw),
      h('h4', null, t('Signed state of the ledger that holds the result')), h('pre', null, draw.result.checkpoint),
      h('h4', null, t('Verifier key')), h('pre', null, draw.key.text)));
}

// ---- substitutions ----

function whoCame(sub) {
  if (sub.ended) return t('Ended before its value by {by}: {reason}', sub.ended);
  if (sub.in === '-') return t('Nobody was left to come in.');
  return h('span', null, name(sub.in), sub.crew && [' · ', sub.crew.map((person) => h('span', { class: 'person' }, name(person)))]);
}

export function subsSection(draw, id) {
  return draw.subs.length > 0 && section(t('Substitutions'), `${id}-subs`, draw.subs.map((sub) => h('div', { class: 'sub' },
    h('h4', null, t('Substitution {number}', sub)),
    facts([
      [t('Leaves'), h('span', null, name(sub.leaves), sub.target && [' → ', name(sub.target)])],
      [t('Reason'), term(sub.reason)],
      [t('Comes in'), whoCame(sub)],
      [t('Asked for'), instant(sub.log.time)],
    ]),
    !sub.ended && sub.beacons.map(beaconCard))));
}
