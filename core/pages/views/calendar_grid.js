// The calendar library in a component: what it shows comes in as plain visits, what was dropped
// goes out. It holds only what lies in the window that is looked at.
import { html, useEffect, useRef, useState } from '../vendor/preact.js';
import { Waiting } from '../parts/data.js';
import { loadCalendar } from '../parts/load.js';
import { Problem } from '../parts/problem.js';
import { daysAfter } from '../format.js';
import { locale, t } from '../words.js';
import { fold, isWide } from './calendar_fold.js';
import { crewOf, isSecret, nameOf } from './visit_marks.js';

export const VIEWS = {
  month: { name: 'dayGridMonth', days: 31 },
  week: { name: 'timeGridWeek', days: 7 },
  list: { name: 'listWeek', days: 7 },
  crews: { name: 'resourceTimelineMonth', days: 31, rows: 'crew' },
  people: { name: 'resourceTimelineMonth', days: 31, rows: 'person' },
};

/** The first and last day that a view around a day can show. */
export function windowOf(view, day) {
  if (VIEWS[view].days === 7) return { from: daysAfter(day, -7), to: daysAfter(day, 7) };
  const first = `${day.slice(0, 7)}-01`;
  return { from: daysAfter(first, -7), to: daysAfter(first, 38) };
}

