// What is in force: one table per tab, searched by the server where it is long.
import { html, useState } from '../vendor/preact.js';
import { Loaded, useData } from '../parts/data.js';
import { Badge, Button, Card, Empty, Name, Page, Tabs } from '../parts/page.js';
import { Table } from '../parts/table.js';
import { date, instant } from '../format.js';
import { HALVES, KINDS, LEVELS, OWNERSHIPS, SEATS, TABLES, TARGET_STATUSES } from '../names.js';
import { may, today } from '../session.js';
import { locale, t, tn } from '../words.js';

const MOST = 2000;

function status(row) {
  return row.status === 'active' ? t(TARGET_STATUSES.active)
    : html`<${Badge} kind=${row.status === 'suspended' ? 'warn' : 'plain'}>${t(TARGET_STATUSES[row.status])}<//>`;
}

const targetColumns = () => [
  { key: 'name', title: t('Institution'), main: true, of: (row) => row.name, cell: (row) => html`<a href="#/targets/${encodeURIComponent(row.id)}"><${Name} clip>${row.name}<//></a>` },
  { key: 'id', title: t('Code'), cell: (row) => html`<code class="id">${row.id}</code>` },
  { key: 'kind', title: t('Kind'), of: (row) => t(KINDS[row.kind] || ''), cell: (row) => t(KINDS[row.kind] || '') },
  { key: 'ownership', title: t('Ownership'), of: (row) => t(OWNERSHIPS[row.ownership] || ''), cell: (row) => t(OWNERSHIPS[row.ownership] || '') },
  { key: 'zone', title: t('Area'), of: (row) => row.zone || row.area_name, cell: (row) => html`<${Name} clip>${[row.area_name, row.zone].filter(Boolean).join(' · ')}<//>` },
  { key: 'credit', title: t('Credit'), cell: (row) => row.credit },
  { key: 'flags', title: t('Marks'), of: (row) => row.flags.join(' '), cell: (row) => row.flags.map((flag) => html`<${Badge} kind="warn"><bdi>${flag}</bdi><//> `) },
  { key: 'last_visit', title: t('Last visit'), of: (row) => row.last_visit || '', cell: (row) => date(row.last_visit) },
  { key: 'status', title: t('Status'), of: (row) => t(TARGET_STATUSES[row.status]), cell: status },
];

function validity(row) {
  if (!row.certificate_until) return '';
  const over = row.certificate_until < today();
  return html`<span class=${over ? 'wrong' : ''}>${date(row.certificate_until)}${over ? ` · ${t('expired')}` : ''}</span>`;
}

const personColumns = () => [
  { key: 'name', title: t('Name'), main: true, cell: (row) => html`<a href="#/people/${encodeURIComponent(row.id)}"><${Name} clip>${row.name}<//></a>` },
  { key: 'id', title: t('Number'), cell: (row) => html`<code class="id">${row.id}</code>` },
  { key: 'unit', title: t('Unit'), of: (row) => `${row.unit} ${row.department}`, cell: (row) => html`<${Name} clip>${[row.unit, row.department].filter(Boolean).join(' · ')}<//>` },
  { key: 'roles', title: t('Roles'), of: (row) => row.roles.map((role) => t(SEATS[role])).join(' '), cell: (row) => row.roles.map((role) => t(SEATS[role])).join(t(', ')) },
  { key: 'crew', title: t('Crew'), cell: (row) => html`<bdi>${row.crew}</bdi>` },
  { key: 'specialties', title: t('Specialties'), of: (row) => row.specialties.join(' '), cell: (row) => html`<bdi>${row.specialties.join(t(', '))}</bdi>` },
  { key: 'certificate_until', title: t('Certificate until'), of: (row) => row.certificate_until || '', cell: validity },
  { key: 'status', title: t('Status'), of: (row) => t(TARGET_STATUSES[row.status]), cell: status },
];

const person = (row) => html`<${Name} clip>${row.person_name || row.person}<//>`;

const COLUMNS = {
  targets: targetColumns,
  inspectors: personColumns,
  experts: personColumns,
  areas: () => [
    { key: 'name', title: t('Area'), main: true, cell: (row) => html`<${Name} clip>${row.name}<//>` },
    { key: 'code', title: t('Code'), cell: (row) => html`<code class="id">${row.code}</code>` },
    { key: 'level', title: t('Level'), of: (row) => t(LEVELS[row.level] || ''), cell: (row) => t(LEVELS[row.level] || '') },
    { key: 'parent', title: t('Belongs to'), of: (row) => row.parent || '', cell: (row) => html`<code class="id">${row.parent}</code>` },
  ],
  absences: () => [
    { key: 'person', title: t('Person'), main: true, of: (row) => row.person_name || row.person, cell: person },
    { key: 'from', title: t('First day'), cell: (row) => date(row.from) },
    { key: 'to', title: t('Last day'), cell: (row) => date(row.to) },
    { key: 'half', title: t('Half day'), of: (row) => t(HALVES[row.half] || ''), cell: (row) => t(HALVES[row.half] || '') },
    { key: 'reason', title: t('Reason'), cell: (row) => html`<${Name} clip>${row.reason}<//>` },
  ],
  relations: () => [
    { key: 'person', title: t('Person'), main: true, of: (row) => row.person_name || row.person, cell: person },
    { key: 'target', title: t('Must not visit'), of: (row) => row.target_name || row.organisation || row.area_name || row.target || row.area,
      cell: (row) => html`<${Name} clip>${row.target_name || row.organisation || row.area_name || row.target || row.area}<//>` },
    { key: 'reason', title: t('Reason'), cell: (row) => html`<${Name} clip>${row.reason}<//>` },
    { key: 'until', title: t('Until'), of: (row) => row.until || '', cell: (row) => date(row.until) },
  ],
};

