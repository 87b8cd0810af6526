// One visit: where, when, who, why; what was found; how it came there; what can be done with it.
import { html, useState } from '../vendor/preact.js';
import { Loaded, useData } from '../parts/data.js';
import { Badge, Button, Card, Empty, Facts, Name, Page } from '../parts/page.js';
import { Note } from '../parts/problem.js';
import { Table } from '../parts/table.js';
import { date as dayText, instant, weekday } from '../format.js';
import { may, session } from '../session.js';
import { DISPOSALS, KINDS, METHODS, NATURES, RESULTS, RESULT_KINDS, SEATS, VISIT_STATUSES, VISIT_KINDS, word } from '../names.js';
import { t } from '../words.js';
import { Move, Swap, cancel, pin } from './change.js';
import { Explained } from './explained.js';
import { PersonLink, Status, TargetLink, VisitLink, complete, isSecret, nameOf, when } from './visit_marks.js';

function People({ people }) {
  return html`<ul class="people">${people.map((person) => html`<li key=${person.id}>
    <${PersonLink} id=${person.id} name=${person.name} /> <span class="quiet-text">${word(SEATS, person.seat)}</span></li>`)}</ul>`;
}

export function Outcomes({ rows }) {
  return html`<${Table} rows=${rows} search=${false} label=${t('What was found')} columns=${[
    { key: 'item', title: t('Checked'), main: true, cell: (row) => html`<${Name}>${row.item || t('The whole visit')}<//>` },
    { key: 'result', title: t('Result'), cell: (row) => html`<${Badge} kind=${RESULT_KINDS[row.result]}>${word(RESULTS, row.result)}<//>` },
    { key: 'findings', title: t('Findings') },
    { key: 'amount', title: t('Amount (yuan)'), number: true, of: (row) => Number(row.amount) },
    { key: 'disposal', title: t('Disposal'), of: (row) => word(DISPOSALS, row.disposal) },
    { key: 'rectify_by', title: t('To be put right by'), cell: (row) => dayText(row.rectify_by) },
    { key: 'closed_on', title: t('Settled on'), cell: (row) => dayText(row.closed_on) },
  ]} />`;
}

function changeOf(before, after) {
  const said = [];
  if (before.date !== after.date || before.start !== after.start) said.push(`${weekday(before.date)} ${before.start} → ${weekday(after.date)} ${after.start}`);
  if (before.crew !== after.crew) said.push(`${before.crew} → ${after.crew}`);
  if (before.status !== after.status) said.push(`${word(VISIT_STATUSES, before.status)} → ${word(VISIT_STATUSES, after.status)}`);
  const people = (visit) => visit.people.map((person) => person.id || person).join(t(', '));
  if (people(before) !== people(after)) said.push(`${people(before)} → ${people(after)}`);
  return said.join(' · ') || t('Pinned or unpinned');
}

function Changes({ visit }) {
  const versions = [...visit.changes, visit];
  return html`<ol class="history">${visit.changes.map((before, i) => html`<li key=${i}>
    <time>${instant(before.until)}</time><div><bdi>${changeOf(before, versions[i + 1])}</bdi></div>
    ${versions[i + 1].reason && html`<div class="quiet-text"><bdi>${versions[i + 1].reason}</bdi></div>`}</li>`)}</ol>`;
}

function Actions({ visit, onMove, onSwap }) {
  if (!may('admin', 'planner') || !['published', 'draft', 'accepted'].includes(visit.status)) return null;
  return html`<${Button} kind="quiet" icon="calendar" onClick=${onMove}>${t('Move')}<//>
    <${Button} kind="quiet" icon="swap" onClick=${onSwap}>${t('Swap')}<//>
    <${Button} kind="quiet" icon="pin" onClick=${() => pin(visit)}>${visit.pinned ? t('Unpin') : t('Pin')}<//>
    <${Button} kind="danger" icon="close" onClick=${() => cancel(visit)}>${t('Cancel')}<//>`;
}

/** The visits of the same crew and of the days around, which a swap can be made with. */
function SwapNear({ visit, onEnd }) {
  const around = useData('/visits', { programme: visit.tasks[0] && visit.tasks[0].programme, from: visit.date.slice(0, 7) + '-01' }, { whole: true, most: 4000 });
  return html`<${Loaded} from=${around} lines=${1}>${(list) => html`<${Swap} visit=${visit} onEnd=${onEnd}
    visits=${list.items.filter((one) => !one.busy && one.status === 'published').slice(0, 500)} />`}<//>`;
}

function crewsOf(list) {
  const crews = new Map(list.filter((visit) => visit.crew && !visit.crew.includes('+')).map((visit) => [visit.crew, visit.people.map((one) => one.name).join(t(', '))]));
  return [...crews].map(([id, people]) => ({ id, title: `${id} ${people}` })).sort((a, b) => (a.id < b.id ? -1 : 1));
}

