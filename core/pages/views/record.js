// The result of one visit, recorded where it was found: big targets, few questions, nothing lost.
import { html, useEffect, useState } from '../vendor/preact.js';
import { Loaded, useData } from '../parts/data.js';
import { say } from '../parts/messages.js';
import { Card, Empty, Name, Page } from '../parts/page.js';
import { Note, Problem } from '../parts/problem.js';
import { RESULTS, SEATS, word } from '../names.js';
import { deliver, draft, dropDraft, keepDraft } from '../outbox.js';
import { may, today } from '../session.js';
import { t } from '../words.js';
import { Decline } from './decline.js';
import { Found, emptyFound } from './record_found.js';
import { nameOf, when } from './visit_marks.js';
import { Outcomes } from './visit.js';

const FOUND = ['problem_fixed', 'problem', 'serious'];

function fresh(visit) {
  return {
    result: '', date: visit.date < today() ? visit.date : today(), found: [emptyFound()], people: visit.people.map((person) => person.id),
    note: '', correct: false, reason: '',
  };
}

const clean = (row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== '' && value !== undefined && value !== false));

/** What the server is told: one row for the visit, or one for each thing that was found. */
export function rowsOf(visit, form) {
  const planned = visit.people.map((person) => person.id);
  const shared = {
    visit: visit.id, date: form.date === visit.date ? '' : form.date, correct: form.correct, reason: form.correct ? form.reason : '',
    ...(form.people.join() === planned.join() ? {} : { people: form.people }),
  };
  if (!FOUND.includes(form.result)) return [clean({ ...shared, result: form.result, findings: form.note })];
  return form.found.map((row) => clean({
    ...shared, result: row.result || form.result, item: row.item, findings: row.findings, amount: row.amount,
    points: row.points ? Number(row.points) : '', disposal: row.disposals.join(','), rectify_by: row.rectify_by, case: row.case,
  }));
}

function wrongIn(form) {
  if (!form.result) return t('Choose what the visit found.');
  if (!form.people.length) return t('Say who came.');
  if (FOUND.includes(form.result) && form.found.some((row) => !row.findings.trim())) return t('Say of each problem what was found.');
  if (form.correct && !form.reason.trim()) return t('Say why it is corrected: it is kept.');
  return '';
}

function Results({ value, onChange }) {
  return html`<fieldset class="choices"><legend>${t('What did the visit find?')}</legend>
    ${Object.keys(RESULTS).map((result) => html`<label key=${result} class="choice ${result} ${value === result ? 'chosen' : ''}">
      <input type="radio" name="result" value=${result} checked=${value === result} onChange=${() => onChange(result)} />${word(RESULTS, result)}</label>`)}
  </fieldset>`;
}

