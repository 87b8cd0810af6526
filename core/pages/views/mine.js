// An inspector's own days: today, this week, later; made for one hand on a phone.
import { html, useEffect } from '../vendor/preact.js';
import { Loaded, useData } from '../parts/data.js';
import { Icon } from '../parts/icon.js';
import { Badge, Empty, Name, Page } from '../parts/page.js';
import { Note } from '../parts/problem.js';
import { daysAfter, weekday } from '../format.js';
import { KINDS, RESULTS, RESULT_KINDS, word } from '../names.js';
import { dropLetter, flush, waiting } from '../outbox.js';
import { session, today } from '../session.js';
import { t, tn } from '../words.js';
import { complete, crewOf, nameOf } from './visit_marks.js';

/** Monday to Sunday of the week that holds a day. */
function weekOf(day) {
  const since = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return { from: daysAfter(day, -since), to: daysAfter(day, 6 - since) };
}

function Unsent() {
  const letters = waiting.use();
  const kept = letters.filter((letter) => !letter.error);
  return html`${kept.length > 0 && html`<${Note} kind="warn"><p>${tn('{n} result is not sent yet. It is kept on this phone and goes out with the next connection.',
      '{n} results are not sent yet. They are kept on this phone and go out with the next connection.', kept.length)}</p>
      <button class="small quiet" onClick=${flush}>${t('Send now')}</button><//>`}
    ${letters.filter((letter) => letter.error).map((letter) => html`<${Note} key=${letter.key} kind="warn"><p><bdi>${letter.error.message}</bdi> <bdi>${letter.error.hint}</bdi></p>
      <a href="#/mine/${encodeURIComponent(letter.visit)}">${t('Look at it')}</a> <button class="small quiet" onClick=${() => dropLetter(letter.key)}>${t('Throw it away')}</button><//>`)}`;
}

function Visit({ visit, now }) {
  if (visit.busy) {
    return html`<li class="own secret-visit"><div class="own-time">${visit.start}–${visit.end}</div>
      <div class="own-main"><strong><${Icon} name="lock" /> ${t('Keep this time free')}</strong><p>${t('Where to is told when the embargo ends.')}</p></div></li>`;
  }
  const late = visit.status === 'published' && visit.date < now;
  return html`<li class="own ${visit.status}"><a href="#/mine/${encodeURIComponent(visit.id)}">
    <div class="own-time">${visit.start}<span>${visit.end}</span></div>
    <div class="own-main"><strong><${Name}>${nameOf(visit)}<//></strong>
      <p><bdi>${visit.address || visit.zone}</bdi></p>
      <p class="quiet-text">${word(KINDS, visit.kind)} · <bdi>${crewOf(visit)}</bdi></p>
      <p class="own-marks">${visit.result && html`<${Badge} kind=${RESULT_KINDS[visit.result]}>${word(RESULTS, visit.result)}<//>`}
        ${late && html`<${Badge} kind="warn">${t('no result yet')}<//>`}
        ${visit.status === 'cancelled' && html`<${Badge} kind="bad">${t('cancelled')}<//>`}</p></div>
    <${Icon} name="next" /></a></li>`;
}

function Days({ title, visits, now }) {
  const days = [...new Set(visits.map((visit) => visit.date))].sort();
  if (!days.length) return null;
  return html`<section class="own-days"><h2>${title}</h2>${days.map((day) => html`<div key=${day}>
    <h3>${weekday(day)}</h3><ul class="own-list">${visits.filter((visit) => visit.date === day).map((visit) => html`<${Visit} key=${visit.id} visit=${visit} now=${now} />`)}</ul></div>`)}</section>`;
}

function Own({ visits }) {
  const day = today();
  const week = weekOf(day);
  const counted = visits.filter((visit) => visit.status !== 'void');
  const late = counted.filter((visit) => visit.date < day && visit.status === 'published');
  const now = counted.filter((visit) => visit.date === day);
  const later = counted.filter((visit) => visit.date > day);
  return html`${now.length === 0 && html`<${Empty} icon="today" title=${t('Nothing today.')} />`}
    <${Days} title=${t('Today')} visits=${now} now=${day} />
    <${Days} title=${t('Without a result')} visits=${late} now=${day} />
    <${Days} title=${t('This week')} visits=${later.filter((visit) => visit.date <= week.to)} now=${day} />
    <${Days} title=${t('After that')} visits=${later.filter((visit) => visit.date > week.to)} now=${day} />
    <${Days} title=${t('Done')} visits=${counted.filter((visit) => visit.date < day && visit.status !== 'published').reverse()} now=${day} />`;
}

export default function Mine() {
  const { user } = session.use();
  const day = today();
  const visits = useData('/visits', { person: user.person, from: daysAfter(day, -28), to: daysAfter(day, 28) }, { whole: true });
  useEffect(() => { flush(); }, []);
  return html`<${Page} title=${t('My visits')} lead=${weekday(day)}>
    <${Unsent} />
    <${Loaded} from=${visits}>${(list) => html`<${Own} visits=${list.items.map(complete)} />`}<//>
  <//>`;
}
