// What a plan came to: figures beside what is proved to be the best, charts, what found no place, what moved.
import { html } from '../vendor/preact.js';
import { date, hours, number, ratio, span } from '../format.js';
import { PersonName, TargetName } from './known.js';
import { Badge, Bar, Empty, Tiles } from './page.js';
import { Note } from './problem.js';
import { Table } from './table.js';
import { mark, t, tn } from '../words.js';

export function PlanTiles({ plan }) {
  const { bounds, totals } = plan;
  return html`<${Tiles} of=${[
    { title: t('Visits'), value: number(totals.visits), note: totals.joined ? tn('{n} joins another programme', '{n} join other programmes', totals.joined) : t('{n} institutions', { n: number(totals.targets) }) },
    { title: t('Not planned'), value: number(totals.unmet), kind: totals.unmet ? 'bad' : '', note: t('at best {n}', { n: number(bounds.unserved.visits_bound) }) },
    { title: t('Days out by zone'), value: number(bounds.zone_days), note: t('at best {n}', { n: number(bounds.zone_days_bound) }) },
    bounds.peak_month && bounds.peak_month.bound > 0 && { title: t('Fullest month'), value: ratio(bounds.peak_month.load), note: t('at best {n}', { n: ratio(bounds.peak_month.bound) }) },
    bounds.crew && bounds.crew.bound > 0 && { title: t('Busiest crew'), value: ratio(bounds.crew.load), note: t('at best {n}', { n: ratio(bounds.crew.bound) }) },
  ]} />`;
}

export function Crews({ crews }) {
  if (!crews.length) return html`<${Empty} icon="users" title=${t('No crews: people are dealt visit by visit')} />`;
  const most = Math.max(...crews.map((crew) => crew.crew_days));
  return html`<${Table} rows=${crews} id=${(crew) => crew.id} label=${t('Crews')} columns=${[
    { key: 'id', title: t('Crew'), main: true, cell: (crew) => html`<bdi>${crew.id}</bdi>` },
    { key: 'people', title: t('People'), of: (crew) => crew.people.join(' '), cell: (crew) => html`<span class="people">${crew.people.map((id, i) => html`${i > 0 && t(', ')}<${PersonName} key=${id} id=${id} />`)}</span>` },
    { key: 'visits', title: t('Visits'), number: true, cell: (crew) => number(crew.visits) },
    { key: 'minutes', title: t('Hours'), number: true, of: (crew) => crew.minutes, cell: (crew) => hours(crew.minutes) },
    { key: 'crew_days', title: t('Days'), number: true, cell: (crew) => t('{n} of {all}', { n: number(crew.crew_days), all: number(crew.available_days) }) },
    { key: 'load', title: t('Load'), of: (crew) => crew.crew_days, class: 'load', cell: (crew) => html`<${Bar} done=${crew.crew_days} total=${most} label=${t('{n} days', { n: crew.crew_days })} />` },
  ]} />`;
}

const VERDICTS = { alone: mark('impossible by itself'), together: mark('impossible together (proved)'), not_proved: mark('not proved impossible') };

const cure = (one) => ({
  crews: () => tn('{n} more crew', '{n} more crews', one.number),
  days: () => tn('{n} more day', '{n} more days', one.number),
  saturdays: () => tn('{n} Saturday', '{n} Saturdays', one.number),
  relation: () => t('lift the recusal of {person} at {target}', { person: one.person, target: one.target }),
  limit: () => t('raise the limit of {person} to {n}', { person: one.person, n: one.number }),
}[one.kind] || (() => one.kind))();

