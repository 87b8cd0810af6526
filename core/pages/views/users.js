// Who may sign in: roles, areas, first passwords.
import { html, useState } from '../vendor/preact.js';
import { send } from '../api.js';
import { ask, Dialog } from '../parts/dialog.js';
import { Loaded, useData } from '../parts/data.js';
import { Fields } from '../parts/form.js';
import { say, sayError } from '../parts/messages.js';
import { Badge, Button, Card, Name, Page } from '../parts/page.js';
import { Problem } from '../parts/problem.js';
import { Secret } from '../parts/secret.js';
import { Table } from '../parts/table.js';
import { date } from '../format.js';
import { ROLES } from '../names.js';
import { session } from '../session.js';
import { mark, t } from '../words.js';

const STATES = { active: mark('active'), fresh: mark('first password not changed yet'), disabled: mark('disabled') };
const STATE_KINDS = { active: 'good', fresh: 'warn', disabled: 'plain' };
const pathOf = (user) => `/users/${encodeURIComponent(user.name)}`;

/** A first password, once; whoever closes this has to make another. */
function FirstPassword({ made, onClose }) {
  return html`<${Dialog} title=${t('First password of {name}', { name: made.user.name })} onClose=${onClose} foot=${html`<button onClick=${onClose}>${t('I have passed it on')}</button>`}>
    <p>${t('It is shown only now. Another one has to be chosen at the first sign-in.')}</p>
    <${Secret} label=${t('First password')}>${made.password}<//>
  <//>`;
}

/** A new user, or another role, area or person of one. */
function Form({ user, people, onClose, onMade }) {
  const [values, setValues] = useState({ name: user ? user.name : '', role: user ? user.role : 'planner', area: user ? user.area : '', person: user ? user.person : '' });
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const inspector = values.role === 'inspector';
  const store = async () => {
    setBusy(true);
    setError(null);
    const rights = { role: values.role, area: values.area.trim() || undefined, person: (inspector && values.person) || undefined };
    try {
      const said = user ? await send('PATCH', pathOf(user), rights) : await send('POST', '/users', { name: values.name.trim(), ...rights });
      say(user ? t('Changed: {name}', { name: user.name }) : t('{name} may sign in.', { name: values.name.trim() }));
      onMade(said);
    } catch (refusal) {
      setError(refusal);
      setBusy(false);
    }
  };
  return html`<${Dialog} title=${user ? user.name : t('New user')} onClose=${onClose} foot=${html`<button class="quiet" onClick=${onClose}>${t('Not now')}</button>
      <button disabled=${busy || !values.name.trim() || (inspector && !values.person)} onClick=${store}>${t('Store')}</button>`}>
    <${Fields} prefix="user" values=${values} onChange=${(name, value) => setValues({ ...values, [name]: value })} of=${[
      !user && { name: 'name', title: t('Name'), type: 'text', required: true, hint: t('as it is typed to sign in; without spaces') },
      { name: 'role', title: t('Role'), type: 'text', choices: Object.entries(ROLES).map(([value, title]) => ({ value, title: t(title) })) },
      { name: 'area', title: t('Area'), type: 'text', hint: t('an area code; empty: the office; all: every office') },
      inspector && { name: 'person', title: t('Person in the register'), type: 'text', choices: [{ value: '', title: t('Choose…') },
        ...people.map((one) => ({ value: one.id, title: `${one.name} · ${one.unit || one.id}` }))] },
    ].filter(Boolean)} />
    ${error && html`<${Problem} error=${error} />`}
  <//>`;
}

function Actions({ user, onEdit, onMade }) {
  const self = session.get().user.name === user.name;
  const off = user.state === 'disabled';
  const renew = async () => {
    if (await ask({ title: t('A new first password for {name}?', { name: user.name }), text: t('The present one ends at once.'), yes: t('Make a new one') }) === null) return;
    send('POST', `${pathOf(user)}/password`).then(onMade, sayError);
  };
  const turn = async () => {
    if (!off && await ask({ title: t('Disable {name}?', { name: user.name }), text: t('They are signed out and cannot sign in any more.'), danger: true, yes: t('Disable') }) === null) return;
    send('POST', `${pathOf(user)}/disable`, off ? { off: true } : {}).then(() => say(off ? t('{name} may sign in again.', { name: user.name }) : t('{name} is disabled.', { name: user.name })), sayError);
  };
  return html`<span class="row-actions">
    <${Button} kind="quiet small" onClick=${onEdit}>${t('Change')}<//>
    ${!self && html`<${Button} kind="quiet small" icon="lock" onClick=${renew}>${t('Password')}<//>
      <${Button} kind="quiet small" onClick=${turn}>${off ? t('Enable') : t('Disable')}<//>`}</span>`;
}

export default function Users() {
  const users = useData('/users', {}, { whole: true });
  const people = useData('/register/inspectors', {}, { whole: true, most: 4000 });
  const [form, setForm] = useState(null);
  const [made, setMade] = useState(null);
  const done = (said) => {
    setForm(null);
    if (said.password) setMade(said);
  };
  return html`<${Page} title=${t('Users')} lead=${t('Who may sign in, what they may do, and for which area.')}
      actions=${html`<${Button} icon="plus" onClick=${() => setForm({})}>${t('New user')}<//>`}>
    <${Loaded} from=${users} lines=${6}>${({ items }) => html`<${Card} flush><${Table} rows=${items} id=${(user) => user.name} label=${t('Users')} columns=${[
      { key: 'name', title: t('Name'), main: true, cell: (user) => html`<${Name} clip>${user.name}<//>` },
      { key: 'role', title: t('Role'), of: (user) => t(ROLES[user.role] || user.role), cell: (user) => t(ROLES[user.role] || user.role) },
      { key: 'area', title: t('Area'), of: (user) => user.area_name || user.area, cell: (user) => (user.area ? html`<${Name} clip>${user.area_name || user.area}<//>` : t('every office')) },
      { key: 'person', title: t('Person'), of: (user) => user.person_name || '', cell: (user) => user.person && html`<a href="#/people/${encodeURIComponent(user.person)}"><${Name} clip>${user.person_name || user.person}<//></a>` },
      { key: 'state', title: t('State'), of: (user) => t(STATES[user.state] || ''), cell: (user) => html`<${Badge} kind=${STATE_KINDS[user.state]}>${t(STATES[user.state] || '')}<//>` },
      { key: 'changed', title: t('Changed'), cell: (user) => date(user.changed) },
      { key: 'do', title: '', sort: false, of: () => '', cell: (user) => html`<${Actions} user=${user} onEdit=${() => setForm({ user })} onMade=${done} />` },
    ]} /><//>`}<//>
    ${form && html`<${Form} user=${form.user} people=${people.data ? people.data.items : []} onClose=${() => setForm(null)} onMade=${done} />`}
    ${made && html`<${FirstPassword} made=${made} onClose=${() => setMade(null)} />`}
  <//>`;
}
