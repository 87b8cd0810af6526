// Somebody else for a visit that a person declined: chosen by hand where the crew was planned, by
// lot where a draw dealt it (first the entry, later the value).
import { html, useEffect, useState } from '../vendor/preact.js';
import { Dialog } from '../parts/dialog.js';
import { Waiting, useData } from '../parts/data.js';
import { say } from '../parts/messages.js';
import { Name } from '../parts/page.js';
import { Note, Problem } from '../parts/problem.js';
import { call, send } from '../api.js';
import { GROUND_WORDS, word } from '../names.js';
import { t } from '../words.js';
import { nameOf, when } from './visit_marks.js';

const REASONS = { recusal: 'recused', ill: 'ill', away: 'away', other: 'other' };

/** Who could come: each tried against every rule, those that fit first. */
function useFitting(visit, leaves, people) {
  const [found, setFound] = useState(null);
  const asked = people && people.map((person) => person.id).join();
  useEffect(() => {
    if (!asked) return undefined;
    let gone = false;
    const trial = async (person) => {
      const seats = visit.people.map((seat) => (seat.id === leaves ? person.id : seat.id));
      try {
        await call('POST', `/visits/${encodeURIComponent(visit.id)}/move`, { body: { people: seats, reason: '–', dry_run: true } });
        return { person, seats, error: null };
      } catch (error) {
        return { person, seats, error };
      }
    };
    const run = async () => {
      const tried = [];
      for (const person of people) {
        if (gone) return;
        tried.push(await trial(person));
        if (!gone) setFound([...tried]);
      }
    };
    run();
    return () => { gone = true; };
  }, [asked]);
  return found;
}

function ByHand({ row, onDone }) {
  const visit = row.about;
  const people = useData('/register/inspectors', { status: 'active' }, { whole: true });
  const others = people.data && people.data.items.filter((person) => !visit.people.some((seat) => seat.id === person.id)).slice(0, 60);
  const tried = useFitting(visit, row.person, others);
  const [chosen, choose] = useState('');
  const [error, setError] = useState(null);
  const fitting = (tried || []).filter((one) => !one.error);
  const submit = async (event) => {
    event.preventDefault();
    const one = fitting.find((candidate) => candidate.person.id === chosen);
    if (!one) return;
    try {
      await send('POST', `/visits/${encodeURIComponent(visit.id)}/move`, { people: one.seats, reason: [word(GROUND_WORDS, row.ground), row.reason].filter(Boolean).join(' ') });
      say(t('{name} comes instead. Calendars follow by themselves.', { name: one.person.name || one.person.id }));
      onDone();
    } catch (refused) {
      setError(refused);
    }
  };
  const trying = others && tried && tried.length < others.length;
  return html`<form id="instead" onSubmit=${submit}>
    ${!tried && html`<${Waiting} lines=${3} />`}
    <fieldset class="choices"><legend>${t('Who comes instead? Every rule allows these.')}</legend>
      ${fitting.map((one) => html`<label key=${one.person.id} class="choice ${chosen === one.person.id ? 'chosen' : ''}">
        <input type="radio" name="instead" value=${one.person.id} checked=${chosen === one.person.id} onChange=${() => choose(one.person.id)} /><${Name}>${one.person.name || one.person.id}<//></label>`)}</fieldset>
    ${trying && html`<p aria-busy="true">${t('Asking every rule…')}</p>`}
    ${tried && !trying && fitting.length === 0 && html`<${Note} kind="warn">${t('Nobody can come on that day: move the visit first.')}<//>`}
    ${error && html`<${Problem} error=${error} />`}
    <button disabled=${!chosen}>${t('Send them')}</button></form>`;
}

function ByLot({ row, onDone }) {
  const [beacon, setBeacon] = useState('dice 25');
  const [witnesses, setWitnesses] = useState('');
  const [value, setValue] = useState('');
  const [asked, setAsked] = useState(null);
  const [error, setError] = useState(null);
  const path = `/visits/${encodeURIComponent(row.visit)}/substitute`;
  const step = async (event) => {
    event.preventDefault();
    setError(null);
    try {
      if (!asked) {
        const by = witnesses.split(/[,，、\s]+/).filter(Boolean);
        setAsked(await send('POST', path, { person: row.person, reason: REASONS[row.ground], beacon, ...(by.length ? { by } : {}) }));
        return;
      }
      const done = await send('POST', path, { values: { [beacon]: beacon.startsWith('dice') ? value.replace(/[^1-6]/g, '') : value.trim() } });
      say(done.none ? t('Nobody is left who could come.') : t('{name} comes instead. Calendars follow by themselves.', { name: done.in }));
      onDone();
    } catch (refused) {
      setError(refused);
    }
  };
  return html`<form id="instead" onSubmit=${step}>
    <${Note}>${t('A draw dealt these people, so a draw replaces them: first this entry goes into the ledger, then the value is made.')}<//>
    ${!asked ? html`<label>${t('Value from')}<input value=${beacon} onInput=${(event) => setBeacon(event.target.value)} /></label>
      <label>${t('Two witnesses of the dice')}<input value=${witnesses} onInput=${(event) => setWitnesses(event.target.value)} /></label>
      <p><button type="button" class="quiet small" onClick=${() => setAsked({ entry: '' })}>${t('It is entered already: the value is out')}</button></p>`
      : html`${asked.entry ? html`<pre>${asked.entry}</pre><${Note}>${t('Values that come within ten minutes of the entry do not count; this can be closed and opened again then.')}<//>` : ''}<label>${t('What came out')}<input inputmode="numeric" value=${value} onInput=${(event) => setValue(event.target.value)} /></label>`}
    ${error && html`<${Problem} error=${error} />`}
    <button>${asked ? t('Draw') : t('Enter the substitution')}</button></form>`;
}

export function Instead({ row, onEnd }) {
  return html`<${Dialog} title=${t('Somebody else instead of {name}', { name: row.person_name || row.person })} onClose=${onEnd}>
    <p><strong><${Name}>${nameOf(row.about)}<//></strong><br /><span class="quiet-text">${when(row.about)}</span></p>
    ${row.drawn ? html`<${ByLot} row=${row} onDone=${onEnd} />` : html`<${ByHand} row=${row} onDone=${onEnd} />`}<//>`;
}