/** Proofs first: a proof explains many visits at once, in sentences. */
export function Unmet({ plan }) {
  const unmet = Array.isArray(plan.unmet) ? plan.unmet : [];
  if (!unmet.length) return html`<${Empty} icon="good" title=${t('Every visit has its place')} />`;
  const proved = new Set(plan.proofs.map((proof) => proof.reason));
  return html`
    ${plan.proofs.map((proof, i) => html`<${Note} key=${i} kind="warn"><p><strong><bdi>${proof.reason}</bdi></strong></p>
      ${proof.cures.length > 0 && html`<p>${t('Any one of these would cure it:')}</p><ul>${proof.cures.map((one, k) => html`<li key=${k}>${cure(one)}</li>`)}</ul>`}<//>`)}
    <${Table} rows=${unmet} size=${10} label=${t('Visits that found no place')} id=${(one) => `${one.target} ${one.label} ${one.number}`} columns=${[
      { key: 'target', title: t('Institution'), main: true, of: (one) => one.target, cell: (one) => html`<${TargetName} id=${one.target} />` },
      { key: 'stage', title: t('Stage'), cell: (one) => html`<bdi>${one.stage}</bdi>` },
      { key: 'verdict', title: t('Verdict'), of: (one) => t(VERDICTS[one.verdict] || ''), cell: (one) => html`<${Badge} kind=${one.verdict === 'not_proved' ? 'plain' : 'bad'}>${t(VERDICTS[one.verdict] || '')}<//>` },
      { key: 'reason', title: t('Why'), cell: (one) => html`<bdi>${one.reason}</bdi>` },
    ]} />`;
}

const MOVES = { moved: mark('other day'), people: mark('other people'), dropped: mark('dropped') };

export function Moves({ moved, bounds }) {
  if (!moved.length) return html`<${Empty} icon="good" title=${t('Nothing moves')} />`;
  return html`
    <p class="muted">${t('{n} visits move; no plan that keeps the rules moves fewer than {bound}.', { n: number(bounds.moved), bound: number(bounds.moved_bound) })}</p>
    <${Table} rows=${moved} size=${25} label=${t('What moves')} id=${(one) => one.visit} columns=${[
      { key: 'target', title: t('Institution'), main: true, of: (one) => one.target, cell: (one) => html`<${TargetName} id=${one.target} />` },
      { key: 'kind', title: t('What'), of: (one) => t(MOVES[one.kind] || ''), cell: (one) => html`<${Badge} kind=${one.kind === 'dropped' ? 'bad' : 'info'}>${t(MOVES[one.kind] || '')}<//>` },
      { key: 'from', title: t('Old day'), cell: (one) => html`<a class="tight" href="#/visits/${encodeURIComponent(one.visit)}">${date(one.from)}</a>` },
      { key: 'to', title: t('New day'), cell: (one) => html`<span class="tight">${one.to === one.from ? t('same day') : date(one.to)}</span>` },
      { key: 'crew_to', title: t('Crew'), cell: (one) => html`<bdi>${one.crew_from === one.crew_to ? one.crew_to : `${one.crew_from} → ${one.crew_to}`}</bdi>` },
      { key: 'reason', title: t('Why'), cell: (one) => html`<bdi>${one.reason}</bdi>` },
    ]} />`;
}

export function Tight({ bounds }) {
  if (!bounds.tight.length) return null;
  return html`<${Table} rows=${bounds.tight} label=${t('The fullest spans')} search=${false} id=${(one) => `${one.area} ${one.from} ${one.to}`} columns=${[
    { key: 'area', title: t('Area'), main: true, cell: (one) => html`<bdi>${one.area}</bdi>` },
    { key: 'from', title: t('Days'), cell: (one) => span(one.from, one.to) },
    { key: 'visits', title: t('Visits'), number: true, cell: (one) => number(one.visits) },
    { key: 'load', title: t('Full to'), class: 'load', of: (one) => one.minutes / one.capacity, cell: (one) => html`<span class="with-bar flat"><${Bar} done=${one.minutes} total=${one.capacity} kind=${one.minutes / one.capacity > 0.9 ? 'warn' : 'info'} /><span class="tight">${Math.round((one.minutes * 100) / one.capacity)} %</span></span>` },
  ]} />`;
}

export function Notes({ notes }) {
  return notes && notes.length > 0 && html`<${Note} kind="info"><ul>${notes.map((note, i) => html`<li key=${i}><bdi>${note}</bdi></li>`)}</ul><//>`;
}
