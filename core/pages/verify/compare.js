// The first difference between two results, by name: ours, worked out, and theirs, out of the record.
import { differ } from './problem.js';
import { show } from './text.js';

// The first place where two lists differ; -1: nowhere.
function firstDifference(ours, theirs) {
  const least = Math.min(ours.length, theirs.length);
  for (let i = 0; i < least; i++) if (ours[i] !== theirs[i]) return i;
  return ours.length === theirs.length ? -1 : least;
}

// What of a list is shown; a list may be shorter than the other.
const shown = (list, i) => show(list[i] ?? '');

function compareSeed(ours, theirs) {
  if (ours !== theirs) differ('the seed is {ours}, but the record says {theirs}', { ours, theirs });
}

function compareStratum(name, ours, theirs) {
  const stratum = show(name);
  if (theirs === undefined) differ('selected: the record says nothing of the stratum “{stratum}”', { stratum });
  const at = firstDifference(ours, theirs);
  if (at < 0) return;
  if (ours.length !== theirs.length)
    differ('selected: of the stratum “{stratum}” {ours} are drawn, but the record says {theirs}',
      { stratum, ours: ours.length, theirs: theirs.length });
  differ('selected: place {place} of the stratum “{stratum}” is “{ours}”, but the record says “{theirs}”',
    { place: at + 1, stratum, ours: shown(ours, at), theirs: shown(theirs, at) });
}

function compareSelected(ours, theirs) {
  for (const [name, list] of ours) compareStratum(name, list, theirs.get(name));
  for (const name of theirs.keys())
    if (!ours.has(name))
      differ('selected: the record has a stratum “{stratum}” that targets has not', { stratum: show(name) });
}

function compareTeam(number, ours, theirs) {
  const at = firstDifference(ours, theirs);
  if (at < 0) return;
  if (ours.length !== theirs.length)
    differ('team {team} has {ours} members, but the record says {theirs}',
      { team: number, ours: ours.length, theirs: theirs.length });
  differ('team {team}: place {place} is “{ours}”, but the record says “{theirs}”',
    { team: number, place: at + 1, ours: shown(ours, at), theirs: shown(theirs, at) });
}

function compareCrew(ours, theirs) {
  const at = firstDifference(ours, theirs);
  const target = shown(ours, 0);
  if (at < 0) return;
  if (at === 0 || ours.length !== theirs.length)
    differ('the crew of “{target}” is not as the record says', { target });
  differ('the crew of “{target}”: place {place} is “{ours}”, but the record says “{theirs}”',
    { target, place: at, ours: shown(ours, at), theirs: shown(theirs, at) });
}

// Two lists of lists, of which one may be missing.
function compareLists(ours, theirs, sentence, compareOne) {
  const [mine, other] = [ours ?? [], theirs ?? []];
  if ((ours === undefined) !== (theirs === undefined) || mine.length !== other.length)
    differ(sentence, { ours: mine.length, theirs: other.length });
  mine.forEach((list, i) => compareOne(list, other[i], i + 1));
}

// ours: {seed, selected: Map, crews?, teams?}; theirs: the record's `result`. tell is given the step
// of the draw whose part is looked at.
export function compareResults(ours, theirs, tell) {
  tell('seed');
  compareSeed(ours.seed, theirs.get('seed'));
  tell('targets');
  compareSelected(ours.selected, theirs.get('selected'));
  tell('people');
  compareLists(ours.teams, theirs.get('teams'), 'there are {ours} teams, but the record says {theirs}',
    (mine, other, number) => compareTeam(number, mine, other));
  compareLists(ours.crews, theirs.get('crews'), 'there are {ours} crews, but the record says {theirs}', compareCrew);
}

// ours: {seed, in, crew?} of a substitution.
export function compareSubs(ours, theirs) {
  compareSeed(ours.seed, theirs.get('seed'));
  const comes = theirs.get('in');
  if (ours.in !== comes)
    differ('who comes in is “{ours}”, but the record says “{theirs}”', { ours: show(ours.in), theirs: show(comes) });
  const [crew, other] = [ours.crew ?? [], theirs.get('crew') ?? []];
  const at = firstDifference(crew, other);
  if (at < 0 && (ours.crew === undefined) === !theirs.has('crew')) return;
  if (at < 0 || crew.length !== other.length)
    differ('the new crew has {ours} people, but the record says {theirs}',
      { ours: crew.length, theirs: other.length });
  differ('the new crew: place {place} is “{ours}”, but the record says “{theirs}”',
    { place: at + 1, ours: shown(crew, at), theirs: shown(other, at) });
}
