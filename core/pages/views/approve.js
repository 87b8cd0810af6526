// Approval: what will be seen outside, then the name under it.
import { html, useState } from '../vendor/preact.js';
import { send } from '../api.js';
import { Loaded, useData } from '../parts/data.js';
import { Fields } from '../parts/form.js';
import { say } from '../parts/messages.js';
import { PersonName } from '../parts/known.js';
import { Button, Card, Empty, Name, Page, Tiles } from '../parts/page.js';
import { Unmet } from '../parts/plan_result.js';
import { Note, Problem } from '../parts/problem.js';
import { Table } from '../parts/table.js';
import { number, weekday } from '../format.js';
import { session } from '../session.js';
import { t, tn } from '../words.js';

/** The first visits that calendars will show. */
function Ahead({ id, until }) {
  const visits = useData('/visits', { programme: id, to: until || undefined }, { whole: true, most: 6000 });
  return html`<${Loaded} from=${visits} lines=${6}>${({ items }) => {
    const drafts = items.filter((one) => one.status === 'draft');
    return html`<${Table} rows=${drafts} size=${15} label=${t('Visits that will be published')} id=${(one) => one.id} columns=${[
      { key: 'target_name', title: t('Institution'), main: true, cell: (one) => html`<a href="#/visits/${encodeURIComponent(one.id)}"><${Name} clip>${one.target_name || one.target}<//></a>` },
      { key: 'date', title: t('Day'), of: (one) => `${one.date} ${one.start}`, cell: (one) => html`<span class="tight">${weekday(one.date)} ${one.start}</span>` },
      { key: 'crew', title: t('Crew'), cell: (one) => html`<bdi>${one.crew}</bdi>` },
      { key: 'people', title: t('People'), of: (one) => one.people.map((person) => person.name || person.id).join(' '), cell: (one) => one.people.map((person, i) => html`${i > 0 && t(', ')}<${PersonName} key=${person.id} id=${person.id} />`) },
    ]} empty=${html`<${Empty} icon="good" title=${t('Nothing is left to publish')} />`} />`;
  }}<//>`;
}

function Form({ of }) {
  const { user } = session.use();
  const [values, setValues] = useState({ by: user.name, until: '', accept_unmet: false });
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const approve = async () => {
    setBusy(true);
    setError(null);
    try {
      const said = await send('POST', `/programmes/${encodeURIComponent(of.id)}/approve`, {
        by: values.by, until: values.until || undefined, accept_unmet: values.accept_unmet || undefined });
      say(said.visits !== undefined ? tn('Approved: {n} visit is published.', 'Approved: {n} visits are published.', said.visits) : t('The plan is approved.'));
      location.hash = `#/programmes/${encodeURIComponent(of.id)}`;
    } catch (refusal) {
      setError(refusal);
      setBusy(false);
    }
  };
  return html`
    <${Card} title=${t('Approve')}>
      <${Fields} prefix="approve" values=${values} onChange=${(name, value) => setValues({ ...values, [name]: value })} of=${[
        { name: 'by', title: t('Who approves'), type: 'text', required: true, hint: t('As it stands on papers: a person or the office.') },
        { name: 'until', title: t('Only visits up to'), type: 'date', hint: t('empty: all of them') },
        of.unmet > 0 && { name: 'accept_unmet', title: t('Approve although some visits have no place'), type: 'boolean' },
      ].filter(Boolean)} />
      ${error && html`<${Problem} error=${error} />`}
      <div class="buttons"><${Button} icon="good" disabled=${busy || !values.by.trim() || (of.unmet > 0 && !values.accept_unmet)} onClick=${approve}>${t('Approve and publish')}<//>
        <${Button} kind="quiet" href="#/programmes/${encodeURIComponent(of.id)}">${t('Not now')}<//></div>
    <//>
    ${of.unmet > 0 && html`<${Card} title=${t('What found no place')}><${Unmet} plan=${of.plan || { unmet: [], proofs: [] }} /><//>`}
    <${Card} flush title=${t('Visits that will be published')}><${Ahead} id=${of.id} until=${values.until} /><//>`;
}

export default function Approve({ params }) {
  const programme = useData(`/programmes/${encodeURIComponent(params.id)}`);
  return html`<${Page} title=${t('Approve')} back=${{ href: `#/programmes/${encodeURIComponent(params.id)}`, title: programme.data ? programme.data.title : params.id }}
      lead=${t('Once approved, calendars and notices show these visits, and moving them is counted.')}>
    <${Loaded} from=${programme} lines=${8}>${(of) => html`
      <${Tiles} of=${[
        { title: t('Will be published'), value: number(of.visits.draft), kind: of.visits.draft ? 'warn' : '' },
        { title: t('Published before'), value: number(of.visits.published + of.visits.accepted) },
        { title: t('Not planned'), value: number(of.unmet), kind: of.unmet ? 'bad' : '' },
      ]} />
      ${of.provisional && html`<${Note} kind="warn">${t('This plan was made before the holidays were announced. Plan again when they are.')}<//>`}
      ${of.visits.draft > 0 ? html`<${Form} of=${of} />` : html`<${Card}><${Empty} icon="good" title=${t('Nothing is left to publish')} /><//>`}`}<//>
  <//>`;
}
