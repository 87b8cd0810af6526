// The year as calendar and as crew × day, person × day: filters, load of days, visits to drag.
import { html, useEffect, useMemo, useState } from '../vendor/preact.js';
import { Loaded, useData } from '../parts/data.js';
import { Icon } from '../parts/icon.js';
import { loadStyle } from '../parts/load.js';
import { Button, Page } from '../parts/page.js';
import { date as dayText, daysAfter, monthOfYear } from '../format.js';
import { may, session, today } from '../session.js';
import { KINDS, VISIT_STATUSES, word } from '../names.js';
import { t, tn } from '../words.js';
import { Grid, VIEWS, windowOf } from './calendar_grid.js';
import { Heat } from './calendar_heat.js';
import { Move } from './change.js';
import { complete, hrefOf, nameOf } from './visit_marks.js';

loadStyle('/assets/style/calendar.css');

const FILTERS = ['programme', 'crew', 'person', 'area', 'kind', 'status'];

const TITLES = { programme: () => t('Programme'), crew: () => t('Crew'), person: () => t('Person'), area: () => t('Area'), kind: () => t('Kind'), status: () => t('Status') };

const VALUES = {
  programme: (visit) => visit.tasks.map((task) => task.programme),
  crew: (visit) => [visit.crew],
  person: (visit) => visit.people.map((person) => person.id),
  area: (visit) => [visit.zone || visit.area_name],
  kind: (visit) => [visit.kind],
  status: (visit) => [visit.status],
};

function titleOf(name, value, people) {
  if (name === 'kind') return word(KINDS, value);
  if (name === 'status') return word(VISIT_STATUSES, value);
  if (name === 'person') return people.get(value) || value;
  return value;
}

function peopleOf(visits) {
  const people = new Map();
  for (const visit of visits) for (const person of visit.people) people.set(person.id, person.name || person.id);
  return people;
}

/** Crews, or people, with who belongs to them; every one that the year has. */
function rowsOf(visits, rows, people) {
  const found = new Map();
  for (const visit of visits) {
    if (rows === 'person') {
      for (const person of visit.people) found.set(person.id, [person.id]);
    } else if (visit.crew) {
      const members = found.get(visit.crew) || [];
      for (const person of visit.people) if (!members.includes(person.id)) members.push(person.id);
      found.set(visit.crew, members);
    }
  }
  return [...found].map(([id, members]) => ({ id, members, title: rows === 'person' ? people.get(id) : `${id} ${members.slice(0, 3).map((one) => people.get(one)).join(t(', '))}` }))
    .sort((a, b) => (a.title < b.title ? -1 : 1));
}

const matches = (visit, filters) => FILTERS.every((name) => !filters[name] || VALUES[name](visit).includes(filters[name]));

function FilterBar({ visits, filters, people, onChange }) {
  const offered = useMemo(() => Object.fromEntries(FILTERS.map((name) => [name,
    [...new Set(visits.flatMap(VALUES[name]))].filter(Boolean).sort()])), [visits]);
  const given = FILTERS.filter((name) => filters[name]).length;
  return html`<details class="filters" open=${given > 0}><summary>${t('Filter')}${given > 0 && html` <span class="count">${given}</span>`}</summary>
    <div class="filter-fields">${FILTERS.filter((name) => offered[name].length > 1).map((name) => html`<label key=${name}>${TITLES[name]()}
      <select value=${filters[name] || ''} onChange=${(event) => onChange({ ...filters, [name]: event.target.value })}>
        <option value="">${t('all')}</option>
        ${offered[name].map((value) => html`<option key=${value} value=${value}>${titleOf(name, value, people)}</option>`)}
      </select></label>`)}
      ${given > 0 && html`<button type="button" class="quiet small" onClick=${() => onChange({})}>${t('Show all')}</button>`}</div>
  </details>`;
}

function stepOf(view, day, by) {
  if (VIEWS[view].days === 7) return daysAfter(day, 7 * by);
  const first = new Date(`${day.slice(0, 7)}-01T00:00:00Z`);
  first.setUTCMonth(first.getUTCMonth() + by);
  return first.toISOString().slice(0, 10);
}

function Tools({ view, day, onView, onDay }) {
  const names = { month: t('Month'), week: t('Week'), list: t('List'), crews: t('Crews'), people: t('People') };
  return html`<div class="calendar-tools">
    <div class="steps">
      <button class="quiet small" aria-label=${t('Earlier')} onClick=${() => onDay(stepOf(view, day, -1))}><${Icon} name="back" /></button>
      <button class="quiet small" onClick=${() => onDay(today())}>${t('Today')}</button>
      <button class="quiet small" aria-label=${t('Later')} onClick=${() => onDay(stepOf(view, day, 1))}><${Icon} name="next" /></button>
      <label><span class="unseen">${t('Day')}</span><input type="date" value=${day} onChange=${(event) => event.target.value && onDay(event.target.value)} /></label>
    </div>
    <h2 class="calendar-title" aria-live="polite">${VIEWS[view].days === 7 ? t('Week of {day}', { day: dayText(day) }) : monthOfYear(day)}</h2>
    <div class="views" role="group" aria-label=${t('How it is shown')}>${Object.keys(VIEWS).map((name) => html`
      <button key=${name} class="small ${name === view ? '' : 'quiet'}" aria-pressed=${name === view ? 'true' : 'false'} onClick=${() => onView(name)}>${names[name]}</button>`)}</div>
  </div>`;
}

