// Tables of leads and cases, wherever they are shown.
import { html } from '../vendor/preact.js';
import { Badge, Empty, Name } from '../parts/page.js';
import { Table } from '../parts/table.js';
import { date as dayText } from '../format.js';
import { AUTHORITIES, LEAD_STATES, SOURCES, word } from '../names.js';
import { t } from '../words.js';

const targetColumn = { key: 'target', title: t('Target'), cell: (row) => html`<a href="#/targets/${encodeURIComponent(row.target)}"><${Name}>${row.target_name || row.target}<//></a>` };

export function Leads({ rows, target = true, extra }) {
  if (!rows.length) return html`<${Empty} icon="leads" title=${t('No leads')} />`;
  return html`<${Table} rows=${rows} id=${(row) => row.id} label=${t('Leads')} columns=${[
    { key: 'id', title: t('Number'), main: true },
    target && targetColumn,
    { key: 'date', title: t('Came in'), cell: (row) => dayText(row.date) },
    { key: 'source', title: t('Source'), of: (row) => word(SOURCES, row.source) },
    { key: 'severity', title: t('Gravity'), number: true, cell: (row) => html`<${Badge} kind=${row.severity >= 4 ? 'bad' : row.severity >= 3 ? 'warn' : 'plain'}>${row.severity}<//>` },
    { key: 'summary', title: t('What is said') },
    { key: 'state', title: t('State'), of: (row) => word(LEAD_STATES, row.state), cell: (row) => html`${word(LEAD_STATES, row.state)}${row.late ? html` <${Badge} kind="bad">${t('late')}<//>` : ''}` },
    { key: 'assigned', title: t('Answers for it') },
    extra,
  ].filter(Boolean)} />`;
}

export function Cases({ rows, target = true, extra }) {
  if (!rows.length) return html`<${Empty} icon="leads" title=${t('No cases')} />`;
  return html`<${Table} rows=${rows} id=${(row) => row.id} label=${t('Cases')} columns=${[
    { key: 'id', title: t('Number'), main: true },
    target && targetColumn,
    { key: 'opened', title: t('Opened'), cell: (row) => dayText(row.opened) },
    { key: 'amount', title: t('Amount (yuan)'), number: true, of: (row) => Number(row.amount || 0), cell: (row) => row.amount || '' },
    { key: 'referred_to', title: t('Referred to'), of: (row) => word(AUTHORITIES, row.referred_to) },
    { key: 'facts', title: t('What happened') },
    { key: 'closed_on', title: t('Closed'), cell: (row) => (row.closed_on ? html`${dayText(row.closed_on)} <bdi>${row.decision}</bdi>` : html`<${Badge} kind="warn">${t('open')}<//>`) },
    extra,
  ].filter(Boolean)} />`;
}
