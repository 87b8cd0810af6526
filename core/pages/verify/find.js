// One target or person of a draw that was worked out: in the urn, where by ticket, drawn or not.
import { Tickets, compareTickets, hexOf } from './hash.js';
import { MUST, OUT } from './size.js';

function findTarget({ urn, drawn, sized, seed, record }, row) {
  const { targets, rules } = urn;
  const h = targets.stratum[row];
  const tickets = new Tickets(rules.method === 'order' ? 'order' : 'target', record.commit.id, seed);
  const own = tickets.of(targets.id[row]);
  const other = new Uint8Array(32);
  let rank = 1;
  for (let i = 0; i < targets.id.length; i++)
    if (targets.stratum[i] === h && sized.standing[i] !== OUT && i !== row &&
        compareTickets(tickets.make(targets.id[i], other), 0, own, 0) < 0) rank++;
  return {
    stratum: targets.strata[h],
    out: sized.standing[row] === OUT,
    must: sized.standing[row] === MUST,
    drawn: drawn.slots.includes(row),
    ticket: hexOf(own),
    rank,
    of: sized.strata[h].count,
  };
}

function findPerson(examination, person) {
  const { urn, drawn } = examination;
  if (!drawn.crews && !drawn.teams) return null;
  return { at: drawn.slots.filter((_, slot) => examination.crewOf(slot).includes(person)).map((row) => urn.targets.id[row]) };
}

// {id, target: {stratum, out, must, drawn, ticket, rank, of} or null, person: {at: ids} or null}.
export function findIn(examination, id) {
  const { urn, drawn, seed } = examination;
  const ready = seed && drawn && (!urn.rules.deals || drawn.crews || drawn.teams);
  const [row, person] = ready ? [urn.targets.row.get(id), urn.people.row.get(id)] : [];
  return {
    id,
    target: row === undefined ? null : findTarget(examination, row),
    person: person === undefined ? null : findPerson(examination, person),
  };
}
