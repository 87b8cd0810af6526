// The year's days by load: a column for each week, a shade for each day; a click looks at it.
import { html, useMemo } from '../vendor/preact.js';
import { date as dayText, daysAfter, month } from '../format.js';
import { t, tn } from '../words.js';

const SIZE = 11;
const STEP = 13;
const TOP = 16;
const SHADES = 5;

function loadsOf(visits) {
  const loads = new Map();
  for (const visit of visits) {
    if (visit.status !== 'cancelled') loads.set(visit.date, (loads.get(visit.date) || 0) + 1);
  }
  return loads;
}

function daysOf(year) {
  const days = [];
  for (let day = `${year}-01-01`; day.slice(0, 4) === String(year); day = daysAfter(day, 1)) days.push(day);
  return days;
}

const weekdayOf = (day) => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;

export function Heat({ year, visits, day, onDay }) {
  const loads = useMemo(() => loadsOf(visits), [visits]);
  const days = useMemo(() => daysOf(year), [year]);
  const most = Math.max(1, ...loads.values());
  const first = weekdayOf(days[0]);
  const column = (i) => Math.floor((i + first) / 7);
  const busiest = [...loads].filter(([one]) => one.startsWith(year)).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0];
  const said = busiest ? t('Load of the days of {year}; the fullest is {day} with {n} visits', { year, day: dayText(busiest[0]), n: busiest[1] }) : t('No visits.');
  const click = (event) => event.target.dataset.day && onDay(event.target.dataset.day);
  return html`<figure class="heat">
    <svg viewBox="0 0 ${column(days.length - 1) * STEP + STEP} ${TOP + 7 * STEP}" role="img" aria-label=${said} onClick=${click}>
      ${days.map((one, i) => one.endsWith('-01') && html`<text key=${`m${one}`} x=${column(i) * STEP} y="10">${month(one)}</text>`)}
      ${days.map((one, i) => {
        const load = loads.get(one) || 0;
        return html`<rect key=${one} data-day=${one} x=${column(i) * STEP} y=${TOP + weekdayOf(one) * STEP} width=${SIZE} height=${SIZE} rx="2"
          class="load-${load ? Math.max(1, Math.ceil((load / most) * SHADES)) : 0} ${one === day ? 'chosen' : ''}"><title>${dayText(one)}: ${tn('{n} visit', '{n} visits', load)}</title></rect>`;
      })}
    </svg></figure>`;
}