/** The address holds what is looked at, so that it can be kept, sent and come back to. */
function useLooking(query) {
  const [looking, setLooking] = useState(() => ({
    view: VIEWS[query.view] ? query.view : matchMedia('(max-width: 40rem)').matches ? 'list' : 'month',
    day: /^\d{4}-\d{2}-\d{2}$/.test(query.day || '') ? query.day : today(),
    filters: Object.fromEntries(FILTERS.filter((name) => query[name]).map((name) => [name, query[name]])),
  }));
  useEffect(() => {
    const { view, day, filters } = looking;
    const given = new URLSearchParams({ view, day, ...Object.fromEntries(Object.entries(filters).filter(([, value]) => value)) });
    history.replaceState(null, '', `#/calendar?${given}`);
  }, [looking]);
  return [looking, (change) => setLooking((before) => ({ ...before, ...change }))];
}

function Year({ of, looking, look }) {
  const visits = useMemo(() => of.map(complete), [of]);
  const { view, day, filters } = looking;
  const { now } = session.use();
  const [moving, setMoving] = useState(null);
  const range = windowOf(view, day);
  const special = useData(`/calendar/days`, range);
  const people = useMemo(() => peopleOf(visits), [visits]);
  const wanted = useMemo(() => visits.filter((visit) => visit.status !== 'void' && matches(visit, filters)), [visits, filters]);
  const inside = useMemo(() => wanted.filter((visit) => (visit.end_date || visit.date) >= range.from && visit.date <= range.to), [wanted, range.from, range.to]);
  const { rows } = VIEWS[view];
  const resources = useMemo(() => (rows ? rowsOf(wanted, rows, people) : []), [wanted, rows]);
  const crews = useMemo(() => rowsOf(visits, 'crew', people), [visits]);
  return html`
    <${FilterBar} visits=${visits} filters=${filters} people=${people} onChange=${(to) => look({ filters: to })} />
    <${Heat} year=${day.slice(0, 4)} visits=${wanted} day=${day} onDay=${(to) => look({ day: to })} />
    <${Tools} view=${view} day=${day} onView=${(to) => look({ view: to })} onDay=${(to) => look({ day: to })} />
    <p class="unseen" role="status">${tn('{n} visit is shown', '{n} visits are shown', inside.length)}</p>
    <${Grid} view=${view} day=${day} visits=${inside} special=${special.data} resources=${resources} now=${now || ''} editable=${may('admin', 'planner')}
      onOpen=${(visit) => { location.hash = hrefOf(visit); }} onMove=${(visit, to) => setMoving({ visit, to })}
      onRest=${(rest, of) => look({ view: 'list', day: rest.day, ...(of ? { filters: { ...filters, [of]: rest.row } } : {}) })} />
    ${may('admin', 'planner') && html`<${ByKeyboard} visits=${inside} onMove=${(visit) => setMoving({ visit, to: {} })} />`}
    ${moving && html`<${Move} key=${moving.visit.id} visit=${moving.visit} to=${moving.to} crews=${crews} onEnd=${() => setMoving(null)} />`}`;
}

/** What dragging does, without a mouse. */
function ByKeyboard({ visits, onMove }) {
  const [chosen, choose] = useState('');
  const movable = visits.filter((visit) => visit.status === 'published' || visit.status === 'draft').slice(0, 400);
  const submit = (event) => {
    event.preventDefault();
    const visit = movable.find((one) => one.id === chosen);
    if (visit) onMove(visit);
  };
  return html`<form class="by-keyboard" onSubmit=${submit}>
    <label>${t('Move a visit without dragging')}
      <select value=${chosen} onChange=${(event) => choose(event.target.value)}><option value="">${t('Choose…')}</option>
        ${movable.map((visit) => html`<option key=${visit.id} value=${visit.id}>${visit.date} ${visit.start} · ${nameOf(visit)} · ${visit.crew}</option>`)}</select></label>
    <button class="quiet" disabled=${!chosen}>${t('Move…')}</button>
  </form>`;
}

export default function Calendar({ query }) {
  const [looking, look] = useLooking(query);
  const year = looking.day.slice(0, 4);
  const visits = useData('/visits', { from: `${year}-01-01`, to: `${year}-12-31` }, { whole: true });
  return html`<${Page} title=${t('The year')} lead=${may('admin', 'planner') ? t('Drag a visit to another day or crew: every rule is asked before anything changes.') : ''}
      actions=${html`<${Button} kind="quiet" icon="reports" href="#/coverage">${t('How far we are')}<//>`}>
    <${Loaded} from=${visits} lines=${10}>${(list) => html`<${Year} of=${list.items} looking=${looking} look=${look} />`}<//>
  <//>`;
}
