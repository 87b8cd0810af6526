// What comes back from the field and waits for the office: visits that somebody declined, visits
// without a result, corrections of the register.
import { html, useState } from '../vendor/preact.js';
import { Loaded, useData } from '../parts/data.js';
import { ask } from '../parts/dialog.js';
import { say, sayError } from '../parts/messages.js';
import { Badge, Button, Card, Empty, Name, Page, Tabs } from '../parts/page.js';
import { Table } from '../parts/table.js';
import { send } from '../api.js';
import { date as dayText, daysAfter, instant } from '../format.js';
import { GROUND_WORDS, word } from '../names.js';
import { may, today } from '../session.js';
import { t } from '../words.js';
import { Instead } from './instead.js';
import { TargetLink, VisitLink, complete, when } from './visit_marks.js';
import { VisitTable } from './visit_table.js';

async function refuse(row) {
  const reason = await ask({ title: t('{name} stays?', { name: row.person_name || row.person }), text: t('The inspector sees why.'), reason: true, yes: t('They stay') });
  if (reason === null) return;
  try {
    await send('POST', `/visits/${encodeURIComponent(row.visit)}/decline`, { person: row.person, refuse: reason });
    say(t('Stored.'));
  } catch (error) {
    sayError(error);
  }
}

const STATES = { open: () => t('waits'), refused: () => t('stays'), settled: () => t('settled') };
const STATE_KINDS = { open: 'warn', refused: 'plain', settled: 'good' };

function Declined({ rows }) {
  const [replacing, setReplacing] = useState(null);
  if (!rows.length) return html`<${Empty} icon="good" title=${t('Nobody declined a visit.')} />`;
  const columns = [
    { key: 'visit', title: t('Visit'), main: true, of: (row) => (row.about ? row.about.date : row.visit),
      cell: (row) => (row.about ? html`<${VisitLink} visit=${row.about}>${when(row.about)}<//><br /><${TargetLink} id=${row.about.target} name=${row.about.target_name} />` : row.visit) },
    { key: 'person', title: t('Who'), of: (row) => row.person_name, cell: (row) => html`<${Name}>${row.person_name || row.person}<//>` },
    { key: 'ground', title: t('Ground'), of: (row) => word(GROUND_WORDS, row.ground), cell: (row) => html`${word(GROUND_WORDS, row.ground)}<br /><span class="quiet-text"><bdi>${row.reason}</bdi></span>` },
    { key: 'at', title: t('Said at'), cell: (row) => instant(row.at) },
    { key: 'state', title: t('State'), cell: (row) => html`<${Badge} kind=${STATE_KINDS[row.state]}>${STATES[row.state]()}<//>${row.refused && html`<br /><span class="quiet-text"><bdi>${row.refused}</bdi></span>`}` },
    may('admin', 'planner') && { key: 'do', title: '', sort: false, cell: (row) => row.state === 'open' && html`<div class="row-buttons">
      <button type="button" class="small" onClick=${() => setReplacing(row)}>${t('Send somebody else')}</button>
      <button type="button" class="small quiet" onClick=${() => refuse(row)}>${t('They stay')}</button></div>` },
  ].filter(Boolean);
  return html`<${Table} rows=${rows} id=${(row) => row.visit + row.person} label=${t('Declined visits')} columns=${columns} />
    ${replacing && html`<${Instead} row=${replacing} onEnd=${() => setReplacing(null)} />`}`;
}

function Missing() {
  const visits = useData('/visits', { from: daysAfter(today(), -120), to: today(), status: 'published' }, { whole: true });
  return html`<${Loaded} from=${visits}>${(list) => {
    const rows = list.items.map(complete).filter((visit) => visit.status === 'published').reverse();
    return rows.length ? html`<${VisitTable} visits=${rows} />` : html`<${Empty} icon="good" title=${t('Every visit so far has its result.')} />`;
  }}<//>`;
}

async function decide(row, how) {
  const reason = await ask(how === 'accept'
    ? { title: t('Correct the register?'), text: `${row.target} · ${row.field}: ${row.was || '–'} → ${row.value}`, yes: t('Correct it') }
    : { title: t('Leave the register as it is?'), text: `${row.target} · ${row.field}: ${row.was || '–'}`, reason: true, yes: t('Leave it') });
  if (reason === null) return;
  try {
    await send('POST', `/proposals/${encodeURIComponent(row.id)}/${how}`, reason ? { reason } : {});
    say(how === 'accept' ? t('The register is corrected.') : t('The register stays as it is.'));
  } catch (error) {
    sayError(error);
  }
}

function Proposals({ rows }) {
  if (!rows.length) return html`<${Empty} icon="good" title=${t('Nothing in the register waits for a correction.')} />`;
  return html`<${Table} rows=${rows} id=${(row) => row.id} label=${t('Corrections')} columns=${[
    { key: 'target', title: t('Target'), main: true, cell: (row) => html`<${TargetLink} id=${row.target} name=${row.target_name} />` },
    { key: 'field', title: t('What') },
    { key: 'was', title: t('The register has') },
    { key: 'value', title: t('Found on site'), cell: (row) => html`<strong><bdi>${row.value}</bdi></strong>` },
    { key: 'date', title: t('Seen on'), cell: (row) => dayText(row.date) },
    may('admin', 'planner') && { key: 'do', title: '', sort: false, cell: (row) => html`<div class="row-buttons">
      <button type="button" class="small" onClick=${() => decide(row, 'accept')}>${t('Correct')}</button>
      <button type="button" class="small quiet" onClick=${() => decide(row, 'decline')}>${t('Leave it')}</button></div>` },
  ].filter(Boolean)} />`;
}

export default function Work({ query }) {
  const declined = useData('/declined');
  const proposals = useData('/proposals');
  const at = query.tab || 'declined';
  const waits = declined.data && declined.data.declined.filter((row) => row.state === 'open').length;
  const found = proposals.data && (proposals.data.items || proposals.data.proposals);
  return html`<${Page} title=${t('What came back')} lead=${t('Visits that somebody cannot make, results that are missing, corrections of the register.')}
      actions=${html`<${Button} kind="quiet" icon="upload" href="#/upload/outcomes">${t('Results from a file')}<//>`}>
    <${Tabs} label=${t('What came back')} at=${at} href=${(id) => `#/work?tab=${id}`} of=${[
      { id: 'declined', title: t('Declined'), count: waits }, { id: 'missing', title: t('Without a result') },
      { id: 'register', title: t('Corrections of the register'), count: found && found.length },
    ]} />
    <${Card} flush>
      ${at === 'declined' && html`<${Loaded} from=${declined}>${(data) => html`<${Declined} rows=${data.declined} />`}<//>`}
      ${at === 'missing' && html`<${Missing} />`}
      ${at === 'register' && html`<${Loaded} from=${proposals}>${() => html`<${Proposals} rows=${found} />`}<//>`}<//>
  <//>`;
}
