// What was drawn: target by target with its ticket, and the people.
import { h, name, section } from './dom.js';
import { term, termText } from './terms.js';
import { number, t } from './words.js';

const AT_ONCE = 100;
const SEAT_COLUMNS = 4;
const TICKET_SHOWN = 16;
const PRINTED_MOST = 5000;

const METHODS = {
  srs: () => t('Each target in the urn has a ticket: the SHA-256 of the seed and its id. In every stratum those with the smallest tickets are drawn.'),
  pps: () => t('Each target in the urn has a ticket: the SHA-256 of the seed and its id. In every stratum the chance is proportional to the weight.'),
  order: () => t('All targets are taken; their tickets, the SHA-256 of the seed and the id, give the order.'),
};

function ticket(hex) {
  return h('code', { class: 'ticket', title: hex }, `${hex.slice(0, TICKET_SHOWN)}…`);
}

function people(list) {
  return list.map((person) => h('span', { class: 'person' }, name(person)));
}

// Columns of the table: [heading, cell of a slot, class].
function columnsOf(draw) {
  const strata = draw.strata.length > 1;
  const { seats } = draw.rules;
  const columns = [
    [t('Target'), (slot) => [name(slot.target), slot.must && h('span', { class: 'tag' }, t('set by a flag'))], 'main'],
    strata && [t('Stratum'), (slot) => term(draw.strata[slot.stratum].name)],
    draw.rules.method === 'pps' && [t('Weight'), (slot) => number(slot.weight), 'number'],
    draw.teams && [t('Team'), (slot) => number(slot.team), 'number'],
  ];
  if (draw.slots.some((slot) => slot.crew)) {
    if (!draw.teams && seats.length <= SEAT_COLUMNS)
      seats.forEach((seat, i) => columns.push([termText(seat), (slot) => name(slot.crew[i])]));
    else columns.push([t('People'), (slot) => people(slot.crew)]);
  }
  columns.push([t('Ticket'), (slot) => ticket(slot.ticket)]);
  return columns.filter(Boolean);
}

function row(columns, slot, i) {
  return h('tr', null, h('td', { class: 'number muted' }, number(i + 1)),
    columns.map(([heading, cell, kind]) => h('td', { class: kind ?? null, 'data-label': heading }, cell(slot))));
}

// The first rows, and a button for more; the event `showall` shows nearly all, for paper.
function slotTable(draw, label) {
  const columns = columnsOf(draw);
  const body = h('tbody', { class: 'slots', onshowall: () => show(PRINTED_MOST) });
  const button = h('button', { type: 'button', class: 'quiet', onclick: () => show(AT_ONCE * 10) });
  let shown = 0;
  function show(count) {
    const end = Math.min(shown + count, draw.slots.length);
    for (; shown < end; shown++) body.append(row(columns, draw.slots[shown], shown));
    button.hidden = shown === draw.slots.length;
    button.textContent = t('Show more ({n} are left)', { n: number(draw.slots.length - shown) });
  }
  show(AT_ONCE);
  return [
    h('div', { class: 'scroll', role: 'region', tabindex: '0', 'aria-label': label },
      h('table', { class: 'result' },
        h('thead', null, h('tr', null, h('th', { scope: 'col' }, h('span', { class: 'unseen' }, t('Number'))),
          columns.map(([heading, , kind]) => h('th', { scope: 'col', class: kind ?? null }, heading)))),
        body)),
    button,
  ];
}

function strataTable(draw) {
  return h('div', { class: 'scroll' }, h('table', { class: 'strata' },
    h('thead', null, h('tr', null, h('th', { scope: 'col' }, t('Stratum')),
      h('th', { scope: 'col', class: 'number' }, t('In the urn')), h('th', { scope: 'col', class: 'number' }, t('Drawn')))),
    h('tbody', null, draw.strata.map((stratum) => h('tr', null, h('td', null, term(stratum.name)),
      h('td', { class: 'number' }, number(stratum.there)), h('td', { class: 'number' }, number(stratum.drawn)))))));
}

function teamList(draw) {
  return draw.teams && h('ol', { class: 'teams' }, draw.teams.map((members, i) =>
    h('li', null, h('strong', null, t('Team {n}', { n: i + 1 })), ' ', people(members))));
}

// The section, or null where nothing was worked out.
export function resultSection(draw, id) {
  if (!draw.slots) return null;
  const title = draw.failed ? t('What follows from the commitment') : t('What was drawn');
  return section(title, `${id}-result`,
    h('p', null, METHODS[draw.rules.method]()),
    draw.strata.length > 1 && strataTable(draw),
    teamList(draw),
    draw.slots.length > 0 ? slotTable(draw, title) : h('p', null, t('Nothing was drawn.')));
}