function Who({ visit, people, onChange }) {
  const turn = (id) => onChange(people.includes(id) ? people.filter((one) => one !== id) : [...people, id]);
  const all = [...visit.people, ...people.filter((id) => !visit.people.some((person) => person.id === id)).map((id) => ({ id, name: id }))];
  const [other, setOther] = useState('');
  const add = () => {
    if (other.trim() && !people.includes(other.trim())) onChange([...people, other.trim()]);
    setOther('');
  };
  return html`<fieldset class="who-came"><legend>${t('Who came?')}</legend>
    ${all.map((person) => html`<label key=${person.id} class="choice"><input type="checkbox" checked=${people.includes(person.id)} onChange=${() => turn(person.id)} />
      <${Name}>${person.name || person.id}<//> <span class="quiet-text">${word(SEATS, person.seat)}</span></label>`)}
    <div class="with-button"><input aria-label=${t('Somebody else: their id')} placeholder=${t('Somebody else: their id')} value=${other} onInput=${(event) => setOther(event.target.value)} />
      <button type="button" class="quiet" onClick=${add} disabled=${!other.trim()}>${t('Add')}</button></div>
  </fieldset>`;
}

function Correction({ form, change }) {
  return html`<label class="choice"><input type="checkbox" checked=${form.correct} onChange=${(event) => change({ correct: event.target.checked })} />
      ${t('This stands in the place of what is stored')}</label>
    ${form.correct && html`<label>${t('Why is it corrected?')}<textarea rows="2" maxlength="1000" value=${form.reason} onInput=${(event) => change({ reason: event.target.value })}></textarea></label>`}`;
}

function Form({ visit }) {
  const [form, setForm] = useState(() => ({ ...fresh(visit), ...draft(visit.id) }));
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const change = (part) => setForm((before) => {
    const after = { ...before, ...part };
    keepDraft(visit.id, after);
    return after;
  });
  const submit = async (event) => {
    event.preventDefault();
    const wrong = wrongIn(form);
    setError(wrong ? { message: wrong } : null);
    if (wrong) return;
    setBusy(true);
    try {
      const how = await deliver(visit.id, rowsOf(visit, form));
      dropDraft(visit.id);
      say(how === 'sent' ? t('The result is stored.') : t('No connection: the result is kept on this phone and sent later.'), how === 'sent' ? 'good' : 'warn');
      location.hash = may('inspector') ? '#/mine' : `#/visits/${visit.id}`;
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  };
  return html`<form class="record" onSubmit=${submit}>
    <${Results} value=${form.result} onChange=${(result) => change({ result })} />
    ${FOUND.includes(form.result) ? html`<${Found} rows=${form.found} checks=${visit.checks} result=${form.result} onChange=${(found) => change({ found })} />`
      : form.result && html`<label>${t('Remarks')}<textarea rows="2" maxlength="4000" value=${form.note} onInput=${(event) => change({ note: event.target.value })}></textarea></label>`}
    ${form.result && html`<label>${t('Made on')}<input type="date" required max=${today()} value=${form.date} onInput=${(event) => change({ date: event.target.value })} /></label>
      <${Who} visit=${visit} people=${form.people} onChange=${(people) => change({ people })} />
      ${visit.outcomes.length > 0 && html`<${Correction} form=${form} change=${change} />`}`}
    ${error && html`<${Problem} error=${{ rows: [], ...error, message: error.message }} />`}
    <div class="record-foot"><button disabled=${busy || !form.result} aria-busy=${busy ? 'true' : undefined}>${t('Store the result')}</button></div>
  </form>`;
}

function Head({ visit }) {
  const { place } = visit;
  return html`<${Card}><p class="own-address"><bdi>${place.address}</bdi></p>
    <p class="quiet-text"><bdi>${[place.area_name, place.zone, place.organisation].filter(Boolean).join(' · ')}</bdi></p>
    <p><bdi>${visit.people.map((person) => person.name).join(t(', '))}</bdi></p>
    <p><a href="#/visits/${encodeURIComponent(visit.id)}">${t('Why this visit?')}</a></p><//>
    ${visit.checks.length > 0 && html`<${Card} title=${t('What is checked')}><ul class="checks">${visit.checks.map((check) => html`
      <li key=${check.item}><bdi>${check.text}</bdi>${check.basis && html`<br /><span class="quiet-text"><bdi>${check.basis}</bdi></span>`}</li>`)}</ul><//>`}`;
}

function Whole({ visit }) {
  const [declining, setDeclining] = useState(false);
  const ahead = visit.status === 'published' || visit.status === 'accepted';
  const early = ahead && visit.date > today();
  const own = may('inspector');
  useEffect(() => scrollTo(0, 0), []);
  return html`<${Page} title=${nameOf(visit)} lead=${when(visit)} back=${own ? { href: '#/mine', title: t('My visits') } : { href: `#/visits/${visit.id}`, title: t('The visit') }}>
    <${Head} visit=${visit} />
    ${visit.outcomes.length > 0 && html`<${Card} title=${t('What is stored')} flush><${Outcomes} rows=${visit.outcomes} /><//>`}
    ${early ? html`<${Note}>${t('The result can be recorded from {day} on.', { day: when(visit) })}<//>`
      : visit.status === 'cancelled' || visit.status === 'draft' ? html`<${Note} kind="warn">${t('Only an approved visit that was not cancelled has a result.')}<//>`
        : html`<${Card} title=${t('Result')}><${Form} visit=${visit} /><//>`}
    ${ahead && own && html`<p class="decline-way"><button type="button" class="quiet" onClick=${() => setDeclining(true)}>${t('I cannot make this visit')}</button></p>`}
    ${declining && html`<${Decline} visit=${visit} onEnd=${() => setDeclining(false)} />`}
  <//>`;
}

export default function Record({ params }) {
  const visit = useData(`/visits/${encodeURIComponent(params.id)}`);
  return html`<${Loaded} from=${visit} lines=${8}>${(data) => (data.busy
    ? html`<${Page} title=${t('Not to be known yet')} lead=${when(data)}><${Empty} icon="lock" title=${t('Keep this time free.')} /><//>`
    : html`<${Whole} visit=${data} />`)}<//>`;
}
