// Leads and cases: what points at a target, and what became of it.
import { html, useState } from '../vendor/preact.js';
import { Loaded, useData } from '../parts/data.js';
import { Dialog, ask } from '../parts/dialog.js';
import { Fields } from '../parts/form.js';
import { say, sayError } from '../parts/messages.js';
import { Button, Card, Page, Tabs } from '../parts/page.js';
import { Problem } from '../parts/problem.js';
import { send } from '../api.js';
import { AUTHORITIES, SOURCES, choices } from '../names.js';
import { may, today } from '../session.js';
import { t } from '../words.js';
import { Cases, Leads } from './dockets.js';

const LEAD = () => [
  { name: 'target', title: t('Target (id)'), type: 'text', required: true },
  { name: 'source', title: t('Source'), type: 'text', choices: choices(SOURCES), required: true },
  { name: 'severity', title: t('Gravity, 1 slight to 5 grave'), type: 'integer', min: 1, max: 5, required: true },
  { name: 'summary', title: t('What is said; never who said it'), type: 'long', required: true },
  { name: 'date', title: t('Came in'), type: 'date' },
  { name: 'assigned', title: t('Who answers for it'), type: 'text' },
  { name: 'reply_due', title: t('To be answered by'), type: 'date' },
];

const CASE = () => [
  { name: 'target', title: t('Target (id)'), type: 'text', required: true },
  { name: 'facts', title: t('What happened'), type: 'long', required: true },
  { name: 'amount', title: t('Amount (yuan)'), type: 'text' },
  { name: 'referred_to', title: t('Referred to'), type: 'text', choices: [{ value: '', title: t('nobody yet') }, ...choices(AUTHORITIES)] },
  { name: 'opened', title: t('Opened'), type: 'date' },
];

function Add({ title, path, fields, start, onEnd }) {
  const [values, setValues] = useState(start);
  const [error, setError] = useState(null);
  const submit = async (event) => {
    event.preventDefault();
    const body = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
    if (body.severity) body.severity = Number(body.severity);
    try {
      await send('POST', path, body);
      say(t('Stored.'));
      onEnd();
    } catch (refused) {
      setError(refused);
    }
  };
  const foot = html`<button type="button" class="quiet" onClick=${onEnd}>${t('Not now')}</button><button form="add">${t('Store')}</button>`;
  return html`<${Dialog} title=${title} onClose=${onEnd} foot=${foot}><form id="add" onSubmit=${submit}>
    <${Fields} of=${fields} values=${values} prefix="add" onChange=${(name, value) => setValues({ ...values, [name]: value })} />
    ${error && html`<${Problem} error=${error} />`}</form><//>`;
}

async function end(kind, row) {
  const field = kind === 'leads' ? 'answer' : 'decision';
  const said = await ask({ title: kind === 'leads' ? t('How was it answered?') : t('How did it end, and on what basis?'), text: row.summary || row.facts, reason: true, label: kind === 'leads' ? t('Answer') : t('Decision'), yes: t('Close it') });
  if (said === null) return;
  try {
    await send('POST', `/${kind}/${encodeURIComponent(row.id)}/done`, { [field]: said });
    say(t('Closed.'));
  } catch (error) {
    sayError(error);
  }
}

const closer = (kind, isOpen) => may('admin', 'planner') && ({
  key: 'do', title: '', sort: false, cell: (row) => isOpen(row) && html`<button type="button" class="small quiet" onClick=${() => end(kind, row)}>${t('Close')}</button>`,
});

export default function Dockets({ query }) {
  const at = query.tab === 'cases' ? 'cases' : 'leads';
  const leads = useData('/leads', {}, { whole: true });
  const cases = useData('/cases', {}, { whole: true });
  const [adding, setAdding] = useState(false);
  const newest = (list) => [...list.items].reverse();
  return html`<${Page} title=${t('Leads and cases')} actions=${may('admin', 'planner') && html`<${Button} icon="plus" onClick=${() => setAdding(true)}>${at === 'leads' ? t('A new lead') : t('A new case')}<//>`}>
    <${Tabs} label=${t('Leads and cases')} at=${at} href=${(id) => `#/leads?tab=${id}`} of=${[
      { id: 'leads', title: t('Leads'), count: leads.data && leads.data.total }, { id: 'cases', title: t('Cases'), count: cases.data && cases.data.total }]} />
    <${Card} flush>${at === 'leads'
      ? html`<${Loaded} from=${leads}>${(list) => html`<${Leads} rows=${newest(list)} extra=${closer('leads', (row) => row.state !== 'answered')} />`}<//>`
      : html`<${Loaded} from=${cases}>${(list) => html`<${Cases} rows=${newest(list)} extra=${closer('cases', (row) => !row.closed_on)} />`}<//>`}<//>
    ${adding && html`<${Add} title=${at === 'leads' ? t('A new lead') : t('A new case')} path="/${at}" onEnd=${() => setAdding(false)}
      fields=${at === 'leads' ? LEAD() : CASE()} start=${at === 'leads' ? { target: query.target || '', source: 'complaint', severity: '3', summary: '', date: today(), assigned: '', reply_due: '' } : { target: query.target || '', facts: '', amount: '', referred_to: '', opened: '' }} />`}
  <//>`;
}
