// What eight lines of a commitment say, and when their values are out.
import { mark, t } from '../words.js';

/** Chains whose times are known (docs/draw.md §4): genesis and period in seconds. */
const CHAINS = {
  '8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce': { genesis: 1595431050, period: 30, name: 'drand default' },
  '52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971': { genesis: 1692803367, period: 3, name: 'drand quicknet' },
};

const LOTTERIES = { ssq: mark('Double Colour Ball (双色球)'), dlt: mark('Super Lotto (大乐透)'), kl8: mark('Happy 8 (快乐8)') };

const DELAY = 600; // seconds, where the rules say nothing else

function table(line) {
  const [count, digest] = line.split(' ');
  return { count: Number(count), digest };
}

/** { id, rules, targets, people, avoid, beacons: [name], code } */
export function readCommit(text) {
  const [, id, rules, targets, people, avoid, beacons, code] = text.split('\n');
  return { id, rules, targets: table(targets), people: table(people), avoid: table(avoid), beacons: beacons.split(' + '), code: code === '-' ? '' : code };
}

/** { kind, name, title, hint, due }: due in milliseconds, or null where nobody knows the moment. */
export function readBeacon(name) {
  const [kind, first, second] = name.split(' ');
  if (kind === 'drand') {
    const chain = CHAINS[first];
    return {
      kind, name, title: t('{chain}, round {round}', { chain: chain ? chain.name : t('drand chain'), round: second }),
      hint: t('The signature of the round, in hexadecimal digits.'), due: chain ? (chain.genesis + (Number(second) - 1) * chain.period) * 1000 : null,
      address: chain ? `https://api.drand.sh/${first}/public/${second}` : '',
    };
  }
  if (kind === 'lottery') return { kind, name, title: t('{lottery}, issue {issue}', { lottery: t(LOTTERIES[first] || first), issue: second }), hint: t('The numbers, with spaces between them.'), due: null };
  if (kind === 'dice') return { kind, name, count: Number(first), title: t('{n} dice', { n: first }), hint: t('Type the {n} throws in their order, before witnesses.', { n: first }), due: null };
  return { kind, name, title: t('This machine’s own randomness'), hint: t('Nobody outside can check a draw that rests on it.'), due: 0 };
}

/** The moment from which values count: the latest known one, at least the delay after the commitment. */
export function dueOf(draw, beacons) {
  const known = beacons.map((beacon) => beacon.due).filter((due) => due);
  const least = beacons.every((beacon) => beacon.kind === 'local') ? 0 : Date.parse(draw.committed) + DELAY * 1000;
  return Math.max(least, ...known);
}

/** A value as the command line takes it: throws without blanks, numbers with single ones. */
export function tidy(beacon, text) {
  if (beacon.kind === 'dice') return text.replace(/[^1-6]/g, '');
  if (beacon.kind === 'lottery') return (text.match(/\d+/g) || []).map((number) => String(Number(number))).join(' ');
  return text.replace(/\s/g, '').toLowerCase();
}

/** Every target drawn, in one ticket order: { id, stratum, ticket, people }. */
export function ticketsOf(draw) {
  const crews = new Map((draw.result.crews || []).map(([target, ...people]) => [target, people]));
  const drawn = Object.entries(draw.result.selected).flatMap(([stratum, ids]) => ids.map((id) => ({
    id, stratum, ticket: (draw.tickets || {})[id] || '', people: crews.get(id) || [],
  })));
  return drawn.sort((a, b) => (a.ticket < b.ticket ? -1 : 1));
}
