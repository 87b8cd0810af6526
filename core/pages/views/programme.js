// One programme: how it stands, its months, crews, stages, and what found no place.
import { html } from '../vendor/preact.js';
import { Loaded, useData } from '../parts/data.js';
import { MonthsChart } from '../parts/chart.js';
import { Badge, Bar, Button, Card, Empty, Facts, Name, Page, Tabs, Tiles } from '../parts/page.js';
import { Crews, Moves, Notes, Tight, Unmet } from '../parts/plan_result.js';
import { Note } from '../parts/problem.js';
import { Table } from '../parts/table.js';
import { shown } from '../parts/form.js';
import { date, instant, number, percent, ratio, span } from '../format.js';
import { METHODS, NATURES, STAGE_KINDS, STAGE_STATES } from '../names.js';
import { may } from '../session.js';
import { t, tn } from '../words.js';
import { ProgrammeState, plannedOf } from './programmes.js';

function Figures({ of }) {
  const all = plannedOf(of.visits);
  const bounds = of.plan && of.plan.bounds;
  return html`<${Tiles} of=${[
    { title: t('Visits'), value: number(all), note: t('{n} institutions', { n: number(of.targets) }) },
    { title: t('Done'), value: number(of.visits.done), note: percent(of.visits.done, all), kind: of.visits.done ? 'good' : '' },
    { title: t('Not planned'), value: number(of.unmet), kind: of.unmet ? 'bad' : '', note: bounds && t('at best {n}', { n: number(bounds.unserved.visits_bound) }), href: of.unmet ? `#/programmes/${encodeURIComponent(of.id)}?tab=unmet` : undefined },
    bounds && { title: t('Days out by zone'), value: number(bounds.zone_days), note: t('at best {n}', { n: number(bounds.zone_days_bound) }) },
    bounds && bounds.peak_month.bound > 0 && { title: t('Fullest month'), value: ratio(bounds.peak_month.load), note: t('at best {n}', { n: ratio(bounds.peak_month.bound) }) },
    bounds && bounds.crew.bound > 0 && { title: t('Busiest crew'), value: ratio(bounds.crew.load), note: t('at best {n}', { n: ratio(bounds.crew.bound) }) },
  ]} />`;
}

const STEPS = (of) => [
  ...of.phases.map((one) => ({ key: `p${one.id}`, title: one.title, when: one.from ? span(one.from, one.to) : t('after {phase}', { phase: one.after }) })),
  ...of.milestones.map((one) => ({ key: `m${one.id}`, title: one.title, when: date(one.date), badge: true })),
];

function Summary({ of }) {
  const months = of.months.map((one) => ({ month: one.month, planned: plannedOf(one.visits), done: one.visits.done }));
  const steps = STEPS(of);
  return html`
    <${Figures} of=${of} />
    <${Notes} notes=${of.plan && of.plan.notes} />
    ${months.length > 1 && html`<${Card} title=${t('Visits by month')}><${MonthsChart} months=${months} /><//>`}
    <div class="split">
      <${Card} title=${t('Stages')}><ul class="stack flat">${of.stages.map((stage) => html`<li key=${stage.id} class="item">
        <div class="item-main"><strong><${Name}>${stage.title || stage.id}<//></strong>
          <div class="item-note">${span(stage.from, stage.to)} · ${t(STAGE_KINDS[stage.kind] || '')} · ${t(NATURES[stage.nature] || '')} · ${t(METHODS[stage.method] || '')}</div>
          ${stage.basis && html`<div class="item-note"><bdi>${stage.basis}</bdi></div>`}
          <div class="with-bar"><${Bar} done=${stage.visits.done} total=${plannedOf(stage.visits)} /><span class="item-note tight">${number(stage.visits.done)} / ${number(plannedOf(stage.visits))}</span></div></div>
        <${Badge} kind=${{ open: 'info', over: 'plain', waits: 'warn' }[stage.state]}>${t(STAGE_STATES[stage.state] || '')}<//></li>`)}</ul><//>
      <div>
        ${of.next_due && html`<${Card} title=${t('Next report')} aside=${html`<a href="#/due">${t('All')}</a>`}>
          <p><strong><bdi>${of.next_due.title}</bdi></strong> ${of.overdue > 0 && html`<${Badge} kind="bad">${tn('{n} overdue', '{n} overdue', of.overdue)}<//>`}<br />
          <span class="muted">${date(of.next_due.date)} ${of.next_due.time}${of.next_due.to && html` · <bdi>${t('to {whom}', { whom: of.next_due.to })}</bdi>`}</span></p><//>`}
        ${steps.length > 0 && html`<${Card} title=${t('Steps of the year')}><ul class="stack flat">${steps.map((one) => html`<li key=${one.key} class="item">
          <span class="item-main"><bdi>${one.title}</bdi>${one.badge && html` <${Badge}>${t('Milestone')}<//>`}</span><span class="item-note">${one.when}</span></li>`)}</ul><//>`}
      </div>
    </div>`;
}

function Load({ of }) {
  if (!of.plan) return html`<${Empty} icon="users" title=${t('The plan was made elsewhere; its crews are not known here')} />`;
  return html`
    <${Card} flush title=${t('Crews')}><${Crews} crews=${of.plan.crews} /><//>
    ${of.plan.bounds.tight.length > 0 && html`<${Card} flush title=${t('The fullest spans')}><${Tight} bounds=${of.plan.bounds} /><//>`}`;
}

function Basis({ of }) {
  return html`
    <${Card} title=${t('What the plan was made with')}><${Facts} of=${[
      [t('Programme'), of.id], [t('Plan number'), of.number], [t('Made'), instant(of.made)], [t('Planned from'), date(of.as_of)],
      [t('Approved by'), of.approved && of.approved.by], [t('Approved'), of.approved && instant(of.approved.at)], [t('Published until'), of.approved && of.approved.until && date(of.approved.until)],
      [t('Policy'), of.policy], [t('Register'), of.register && of.register.slice(0, 16)], [t('Rules'), of.rules && of.rules.slice(0, 16)],
    ]} /><//>
    ${of.params.length > 0 && html`<${Card} flush title=${t('Figures of this plan')}><${Table} rows=${of.params} id=${(one) => one.name} search=${false} label=${t('Figures of this plan')} columns=${[
      { key: 'title', title: t('Figure'), main: true, of: (one) => one.title || one.name, cell: (one) => html`<bdi>${one.title || one.name}</bdi>` },
      { key: 'value', title: t('Value'), of: (one) => shown(one, one.value), cell: (one) => html`<bdi>${shown(one, one.value)}${one.type === 'share' ? ' %' : ''}</bdi>` },
      { key: 'fallback', title: t('Usually'), of: (one) => shown(one, one.default ?? one.fallback), cell: (one) => html`<bdi class="muted">${shown(one, one.default ?? one.fallback)}${one.type === 'share' ? ' %' : ''}</bdi>` },
    ]} /><//>`}`;
}

export default function Programme({ params, query }) {
  const programme = useData(`/programmes/${encodeURIComponent(params.id)}`);
  const tab = query.tab || 'summary';
  const here = `#/programmes/${encodeURIComponent(params.id)}`;
  const { data } = programme;
  const plans = may('admin', 'planner');
  return html`<${Page} title=${data ? data.title : params.id} back=${{ href: '#/programmes', title: t('Programmes') }}
      lead=${data && html`<${ProgrammeState} of=${data} />`}
      actions=${data && html`
        <${Button} kind="quiet" icon="calendar" href="#/calendar?programme=${encodeURIComponent(params.id)}">${t('Calendar')}<//>
        ${plans && html`<${Button} kind="quiet" icon="swap" href="${here}/replan">${t('Replan')}<//>`}
        ${plans && data.visits.draft > 0 && html`<${Button} icon="good" href="${here}/approve">${t('Approve')}<//>`}`}>
    <${Loaded} from=${programme} lines=${10}>${(of) => html`
      ${plans && of.visits.draft > 0 && html`<${Note} kind="warn">${tn('{n} visit is a draft: nobody outside sees it until it is approved.', '{n} visits are drafts: nobody outside sees them until they are approved.', of.visits.draft)}<//>`}
      <${Tabs} label=${t('Parts of the programme')} at=${tab} href=${(id) => (id === 'summary' ? here : `${here}?tab=${id}`)} of=${[
        { id: 'summary', title: t('Summary') }, { id: 'load', title: t('Crews and load') },
        { id: 'unmet', title: t('Not planned'), count: of.unmet || undefined },
        of.plan && of.plan.moved.length > 0 && { id: 'moved', title: t('Moved'), count: of.plan.moved.length },
        { id: 'figures', title: t('Basis') }]} />
      ${tab === 'load' && html`<${Load} of=${of} />`}
      ${tab === 'unmet' && html`<${Card}><${Unmet} plan=${of.plan || { unmet: [], proofs: [] }} /><//>`}
      ${tab === 'moved' && of.plan && html`<${Card}><${Moves} moved=${of.plan.moved} bounds=${of.plan.bounds} /><//>`}
      ${tab === 'figures' && html`<${Basis} of=${of} />`}
      ${tab === 'summary' && html`<${Summary} of=${of} />`}`}<//>
  <//>`;
}
