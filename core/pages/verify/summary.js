// What a verification found, as plain data that a worker can hand to a page.
import { dueOf, showValue } from './beacon.js';
import { signatureOf } from './drand.js';
import { hexOf } from './hash.js';
import { MUST, OUT } from './size.js';
import { chainOf } from './warnings.js';
import { writeInstant } from './time.js';

function beaconsOf(names, beacons) {
  return names.map((name, i) => {
    const value = beacons[i]?.value;
    const due = dueOf(name);
    return {
      kind: name.kind,
      text: name.text,
      chain: name.chain,
      round: name.round === undefined ? undefined : String(name.round),
      game: name.game,
      issue: name.issue,
      dice: name.dice,
      due: due === null ? '' : writeInstant(due),
      value: value ? showValue(value) : '',
      signature: value ? signatureOf(name, value) : null,
    };
  });
}

function logOf({ index, time, checkpoint }) {
  return { index: String(index), time, checkpoint };
}

function rulesOf({ method, share, hasFloors, delay, deals, seats, apart, balance, teams, skip, must }) {
  return { method, share, hasFloors, delay, deals, seats, apart, balance, teams: teams?.length ?? 0, skip, must };
}

function strataOf({ urn, drawn, sized }) {
  const { targets } = urn;
  return targets.strata.map((name, h) => ({
    name,
    there: sized?.strata[h].count ?? 0,
    must: sized?.strata[h].must ?? 0,
    drawn: drawn?.strata[h].length ?? 0,
  }));
}

// Target by target in ticket order: id, number of the stratum, ticket, taken by a flag of the rules,
// crew, number of the team.
function slotsOf(examination) {
  const { urn, drawn, sized } = examination;
  const dealt = drawn.crews || drawn.teamOf;
  return drawn.slots.map((row, slot) => ({
    target: urn.targets.id[row],
    stratum: urn.targets.stratum[row],
    ticket: hexOf(drawn.tickets[slot]),
    must: sized.standing[row] === MUST,
    weight: urn.targets.weight[row],
    crew: dealt ? examination.crewOf(slot).map((person) => urn.people.id[person]) : null,
    team: drawn.teamOf ? drawn.teamOf[slot] + 1 : 0,
  }));
}

function subOf({ entry, result, beacons = [], log, voidLog, void: ended, blind }) {
  return {
    number: entry.number,
    person: entry.person,
    leaves: entry.leaves,
    target: entry.target,
    reason: entry.reason,
    beacons: beaconsOf(entry.beacons, beacons),
    closed: blind !== null,
    log: logOf(log),
    in: result ? result.get('in') : null,
    crew: result?.get('crew') ?? null,
    ended: ended ? { ...ended, time: voidLog.time } : null,
  };
}

function drawOf(record, examination, failed) {
  const { urn, drawn, seed, done = [] } = examination ?? {};
  const model = {
    id: record.commit.id,
    commit: { text: record.commit.text, ...logOf(record.log), sealed: record.commit.code !== null },
    result: logOf(record.resultLog),
    key: { name: record.key.name, text: record.keyText },
    tables: ['targets', 'people', 'avoid'].map((name, i) => ({ name, ...record.commit.tables[i] })),
    beacons: beaconsOf(record.commit.beacons, record.beacons),
    subs: record.subs.map(subOf),
    done,
    failed,
    seed: seed ? hexOf(seed) : '',
    rules: urn ? rulesOf(urn.rules) : null,
    strata: urn ? strataOf(examination) : [],
    skipped: examination?.sized ? examination.sized.standing.filter((how) => how === OUT).length : 0,
    slots: null,
    teams: null,
  };
  // What was worked out is shown only where it was worked out to the end.
  if (drawn && (!urn.rules.deals || drawn.crews || drawn.teamOf)) {
    model.slots = slotsOf(examination);
    model.teams = drawn.teams?.map((members) => members.map((person) => urn.people.id[person])) ?? null;
  }
  return model;
}

// told: what verify() of tell.js says.
export function summarize({ verdict, sha256, record, report, problem }) {
  if (verdict === 'none') {
    const { place, sentence, args, line, column } = problem;
    return { verdict, sha256, problem: { place, sentence, args, line, column } };
  }
  const draws = [];
  let examination = report.examination;
  chainOf(record).forEach((one, depth) => {
    const failed = report.same || depth > report.outer || !examination ? null
      : depth === report.outer ? examination.step : 'outer';
    draws.push(drawOf(one, examination, failed));
    examination = examination?.outer ?? null;
  });
  const { id, local, warnings, outer, place, sentence, args, selected, people, seats, subs } = report;
  const forged = draws.some((draw) => [...draw.beacons, ...draw.subs.flatMap((sub) => sub.beacons)]
    .some(({ signature }) => signature === 'invalid'));
  return { verdict, sha256, id, local, warnings, outer, place, sentence, args, selected, people, seats, subs, draws, forged };
}
