// Repeats what a record tells of, step by step, until something differs (docs/draw.md §12).
import { compareResults, compareSubs } from './compare.js';
import { dealCrews } from './deal.js';
import { checkCommit, seedOfDraw, seedOfSub } from './entries.js';
import { hexOf, sha256Hex } from './hash.js';
import { checkOrder, checkProofs, checkTimes, placeOfSub } from './ledger.js';
import { Difference, at, differ } from './problem.js';
import { selectTargets } from './select.js';
import { sizesOf } from './size.js';
import { State } from './substitute.js';
import { readUrn } from './tables.js';
import { dealTeams } from './teams.js';
import { show } from './text.js';
import { isLocal, warningsOf } from './warnings.js';

// The steps of every record, in order; `people` and `subs` also where there are none.
const STEPS = ['files', 'commit', 'outer', 'seed', 'targets', 'people', 'subs', 'proofs', 'order', 'times'];

class Examination {
  constructor(record, tick) {
    this.record = record;
    this.tick = tick;
    this.done = []; // of STEPS
    this.step = STEPS[0];
    this.outer = null; // Examination
    this.urn = null;
    this.sized = null; // of sizesOf
    this.drawn = null; // rows: {slots, strata, tickets, crews?, teams?, teamOf?}
  }

  run() {
    const works = {
      files: () => (this.urn = readUrn(this.record.files, (share) => this.tick('files', share))),
      commit: () => checkCommit(this.record.commit, this.urn),
      outer: () => this.examineOuter(),
      seed: () => (this.seed = seedOfDraw(this.record.commit, this.record.beacons, this.record.code)),
      targets: () => this.drawTargets(),
      people: () => this.drawPeople(),
      subs: () => this.substitute(),
      proofs: () => (this.entries = checkProofs(this.record)),
      order: () => checkOrder(this.entries),
      times: () => checkTimes(this.record, this.entries, this.urn.rules.delay),
    };
    for (const step of STEPS) {
      this.step = step;
      this.tick(step, 0);
      works[step]();
      this.done.push(step);
    }
    return this;
  }

  examineOuter() {
    const { outer } = this.record;
    const { within } = this.urn.rules;
    this.selectedOutside = null;
    if (within !== null && outer === null)
      differ('the rules say that the draw lies within another, but the record has no outer record');
    if (within === null && outer !== null)
      differ('the record has an outer record, but the rules say nothing of one');
    if (outer === null) return;
    if (sha256Hex(outer.commit.text) !== within)
      differ('the outer record is not the one that the rules name');
    this.outer = new Examination(outer, () => {});
    try {
      this.outer.run();
    } catch (problem) {
      if (problem instanceof Difference) problem.outer++;
      throw problem;
    }
    this.selectedOutside = new Set([...outer.result.get('selected').values()].flat());
  }

  drawTargets() {
    const { urn, seed, record } = this;
    this.sized = sizesOf(urn, this.selectedOutside);
    this.drawn = selectTargets(urn, record.commit.id, seed, this.sized);
  }

  // The whole result is compared here: what has no people has a result, too.
  drawPeople() {
    const { urn, seed, record, drawn } = this;
    const { id } = record.commit;
    const tick = (share) => this.tick('people', share);
    if (urn.rules.teams) Object.assign(drawn, dealTeams(urn, id, seed, drawn.slots, tick));
    else if (urn.rules.deals) drawn.crews = dealCrews(urn, id, seed, drawn.slots, tick);
    compareResults(this.result(), record.result, (step) => (this.step = step));
  }

  crewOf(slot) {
    const { drawn } = this;
    return drawn.teams ? drawn.teams[drawn.teamOf[slot]] : drawn.crews[slot];
  }

  result() {
    const { urn, seed, drawn } = this;
    const targets = (rows) => rows.map((row) => urn.targets.id[row]);
    const people = (rows) => rows.map((row) => urn.people.id[row]);
    const result = {
      seed: hexOf(seed),
      selected: new Map(urn.targets.strata.map((name, h) => [name, targets(drawn.strata[h])])),
    };
    if (drawn.teams) result.teams = drawn.teams.map(people);
    if (urn.rules.deals)
      result.crews = drawn.slots.map((row, slot) => [urn.targets.id[row], ...people(this.crewOf(slot))]);
    return result;
  }

  substitute() {
    if (this.record.subs.length === 0) return;
    const state = new State(this.urn, this.record.commit.id, this.drawn);
    this.record.subs.forEach((sub, i) => at(placeOfSub(i + 1), () => this.substituteOne(state, sub, i + 1)));
  }

  substituteOne(state, sub, number) {
    const { entry } = sub;
    if (entry.id !== this.record.commit.id)
      differ('the entry is one of the draw “{id}”', { id: show(entry.id) });
    if (entry.number !== number) differ('the entry has the number {number}', { number: entry.number });
    if (sub.blind !== null && entry.code === null)
      differ('the entry is closed, but has no one-time code');
    if (!sub.result) return; // ended: nobody left, nobody came in
    const seed = seedOfSub(entry, this.seed, sub.beacons, sub.code);
    compareSubs(this.subResult(state, entry, seed), sub.result);
  }

  subResult(state, entry, seed) {
    const { targets, people } = this.urn;
    const from = entry.person ? people : targets;
    const leaves = from.row.get(entry.leaves);
    const target = entry.target === null ? null : targets.row.get(entry.target);
    if (leaves === undefined || target === undefined)
      differ('“{id}” is not in the urn, or not where it leaves', { id: show(entry.leaves) });
    const { row, crew } = state.substitute(seed, entry.person, leaves, target);
    const result = { seed: hexOf(seed), in: row === null ? '-' : from.id[row] };
    if (row !== null && crew) result.crew = crew.map((person) => people.id[person]);
    return result;
  }

  // Different people in crews or teams, and the places that they fill.
  countPeople() {
    const { teams, crews } = this.drawn;
    const seats = (teams ?? crews ?? []).flat();
    return { people: new Set(seats).size, seats: seats.length };
  }
}

// {same, id, local, warnings, steps: {done, failed}, outer, place, sentence, args, selected, people,
// seats, subs, examination}. tick(step, share of it) is told how far it is. Errors that are none
// of the record's (memory) are thrown.
export function examine(record, tick = () => {}) {
  const examination = new Examination(record, tick);
  const report = {
    same: true,
    id: record.commit.id,
    local: isLocal(record),
    warnings: warningsOf(record),
    outer: 0,
    place: null,
    examination,
  };
  try {
    examination.run();
    Object.assign(report, {
      selected: examination.drawn.slots.length,
      subs: record.subs.length,
      ...examination.countPeople(),
    });
  } catch (problem) {
    if (!(problem instanceof Difference)) throw problem;
    const { sentence, args, place, outer } = problem;
    Object.assign(report, { same: false, sentence, args, place, outer, failed: examination.step });
  }
  return report;
}