const two = (value) => String(value).padStart(2, '0');
const civil = (day) => `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;

function text(tag, name, said) {
  const node = document.createElement(tag);
  node.className = name;
  node.textContent = said;
  return node;
}

/** Names are text nodes with their own direction, whatever marks they hold. */
function contentOf({ event, view }) {
  const { visit, rest } = event.extendedProps;
  if (rest) return { domNodes: [text('span', 'visit-chip', rest.row ? t('{n} visits', { n: rest.visits.length }) : t('{n} more', { n: rest.visits.length }))] };
  if (!visit) return undefined;
  const box = text('span', 'visit-chip', '');
  const timeline = view.type.startsWith('resourceTimeline');
  if (!timeline) box.append(text('span', 'visit-time', visit.start));
  box.append(text('bdi', 'visit-name', timeline ? visit.zone || nameOf(visit) : nameOf(visit)));
  if (view.type.startsWith('list')) box.append(text('bdi', 'visit-crew', `${visit.crew} · ${crewOf(visit)}`));
  return { domNodes: [box] };
}

function eventOf(visit, rows, now) {
  const timeline = Boolean(rows);
  return {
    id: visit.id,
    start: timeline ? visit.date : `${visit.date}T${visit.start}:00`,
    end: timeline ? daysAfter(visit.end_date || visit.date, 1) : `${visit.end_date || visit.date}T${visit.end}:00`,
    allDay: timeline,
    title: nameOf(visit),
    editable: visit.status === 'published' || visit.status === 'draft' || visit.status === 'accepted',
    durationEditable: false,
    resourceIds: rows === 'person' ? visit.people.map((person) => person.id) : rows === 'crew' ? [visit.crew] : undefined,
    classNames: ['visit', visit.status, visit.pinned ? 'pinned' : '', isSecret(visit, now) ? 'secret' : ''].filter(Boolean),
    extendedProps: { visit },
  };
}

/** What was folded: an entry at the end of its day, or of its row. */
function restOf(rest) {
  return {
    id: `${rest.day} ${rest.row}`, allDay: Boolean(rest.row), editable: false, extendedProps: { rest }, classNames: ['visit', 'rest'], title: t('{n} more', { n: rest.visits.length }),
    start: rest.row ? rest.day : `${rest.day}T18:30:00`, end: rest.row ? daysAfter(rest.day, 1) : `${rest.day}T19:30:00`, resourceIds: rest.row ? [rest.row] : undefined,
  };
}

function absencesOf(special, rows, resources) {
  if (!rows || !special) return [];
  return special.absences.flatMap((away) => resources
    .filter((row) => (rows === 'person' ? row.id === away.person : row.members.includes(away.person)))
    .map((row) => ({
      start: away.from, end: daysAfter(away.to, 1), allDay: true, display: 'background', title: `${away.name} ${away.reason}`,
      resourceIds: [row.id], classNames: [rows === 'person' ? 'away' : 'away-some'],
    })));
}

function dayCell(special, view) {
  return ({ date, resource }) => {
    const day = special.get(civil(date));
    if (!day || resource) return undefined;
    const said = day.works ? t('worked') : day.name;
    const mark = text('span', day.works ? 'day-mark works' : 'day-mark off', said);
    return { domNodes: view === 'month' ? [mark, text('span', '', String(date.getDate()))] : [mark] };
  };
}

function optionsOf({ view, day, visits, special, resources, now, editable }) {
  const { name, rows } = VIEWS[view];
  const { single, folded } = fold(visits, view, rows);
  const days = new Map((special ? special.days : []).map((one) => [one.date, one]));
  return {
    view: rows && isWide(resources, visits) ? 'resourceTimelineWeek' : name,
    date: day,
    resources: rows ? resources.map((row) => ({ id: row.id, title: row.title })) : [],
    events: [...single.map((visit) => eventOf(visit, rows, now)), ...folded.map(restOf), ...absencesOf(special, rows, resources)],
    dayCellContent: dayCell(days, view),
    highlightedDates: [...days.values()].filter((one) => !one.works).map((one) => one.date),
    editable,
  };
}

const FIXED = {
  locale, firstDay: 1, height: '100%', headerToolbar: { start: '', center: '', end: '' }, dayMaxEvents: false, nowIndicator: false,
  slotMinTime: '07:00', slotMaxTime: '20:00', slotEventOverlap: false, allDaySlot: false, slotWidth: 44, slotHeight: 22, eventStartEditable: true,
  eventDurationEditable: false, longPressDelay: 400, displayEventEnd: false, filterEventsWithResources: false, pointer: false,
  noEventsContent: t('No visits.'), moreLinkContent: ({ num }) => t('{n} more', { n: num }),
  eventContent: contentOf,
  slotLabelFormat: { hour: '2-digit', minute: '2-digit' },
  views: {
    resourceTimelineWeek: { slotDuration: { days: 1 }, dayHeaderFormat: { day: 'numeric', weekday: 'short' }, slotWidth: 110 },
    resourceTimelineMonth: { slotDuration: { days: 1 }, dayHeaderFormat: { day: 'numeric', weekday: 'narrow' }, slotWidth: 40 },
  },
};

export function Grid(props) {
  const [calendar, setCalendar] = useState(null);
  const [error, setError] = useState(null);
  const box = useRef(null);
  const now = useRef(props);
  now.current = props;
  useEffect(() => {
    let made = null;
    let gone = false;
    loadCalendar().then((library) => {
      if (gone) return;
      made = library.create(box.current, {
        ...FIXED, ...optionsOf(now.current),
        eventClick: ({ event }) => {
          const { visit, rest } = event.extendedProps;
          if (visit) now.current.onOpen(visit);
          else if (rest) now.current.onRest(rest, VIEWS[now.current.view].rows);
        },
        eventDrop: ({ event, newResource, revert }) => {
          revert();
          const { visit } = event.extendedProps;
          const crew = newResource && VIEWS[now.current.view].rows === 'crew' ? newResource.id : visit.crew;
          now.current.onMove(visit, { date: civil(event.start), crew });
        },
      });
      setCalendar({ library, made });
    }, setError);
    return () => {
      gone = true;
      if (made) window.EventCalendar.destroy(made);
    };
  }, []);
  useEffect(() => {
    if (!calendar) return;
    for (const [name, value] of Object.entries(optionsOf(props))) calendar.made.setOption(name, value);
    if (!VIEWS[props.view].rows) return;
    const column = box.current.querySelector(`time[datetime="${props.day}"]`);
    const room = box.current.querySelector('.ec-main');
    if (column && room) room.scrollLeft += column.getBoundingClientRect().left - room.getBoundingClientRect().left - room.clientWidth / 2;
  }, [calendar, props.view, props.day, props.visits, props.special, props.resources, props.editable]);
  if (error) return html`<${Problem} error=${{ message: t('The calendar could not be loaded.') }} />`;
  return html`<div class="calendar-box ${props.view}">${!calendar && html`<${Waiting} lines=${8} />`}<div class="calendar-made" ref=${box}></div></div>`;
}
