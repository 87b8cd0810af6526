// A feasible assignment of holders to slots, by augmenting paths, and what is short where there is
// none. Nothing is known here of people, targets or teams: slots come in groups of `places`, and
// a holder has at most one slot of each group.
//
// The network: slot → (group, holder) → holder, the middle with room for one. A holder at capacity
// is passed by one of its loose slots taking another; one who already has a place of the group, by
// that place taking another. The order of looking decides which shortage is told, so it is part of
// the form: holders ascending, slots as they were given last.

const NOBODY = -1;

// ---- sets of holders, 32 to a word ----

export function newSet(holders) {
  return new Uint32Array((holders + 31) >>> 5);
}

export function has(set, holder) {
  return ((set[holder >>> 5] >>> (holder & 31)) & 1) === 1;
}

export function put(set, holder) {
  set[holder >>> 5] |= 1 << (holder & 31);
}

export function drop(set, holder) {
  set[holder >>> 5] &= ~(1 << (holder & 31));
}

function lowest(bits) {
  return 31 - Math.clz32(bits & -bits);
}

export function countOf(set) {
  let count = 0;
  for (let w = 0; w < set.length; w++) for (let bits = set[w]; bits !== 0; bits &= bits - 1) count++;
  return count;
}

// Slots that cannot all be filled, though without any one of them the others can.
export class Shortage extends Error {
  constructor(slots, who) {
    super('shortage');
    Object.assign(this, { slots, who });
  }
}

// A problem: {groups, places, holders, capacity, level, least, may(group, place, set)}; level: cut
// the capacities to the smallest feasible c ≥ least.
export class Flow {
  constructor(problem) {
    this.problem = problem;
    this.slots = problem.groups * problem.places;
    this.settled = 0;
    this.holder = new Int32Array(this.slots).fill(NOBODY);
    for (const name of ['next', 'before', 'seen', 'from', 'queue']) this[name] = new Int32Array(this.slots);
    this.room = new Float64Array(problem.holders);
    this.load = new Float64Array(problem.holders);
    this.first = new Int32Array(problem.holders).fill(NOBODY);
    for (const name of ['spare', 'reached', 'row']) this[name] = newSet(problem.holders);
    Object.assign(this, { round: 0, head: 0, tail: 0 });
  }

  may(slot) {
    const { places, may } = this.problem;
    may(Math.floor(slot / places), slot % places, this.row);
    return this.row;
  }

  // ---- who has what ----

  markSpare(holder) {
    if (this.load[holder] < this.room[holder]) put(this.spare, holder);
    else drop(this.spare, holder);
  }

  // Takes the slot out of its holder's loose ones; load stays.
  settle(slot) {
    const next = this.next[slot];
    const before = this.before[slot];
    if (before !== NOBODY) this.next[before] = next;
    else this.first[this.holder[slot]] = next;
    if (next !== NOBODY) this.before[next] = before;
  }

  take(slot) {
    const holder = this.holder[slot];
    this.settle(slot);
    this.load[holder]--;
    this.holder[slot] = NOBODY;
    this.markSpare(holder);
  }

  give(slot, holder) {
    const next = this.first[holder];
    this.holder[slot] = holder;
    this.next[slot] = next;
    this.before[slot] = NOBODY;
    if (next !== NOBODY) this.before[next] = slot;
    this.first[holder] = slot;
    this.load[holder]++;
    this.markSpare(holder);
  }

  // ---- searching ----

  // Starts a search for a slot that nobody holds.
  search(slot) {
    this.round++;
    this.head = this.tail = 0;
    this.seen[slot] = this.round;
    this.from[slot] = NOBODY;
    this.reached.fill(0);
  }

  reachSlot(slot, from) {
    if (this.seen[slot] === this.round) return;
    this.seen[slot] = this.round;
    this.from[slot] = from;
    this.queue[this.tail++] = slot;
  }

  reachHolder(holder, from) {
    put(this.reached, holder);
    for (let slot = this.first[holder]; slot !== NOBODY; slot = this.next[slot]) this.reachSlot(slot, from);
  }

  // Leaves in row who could take the slot without having a place of its group.
  lookAt(slot) {
    const { places } = this.problem;
    const start = slot - (slot % places);
    this.may(slot);
    for (let other = start; other < start + places; other++) {
      const holder = this.holder[other];
      if (holder === NOBODY || !has(this.row, holder)) continue;
      drop(this.row, holder);
      if (other !== slot && other >= this.settled) this.reachSlot(other, slot);
    }
  }

  // Each slot on the path takes the holder of the one after it.
  shift(slot, holder) {
    while (slot !== NOBODY) {
      const old = this.holder[slot];
      if (old !== NOBODY) this.take(slot);
      this.give(slot, holder);
      holder = old;
      slot = this.from[slot];
    }
  }

