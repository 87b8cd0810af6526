// The ledger: its entries, whether all is as it was entered, a checkpoint to keep elsewhere, proofs.
import { html, useState } from '../vendor/preact.js';
import { Loaded, useData } from '../parts/data.js';
import { say } from '../parts/messages.js';
import { Badge, Button, Card, Empty, Facts, Page, Tabs } from '../parts/page.js';
import { Note, Problem } from '../parts/problem.js';
import { Table } from '../parts/table.js';
import { get } from '../api.js';
import { instant, number } from '../format.js';
import { mark, t } from '../words.js';

const KINDS = {
  register: mark('Register'), plan: mark('Plan'), approve: mark('Approval'), replan: mark('Replan'), rules: mark('Other rules for a draw'),
  commit: mark('Commitment to a draw'), result: mark('Result of a draw'), void: mark('Draw declared void'), again: mark('Drawn again'), open: mark('Seal opened'),
  sub: mark('Substitution asked for'), 'sub-closed': mark('Substitution under seal'), 'sub-entry': mark('Substitution opened'), 'sub-result': mark('Result of a substitution'),
  'sub-void': mark('Substitution ended'), witness: mark('Witnesses'), draws: mark('Draws'), outcomes: mark('Results of visits'), facts: mark('Papers and facts'),
  settings: mark('Settings'), days: mark('Days off'), row: mark('Row'),
};

const kindOf = (entry) => entry.text.split('\n')[0].split(' ')[0].replace(/^xuncha-(.*)-v1$/, '$1');
const aboutOf = (entry) => entry.text.split('\n').slice(1).filter((line) => line && line !== '-').slice(0, 2).join(' · ');
const saidOf = (entry) => (KINDS[kindOf(entry)] ? t(KINDS[kindOf(entry)]) : kindOf(entry));

function Entries({ from }) {
  const size = 200;
  const entries = useData('/ledger', { from, limit: size });
  return html`<${Loaded} from=${entries}>${(data) => {
    const rows = Array.isArray(data) ? data.slice(0, size) : data.items || data.entries || [];
    return rows.length ? html`<${Table} rows=${rows} id=${(row) => row.index} label=${t('Entries')} columns=${[
        { key: 'index', title: t('Number'), number: true, main: true, cell: (row) => html`<a href="#/ledger?tab=proof&entry=${row.index}">${row.index}</a>` },
        { key: 'at', title: t('Entered at'), cell: (row) => instant(row.at) },
        { key: 'kind', title: t('What'), of: saidOf },
        { key: 'office', title: t('Office'), cell: (row) => html`<span class="code">${row.office}</span>` },
        { key: 'text', title: t('About'), of: aboutOf, cell: (row) => html`<details class="entry"><summary><bdi>${aboutOf(row)}</bdi></summary><pre>${row.text}</pre></details>` },
      ]} />
      <p class="row-actions">${Number(from) > 0 && html`<${Button} kind="quiet" href="#/ledger?from=${Math.max(0, Number(from) - size)}">${t('Earlier')}<//>`}
        ${rows.length === size && html`<${Button} kind="quiet" href="#/ledger?from=${Number(from) + size}">${t('Later')}<//>`}</p>` : html`<${Empty} icon="lock" title=${t('No entries')} />`;
  }}<//>`;
}

