// Reports that are owed: by month, ticked off when they came in.
import { html, useState } from '../vendor/preact.js';
import { send } from '../api.js';
import { Dialog } from '../parts/dialog.js';
import { Loaded, useData } from '../parts/data.js';
import { Fields } from '../parts/form.js';
import { say, sayError } from '../parts/messages.js';
import { Badge, Button, Card, Empty, Name, Page, Tabs } from '../parts/page.js';
import { Problem } from '../parts/problem.js';
import { download } from '../parts/save.js';
import { Table } from '../parts/table.js';
import { away, date, weekday } from '../format.js';
import { may, today } from '../session.js';
import { t } from '../words.js';

const pathOf = (item) => `/due/${encodeURIComponent(item.id)}/done`;

function Done({ item, onClose }) {
  const [values, setValues] = useState({ on: today(), at: '' });
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const store = async () => {
    setBusy(true);
    try {
      await send('POST', pathOf(item), { on: values.on, at: values.at || undefined, programme: item.programme });
      say(t('Ticked off: {title}', { title: item.title }));
      onClose();
    } catch (refusal) {
      setError(refusal);
      setBusy(false);
    }
  };
  return html`<${Dialog} title=${t('It came in')} onClose=${onClose} foot=${html`
      <button class="quiet" onClick=${onClose}>${t('Not now')}</button><button disabled=${busy} onClick=${store}>${t('Tick off')}</button>`}>
    <p><strong><bdi>${item.title}</bdi></strong><br /><span class="muted">${t('due on {day}', { day: weekday(item.date) })}</span></p>
    <${Fields} prefix="done" values=${values} onChange=${(name, value) => setValues({ ...values, [name]: value })} of=${[
      { name: 'on', title: t('On which day'), type: 'date' },
      item.time && { name: 'at', title: t('At what hour'), type: 'text', hint: t('owed until {time}', { time: item.time }) },
    ].filter(Boolean)} />
    ${error && html`<${Problem} error=${error} />`}
  <//>`;
}

function state(item) {
  if (item.received) return html`<${Badge} kind="good">${t('came in on {day}', { day: date(item.received.on || item.received) })}<//>`;
  if (item.overdue) return html`<${Badge} kind="bad">${t('Overdue')}<//>`;
  return html`<span class="muted">${away(item.date, today())}</span>`;
}

export default function Due({ query }) {
  const open = query.show !== 'all';
  const due = useData('/due', { open }, { whole: true });
  const [ticked, tick] = useState(null);
  return html`<${Page} title=${t('Due items')} lead=${t('Reports that somebody owes somebody, on working days as the policy says.')}
      actions=${html`<${Button} icon="download" kind="quiet" onClick=${() => download('/due/drafts').catch(sayError)}>${t('Drafts of what is due soon')}<//>`}>
    <${Tabs} label=${t('Due items')} at=${open ? 'open' : 'all'} href=${(id) => (id === 'open' ? '#/due' : '#/due?show=all')}
      of=${[{ id: 'open', title: t('Still owed') }, { id: 'all', title: t('All') }]} />
    <${Loaded} from=${due} lines=${8}>${({ items }) => html`<${Card} flush><${Table} rows=${items} label=${t('Due items')} size=${25}
      id=${(item) => `${item.programme} ${item.id} ${item.subject} ${item.target}`} columns=${[
        { key: 'title', title: t('Report'), main: true, of: (item) => `${item.title} ${item.subject || ''}`, cell: (item) => html`<${Name}>${item.title}<//>${(item.subject || item.target) && html`<div class="item-note"><bdi>${item.subject || item.target}</bdi></div>`}` },
        { key: 'date', title: t('Day'), of: (item) => item.date, cell: (item) => html`<span class="tight">${weekday(item.date)} ${item.time}</span>` },
        { key: 'from', title: t('By whom'), cell: (item) => html`<${Name} clip>${item.from}<//>` },
        { key: 'to', title: t('To whom'), cell: (item) => html`<${Name} clip>${item.to}<//>` },
        { key: 'state', title: t('State'), of: (item) => (item.received ? 2 : item.overdue ? 0 : 1), cell: state },
        may('admin', 'planner') && { key: 'tick', title: '', sort: false, of: () => '', cell: (item) => !item.received && html`<${Button} kind="quiet small" icon="good" onClick=${() => tick(item)}>${t('Tick off')}<//>` },
      ].filter(Boolean)} empty=${html`<${Empty} icon="good" title=${t('Nothing is owed')} />`} /><//>`}<//>
    ${ticked && html`<${Done} item=${ticked} onClose=${() => tick(null)} />`}
  <//>`;
}
