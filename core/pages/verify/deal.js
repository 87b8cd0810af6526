// Who may sit where, and the crews that follow (docs/draw.md §7): for the targets of a draw, or for
// a substitute's.
import { assign } from './assign.js';
import { Shortage, drop, has, newSet, put } from './flow.js';
import { Tickets, compareTickets, topOf } from './hash.js';
import { differ } from './problem.js';
import { show, utf8 } from './text.js';

const NAMES_BYTES = 380;
const SLOTS_MOST = 2 ** 32 - 1;
const one = new Uint8Array(32);
const other = new Uint8Array(32);

// ---- words of a shortage ----

// Names joined by commas, as many as fit, then an ellipsis.
function joinNames(names) {
  let list = '';
  for (const name of names) {
    if (list !== '' && utf8(list).length >= NAMES_BYTES) return `${list}, …`;
    list += list === '' ? name : `, ${name}`;
  }
  return list;
}

// {count, slots, who} of a shortage, in words; null where nobody may hold any of the slots.
function nameShortage(shortage, slotName, holderName) {
  const holders = [];
  for (let holder = 0; holder < shortage.who.length * 32; holder++)
    if (has(shortage.who, holder)) holders.push(holderName(holder));
  return {
    count: shortage.slots.length,
    slots: joinNames(shortage.slots.map(slotName)),
    who: joinNames(holders),
  };
}

// Runs an assignment; a shortage is told by one of two sentences.
export function assignOrTell(problem, names, sentences, tick) {
  try {
    return assign(problem, tick);
  } catch (problemFound) {
    if (!(problemFound instanceof Shortage)) throw problemFound;
    const args = nameShortage(problemFound, names.slot, names.holder);
    return differ(args.who === '' ? sentences.nobody : sentences.short, args);
  }
}

// ---- crews ----

// People by the value of a field, none left out.
function peopleBy(values) {
  const groups = new Map();
  values.forEach((value, person) => {
    if (value === '') return;
    if (!groups.has(value)) groups.set(value, []);
    groups.get(value).push(person);
  });
  return groups;
}

// The problem of seating people with these capacities at the targets (rows).
export function seatingOf(urn, id, seed, targets, capacity) {
  const { rules, people, avoid } = urn;
  const tickets = new Tickets('pair', id, seed);
  const kinds = rules.seats.map((kind) => {
    const set = newSet(people.id.length);
    people.seats.forEach((seats, person) => {
      if (capacity[person] > 0 && seats.includes(kind)) put(set, person);
    });
    return set;
  });
  const neighbours = rules.apart.map((field) => ({ field, by: peopleBy(people[field]) }));
  const ticket = (group, person, out) => tickets.make(`${urn.targets.id[targets[group]]}\t${people.id[person]}`, out);
  return {
    groups: targets.length,
    places: rules.seats.length,
    holders: people.id.length,
    capacity,
    level: false,
    kinds,
    may(group, place, who) {
      const target = targets[group];
      who.set(kinds[place]);
      for (const person of avoid.of.get(target) ?? []) drop(who, person);
      for (const { field, by } of neighbours)
        for (const person of by.get(urn.targets[field][target]) ?? []) drop(who, person);
    },
    tops(group, who, out) {
      for (let person = 0; person < people.id.length; person++)
        if (has(who, person)) out[person] = topOf(ticket(group, person, one), 0);
    },
    order: (group, a, b) => compareTickets(ticket(group, a, one), 0, ticket(group, b, other), 0),
  };
}

// The crews of the targets, each a list of rows of people in seat order.
export function dealCrews(urn, id, seed, targets, tick) {
  const { rules, people } = urn;
  const seats = targets.length * rules.seats.length;
  if (seats >= SLOTS_MOST)
    differ('{targets} targets with {seats} seats each are too many', { targets: targets.length, seats: rules.seats.length });
  const problem = seatingOf(urn, id, seed, targets, people.capacity);
  const able = people.id.filter((_, person) => problem.kinds.some((set) => has(set, person))).length;
  problem.level = rules.balance && able > 0;
  problem.least = able > 0 ? Math.ceil(seats / able) : 0;
  const dealt = assignOrTell(problem, {
    slot: (slot) => `${show(urn.targets.id[targets[Math.floor(slot / problem.places)]])} ${show(rules.seats[slot % problem.places])}`,
    holder: (person) => `${show(people.id[person])} (${people.capacity[person]})`,
  }, {
    nobody: 'nobody may take the seat {slots}',
    short: 'these {count} seats cannot all be filled, though they could without any one of them: {slots}; ' +
      'who may sit there, with the capacity of each: {who}',
  }, tick);
  return targets.map((_, i) => dealt.slice(i * problem.places, (i + 1) * problem.places));
}