const idOf = (row) => row.id || row.code || JSON.stringify(row);

function InForce({ table }) {
  const [text, setText] = useState('');
  const rows = useData(`/register/${table}`, { text: text || undefined }, { whole: true, most: MOST });
  return html`<${Loaded} from=${rows} lines=${10}>${({ items, total }) => {
    // Short tables are searched here at once, long ones where they are.
    const long = total > items.length || text;
    return html`<${Card} flush><${Table} key=${table} rows=${items} total=${total} id=${idOf} label=${t(TABLES[table])} columns=${COLUMNS[table]()}
      onSearch=${long ? setText : undefined}
      empty=${html`<${Empty} icon="registers" title=${t('This table is empty')}
        actions=${may('admin', 'planner') && table !== 'areas' && html`<${Button} icon="upload" href="#/upload/${table}">${t('Upload a file')}<//>`} />`} /><//>`;
  }}<//>`;
}

function Changed({ name, title, of }) {
  const { added, changed, removed } = of;
  const parts = [[t('added'), added, 'good'], [t('changed'), changed, 'info'], [t('removed'), removed, 'warn']].filter(([, list]) => list.length);
  if (!parts.length) return null;
  return html`<${Card} key=${name} title=${title}>${parts.map(([word, list, kind]) => html`<details key=${word} open=${list.length <= 20}>
    <summary><${Badge} kind=${kind}>${word}<//> ${tn('{n} row', '{n} rows', list.length)}</summary>
    <ul>${list.slice(0, 500).map((one, i) => html`<li key=${i}><bdi>${typeof one === 'string' ? one : one.id || one.key || JSON.stringify(one)}</bdi>
      ${one.fields && html` <span class="muted"><bdi>${Object.entries(one.fields).map(([field, [before, after]]) => `${field}: ${before} → ${after}`).join('; ')}</bdi></span>`}</li>`)}</ul>
  </details>`)}<//>`;
}

function Differences({ newest }) {
  const [from, setFrom] = useState(Math.max(1, newest - 1));
  const changes = useData('/register/changes', { from, to: newest });
  const titles = { ...Object.fromEntries(Object.entries(TABLES).map(([key, title]) => [key, t(title)])), people: t('People') };
  return html`
    <label class="narrow">${t('Compare the register in force with snapshot')}
      <select value=${String(from)} onChange=${(event) => setFrom(Number(event.target.value))}>
        ${Array.from({ length: Math.max(1, newest - 1) }, (_, i) => newest - 1 - i).filter((n) => n > 0).map((n) => html`<option key=${n} value=${String(n)}>${t('Number {n}', { n })}</option>`)}
      </select></label>
    <${Loaded} from=${changes}>${({ tables }) => {
      const shown = Object.entries(tables).map(([name, of]) => html`<${Changed} key=${name} name=${name} title=${titles[name] || name} of=${of} />`);
      const any = Object.values(tables).some((of) => of.added.length || of.changed.length || of.removed.length);
      return any ? shown : html`<${Empty} icon="good" title=${t('No differences')} />`;
    }}<//>`;
}

export default function Registers({ params }) {
  const table = params.table || 'targets';
  const register = useData('/register');
  const rows = register.data ? register.data.rows : {};
  const lead = register.data && t('Snapshot {n} of {when}; {digest}', {
    n: register.data.snapshot.toLocaleString(locale), when: instant(register.data.at), digest: register.data.digest.slice(0, 12) });
  return html`<${Page} title=${t('Registers')} lead=${lead}
      actions=${may('admin', 'planner') && COLUMNS[table] && html`<${Button} icon="upload" href="#/upload/${table}">${t('Upload a file')}<//>`}>
    <${Tabs} label=${t('Tables')} at=${table} href=${(id) => `#/registers/${id}`}
      of=${[...Object.keys(COLUMNS).map((id) => ({ id, title: t(TABLES[id]), count: rows[id] && rows[id].toLocaleString(locale) })),
    register.data && register.data.snapshot > 1 && { id: 'changes', title: t('Differences') }]} />
    ${table === 'changes' ? register.data && html`<${Differences} newest=${register.data.snapshot} />`
      : COLUMNS[table] ? html`<${InForce} key=${table} table=${table} />` : html`<${Empty} title=${t('There is no such table')} />`}
  <//>`;
}
