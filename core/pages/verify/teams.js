// Teams: who joins which, and which goes where (docs/draw.md §7).
import { assignOrTell } from './deal.js';
import { has, newSet, put } from './flow.js';
import { Tickets, compareTickets, topOf } from './hash.js';
import { show } from './text.js';
import { isBarred } from './tables.js';

// ---- the members ----

// A group is a seat of a team, seat by seat; all have the same order of candidates.
function joining(urn, id, seed) {
  const { rules, people } = urn;
  const fixed = new Set(rules.teams.flat().map((one) => people.row.get(one)));
  const tickets = new Tickets('team', id, seed);
  const all = people.id.map((person) => tickets.of(person));
  const kinds = rules.seats.map((kind) => {
    const set = newSet(people.id.length);
    people.seats.forEach((seats, person) => {
      if (people.capacity[person] > 0 && !fixed.has(person) && seats.includes(kind)) put(set, person);
    });
    return set;
  });
  return {
    groups: rules.seats.length * rules.teams.length,
    places: 1,
    holders: people.id.length,
    capacity: people.id.map(() => 1),
    level: false,
    may: (group, place, who) => who.set(kinds[Math.floor(group / rules.teams.length)]),
    tops(group, who, out) {
      for (let person = 0; person < all.length; person++)
        if (has(who, person)) out[person] = topOf(all[person], 0);
    },
    order: (group, a, b) => compareTickets(all[a], 0, all[b], 0),
  };
}

function drawMembers(urn, id, seed) {
  const { rules, people } = urn;
  const count = rules.teams.length;
  const drawn = assignOrTell(joining(urn, id, seed), {
    slot: (group) => `${(group % count) + 1} ${show(rules.seats[Math.floor(group / count)])}`,
    holder: (person) => show(people.id[person]),
  }, {
    nobody: 'nobody may take this seat of a team (team, kind): {slots}',
    short: 'these {count} seats of teams (team, kind) cannot all be filled, though they could without any ' +
      'one of them: {slots}; who may sit there, each in one seat: {who}',
  });
  return rules.teams.map((fixed, team) => [
    ...fixed.map((one) => people.row.get(one)),
    ...rules.seats.map((_, seat) => drawn[seat * count + team]),
  ]);
}

// ---- the targets ----

function going(urn, id, seed, targets, teams) {
  const tickets = new Tickets('pair', id, seed);
  const ticket = (group, team) => tickets.of(`${urn.targets.id[targets[group]]}\t${team + 1}`);
  const capacity = teams.map((members) => Math.min(...members.map((person) => urn.people.capacity[person])));
  const open = targets.map((target) => {
    const set = newSet(teams.length);
    teams.forEach((members, team) => {
      if (capacity[team] > 0 && !members.some((person) => isBarred(urn, person, target))) put(set, team);
    });
    return set;
  });
  return {
    groups: targets.length,
    places: 1,
    holders: teams.length,
    capacity,
    level: true,
    least: Math.ceil(targets.length / teams.length),
    may: (group, place, who) => who.set(open[group]),
    tops(group, who, out) {
      teams.forEach((_, team) => has(who, team) && (out[team] = topOf(ticket(group, team), 0)));
    },
    order: (group, a, b) => compareTickets(ticket(group, a), 0, ticket(group, b), 0),
  };
}

function allotTargets(urn, id, seed, targets, teams, tick) {
  const problem = going(urn, id, seed, targets, teams);
  return assignOrTell(problem, {
    slot: (group) => show(urn.targets.id[targets[group]]),
    holder: (team) => `${team + 1} (${problem.capacity[team]})`,
  }, {
    nobody: 'no team may go to {slots}: each has a member who is barred or may go nowhere',
    short: 'these {count} targets cannot all be given to a team, though they could without any one of them: ' +
      '{slots}; teams that may go there, with the capacity of each: {who}',
  }, tick);
}

// {teams: rows of people for each, teamOf: the team of each target}.
export function dealTeams(urn, id, seed, targets, tick) {
  const teams = drawMembers(urn, id, seed);
  return { teams, teamOf: allotTargets(urn, id, seed, targets, teams, tick) };
}
