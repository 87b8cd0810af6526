// Changes by hand, each tried first: what every hard rule says, then the reason, then it is done.
//
//   <${Move} visit=${visit} to=${{ date, crew }} crews=${[{ id, title }]} onEnd=${(stored) => …} />
//   <${Swap} visit=${visit} visits=${others} onEnd=… />
//   await pin(visit) · await cancel(visit)         true: it was stored
import { html, useEffect, useRef, useState } from '../vendor/preact.js';
import { Dialog, ask } from '../parts/dialog.js';
import { say, sayError } from '../parts/messages.js';
import { Name } from '../parts/page.js';
import { Note, Problem } from '../parts/problem.js';
import { call, send } from '../api.js';
import { t } from '../words.js';
import { crewOf, nameOf, when } from './visit_marks.js';

const pathOf = (visit, change) => `/visits/${encodeURIComponent(visit.id)}/${change}`;

/** What a change would do, or the refusal with each rule. Asked again whenever `body` changes. */
function useTrial(visit, change, body) {
  const [trial, setTrial] = useState({ state: 'idle' });
  const asked = body && JSON.stringify(body);
  useEffect(() => {
    if (!asked) {
      setTrial({ state: 'idle' });
      return undefined;
    }
    const abort = new AbortController();
    setTrial({ state: 'asking' });
    const timer = setTimeout(() => {
      call('POST', pathOf(visit, change), { body: { ...JSON.parse(asked), reason: '–', dry_run: true }, signal: abort.signal }).then(
        (answer) => setTrial({ state: 'allowed', answer }),
        (error) => error.name !== 'AbortError' && setTrial({ state: 'refused', error }));
    }, 150);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [asked]);
  return trial;
}

function Effect({ effect }) {
  const { before, after } = effect;
  return html`<li><strong><${Name}>${nameOf(after)}<//></strong>
    ${before && html`<div class="was"><s>${when(before)}, <bdi>${before.crew}</bdi></s></div>`}
    <div>${when(after)}, <bdi>${after.crew}</bdi> (<bdi>${crewOf(after)}</bdi>)</div></li>`;
}

function Verdict({ trial, onDay }) {
  if (trial.state === 'asking') return html`<p class="trial" aria-busy="true" role="status">${t('Asking every rule…')}</p>`;
  if (trial.state === 'allowed') {
    return html`<div class="trial good" role="status"><p><strong>${t('Every rule allows it.')}</strong></p>
      <ul class="effects">${trial.answer.effects.map((effect, i) => html`<${Effect} key=${i} effect=${effect} />`)}</ul>
      ${trial.answer.warnings.map((warning, i) => html`<${Note} key=${i} kind="warn"><bdi>${warning.message}</bdi><//>`)}</div>`;
  }
  if (trial.state === 'refused') {
    const day = onDay && (/\d{4}-\d{2}-\d{2}/.exec(trial.error.hint || '') || [])[0];
    return html`<div role="status"><${Problem} error=${trial.error} title=${t('A rule forbids it.')} />
      ${day && html`<button type="button" class="quiet small" onClick=${() => onDay(day)}>${t('Take {day}', { day })}</button>`}</div>`;
  }
  return null;
}

function Reason({ value, onInput, late }) {
  return html`<label>${t('Reason (kept in the record)')}
    <textarea rows="2" maxlength="1000" value=${value} aria-invalid=${late ? 'true' : undefined} onInput=${(event) => onInput(event.target.value)}></textarea>
    ${late && html`<small class="wrong">${t('Say why: it is kept with the change.')}</small>`}</label>`;
}

/** The dialog around one change: fields above, verdict, reason, and the button that stores it. */
function Change({ title, visit, change, body, fields, yes, done, onDay, onEnd }) {
  const trial = useTrial(visit, change, body);
  const [reason, setReason] = useState('');
  const [late, setLate] = useState(false);
  const [busy, setBusy] = useState(false);
  const alive = useRef(true);
  useEffect(() => () => { alive.current = false; }, []);
  const submit = async (event) => {
    event.preventDefault();
    if (!reason.trim()) {
      setLate(true);
      return;
    }
    setBusy(true);
    try {
      const answer = await send('POST', pathOf(visit, change), { ...body, reason: reason.trim() });
      say(done);
      onEnd(answer);
    } catch (error) {
      if (!alive.current) return;
      setBusy(false);
      sayError(error);
    }
  };
  const foot = html`<button type="button" class="quiet" onClick=${() => onEnd(null)}>${t('Not now')}</button>
    <button form="change" disabled=${trial.state !== 'allowed' || busy} aria-busy=${busy ? 'true' : undefined}>${yes}</button>`;
  return html`<${Dialog} title=${title} onClose=${() => onEnd(null)} foot=${foot}>
    <form id="change" class="change" onSubmit=${submit}>
      <p><strong><${Name}>${nameOf(visit)}<//></strong><br /><span class="quiet-text">${when(visit)} · <bdi>${visit.crew}</bdi></span></p>
      ${fields}
      <${Verdict} trial=${trial} onDay=${onDay} />
      ${trial.state === 'allowed' && html`<${Reason} value=${reason} onInput=${setReason} late=${late && !reason.trim()} />`}
    </form><//>`;
}

export function Move({ visit, to = {}, crews = [], onEnd }) {
  const [date, setDate] = useState(to.date || visit.date);
  const [at, setAt] = useState('');
  const [crew, setCrew] = useState(to.crew || visit.crew);
  const same = date === visit.date && crew === visit.crew && !at;
  const body = same || !date ? null : {
    ...(date !== visit.date || at ? { to: date } : {}), ...(at ? { at } : {}), ...(crew !== visit.crew ? { crew } : {}),
  };
  const known = crews.some((one) => one.id === visit.crew) ? crews : [{ id: visit.crew, title: visit.crew }, ...crews];
  const fields = html`<div class="grid">
    <label>${t('Day')}<input type="date" name="date" required value=${date} onInput=${(event) => setDate(event.target.value)} /></label>
    <label>${t('Hour')}<input type="time" name="at" value=${at} onInput=${(event) => setAt(event.target.value)} />
      <small>${t('Empty: the first free time')}</small></label>
    <label>${t('Crew')}<select name="crew" value=${crew} onChange=${(event) => setCrew(event.target.value)}>
      ${known.map((one) => html`<option key=${one.id} value=${one.id}>${one.title}</option>`)}</select></label>
  </div>`;
  return html`<${Change} title=${t('Move a visit')} visit=${visit} change="move" body=${body} fields=${fields} yes=${t('Move it')}
    done=${t('Moved. Calendars follow by themselves.')} onDay=${setDate} onEnd=${onEnd} />`;
}

export function Swap({ visit, visits, onEnd }) {
  const [other, setOther] = useState('');
  const fields = html`<label>${t('With which visit?')}
    <select name="other" value=${other} onChange=${(event) => setOther(event.target.value)}>
      <option value="">${t('Choose…')}</option>
      ${visits.filter((one) => one.id !== visit.id).map((one) => html`<option key=${one.id} value=${one.id}>${when(one)} · ${nameOf(one)} · ${one.crew}</option>`)}
    </select></label>`;
  return html`<${Change} title=${t('Swap two visits')} visit=${visit} change="swap" body=${other ? { other } : null} fields=${fields}
    yes=${t('Swap them')} done=${t('Swapped. Calendars follow by themselves.')} onEnd=${onEnd} />`;
}

async function decide(visit, change, body, question, done) {
  const reason = await ask({ ...question, reason: true });
  if (reason === null) return false;
  try {
    const answer = await send('POST', pathOf(visit, change), { ...body, reason });
    say(done);
    for (const warning of answer.warnings || []) say(warning.message, 'warn');
    return true;
  } catch (error) {
    sayError(error.rows && error.rows.length ? { ...error, message: error.rows.map((row) => row.message).join(' ') } : error);
    return false;
  }
}

export const pin = (visit) => (visit.pinned
  ? decide(visit, 'pin', { off: true }, { title: t('Let a replan move it again?'), text: nameOf(visit), yes: t('Unpin') }, t('A replan may move it again.'))
  : decide(visit, 'pin', {}, { title: t('Keep it where it is?'), text: nameOf(visit), yes: t('Pin') }, t('Every replan leaves it there.')));

export const cancel = (visit) => decide(visit, 'cancel', {}, {
  title: t('Cancel this visit?'), text: t('Calendars show it as cancelled; it is not planned again.'), yes: t('Cancel the visit'), danger: true,
}, t('Cancelled. Calendars show it.'));
