// Reports and papers to download in every format, and what is made public of results.
import { html, useState } from '../vendor/preact.js';
import { Loaded, useData } from '../parts/data.js';
import { ask } from '../parts/dialog.js';
import { say, sayError } from '../parts/messages.js';
import { Button, Card, Empty, Facts, Page, Tabs } from '../parts/page.js';
import { Table } from '../parts/table.js';
import { address, call, send } from '../api.js';
import { date as dayText } from '../format.js';
import { REPORTS, RESULTS, word } from '../names.js';
import { may, today } from '../session.js';
import { t, tn } from '../words.js';
import { ChooseProgramme } from './choose_programme.js';

const FORMATS = ['docx', 'xlsx', 'html', 'csv', 'text', 'json'];
const BOOKS = () => ({ visits: t('Visits'), leads: t('Leads'), cases: t('Cases'), institutions: t('Institutions') });
const FORMS = () => ({ notice: t('Notice of the check'), 'site-record': t('Record made on site'), rectification: t('Order to put right'), dispatch: t('Order for the day'), 'draw-record': t('Record of the draw') });

function Links({ programme, kind, query }) {
  return html`<span class="formats">${FORMATS.map((format) => html`<a key=${format} class="format" download
    href=${address(`/programmes/${encodeURIComponent(programme)}/reports/${kind}/file`, { format, ...query })}>${format === 'text' ? 'TXT' : format.toUpperCase()}</a>`)}</span>`;
}

function Select({ label, of, value, onChange }) {
  return html`<label class="inline">${label}<select value=${value} onChange=${(event) => onChange(event.target.value)}>${Object.entries(of).map(([id, title]) => html`<option key=${id} value=${id}>${title}</option>`)}</select></label>`;
}

function Reports({ programme }) {
  const [asOf, setAsOf] = useState('');
  const [book, setBook] = useState('visits');
  const day = asOf && asOf !== today() ? { as_of: asOf } : {};
  const kinds = Object.keys(REPORTS).filter((kind) => kind !== 'notices');
  return html`<${Card} title=${t('Reports')} aside=${html`<label class="inline">${t('As of')}<input type="date" max=${today()} value=${asOf || today()} onInput=${(event) => setAsOf(event.target.value)} /></label>`}>
    <table class="report-list"><tbody>${kinds.map((kind) => html`<tr key=${kind}><th scope="row">${word(REPORTS, kind)} ${kind === 'ledger-book' && html`<${Select} label=${t('Which book')} of=${BOOKS()} value=${book} onChange=${setBook} />`}</th>
      <td><${Links} programme=${programme} kind=${kind} query=${{ ...day, ...(kind === 'ledger-book' && book !== 'visits' ? { book } : {}) }} /></td></tr>`)}</tbody></table><//>`;
}

function Papers({ programme }) {
  const [form, setForm] = useState('notice');
  const [from, setFrom] = useState(today());
  const [to, setTo] = useState(today());
  return html`<${Card} title=${t('Papers of visits')}>
    <div class="grid"><${Select} label=${t('Which paper')} of=${FORMS()} value=${form} onChange=${setForm} />
      <label>${t('First day')}<input type="date" value=${from} onInput=${(event) => setFrom(event.target.value)} /></label>
      <label>${t('Last day')}<input type="date" value=${to} min=${from} onInput=${(event) => setTo(event.target.value)} /></label></div>
    <p><${Links} programme=${programme} kind="notices" query=${{ form, ...(form === 'draw-record' ? {} : { window: `${from}..${to}` }) }} /></p>
    <h3>${t('Plans to take along')}</h3>
    <p class="formats">${[['xlsx', t('Schedule as a workbook')], ['csv', t('Schedule as tables')], ['workbook', t('Workbooks to fill in without a network')], ['week', t('Everybody’s week as a text')], ['ics', t('Calendars')]].map(([kind, title]) => html`
      <a key=${kind} class="format" download href=${address(`/exports/${kind}`, { programme })}>${title}</a>`)}</p><//>`;
}

async function publish(programme, next) {
  const sure = await ask({ title: t('Publish these results?'), text: tn('{n} result becomes public and stays so.', '{n} results become public and stay so.', next.results), yes: t('Publish') });
  if (sure === null) return;
  try {
    await send('POST', `/programmes/${encodeURIComponent(programme)}/notices`, {});
    say(t('Published.'));
  } catch (error) {
    sayError(error);
  }
}

