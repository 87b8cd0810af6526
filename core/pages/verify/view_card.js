// One record: the verdict first, then everything that led to it.
import { facts, h, icon, name, section } from './dom.js';
import { fit } from './text.js';
import { findForm } from './view_find.js';
import { resultSection } from './view_result.js';
import { ledgerSection, sourceSection, subsSection } from './view_source.js';
import { limitsSection, stepsSection } from './view_steps.js';
import { number, say, t } from './words.js';

const SIGNS = { same: 'good', local: 'none', forged: 'bad', key: 'bad', different: 'bad', none: 'none', failed: 'none' };

const WORDS = {
  same: () => [t('Same: the result follows from the commitment and the random value'),
    t('Your computer worked the whole draw out again, and comes to what the record says. What it cannot know stands below.')],
  local: () => [t('Same, but chance is not proved'),
    t('The result follows from the random value. That value came out of the office\'s own machine, so nobody else can know how it came about.')],
  forged: () => [t('The random value is false'),
    t('The result follows from the value in the record, but the public beacon never published that value: its signature is not valid.')],
  key: () => [t('Another key signed it'),
    t('The result is right by itself, but the ledger was not signed with the key that you gave.')],
  different: () => [t('Different: the record is wrong'),
    t('What the record says does not follow from what was committed to. Keep the file, and ask the office that published it.')],
  none: () => [t('This cannot be checked'), t('The file is no record of a draw, or a damaged one.')],
  failed: () => [t('This could not be checked here'), t('The browser gave up, perhaps for want of memory. xuncha verify on a computer can check the same file.')],
};

// What the reader's key says: null, none given; true, it is the one.
function keyFits(summary, key) {
  return key === '' || !summary.draws ? null : summary.draws.every((draw) => draw.key.text === key);
}

// Whether the signatures speak for a draw comes behind what follows from its own text.
export function stateOf(summary, key) {
  if (summary.verdict !== 'same') return summary.verdict;
  if (summary.forged) return 'forged';
  if (keyFits(summary, key) === false) return 'key';
  return summary.local ? 'local' : 'same';
}

export function verdictWords(state) {
  return WORDS[state]()[0];
}

function counts({ selected, people, seats, subs }) {
  return h('ul', { class: 'counts' },
    h('li', null, h('strong', null, number(selected)), ' ', t('targets drawn')),
    seats > 0 && h('li', null, h('strong', null, number(people)), ' ', t('people for {n} seats', { n: number(seats) })),
    subs > 0 && h('li', null, h('strong', null, number(subs)), ' ', t('substitutions')));
}

function differenceBox({ place, sentence, args, outer }) {
  return h('div', { class: 'difference' },
    h('h3', null, t('The first difference')),
    facts([
      [t('Record'), outer > 0 && t('the draw around this one, {n} further out', { n: outer })],
      [t('Place'), place && h('bdi', null, say(place))],
      [t('What'), h('bdi', null, say({ sentence, args }))],
    ]));
}

function problemBox({ place, line, column, sentence, args }) {
  const position = line > 0 ? t('line {line}, column {column}', { line, column: column || 1 }) : '';
  return h('div', { class: 'difference' }, facts([
    [t('Place'), [fit(place), position].filter(Boolean).join(' · ')],
    [t('What'), h('bdi', null, say({ sentence, args }))],
  ]));
}

function drawSections(entry, draw, depth, id, key) {
  const { summary } = entry;
  const inner = `${id}-${depth}`;
  const inside = depth + 1 < summary.draws.length;
  return [
    stepsSection(draw, inner, inside),
    resultSection(draw, inner),
    depth === 0 && draw.slots && findForm(draw, inner, entry.ask),
    sourceSection(draw, inner),
    ledgerSection(draw, inner),
    subsSection(draw, inner),
    depth === 0 && limitsSection(summary, inner, keyFits(summary, key)),
  ];
}

// Outer draws are told in full, each folded up.
function outerDraws(entry, id, key) {
  return entry.summary.draws.slice(1).map((draw, i) => h('details', { class: 'around' },
    h('summary', null, t('The draw around it: {id}', { id: draw.id })),
    drawSections(entry, draw, i + 1, id, key)));
}

function closeButton({ file, close }) {
  return h('button', { type: 'button', class: 'close', 'aria-label': t('Close {file}', { file }), onclick: close }, icon('bad'));
}

function head(entry, state) {
  const [title, words] = WORDS[state]();
  return h('header', { class: `verdict ${SIGNS[state]}` },
    icon(SIGNS[state]),
    h('div', null,
      h('h2', { tabindex: '-1' }, title),
      h('p', null, words),
      h('p', { class: 'file' }, name(entry.file), entry.summary.id && [' · ', name(entry.summary.id)])));
}

// As a shell takes it.
function quoted(file) {
  return /^[\w.-]+$/.test(file) ? file : `'${fit(file).replace(/'/g, "'\\''")}'`;
}

// entry: {number, file, pasted, summary, close(), ask(id)}; key: what the reader gave as the office's.
export function card(entry, key) {
  const { summary } = entry;
  const state = summary.failed ? 'failed' : stateOf(summary, key);
  const id = `record-${entry.number}`;
  return h('article', { class: 'card', 'aria-label': entry.file },
    closeButton(entry),
    head(entry, state),
    h('div', { class: 'body' },
      summary.verdict === 'same' && counts(summary),
      summary.verdict === 'different' && differenceBox(summary),
      summary.problem && problemBox(summary.problem),
      summary.draws && drawSections(entry, summary.draws[0], 0, id, key),
      summary.draws && outerDraws(entry, id, key),
      summary.sha256 && section(t('This file'), `${id}-file`,
        facts([['SHA-256', h('code', { class: 'value' }, summary.sha256)],
          [t('The same on a computer'), entry.pasted ? '' : h('code', null, `xuncha verify ${quoted(entry.file)}`)]]))));
}

// While it runs: how far it is.
export function waitingCard(entry) {
  return h('article', { class: 'card waiting', 'aria-label': entry.file, 'aria-busy': 'true' },
    closeButton(entry),
    h('p', { class: 'file' }, name(entry.file)),
    h('progress', { max: '1', 'aria-label': t('Checking {file}', { file: entry.file }) }),
    h('p', { class: 'muted step' }, t('Reading')));
}
