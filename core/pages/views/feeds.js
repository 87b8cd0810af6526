// Private addresses for calendars: made, shown once, changed and ended.
import { html, useState } from '../vendor/preact.js';
import { send } from '../api.js';
import { ask, Dialog } from '../parts/dialog.js';
import { Loaded, useData } from '../parts/data.js';
import { Fields } from '../parts/form.js';
import { say, sayError } from '../parts/messages.js';
import { Badge, Button, Card, Empty, Name, Page } from '../parts/page.js';
import { Problem } from '../parts/problem.js';
import { Secret } from '../parts/secret.js';
import { Table } from '../parts/table.js';
import { date } from '../format.js';
import { mark, t } from '../words.js';

const KINDS = {
  person: mark('One person'), crew: mark('One crew'), area: mark('One area'), office: mark('The office'), tasks: mark('What the office has to hand in'),
};

const whole = (address) => (/^https?:/.test(address) ? address : location.origin + address);

function Address({ made, onClose }) {
  const address = whole(made.address);
  return html`<${Dialog} title=${t('Address of the calendar')} onClose=${onClose} foot=${html`<button onClick=${onClose}>${t('I have passed it on')}</button>`}>
    <p>${t('It is shown only now. Whoever has it sees this calendar: give it to nobody else.')}</p>
    <${Secret} label=${t('Address')}>${address}<//>
    <p><a role="button" class="quiet" href=${address.replace(/^https?:/, 'webcal:')}>${t('Open in the calendar of this device')}</a></p>
    <p class="muted">${t('In a calendar program choose “new calendar”, “from the network”, and paste the address. What moves here, moves there by itself.')}</p>
  <//>`;
}

function Form({ people, onClose, onMade }) {
  const [values, setValues] = useState({ by: 'person', key: '', note: '' });
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const keyed = ['person', 'crew', 'area'].includes(values.by);
  const crews = [...new Set(people.map((one) => one.crew).filter(Boolean))].sort();
  const choices = values.by === 'person' ? people.map((one) => ({ value: one.id, title: `${one.name} · ${one.unit || one.id}` }))
    : values.by === 'crew' && crews.length ? crews.map((value) => ({ value, title: value })) : null;
  const titles = { person: t('Person'), crew: t('Crew'), area: t('Area code') };
  const store = async () => {
    setBusy(true);
    setError(null);
    try {
      onMade(await send('POST', '/feeds', { by: values.by, key: keyed ? values.key.trim() : undefined, note: values.note.trim() || undefined }));
    } catch (refusal) {
      setError(refusal);
      setBusy(false);
    }
  };
  return html`<${Dialog} title=${t('New address')} onClose=${onClose} foot=${html`<button class="quiet" onClick=${onClose}>${t('Not now')}</button>
      <button disabled=${busy || (keyed && !values.key.trim())} onClick=${store}>${t('Make the address')}</button>`}>
    <${Fields} prefix="feed" values=${values} onChange=${(name, value) => setValues({ ...values, [name]: value, ...(name === 'by' ? { key: '' } : {}) })} of=${[
      { name: 'by', title: t('Whose calendar'), type: 'text', choices: Object.entries(KINDS).map(([value, title]) => ({ value, title: t(title) })) },
      keyed && { name: 'key', title: titles[values.by], type: 'text', choices: choices && [{ value: '', title: t('Choose…') }, ...choices] },
      { name: 'note', title: t('What it is for'), type: 'text', maxLength: 200, hint: t('for example whose phone; helps to end the right one') },
    ].filter(Boolean)} />
    ${error && html`<${Problem} error=${error} />`}
  <//>`;
}

function Actions({ feed, onMade }) {
  const rotate = async () => {
    if (await ask({ title: t('Another address?'), text: t('The present one ends at once: whoever subscribed has to do it again.'), yes: t('Make another') }) === null) return;
    send('POST', `/feeds/${feed.id}/rotate`).then(onMade, sayError);
  };
  const revoke = async () => {
    if (await ask({ title: t('End this address?'), text: t('Calendars that subscribed to it get nothing any more.'), danger: true, yes: t('End it') }) === null) return;
    send('POST', `/feeds/${feed.id}/revoke`).then(() => say(t('The address is ended.')), sayError);
  };
  return !feed.revoked && html`<span class="row-actions"><${Button} kind="quiet small" onClick=${rotate}>${t('Another address')}<//>
    <${Button} kind="quiet small" onClick=${revoke}>${t('End')}<//></span>`;
}

export default function Feeds() {
  const feeds = useData('/feeds', {}, { whole: true });
  const people = useData('/register/inspectors', {}, { whole: true, most: 4000 });
  const [form, setForm] = useState(false);
  const [made, setMade] = useState(null);
  const make = html`<${Button} icon="plus" onClick=${() => setForm(true)}>${t('New address')}<//>`;
  const show = (said) => {
    setForm(false);
    setMade(said);
  };
  return html`<${Page} title=${t('Calendars to subscribe to')} actions=${make} lead=${t('Each address shows one calendar in any calendar program. Addresses are secrets: they are kept only as digests.')}>
    <${Loaded} from=${feeds} lines=${6}>${({ items }) => html`<${Card} flush><${Table} rows=${items} id=${(feed) => String(feed.id)} label=${t('Addresses')} columns=${[
      { key: 'name', title: t('Calendar of'), main: true, of: (feed) => feed.name || feed.key, cell: (feed) => html`<${Name} clip>${feed.name || feed.key}<//>` },
      { key: 'by', title: t('Kind'), of: (feed) => t(KINDS[feed.by] || ''), cell: (feed) => t(KINDS[feed.by] || '') },
      { key: 'note', title: t('What it is for'), cell: (feed) => html`<${Name} clip>${feed.note}<//>` },
      { key: 'created', title: t('Made'), cell: (feed) => date(feed.created) },
      { key: 'revoked', title: t('State'), of: (feed) => (feed.revoked ? 1 : 0), cell: (feed) => (feed.revoked ? html`<${Badge}>${t('ended')}<//>` : html`<${Badge} kind="good">${t('in use')}<//>`) },
      { key: 'do', title: '', sort: false, of: () => '', cell: (feed) => html`<${Actions} feed=${feed} onMade=${show} />` },
    ]} empty=${html`<${Empty} icon="feeds" title=${t('Nobody subscribes yet')} actions=${make}>${t('Make an address for each inspector; they add it once, what moves follows by itself.')}<//>`} /><//>`}<//>
    ${form && html`<${Form} people=${people.data ? people.data.items : []} onClose=${() => setForm(false)} onMade=${show} />`}
    ${made && html`<${Address} made=${made} onClose=${() => setMade(null)} />`}
  <//>`;
}
