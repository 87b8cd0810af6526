// The lexicographically first assignment that fills all slots (docs/draw.md §7): slots in order,
// each to the first candidate, by ticket, with whom all later slots can still be filled.
import { Flow, countOf, drop, has, newSet, put } from './flow.js';

// Closed sets remembered at most; without any, the result is the same and takes longer.
const CLOSED_MOST = 1024;

// Candidates in ticket order, taken one by one: most slots need only the first.
class Heap {
  constructor(items, before) {
    this.items = items;
    this.before = before;
    for (let at = items.length >> 1; at-- > 0;) this.sink(at);
  }

  sink(at) {
    const { items, before } = this;
    const moving = items[at];
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && before(items[child + 1], items[child])) child++;
      if (!before(items[child], moving)) break;
      items[at] = items[child];
      at = child;
    }
    items[at] = moving;
  }

  take() {
    const first = this.items[0];
    const last = this.items.pop();
    if (this.items.length > 0) {
      this.items[0] = last;
      this.sink(0);
    }
    return first;
  }
}

// problem as in flow.js, with
//   tops(group, who, out)    the first 53 bits of the tickets of those in who
//   order(group, a, b)       the order of two whole tickets, asked for where these are the same
class Walk {
  constructor(problem) {
    this.problem = problem;
    this.flow = new Flow(problem);
    this.flow.fill();
    const { holders } = problem;
    this.left = Float64Array.from(this.flow.room);
    this.live = newSet(holders);
    this.left.forEach((left, holder) => left > 0 && put(this.live, holder));
    this.row = newSet(holders);
    this.all = newSet(holders);
    this.tops = new Float64Array(holders);
    this.closed = [];
    this.closedOf = new Array(holders).fill(null);
  }

  // Those who may hold the place and have something left, in `set`.
  candidates(group, place, set) {
    this.problem.may(group, place, set);
    for (let w = 0; w < set.length; w++) set[w] &= this.live[w];
  }

  makeTops(group) {
    this.all.fill(0);
    for (let place = 0; place < this.problem.places; place++) {
      this.candidates(group, place, this.row);
      for (let w = 0; w < this.all.length; w++) this.all[w] |= this.row[w];
    }
    this.problem.tops(group, this.all, this.tops);
  }

  comesBefore(group, a, b) {
    if (this.tops[a] !== this.tops[b]) return this.tops[a] < this.tops[b];
    return (this.problem.order(group, a, b) || a - b) < 0;
  }

  holdersInRow() {
    const list = [];
    for (let w = 0; w < this.row.length; w++)
      for (let bits = this.row[w]; bits !== 0; bits &= bits - 1)
        list.push(w * 32 + 31 - Math.clz32(bits & -bits));
    return list;
  }

  // What a search in vain reached is closed: all of them full, no path leads out, and none that
  // comes later can. A slot can go to one of them only while its own holder is one of them too.
  // (Not where the search also went through a place of a holder outside.)
  rememberClosed() {
    const { flow } = this;
    for (let i = 0; i < flow.tail; i++) if (!has(flow.reached, flow.holder[flow.queue[i]])) return;
    let closed = this.closed.find(({ users }) => users === 0);
    if (!closed) {
      if (this.closed.length === CLOSED_MOST) return;
      closed = { users: 0 };
      this.closed.push(closed);
    }
    closed.set = flow.reached.slice();
    closed.size = countOf(closed.set);
    this.closedOf.forEach((old, holder) => {
      if (!has(closed.set, holder) || (old !== null && old.size <= closed.size)) return;
      if (old !== null) old.users--;
      closed.users++;
      this.closedOf[holder] = closed;
    });
  }

  // True: the slot can go to the holder, and does. `was` held it.
  tryHolder(slot, holder, was) {
    if (holder === was) {
      this.flow.give(slot, holder);
      return true;
    }
    const closed = this.closedOf[holder];
    if (closed !== null && !has(closed.set, was)) return false;
    if (this.flow.force(slot, holder)) return true;
    this.rememberClosed();
    return false;
  }

  settle(group, place) {
    const { flow } = this;
    const slot = group * this.problem.places + place;
    const was = flow.holder[slot];
    this.candidates(group, place, this.row);
    for (let other = slot - place; other < slot; other++) drop(this.row, flow.holder[other]);
    const before = (a, b) => this.comesBefore(group, a, b);
    const heap = new Heap(this.holdersInRow(), before);
    let holder = heap.take();
    flow.settled = slot + 1;
    if (holder !== was) {
      flow.take(slot);
      flow.search(slot);
      while (!this.tryHolder(slot, holder, was)) holder = heap.take();
    }
    flow.settle(slot);
    if (--this.left[holder] === 0) drop(this.live, holder);
  }
}

// The holder of each slot, group by group. Throws Shortage (flow.js) where nothing fills all.
export function assign(problem, tick = () => {}) {
  if (problem.groups === 0) return [];
  const walk = new Walk(problem);
  for (let group = 0; group < problem.groups; group++) {
    if (group % 64 === 0) tick(group / problem.groups);
    walk.makeTops(group);
    for (let place = 0; place < problem.places; place++) walk.settle(group, place);
  }
  return Array.from(walk.flow.holder);
}
