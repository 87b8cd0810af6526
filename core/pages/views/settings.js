// What the office set for all its programmes.
import { html, useState } from '../vendor/preact.js';
import { send } from '../api.js';
import { Loaded, useData } from '../parts/data.js';
import { Fields } from '../parts/form.js';
import { say } from '../parts/messages.js';
import { Badge, Card, Page } from '../parts/page.js';
import { Problem } from '../parts/problem.js';
import { may } from '../session.js';
import { mark, t } from '../words.js';

const TITLES = {
  office_name: [mark('Name of the office'), mark('as it stands on papers and pages')],
  cap_enforcement: [mark('Enforcement inspections of one institution a year'), mark('at most; 0: no limit')],
  cap_agency_check: [mark('Agency checks of one institution a year'), mark('at most; 0: no limit')],
  cancelled_days: [mark('Days for which calendars show cancelled visits'), ''],
  draft_days: [mark('Days before a report is due at which its draft is written'), ''],
  publication_days: [mark('Working days until a result has to be public'), ''],
  setup_minutes: [mark('Minutes between two visits of a day'), ''],
  refresh_minutes: [mark('Minutes after which calendars ask again'), ''],
  public_url: [mark('Address under which this server is reached'), mark('stands in calendars and notices')],
  'number.notice': [mark('Numbers of notices'), mark('for example 样医保检〔{year}〕{n}号')],
};

function parameter(name, value) {
  const [title, hint] = TITLES[name] || [name, ''];
  return { name, title: t(title), hint: hint && t(hint), type: typeof value === 'number' ? 'integer' : 'text', min: 0, value };
}

/** Those named above first, in that order; what is newer than this page behind them. */
function ordered(settings) {
  const known = Object.keys(TITLES).filter((name) => name in settings);
  return [...known, ...Object.keys(settings).filter((name) => !known.includes(name))];
}

function Form({ settings }) {
  const [values, setValues] = useState({});
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const changed = Object.fromEntries(Object.entries(values).filter(([name, value]) => String(settings[name]) !== String(value)));
  const store = async (event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await send('PATCH', '/settings', { settings: Object.fromEntries(Object.entries(changed).map(([name, value]) => [name, String(value)])) });
      setValues({});
      say(t('The settings are stored.'));
    } catch (refusal) {
      setError(refusal);
    }
    setBusy(false);
  };
  return html`<form onSubmit=${store}>
    <${Fields} prefix="settings" of=${ordered(settings).map((name) => parameter(name, settings[name]))} values=${values}
      onChange=${(name, value) => setValues({ ...values, [name]: value })} />
    ${error && html`<${Problem} error=${error} />`}
    ${may('admin', 'planner') && html`<div class="buttons"><button disabled=${busy || !Object.keys(changed).length}>${t('Store')}</button></div>`}
  </form>`;
}

const SIGNS = { ok: 'good', warning: 'warn', bad: 'bad' };

function Doctor() {
  const checks = useData('/doctor');
  return html`<${Card} title=${t('Health of the workspace')}><${Loaded} from=${checks}>${(data) => html`<ul class="stack flat">${(Array.isArray(data) ? data : data.items).map((check, i) => html`<li key=${i} class="item">
    <span class="item-main"><bdi>${check.message}</bdi></span><${Badge} kind=${SIGNS[check.result] || 'bad'}>${check.result === 'ok' ? t('good') : check.result === 'warning' ? t('look') : t('bad')}<//></li>`)}</ul>`}<//><//>`;
}

export default function Settings() {
  const settings = useData('/settings');
  return html`<${Page} title=${t('Settings')} lead=${t('They hold for all programmes of this office.')}>
    <${Card}><${Loaded} from=${settings} lines=${8}>${(data) => html`<${Form} key=${JSON.stringify(data)} settings=${data} />`}<//><//>
    ${may('admin', 'planner') && html`<${Doctor} />`}
  <//>`;
}