  firstSpare() {
    for (let w = 0; w < this.row.length; w++) {
      const both = this.row[w] & this.spare[w];
      if (both !== 0) return w * 32 + lowest(both);
    }
    return NOBODY;
  }

  // Works the queue off; true: a holder with room was found, and the path is done.
  seek() {
    while (this.head < this.tail) {
      const slot = this.queue[this.head++];
      this.lookAt(slot);
      const end = this.firstSpare();
      if (end !== NOBODY) {
        this.shift(slot, end);
        return true;
      }
      for (let w = 0; w < this.row.length; w++)
        for (let bits = this.row[w] & ~this.reached[w]; bits !== 0; bits &= bits - 1)
          this.reachHolder(w * 32 + lowest(bits), slot);
    }
    return false;
  }

  // True where the slot of the search can go to the holder, loose slots taking others; it is done
  // then. False: no way, and what was reached stays so for the next holder tried.
  force(slot, holder) {
    const { places } = this.problem;
    const end = slot - (slot % places) + places;
    for (let other = slot + 1; other < end; other++) {
      if (this.holder[other] === holder) {
        this.reachSlot(other, slot);
        return this.seek();
      }
    }
    if (has(this.spare, holder)) {
      this.give(slot, holder);
      return true;
    }
    if (has(this.reached, holder)) return false;
    this.reachHolder(holder, slot);
    return this.seek();
  }

  // ---- filling ----

  cutRoom(most) {
    for (let holder = 0; holder < this.room.length; holder++) {
      this.room[holder] = Math.min(this.problem.capacity[holder], most);
      this.markSpare(holder);
    }
  }

  // The first with room at or after `turn`, going round: this way loads stay level.
  nextInTurn(slot, turn) {
    this.lookAt(slot);
    const words = this.row.length;
    let mask = ~0 << (turn & 31);
    for (let step = 0, at = turn >>> 5; step <= words && words > 0; step++, at = at + 1 < words ? at + 1 : 0) {
      const bits = this.row[at] & this.spare[at] & mask;
      if (bits !== 0) return at * 32 + lowest(bits);
      mask = ~0;
    }
    return NOBODY;
  }

  roomAt(most) {
    let sum = 0;
    for (let holder = 0; holder < this.room.length; holder++)
      if (has(this.reached, holder)) sum += Math.min(this.problem.capacity[holder], most);
    return sum;
  }

  // How much room the holders reached must have together at any feasible cut: for what they hold,
  // for one slot more, and for all not yet filled that nobody else may take.
  roomNeeded(waiting) {
    let need = 1;
    for (let holder = 0; holder < this.room.length; holder++)
      if (has(this.reached, holder)) need += this.load[holder];
    for (const slot of waiting) if (this.may(slot).every((bits, w) => (bits & ~this.reached[w]) === 0)) need++;
    return need;
  }

  // After a search in vain: the smallest cut that the holders reached do not rule out.
  raiseCut(need, cut) {
    if (this.roomAt(Infinity) < need) return Infinity;
    let low = cut;
    let high = 2 ** 32 - 2;
    while (high - low > 1) {
      const middle = low + Math.floor((high - low) / 2);
      if (this.roomAt(middle) < need) low = middle;
      else high = middle;
    }
    return high;
  }

  // What a search in vain reached is a shortage of which nothing can be left out.
  shortage() {
    const slots = [];
    const who = newSet(this.room.length);
    for (let slot = 0; slot < this.slots; slot++) {
      if (this.seen[slot] !== this.round) continue;
      slots.push(slot);
      this.may(slot).forEach((bits, w) => (who[w] |= bits));
    }
    return new Shortage(slots, who);
  }

  // The slots with the fewest candidates first, so that these are not taken by then.
  order() {
    const degree = Float64Array.from({ length: this.slots }, (_, slot) => countOf(this.may(slot)));
    return Uint32Array.from(degree.keys()).sort((a, b) => degree[a] - degree[b] || a - b);
  }

  startAgain(slot) {
    this.search(slot);
    this.queue[this.tail++] = slot;
  }

  // Fills all slots. Throws Shortage.
  fill() {
    const { level, least, holders } = this.problem;
    const order = this.order();
    let cut = level ? least : Infinity;
    let turn = 0;
    this.cutRoom(cut);
    order.forEach((slot, i) => {
      this.search(slot);
      const found = this.nextInTurn(slot, turn);
      if (found !== NOBODY) {
        turn = found + 1 < holders ? found + 1 : 0;
        this.give(slot, found);
        return;
      }
      this.startAgain(slot);
      while (!this.seek()) {
        if (cut === Infinity) throw this.shortage();
        cut = this.raiseCut(this.roomNeeded(order.subarray(i + 1)), cut);
        this.cutRoom(cut);
        this.startAgain(slot);
      }
    });
  }
}
