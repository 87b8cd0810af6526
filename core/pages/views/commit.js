// The first act of a draw: which policy and stage, by which value, openly or under seal.
import { html, useState } from '../vendor/preact.js';
import { Loaded, useData } from '../parts/data.js';
import { ask } from '../parts/dialog.js';
import { say } from '../parts/messages.js';
import { Card, Page } from '../parts/page.js';
import { Note, Problem } from '../parts/problem.js';
import { send } from '../api.js';
import { session } from '../session.js';
import { t } from '../words.js';
import { Shares } from './shares.js';

const BEACONS = () => [
  { id: 'dice', title: t('Dice, thrown before witnesses'), field: { label: t('How many dice'), value: '25', mode: 'numeric' }, name: (value) => `dice ${value}` },
  { id: 'ssq', title: t('Lottery: Double Colour Ball (双色球)'), field: { label: t('Issue'), value: '', mode: 'numeric' }, name: (value) => `lottery ssq ${value}` },
  { id: 'dlt', title: t('Lottery: Super Lotto (大乐透)'), field: { label: t('Issue'), value: '', mode: 'numeric' }, name: (value) => `lottery dlt ${value}` },
  { id: 'kl8', title: t('Lottery: Happy 8 (快乐8)'), field: { label: t('Issue'), value: '', mode: 'numeric' }, name: (value) => `lottery kl8 ${value}` },
  { id: 'drand', title: t('drand, the public randomness of the internet'), field: { label: t('At what moment'), value: '', mode: 'moment' }, name: (value) => `drand@${value}:00+08:00` },
  { id: 'local', title: t('This machine alone (a trial; nobody outside can check it)'), name: () => 'local' },
];

function Beacon({ chosen, values, turn, onValue }) {
  return html`<fieldset class="beacons"><legend>${t('Which value decides? Several together are stronger than each.')}</legend>
    ${BEACONS().map((beacon) => html`<div key=${beacon.id} class="beacon">
      <label class="choice ${chosen.includes(beacon.id) ? 'chosen' : ''}"><input type="checkbox" checked=${chosen.includes(beacon.id)} onChange=${() => turn(beacon.id)} />${beacon.title}</label>
      ${chosen.includes(beacon.id) && beacon.field && html`<label>${beacon.field.label}
        <input type=${beacon.field.mode === 'moment' ? 'datetime-local' : 'text'} inputmode=${beacon.field.mode === 'numeric' ? 'numeric' : undefined} required
          value=${values[beacon.id] ?? beacon.field.value} onInput=${(event) => onValue(beacon.id, event.target.value)} /></label>`}</div>`)}
  </fieldset>`;
}

function Form({ policy, stages }) {
  const [stage, setStage] = useState(stages[0].id);
  const [chosen, choose] = useState(['dice']);
  const [values, setValues] = useState({});
  const [sealed, setSealed] = useState(false);
  const [secret, setSecret] = useState(null);
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const turn = (id) => choose(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  const body = () => ({
    policy, stage, beacon: BEACONS().filter((one) => chosen.includes(one.id)).map((one) => one.name(values[one.id] ?? (one.field && one.field.value))),
    ...(sealed ? { sealed: true, secret } : {}),
  });
  const commit = async (event) => {
    event.preventDefault();
    const sure = await ask({
      title: t('Commit to this draw?'), text: t('From now on the urn is fixed: it goes into the ledger and cannot be taken back, only declared void with a reason and a second person.'), yes: t('Commit'),
    });
    if (sure === null) return;
    setBusy(true);
    setError(null);
    try {
      const answer = await send('POST', '/draws', body());
      say(t('Committed. Publish the eight lines before the value is out.'));
      location.hash = `#/draws/${answer.draws[0].id.split('/')[0]}/${stage}`;
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  };
  return html`<form onSubmit=${commit}>
    <label>${t('Stage')}<select value=${stage} onChange=${(event) => setStage(event.target.value)}>${stages.map((one) => html`<option key=${one.id} value=${one.id}>${one.title || one.id}</option>`)}</select></label>
    <${Beacon} chosen=${chosen} values=${values} turn=${turn} onValue=${(id, value) => setValues({ ...values, [id]: value })} />
    <label class="choice"><input type="checkbox" checked=${sealed} onChange=${(event) => setSealed(event.target.checked)} />${t('Under seal: nobody knows the result before the embargo ends')}</label>
    ${sealed && html`<${Shares} onChange=${setSecret} />`}
    ${error && html`<${Problem} error=${error} />`}
    <button disabled=${busy || !chosen.length || (sealed && !secret)} aria-busy=${busy ? 'true' : undefined}>${t('Commit')}</button>
  </form>`;
}

function Stages({ policy }) {
  const rules = useData(`/policies/${encodeURIComponent(policy)}/rules`);
  return html`<${Loaded} from=${rules}>${(data) => {
    const drawn = data.stages.filter((stage) => (stage.draws || []).length > 0);
    return drawn.length ? html`<${Form} key=${policy} policy=${policy} stages=${drawn} />` : html`<${Note}>${t('This policy draws nothing.')}<//>`;
  }}<//>`;
}

/** Policies that load, the office's own before those of others. */
function ownFirst(policies) {
  const { office } = session.get().user;
  return policies.filter((one) => !one.error || one.state === 'good').sort((a, b) => (b.office === office) - (a.office === office));
}

export function Commit() {
  const policies = useData('/policies');
  const [policy, setPolicy] = useState('');
  return html`<${Page} title=${t('A new draw')} back=${{ href: '#/draws', title: t('Draws') }} lead=${t('The register and the rules are fixed first; only then the value that nobody knows yet.')}>
    <${Card}><${Loaded} from=${policies}>${(data) => html`<label>${t('Policy')}<select value=${policy} onChange=${(event) => setPolicy(event.target.value)}>
        <option value="">${t('Choose…')}</option>${ownFirst(data).map((one) => html`<option key=${one.name} value=${one.name}>${one.title || one.name}</option>`)}</select></label>
      ${policy && html`<${Stages} policy=${policy} />`}`}<//><//>
  <//>`;
}