async function withdraw(programme, visit) {
  const reason = await ask({ title: t('Withdraw a published result?'), text: t('Everybody reads the reason, in a notice of its own.'), reason: true, yes: t('Withdraw'), danger: true });
  if (reason === null) return;
  try {
    await send('POST', `/programmes/${encodeURIComponent(programme)}/notices/withdraw`, { visit, reason });
    say(t('Withdrawn.'));
  } catch (error) {
    sayError(error);
  }
}

/** What a notice would hold now; asked as a trial. */
function Next({ programme }) {
  const [next, setNext] = useState(null);
  const look = () => call('POST', `/programmes/${encodeURIComponent(programme)}/notices`, { body: { dry_run: true } }).then(setNext, sayError);
  if (!next) return html`<button type="button" class="quiet" onClick=${look}>${t('What would the next notice hold?')}</button>`;
  return html`<${Facts} of=${[[t('Notice'), next.notice], [t('Results'), next.results], [t('Corrections'), next.corrections], [t('Overdue'), next.overdue], [t('Wait for their day'), next.waiting]]} />
    ${next.rows.length > 0 && html`<${Table} rows=${next.rows} search=${false} label=${t('The next notice')} columns=${[
      { key: 'target', title: t('Target'), main: true }, { key: 'date', title: t('Made on'), cell: (row) => dayText(row.date) }, { key: 'result', title: t('Result'), of: (row) => word(RESULTS, row.result) }]} />
      <${Button} onClick=${() => publish(programme, next).then(() => setNext(null))}>${t('Publish')}<//>`}
    ${next.rows.length === 0 && html`<p>${t('Nothing waits to be published.')}</p>`}`;
}

function Public({ programme }) {
  const notices = useData(`/programmes/${encodeURIComponent(programme)}/notices`);
  const [visit, setVisit] = useState('');
  return html`${may('admin', 'planner') && html`<${Card} title=${t('The next notice')}><${Next} key=${programme} programme=${programme} /><//>`}
    <${Card} title=${t('Notices so far')} flush><${Loaded} from=${notices}>${(data) => {
      const rows = data.items || data.notices;
      return rows.length ? html`<${Table} rows=${rows} label=${t('Notices so far')} columns=${[
        { key: 'notice', title: t('Notice'), main: true, of: (row) => row.notice ?? row.number }, { key: 'on', title: t('Made public on'), cell: (row) => dayText(row.on) },
        { key: 'results', title: t('Results'), number: true }, { key: 'corrections', title: t('Corrections'), number: true }, { key: 'withdrawn', title: t('Withdrawn'), number: true },
        { key: 'by', title: t('By') },
        { key: 'files', title: '', sort: false, cell: (row) => html`<${Links} programme=${programme} kind="public" query=${{ notice: 'results', number: row.notice ?? row.number }} />` },
      ]} />` : html`<${Empty} icon="reports" title=${t('Nothing was published yet.')} />`;
    }}<//><//>
    ${may('admin', 'planner') && html`<${Card} title=${t('Withdraw a result')}><div class="with-button"><input aria-label=${t('Id of the visit')} placeholder=${t('Id of the visit')} value=${visit} onInput=${(event) => setVisit(event.target.value)} />
      <button type="button" class="quiet" disabled=${!visit} onClick=${() => withdraw(programme, visit.trim())}>${t('Withdraw')}</button></div><//>`}
    <${Card} title=${t('Notices of plan and draws')}><table class="report-list"><tbody>${[['plan', t('Plan')], ['draw', t('Draws')]].map(([notice, title]) => html`<tr key=${notice}><th scope="row">${title}</th>
      <td><${Links} programme=${programme} kind="public" query=${{ notice }} /></td></tr>`)}</tbody></table>
      <p><a href="/public/">${t('What anybody sees')}</a></p><//>`;
}

const TABS = { reports: Reports, papers: Papers, public: Public };

export default function ReportsAndPapers({ query }) {
  const at = TABS[query.tab] ? query.tab : 'reports';
  const Tab = TABS[at];
  const titles = { reports: t('Reports'), papers: t('Papers'), public: t('For the public') };
  return html`<${Page} title=${t('Reports and papers')} lead=${t('Each in every format; reports of a day that is over never change.')}>
    <${ChooseProgramme} chosen=${query.programme} href=${(id) => `#/reports?tab=${at}&programme=${encodeURIComponent(id)}`}>${(programme) => html`
      <${Tabs} label=${t('Reports and papers')} at=${at} href=${(id) => `#/reports?tab=${id}&programme=${encodeURIComponent(programme)}`} of=${Object.keys(TABS).map((id) => ({ id, title: titles[id] }))} />
      <${Tab} key=${programme} programme=${programme} />`}<//>
  <//>`;
}
