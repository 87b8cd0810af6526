// What views of visits share: who sees a name, its status, its crew.
import { html } from '../vendor/preact.js';
import { Icon } from '../parts/icon.js';
import { Badge, Name } from '../parts/page.js';
import { instant, weekday } from '../format.js';
import { VISIT_STATUSES, VISIT_KINDS, word } from '../names.js';
import { OFFICE_ROLES, may } from '../session.js';
import { t } from '../words.js';

/** Of a visit that is still secret to its reader only the time comes. */
export const complete = (visit) => (visit.busy ? { target: '', target_name: '', crew: '', people: [], tasks: [], status: 'published', ...visit } : visit);

export const nameOf = (visit) => visit.target_name || visit.target || t('Not to be known yet');
export const crewOf = (visit) => visit.people.map((person) => person.name || person.id).join(t(', '));
export const hrefOf = (visit) => `#/visits/${encodeURIComponent(visit.id)}`;
export const when = (visit) => (visit.end_date && visit.end_date !== visit.date
  ? t('{from} to {to}', { from: weekday(visit.date), to: weekday(visit.end_date) })
  : `${weekday(visit.date)} ${visit.start}–${visit.end}`);

/** Whether a visit is still secret to somebody at this moment (ISO, UTC). */
export const isSecret = (visit, now) => Boolean(visit.embargo_until) && visit.embargo_until > now;

export function Status({ visit, now }) {
  return html`<span class="marks"><${Badge} kind=${VISIT_KINDS[visit.status]}>${word(VISIT_STATUSES, visit.status)}<//>
    ${visit.pinned && html`<${Badge}><${Icon} name="pin" />${t('pinned')}<//>`}
    ${now && isSecret(visit, now) && html`<${Badge} kind="warn"><${Icon} name="lock" />${t('secret until {when}', { when: instant(visit.embargo_until) })}<//>`}
  </span>`;
}

export function VisitLink({ visit, children }) {
  return html`<a href=${hrefOf(visit)}>${children || html`<${Name}>${nameOf(visit)}<//>`}</a>`;
}

/** Inspectors have no pages of targets and people: names alone are shown to them. */
function LinkTo({ to, id, name }) {
  const said = html`<${Name}>${name || id}<//>`;
  return may(...OFFICE_ROLES) ? html`<a href="#/${to}/${encodeURIComponent(id)}">${said}</a>` : said;
}

export const TargetLink = ({ id, name }) => html`<${LinkTo} to="targets" id=${id} name=${name} />`;
export const PersonLink = ({ id, name }) => html`<${LinkTo} to="people" id=${id} name=${name} />`;
