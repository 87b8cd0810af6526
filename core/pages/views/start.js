// What needs doing today, and how the year stands.
import { html } from '../vendor/preact.js';
import { Loaded, useData } from '../parts/data.js';
import { Bar, Badge, Button, Card, Empty, Name, Page, Tiles } from '../parts/page.js';
import { away, date, daysAfter, number, percent, weekday } from '../format.js';
import { may, session, today } from '../session.js';
import { t, tn } from '../words.js';

const SOON = 14;
const MOST = 8; // what can be looked through at a glance

const sum = (programmes, count) => programmes.reduce((all, one) => all + count(one), 0);
export const planned = (visits) => visits.draft + visits.published + visits.accepted + visits.done;

function Figures({ programmes, due, leads, register }) {
  const late = due.filter((item) => item.overdue).length;
  const drafts = sum(programmes, (one) => one.visits.draft);
  const unmet = sum(programmes, (one) => one.unmet);
  const done = sum(programmes, (one) => one.visits.done);
  const all = sum(programmes, (one) => planned(one.visits));
  return html`<${Tiles} of=${[
    { title: t('Visits done'), value: number(done), note: t('{share} of {n} planned', { share: percent(done, all), n: number(all) }), href: '#/programmes' },
    { title: t('Reports due soon'), value: number(due.length), kind: late ? 'bad' : '', note: late ? tn('{n} overdue', '{n} overdue', late) : t('within {n} days', { n: SOON }), href: '#/due' },
    drafts > 0 && { title: t('Visits in draft'), value: number(drafts), kind: 'warn', note: t('not published yet'), href: '#/programmes' },
    unmet > 0 && { title: t('Could not be planned'), value: number(unmet), kind: 'bad', note: t('each with its proof'), href: '#/programmes' },
    leads && leads.length > 0 && { title: t('Leads open'), value: number(leads.length), kind: 'warn', href: '#/leads' },
    register && { title: t('Targets in force'), value: number(register.statuses.active || 0), note: t('as of {day}', { day: date(register.at) }), href: '#/registers/targets' },
  ]} />`;
}

function ToDo({ programmes, due, leads, chores }) {
  const items = [
    ...chores.map((one) => ({
      key: `chore ${one.chore} ${one.programme} ${one.what}`, kind: one.fate === 'failed' ? 'bad' : 'warn',
      badge: one.fate === 'failed' ? t('Failed') : t('Waits'), title: one.message,
      href: one.programme ? `#/programmes/${encodeURIComponent(one.programme)}` : '#/ledger', note: one.hint })),
    ...programmes.filter((one) => one.visits.draft > 0).map((one) => ({
      key: `draft ${one.id}`, kind: 'warn', badge: t('Draft'), title: one.title, href: `#/programmes/${encodeURIComponent(one.id)}/approve`,
      note: tn('{n} visit waits to be approved', '{n} visits wait to be approved', one.visits.draft) })),
    ...programmes.filter((one) => one.unmet > 0).map((one) => ({
      key: `unmet ${one.id}`, kind: 'bad', badge: t('Not planned'), title: one.title, href: `#/programmes/${encodeURIComponent(one.id)}?tab=unmet`,
      note: tn('{n} visit found no place', '{n} visits found no place', one.unmet) })),
    ...due.map((item) => ({
      key: `due ${item.programme} ${item.id} ${item.subject} ${item.target}`, kind: item.overdue ? 'bad' : 'info', badge: item.overdue ? t('Overdue') : t('Due'), title: item.title, href: '#/due',
      note: `${weekday(item.date)}${item.time ? ` ${item.time}` : ''} · ${away(item.date, today())}${item.to ? ` · ${t('to {whom}', { whom: item.to })}` : ''}` })),
    ...(leads || []).map((lead) => ({
      key: `lead ${lead.id}`, kind: 'warn', badge: t('Open lead'), title: lead.summary || lead.id, href: '#/leads',
      note: [lead.target_name || lead.target, lead.reply_due && t('answer until {day}', { day: date(lead.reply_due) })].filter(Boolean).join(' · ') })),
  ];
  if (!items.length) return html`<${Empty} icon="good" title=${t('Nothing waits for you')}>${t('Reports that fall due in the next two weeks will stand here.')}<//>`;
  const more = items.length - MOST;
  return html`<ul class="stack flat">${items.slice(0, MOST).map((item) => html`<li key=${item.key} class="item">
    <div class="item-main"><a href=${item.href}><${Name}>${item.title}<//></a><div class="item-note"><bdi>${item.note}</bdi></div></div>
    <${Badge} kind=${item.kind}>${item.badge}<//></li>`)}
    ${more > 0 && html`<li class="item"><a href="#/due">${tn('and {n} more', 'and {n} more', more)}</a></li>`}</ul>`;
}

function Programmes({ programmes }) {
  return html`<ul class="stack flat">${programmes.map((one) => {
    const all = planned(one.visits);
    return html`<li key=${one.id} class="item">
      <div class="item-main"><a href="#/programmes/${encodeURIComponent(one.id)}"><${Name}>${one.title}<//></a>
        <div class="with-bar"><${Bar} done=${one.visits.done} total=${all} label=${t('{done} of {all} visits done', { done: one.visits.done, all })} />
          <span class="item-note tight">${number(one.visits.done)} / ${number(all)}</span></div></div></li>`;
  })}</ul>`;
}

function FirstSteps({ register }) {
  const targets = register && register.rows && register.rows.targets;
  return html`<${Card} title=${t('First steps')}><ol class="steps">
    <li class=${targets ? 'did' : ''}><a href="#/upload/targets">${t('Upload the register of institutions')}</a><br />
      <small>${t('A table as it comes from Excel: CSV or XLSX, GB18030 or UTF-8.')}</small></li>
    <li><a href="#/upload/inspectors">${t('Upload the inspectors')}</a></li>
    <li><a href="#/policies">${t('Choose a policy and plan the year')}</a></li>
  </ol><//>`;
}

export default function Start() {
  const { user } = session.use();
  const programmes = useData('/programmes', { limit: 200 });
  const due = useData('/due', { open: true, to: daysAfter(today(), SOON) });
  const leads = useData('/leads', { open: true });
  const register = useData('/register');
  const declined = useData('/declined', { open: true });
  const chores = useData('/chores');
  const dueItems = due.data ? due.data.items : [];
  const leadItems = leads.data ? leads.data.items : null;
  return html`<${Page} title=${t('Today')} lead=${weekday(today())}
      actions=${may('admin', 'planner') && html`<${Button} icon="upload" kind="quiet" href="#/upload/targets">${t('Upload a register')}<//>
        <${Button} icon="play" href="#/policies">${t('Make a plan')}<//>`}>
    <${Loaded} from=${programmes} lines=${8}>${({ items }) => html`
      ${items.length === 0 && user.role !== 'auditor' ? html`<${FirstSteps} register=${register.data} />`
        : html`<${Figures} programmes=${items} due=${dueItems} leads=${leadItems} register=${register.data} />`}
      <div class="split">
        <${Card} title=${t('To do')}><${ToDo} programmes=${items} due=${dueItems} leads=${leadItems} chores=${chores.data ? chores.data.items : []} /><//>
        ${items.length > 0 && html`<${Card} title=${t('Programmes')} aside=${html`<a href="#/programmes">${t('All')}</a>`}><${Programmes} programmes=${items} /><//>`}
      </div>`}<//>
  <//>`;
}