function MoveIt({ visit, onEnd }) {
  const month = visit.date.slice(0, 7);
  const around = useData('/visits', { from: `${month}-01`, to: `${month}-28` }, { whole: true, most: 4000 });
  return html`<${Loaded} from=${around} lines=${1}>${(list) => html`<${Move} visit=${visit} crews=${crewsOf(list.items.map(complete))} onEnd=${onEnd} />`}<//>`;
}

function Where({ place, visit }) {
  const position = place.latitude && `${place.latitude}, ${place.longitude}`;
  return html`<${Card} title=${t('Where')}><${Facts} of=${[
    [t('Target'), html`<${TargetLink} id=${place.id} name=${place.name} />`],
    [t('Kind'), [word(KINDS, place.kind), place.level].filter(Boolean).join(' · ')],
    [t('Area'), [place.area_name, place.zone].filter(Boolean).join(' · ')],
    [t('Address'), place.address], [t('Position'), position], [t('Belongs to'), place.organisation],
    [t('Legal representative'), place.legal_representative],
    [t('Id'), visit.id],
  ]} /><//>`;
}

function Whole({ visit }) {
  const [doing, setDoing] = useState(null);
  const { now } = session.use();
  const end = () => setDoing(null);
  const stages = visit.stages || [];
  return html`<${Page} title=${nameOf(visit)} back=${may('inspector') ? { href: '#/mine', title: t('My visits') } : { href: `#/calendar?day=${visit.date}`, title: t('The year') }}
      lead=${html`${when(visit)} · <bdi>${visit.crew}</bdi> <${Status} visit=${visit} now=${now} />`}
      actions=${html`<${Actions} visit=${visit} onMove=${() => setDoing('move')} onSwap=${() => setDoing('swap')} />`}>
    ${isSecret(visit, now || '') && html`<${Note} kind="warn">${t('Until {when} this visit is hidden from those whom its embargo names: say nothing of it, and print nothing that lies about.', { when: instant(visit.embargo_until) })}<//>`}
    ${visit.outcomes.length > 0 && html`<${Card} title=${t('What was found')} flush aside=${may('admin', 'planner') && html`<a href="#/record/${visit.id}">${t('Add or correct')}</a>`}><${Outcomes} rows=${visit.outcomes} /><//>`}
    <div class="split">
      <${Card} title=${t('Why')}><${Explained} subject=${visit.id} /><//>
      <div>
        <${Where} place=${visit.place} visit=${visit} />
        <${Card} title=${t('Who comes')}><${People} people=${visit.people} />
          ${may('admin', 'planner') && visit.status === 'published' && html`<p class="row-actions"><a href="#/record/${visit.id}">${t('Record its result')}</a></p>`}<//>
        <${Card} title=${t('For what')}>${stages.map((stage, i) => html`<${Facts} key=${i} of=${[
          [t('Programme'), may('inspector') ? stage.title : html`<a href="#/programmes/${encodeURIComponent(stage.programme)}"><${Name}>${stage.title}<//></a>`],
          [t('Stage'), stage.stage_title || stage.stage], [t('Legal basis'), stage.basis],
          [t('How'), [word(NATURES, stage.nature), word(METHODS, stage.method)].filter(Boolean).join(' · ')],
        ]} />`)}<//>
        ${visit.checks.length > 0 && html`<${Card} title=${t('What is checked')}><ul class="checks">${visit.checks.map((check) => html`
          <li key=${check.item}><bdi>${check.text}</bdi>${check.basis && html` <span class="quiet-text"><bdi>${check.basis}</bdi></span>`}</li>`)}</ul><//>`}
        ${visit.others.length > 0 && html`<${Card} title=${t('Other visits there')}><ul class="plain-list">${visit.others.map((other) => html`
          <li key=${other.id}><${VisitLink} visit=${other}>${weekday(other.date)} <${Name}>${other.stage_title}<//><//> <${Badge} kind=${VISIT_KINDS[other.status]}>${word(VISIT_STATUSES, other.status)}<//></li>`)}</ul><//>`}
        ${visit.changes.length > 0 && html`<${Card} title=${t('How it came here')}><${Changes} visit=${visit} /><//>`}
      </div>
    </div>
    ${doing === 'move' && html`<${MoveIt} visit=${visit} onEnd=${end} />`}
    ${doing === 'swap' && html`<${SwapNear} visit=${visit} onEnd=${end} />`}
  <//>`;
}

export default function Visit({ params }) {
  const visit = useData(`/visits/${encodeURIComponent(params.id)}`);
  return html`<${Loaded} from=${visit} lines=${10}>${(data) => (data.busy
    ? html`<${Page} title=${t('Not to be known yet')} lead=${when(data)}><${Empty} icon="lock" title=${t('Keep this time free.')}>
        ${t('Where you go is secret until its embargo ends; then it stands here.')}<//><//>`
    : html`<${Whole} visit=${data} />`)}<//>`;
}
