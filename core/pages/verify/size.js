// How many of each stratum, in whole numbers (docs/draw.md §6, "how many").
import { differ } from './problem.js';
import { show } from './text.js';

const LIST_BYTES = 700;
const encoder = new TextEncoder();

export const OUT = 0; // skipped, or of a stratum that the outer draw did not draw
export const IN = 1;
export const MUST = 2; // taken before the method is asked

// Strata that cannot give what is asked of them, as many as fit.
class Shortage {
  constructor() {
    Object.assign(this, { count: 0, list: '', full: false });
  }

  note(stratum, there, asked) {
    this.count++;
    if (this.full) return;
    const longer = `${this.list}${this.list === '' ? '' : ', '}${show(stratum)}: ${there} < ${asked}`;
    this.full = encoder.encode(longer).length > LIST_BYTES;
    this.list = this.full ? `${this.list} …` : longer;
  }

  end(sentence) {
    if (this.count > 0) differ(sentence, { count: this.count, list: this.list });
  }
}

function standingOf(rules, flags) {
  if (rules.skip.some((flag) => flags.includes(flag))) return OUT;
  return rules.must.some((flag) => flags.includes(flag)) ? MUST : IN;
}

function countRows({ rules, targets }, drawnOutside) {
  const drawn = targets.strata.map(drawnOutside);
  const standing = new Uint8Array(targets.id.length);
  const strata = targets.strata.map(() => ({ count: 0, must: 0, heavy: 0, wanted: 0, drawn: 0 }));
  for (let row = 0; row < standing.length; row++) {
    const size = strata[targets.stratum[row]];
    const how = drawn[targets.stratum[row]] ? standingOf(rules, targets.flags[row]) : OUT;
    standing[row] = how;
    if (how === OUT) continue;
    size.count++;
    if (how === MUST) size.must++;
    else if (targets.weight[row] > 0) size.heavy++;
  }
  return { standing, strata };
}

// Takes the numbers, or floors, of the rules to the strata.
function nameNumbers({ rules, targets }, strata, drawnOutside) {
  const places = new Map(targets.strata.map((name, i) => [name, i]));
  const shortage = new Shortage();
  for (const [name, number] of rules.numbers) {
    if (!drawnOutside(name)) continue;
    const size = strata[places.get(name)];
    const there = size?.count ?? 0;
    if (number > there) shortage.note(name, there, number);
    else if (size) size.wanted = number;
  }
  shortage.end('too few targets are there to be drawn (strata: {count}): {list}');
}

function shareOf([a, b], count) {
  return Math.floor((a * count + b - 1) / b);
}

// Floors are in `wanted`; what the share is above their sum goes by what is left of each stratum,
// largest remainders first.
function apportion(rules, strata) {
  const all = strata.reduce((sum, size) => sum + size.count, 0);
  const floors = strata.reduce((sum, size) => sum + size.wanted, 0);
  const size = shareOf(rules.share, all);
  if (size <= floors) return;
  let rest = size - floors;
  const remainders = strata.map((stratum, i) => {
    const part = (size - floors) * (stratum.count - stratum.wanted);
    const whole = Math.floor(part / (all - floors));
    stratum.wanted += whole;
    rest -= whole;
    return { rest: part % (all - floors), i };
  });
  remainders.sort((a, b) => b.rest - a.rest || a.i - b.i);
  for (const { i } of remainders.slice(0, rest)) strata[i].wanted++;
}

// Who stands where, {standing: of each target, strata: [{count, must, heavy, wanted, drawn}]}.
// outer: a Set of the ids that the outer draw selected, where the rules say `within`.
export function sizesOf(urn, outer) {
  const { rules, targets } = urn;
  const drawnOutside = (stratum) => rules.within === null || outer.has(stratum);
  const sized = countRows(urn, drawnOutside);
  nameNumbers(urn, sized.strata, drawnOutside);
  if (rules.hasFloors) apportion(rules, sized.strata);
  const shortage = new Shortage();
  sized.strata.forEach((size, h) => {
    if (rules.method === 'order') size.wanted = size.count;
    else if (rules.share && !rules.hasFloors) size.wanted = shareOf(rules.share, size.count);
    size.drawn = Math.max(size.wanted - size.must, 0);
    if (rules.method === 'pps' && size.drawn > size.heavy)
      shortage.note(targets.strata[h], size.heavy, size.drawn);
  });
  shortage.end('too few targets with a weight are there to be drawn (strata: {count}): {list}');
  return sized;
}

