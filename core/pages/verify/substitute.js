// Substitutions (docs/draw.md §8): what they make of a draw's result, one after another. null
// stands where nobody was left to come in.
import { assign } from './assign.js';
import { seatingOf } from './deal.js';
import { Shortage } from './flow.js';
import { Tickets, compareTickets } from './hash.js';
import { differ } from './problem.js';
import { selectOne } from './select.js';
import { isBarred } from './tables.js';
import { show } from './text.js';

// The first of the people by the ticket of a text made from each; null: there are none.
function firstBy(tickets, list, textOf) {
  let first = null;
  let best = null;
  for (const one of list) {
    const ticket = tickets.of(textOf(one));
    if (best !== null && compareTickets(ticket, 0, best, 0) >= 0) continue;
    best = ticket;
    first = one;
  }
  return first;
}

export class State {
  // drawn: {slots, crews?, teams?, teamOf?} in rows; copied.
  constructor(urn, id, drawn) {
    this.urn = urn;
    this.id = id;
    this.ever = new Set(drawn.slots);
    this.slots = [...drawn.slots];
    this.crews = drawn.crews?.map((crew) => [...crew]) ?? null;
    this.teams = drawn.teams?.map((members) => [...members]) ?? null;
    this.teamOf = drawn.teamOf ? [...drawn.teamOf] : null;
    this.left = []; // {person, from}: who left which target's crew, or "team N"
  }

  // ---- what is there ----

  slotOf(target) {
    const slot = this.slots.indexOf(target);
    if (slot < 0)
      differ('“{id}” is not drawn, or was replaced', { id: show(this.urn.targets.id[target]) });
    return slot;
  }

  notThere(person) {
    differ('“{id}” has no seat there', { id: show(this.urn.people.id[person]) });
  }

  // What each person could still take on in crews.
  capacityLeft() {
    const left = [...this.urn.people.capacity];
    for (const crew of this.crews) for (const person of crew) if (person !== null) left[person]--;
    return left;
  }

  loadOf(team) {
    return this.teamOf.filter((one) => one === team).length;
  }

  // People who may take the kind, have room for that much, are not barred and never left there.
  able(kind, room, needed, targets, from) {
    const { people } = this.urn;
    const gone = new Set(this.left.filter((one) => one.from === from).map((one) => one.person));
    return [...people.id.keys()].filter((person) => room[person] >= needed && people.seats[person].includes(kind) &&
      !gone.has(person) && !targets.some((target) => isBarred(this.urn, person, target)));
  }

  // ---- a target and its crew ----

  teamMayGo(team, target) {
    const load = this.loadOf(team);
    return this.teams[team].every((person) => person === null ||
      (this.urn.people.capacity[person] > load && !isBarred(this.urn, person, target)));
  }

  // The crew that goes to the target, or null: none is left.
  sendTeam(seed, own, slot, target) {
    let team = own;
    if (own === null || !this.teamMayGo(own, target)) {
      const open = [...this.teams.keys()].filter((one) => this.teamMayGo(one, target));
      const id = this.urn.targets.id[target];
      team = firstBy(new Tickets('pair', this.id, seed), open, (one) => `${id}\t${one + 1}`);
    }
    if (team === null) return null;
    this.teamOf[slot] = team;
    return this.teams[team].filter((person) => person !== null);
  }

  seatCrew(seed, slot, target) {
    try {
      const crew = assign(seatingOf(this.urn, this.id, seed, [target], this.capacityLeft()));
      this.crews[slot] = [...crew];
      return crew;
    } catch (problem) {
      if (problem instanceof Shortage) return null;
      throw problem;
    }
  }

  replaceTarget(seed, leaves) {
    const { urn } = this;
    const slot = this.slotOf(leaves);
    const target = selectOne(urn, this.id, seed, urn.targets.stratum[leaves], this.ever);
    const own = this.teamOf?.[slot] ?? null;
    this.slots[slot] = null;
    if (this.crews) this.crews[slot] = urn.rules.seats.map(() => null);
    if (this.teamOf) this.teamOf[slot] = null;
    if (target === null) return { row: null };
    const dealt = this.teamOf !== null || this.crews !== null;
    const crew = this.teamOf ? this.sendTeam(seed, own, slot, target)
      : this.crews ? this.seatCrew(seed, slot, target) : null;
    if (dealt && crew === null) return { row: null };
    this.slots[slot] = target;
    this.ever.add(target);
    return dealt ? { row: target, crew } : { row: target };
  }

  // ---- a person ----

  replaceInCrew(seed, leaves, target) {
    const { urn } = this;
    if (target === null) differ('the urn has no such target');
    const slot = this.slotOf(target);
    const crew = this.crews[slot];
    const place = crew.indexOf(leaves);
    if (place < 0) this.notThere(leaves);
    this.left.push({ person: leaves, from: target });
    const who = this.able(urn.rules.seats[place], this.capacityLeft(), 1, [target], target)
      .filter((person) => !crew.includes(person));
    const id = urn.targets.id[target];
    crew[place] = firstBy(new Tickets('pair', this.id, seed), who, (person) => `${id}\t${urn.people.id[person]}`);
    return { row: crew[place] };
  }

  replaceInTeam(seed, leaves) {
    const { urn } = this;
    const team = this.teams.findIndex((members) => members.includes(leaves));
    if (team < 0) this.notThere(leaves);
    const place = this.teams[team].indexOf(leaves);
    const fixed = urn.rules.teams[team].length;
    if (place < fixed)
      differ('“{id}” is a fixed member of team {team}, and no draw replaces those',
        { id: show(urn.people.id[leaves]), team: team + 1 });
    const from = `team ${team}`;
    const targets = this.slots.filter((_, slot) => this.teamOf[slot] === team);
    this.left.push({ person: leaves, from });
    const seated = new Set(this.teams.flat());
    const who = this.able(urn.rules.seats[place - fixed], urn.people.capacity, targets.length, targets, from)
      .filter((person) => !seated.has(person));
    this.teams[team][place] = firstBy(new Tickets('team', this.id, seed), who, (person) => urn.people.id[person]);
    return { row: this.teams[team][place] };
  }

  // Replaces target `leaves`, or person `leaves` at `target` (null with teams: in the team), and
  // says who comes in: {row: null where nobody is left, crew? of a target}. Rows of the urn.
  substitute(seed, person, leaves, target) {
    if (!person) return this.replaceTarget(seed, leaves);
    if (this.teamOf && target !== null)
      differ('this draw has teams: a person is replaced in the team, not at a target');
    if (this.teamOf) return this.replaceInTeam(seed, leaves);
    if (!this.crews) differ('this draw deals nobody who could be replaced');
    return this.replaceInCrew(seed, leaves, target);
  }
}
