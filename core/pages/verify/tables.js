// What a draw is made from: its rules and canonical tables (docs/draw.md §1), from text into
// columns, checked to the byte, with the Merkle roots on the way.
import { MerkleTree, sha256Hex } from './hash.js';
import { Difference, inText } from './problem.js';
import { NUMBER_MOST, readRules } from './rules.js';
import { compare, isClean, isName, readNumber, show } from './text.js';

const CONTROL = /[\x00-\x1f\x7f]/; // C1 is told with the form of the text
const NUMBER = /^(?:0|[1-9][0-9]{0,6})$/;

// The rows of a table one after another; the fields of the one read last.
class Table {
  constructor(name, text, width) {
    Object.assign(this, { name, text, width, at: 0, line: 0, fields: [''] });
    this.tree = new MerkleTree();
  }

  fail(sentence, args) {
    throw new Difference(sentence, args, inText(this.name, this.line));
  }

  unclean() {
    this.fail('the line has a control character, or text that is not in Unicode\'s form NFC');
  }

  next() {
    if (this.at === this.text.length) return false;
    const before = this.fields[0];
    const end = this.text.indexOf('\n', this.at);
    this.line++;
    if (end < 0) this.fail('the last line does not end in a line feed');
    const line = this.text.slice(this.at, end);
    this.at = end + 1;
    this.split(line);
    const order = this.line === 1 ? -1 : compare(before, this.fields[0]);
    if (order === 0) this.fail('“{id}” stands in the line before, too', { id: show(before) });
    if (order > 0)
      this.fail('“{id}” has to stand before “{before}”: lines are sorted by the bytes of their first field',
        { id: show(this.fields[0]), before: show(before) });
    this.tree.add(line);
    return true;
  }

  split(line) {
    this.fields = line.split('\t');
    this.fields.forEach((field, i) => {
      if (CONTROL.test(field)) this.unclean();
      if (field === '') this.fail('field {field} is empty', { field: i + 1 });
    });
    if (this.fields.length !== this.width)
      this.fail('the line has {found} fields, but {needed} are needed',
        { found: this.fields.length, needed: this.width });
    for (const field of this.fields) if (!isClean(field)) this.unclean();
  }

  id(i) {
    const id = this.fields[i];
    const mark = /[:,]/.exec(id);
    if (mark) this.fail('the id “{id}” has a “{mark}”, which ids cannot have', { id: show(id), mark: mark[0] });
    if (id === '-') this.fail('“-” means none and is no id');
    return id;
  }

  number(i) {
    const text = this.fields[i];
    if (!NUMBER.test(text) || readNumber(text, NUMBER_MOST) === null)
      this.fail('“{text}” is not a number from 0 to {most} without sign or leading zeros',
        { text: show(text), most: NUMBER_MOST });
    return Number(text);
  }

  // The text, '' for none.
  optional(i) {
    return this.fields[i] === '-' ? '' : this.fields[i];
  }

  // The words of a set.
  set(i) {
    const text = this.optional(i);
    if (text === '') return EMPTY;
    const words = text.split(',');
    words.forEach((word, k) => {
      if (word === '' || word === '-')
        this.fail('the set “{set}” has an empty word or “-”', { set: show(text) });
      if (k > 0 && compare(words[k - 1], word) >= 0)
        this.fail('the set “{set}” is not sorted by bytes, or repeats a word', { set: show(text) });
    });
    return words;
  }

  // What the commit says of it.
  summary() {
    return { rows: this.line, digest: this.tree.root() };
  }
}

const EMPTY = Object.freeze([]);

// Names in ascending order, and the number of each row's.
function numberStrata(names) {
  const strata = [...new Set(names)].sort(compare);
  const places = new Map(strata.map((name, i) => [name, i]));
  return { strata, stratum: Uint32Array.from(names, (name) => places.get(name)) };
}

function readTargets(text, tick) {
  const table = new Table('targets', text, 6);
  const [id, names, weight, organisation, area, flags] = [[], [], [], [], [], []];
  while (table.next()) {
    const stratum = table.optional(1);
    if (stratum === '') table.fail('“-” means none and is no stratum');
    id.push(table.id(0));
    weight.push(table.number(2));
    flags.push(table.set(5));
    names.push(stratum);
    organisation.push(table.optional(3));
    area.push(table.optional(4));
    if (table.line % 10000 === 0) tick(table.at / text.length);
  }
  const row = new Map(id.map((one, i) => [one, i]));
  return { ...table.summary(), ...numberStrata(names), id, row, weight, organisation, area, flags };
}

function readPeople(text) {
  const table = new Table('people', text, 5);
  const [id, organisation, area, capacity, seats] = [[], [], [], [], []];
  while (table.next()) {
    id.push(table.id(0));
    organisation.push(table.optional(1));
    area.push(table.optional(2));
    capacity.push(table.number(3));
    seats.push(table.set(4));
  }
  const row = new Map(id.map((one, i) => [one, i]));
  return { ...table.summary(), id, row, organisation, area, capacity, seats };
}

// `of`: the rows of people who stand with a target, for each target that has any.
function readAvoid(text, targets, people) {
  const table = new Table('avoid', text, 2);
  const of = new Map();
  while (table.next()) {
    const pair = table.fields[0];
    const colon = pair.indexOf(':');
    const [person, target] = [pair.slice(0, Math.max(colon, 0)), pair.slice(colon + 1)];
    if (colon < 0 || !isName(person) || !isName(target))
      table.fail('“{pair}” is not person:target', { pair: show(pair) });
    const [who, where] = [people.row.get(person), targets.row.get(target)];
    if (who === undefined || where === undefined) continue;
    if (!of.has(where)) of.set(where, new Set());
    of.get(where).add(who);
  }
  return { ...table.summary(), of };
}

function checkTeams(rules, people) {
  (rules.teams ?? []).forEach((team, i) => {
    for (const id of team)
      if (!people.row.has(id))
        throw new Difference('“{id}” of team {team} is not among the people', { id: show(id), team: i + 1 },
          inText('rules: deal.teams'));
  });
}

// Reads and checks all `files` of a record: {rules, rulesDigest, targets, people, avoid}, tables
// as columns. tick is told what share of the targets was read.
export function readUrn(files, tick = () => {}) {
  const rules = readRules(files.rules);
  const targets = readTargets(files.targets, tick);
  const people = readPeople(files.people);
  const avoid = readAvoid(files.avoid, targets, people);
  checkTeams(rules, people);
  return { rules, rulesDigest: sha256Hex(files.rules), targets, people, avoid };
}

// Whether the person may never sit in a crew of the target. Seats and capacity are not looked at.
export function isBarred(urn, person, target) {
  const { rules, targets, people, avoid } = urn;
  return rules.apart.some((field) => people[field][person] !== '' && people[field][person] === targets[field][target]) ||
    (avoid.of.get(target)?.has(person) ?? false);
}
