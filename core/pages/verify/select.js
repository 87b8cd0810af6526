// Who is drawn, stratum by stratum (docs/draw.md §6, "who").
import { Tickets, compareTickets, ticketMod, topOf } from './hash.js';
import { MUST, IN } from './size.js';

// Units of a draw: rows of targets with their tickets, in ticket order.
class Units {
  constructor(urn, rows, tickets) {
    const { id } = urn.targets;
    this.tickets = new Uint8Array(32 * rows.length);
    const tops = new Float64Array(rows.length);
    const order = new Uint32Array(rows.length);
    rows.forEach((row, i) => {
      tickets.make(id[row], this.tickets, 32 * i);
      tops[i] = topOf(this.tickets, 32 * i);
      order[i] = i;
    });
    order.sort((a, b) => tops[a] - tops[b] || compareTickets(this.tickets, 32 * a, this.tickets, 32 * b) || a - b);
    this.order = order;
    this.rows = Array.from(order, (i) => rows[i]);
  }

  // The ticket of the i-th unit in order.
  ticket(i) {
    return this.tickets.subarray(32 * this.order[i], 32 * this.order[i] + 32);
  }
}

// pps, first half: the units that are taken for certain. Returns what is left for the arcs.
function takeCertain(weights, n, taken) {
  let total = weights.reduce((sum, weight) => sum + weight, 0);
  const heaviest = weights.map((weight, i) => ({ weight, i })).sort((a, b) => b.weight - a.weight || a.i - b.i);
  for (const { weight, i } of heaviest) {
    if (n === 0 || n * weight < total) break;
    taken[i] = true;
    total -= weight;
    n--;
  }
  return { n, total };
}

// pps, second half. Positions are kept modulo total: an arc shorter than that holds an offset
// u + k × total for at most one k.
function takeArcs(weights, n, total, u, taken) {
  let low = 0;
  weights.forEach((weight, i) => {
    if (taken[i]) return;
    const high = low + n * weight;
    taken[i] = (low <= u && u < high) || u + total < high;
    low = high >= total ? high - total : high;
  });
}

// Which of the weights, given in ticket order and all above 0, are taken; an array of booleans.
function takeByWeight(weights, n, start) {
  const taken = weights.map(() => false);
  const left = takeCertain(weights, n, taken);
  if (left.n > 0) takeArcs(weights, left.n, left.total, start(left.total), taken);
  return taken;
}

function purposeOf(rules) {
  return rules.method === 'order' ? 'order' : 'target';
}

function markByWeight(urn, id, seed, sized, rows, marked) {
  const { strata, stratum, weight } = urn.targets;
  const start = new Tickets('start', id, seed);
  const asked = strata.map(() => []);
  for (const row of rows) if (!marked.has(row) && weight[row] > 0) asked[stratum[row]].push(row);
  asked.forEach((list, h) => {
    if (sized.strata[h].drawn === 0) return;
    const taken = takeByWeight(list.map((row) => weight[row]), sized.strata[h].drawn,
      (total) => ticketMod(start.of(strata[h]), total));
    list.forEach((row, i) => taken[i] && marked.add(row));
  });
}

function markSmallest(urn, sized, rows, marked) {
  const left = sized.strata.map((size) => size.drawn);
  for (const row of rows) {
    const h = urn.targets.stratum[row];
    if (left[h] === 0 || marked.has(row)) continue;
    marked.add(row);
    left[h]--;
  }
}

// {strata: rows of each in ticket order, slots: all in one ticket order, tickets: of the slots}.
export function selectTargets(urn, id, seed, sized) {
  const { stratum } = urn.targets;
  const rows = [];
  const marked = new Set();
  sized.standing.forEach((how, row) => {
    if (how === MUST) marked.add(row);
    if (how === MUST || (how === IN && sized.strata[stratum[row]].drawn > 0)) rows.push(row);
  });
  const units = new Units(urn, rows, new Tickets(purposeOf(urn.rules), id, seed));
  if (urn.rules.method === 'pps') markByWeight(urn, id, seed, sized, units.rows, marked);
  else markSmallest(urn, sized, units.rows, marked);
  const selected = { strata: urn.targets.strata.map(() => []), slots: [], tickets: [] };
  units.rows.forEach((row, i) => {
    if (!marked.has(row)) return;
    selected.strata[stratum[row]].push(row);
    selected.slots.push(row);
    selected.tickets.push(units.ticket(i));
  });
  return selected;
}

// One target of a stratum by the draw's own method, `must` ignored, among those that are neither
// skipped nor gone: a substitute. null: nobody is left.
export function selectOne(urn, id, seed, h, gone) {
  const { rules, targets } = urn;
  const pps = rules.method === 'pps';
  const rows = [];
  targets.stratum.forEach((stratum, row) => {
    const skipped = rules.skip.some((flag) => targets.flags[row].includes(flag));
    if (stratum === h && !gone.has(row) && !skipped && !(pps && targets.weight[row] === 0)) rows.push(row);
  });
  if (rows.length === 0) return null;
  const units = new Units(urn, rows, new Tickets(purposeOf(rules), id, seed));
  if (!pps) return units.rows[0];
  const start = new Tickets('start', id, seed);
  const taken = takeByWeight(units.rows.map((row) => targets.weight[row]), 1,
    (total) => ticketMod(start.of(targets.strata[h]), total));
  return units.rows[taken.indexOf(true)];
}