function Verify() {
  const [state, setState] = useState({});
  const run = () => {
    setState({ busy: true });
    get('/ledger/verification').then((answer) => setState({ answer }), (error) => setState({ error, answer: error.answer }));
  };
  const { answer, error, busy } = state;
  return html`<p>${t('Every entry is checked against the one before, its signature, and what it names.')}</p>
    <button type="button" onClick=${run} aria-busy=${busy ? 'true' : undefined} disabled=${busy}>${t('Verify the chain')}</button>
    ${error && !answer && html`<${Problem} error=${error} />`}
    ${answer && html`<div role="status">${answer.sound ? html`<${Note} kind="good"><strong>${t('All is as it was entered.')}</strong><//>` : html`<${Note} kind="warn"><strong>${t('Something was changed.')}</strong><//>`}
      <${Facts} of=${[[t('Entries'), number(answer.entries)], [t('Draws committed to'), answer.draws.committed], [t('Drawn'), answer.draws.drawn], [t('Void'), answer.draws.void], [t('Open'), answer.draws.open], [t('Substitutions'), answer.draws.substitutions]]} />
      ${(answer.findings || []).length > 0 && html`<ul>${answer.findings.map((one, i) => html`<li key=${i}><bdi>${one.message || String(one)}</bdi></li>`)}</ul>`}
      <p class="quiet-text">${t('That no newest entries were cut off, only a checkpoint kept elsewhere can show.')}</p></div>`}`;
}

function Checkpoint() {
  const checkpoint = useData('/ledger/checkpoint');
  const copy = (text) => navigator.clipboard.writeText(text).then(() => say(t('Copied.')), () => say(t('Mark the lines and copy them.'), 'warn'));
  return html`<${Loaded} from=${checkpoint}>${(data) => html`<p>${t('Print, post or send these lines each day: beside them nothing entered before can be changed unseen.')}</p>
    <pre class="checkpoint">${data.checkpoint}</pre>
    <div class="actions"><button type="button" class="quiet" onClick=${() => copy(data.checkpoint)}>${t('Copy')}</button><button type="button" class="quiet" onClick=${() => print()}>${t('Print')}</button></div>
    <h3>${t('The key that signs')}</h3><pre>${data.key}</pre>`}<//>`;
}

function Proof({ entry }) {
  const [asked, ask] = useState(entry || '');
  const [wanted, want] = useState(entry || '');
  const [target, setTarget] = useState('');
  const proof = useData(wanted !== '' ? `/ledger/proofs/${encodeURIComponent(wanted)}` : null, target ? { target } : {});
  const submit = (event) => {
    event.preventDefault();
    want(asked.trim());
  };
  return html`<form class="grid" onSubmit=${submit}><label>${t('Number of an entry, or id of a draw')}<input value=${asked} onInput=${(event) => ask(event.target.value)} /></label>
      <label>${t('A target in its urn')}<input value=${target} onInput=${(event) => setTarget(event.target.value)} /></label><label><span class="unseen">${t('Prove it')}</span><button>${t('Prove it')}</button></label></form>
    ${wanted !== '' && html`<${Loaded} from=${proof}>${(data) => html`<${Facts} of=${[[t('Number'), data.index], [t('Entered at'), instant(data.time)]]} />
      ${data.text && html`<pre>${data.text}</pre>`}
      ${data.row !== undefined && html`<${Badge} kind="good">${t('It was in the urn')}<//>`}
      <details><summary>${t('The proof, for a verifier')}</summary><pre>${JSON.stringify(data, null, 1)}</pre></details>`}<//>`}`;
}

export default function Ledger({ query }) {
  const at = ['verify', 'checkpoint', 'proof'].includes(query.tab) ? query.tab : 'entries';
  const titles = { entries: t('Entries'), verify: t('Verify'), checkpoint: t('Checkpoint'), proof: t('Proof') };
  return html`<${Page} title=${t('Ledger')} lead=${t('Registers, plans, draws and results, each signed and chained to the one before.')}>
    <${Tabs} label=${t('Ledger')} at=${at} href=${(id) => `#/ledger?tab=${id}`} of=${Object.keys(titles).map((id) => ({ id, title: titles[id] }))} />
    <${Card} flush=${at === 'entries'}>
      ${at === 'entries' && html`<${Entries} key=${query.from || 0} from=${query.from || '0'} />`}
      ${at === 'verify' && html`<${Verify} />`}${at === 'checkpoint' && html`<${Checkpoint} />`}
      ${at === 'proof' && html`<${Proof} key=${query.entry} entry=${query.entry} />`}<//>
  <//>`;
}
