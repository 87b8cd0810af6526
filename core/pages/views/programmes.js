// Every programme of the office.
import { html } from '../vendor/preact.js';
import { Loaded, useData } from '../parts/data.js';
import { Badge, Bar, Button, Card, Empty, Name, Page } from '../parts/page.js';
import { Table } from '../parts/table.js';
import { date, number } from '../format.js';
import { may } from '../session.js';
import { t, tn } from '../words.js';

export const plannedOf = (visits) => visits.draft + visits.published + visits.accepted + visits.done;

export function ProgrammeState({ of }) {
  if (of.status === 'draft' && !of.approved) return html`<${Badge} kind="warn">${t('Draft')}<//>`;
  return html`<${Badge} kind="good">${t('Plan approved')}<//>${of.visits.draft > 0 && html` <${Badge} kind="warn">${tn('{n} in draft', '{n} in draft', of.visits.draft)}<//>`}
    ${of.provisional && html` <${Badge} kind="plain">${t('Provisional')}<//>`}`;
}

export default function Programmes() {
  const programmes = useData('/programmes', {}, { whole: true });
  const make = may('admin', 'planner') && html`<${Button} icon="play" href="#/policies">${t('Make a plan')}<//>`;
  return html`<${Page} title=${t('Programmes')} actions=${make}>
    <${Loaded} from=${programmes} lines=${8}>${({ items }) => html`<${Card} flush>
      <${Table} rows=${items} id=${(one) => one.id} label=${t('Programmes')} columns=${[
        { key: 'title', title: t('Title'), main: true, cell: (one) => html`<a href="#/programmes/${encodeURIComponent(one.id)}"><${Name}>${one.title}<//></a>` },
        { key: 'year', title: t('Year'), number: true, of: (one) => one.year, cell: (one) => String(one.year) },
        { key: 'status', title: t('State'), of: (one) => one.status, cell: (one) => html`<${ProgrammeState} of=${one} />` },
        { key: 'visits', title: t('Visits'), number: true, of: (one) => plannedOf(one.visits), cell: (one) => number(plannedOf(one.visits)) },
        { key: 'done', title: t('Done'), class: 'load', of: (one) => one.visits.done / Math.max(1, plannedOf(one.visits)),
          cell: (one) => html`<span class="with-bar flat"><${Bar} done=${one.visits.done} total=${plannedOf(one.visits)} /><span class="tight">${number(one.visits.done)}</span></span>` },
        { key: 'unmet', title: t('Not planned'), number: true, cell: (one) => (one.unmet ? html`<a class="wrong" href="#/programmes/${encodeURIComponent(one.id)}?tab=unmet">${number(one.unmet)}</a>` : '') },
        { key: 'next_due', title: t('Next report'), of: (one) => (one.next_due ? one.next_due.date : ''), cell: (one) => one.next_due && html`<span class="tight">${date(one.next_due.date)}</span>${one.overdue > 0 && html` <${Badge} kind="bad">${tn('{n} overdue', '{n} overdue', one.overdue)}<//>`}` },
      ]} empty=${html`<${Empty} icon="programmes" title=${t('No plan has been made yet')} actions=${make}>${t('Upload the registers, then choose a policy.')}<//>`} /><//>`}<//>
  <//>`;
}
