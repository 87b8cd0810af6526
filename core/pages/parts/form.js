// Fields of a form from a description of parameters, as policies and operations give them.
//
//   <${Fields} of=${params} values=${values} onChange=${(name, value) => …} errors=${{ name: text }} />
//
// A parameter: name · title · type (date, integer, share, boolean, text, password, choice, long) · fallback ·
// choices · hint · required · unit · least · most. Shares are [1, 20] or "5%" inside and "5 %" in the field.
import { html } from '../vendor/preact.js';
import { t } from '../words.js';

const CHOICES = /[(（]([^()（）]*\|[^()（）]*)[)）]\s*$/;

/** A policy names what a text may be at the end of its title: "order (zone|draw)". */
export function choicesOf(parameter) {
  if (parameter.choices && parameter.choices.length) return parameter.choices.map((one) => (typeof one === 'string' ? { value: one, title: one } : one));
  if (parameter.type !== 'text') return null;
  const found = CHOICES.exec(parameter.title || '');
  if (!found) return null;
  return found[1].split('|').map((one) => {
    const [, value, title] = /^([^:：]+)(?:[:：](.*))?$/.exec(one.trim()) || [null, one, ''];
    return { value, title: title || value };
  });
}

const titleOf = (parameter) => (choicesOf(parameter) && !(parameter.choices && parameter.choices.length)
  ? parameter.title.replace(CHOICES, '').trim() : parameter.title) || parameter.name;

/** What a field shows of a value. */
export function shown(parameter, value) {
  if (value === undefined || value === null) return '';
  if (parameter.type === 'share' && Array.isArray(value)) return String(Number(((value[0] * 100) / value[1]).toFixed(6)));
  return parameter.type === 'share' ? String(value).replace(/%$/, '') : String(value);
}

/** What `--set NAME=` takes of what a field holds. */
export function written(parameter, text) {
  if (parameter.type === 'share') return `${String(text).trim().replace(/[%％]$/, '').trim()}%`;
  return String(text);
}

function Input({ parameter, id, value, onInput, invalid }) {
  const common = { id, name: parameter.name, required: parameter.required, 'aria-invalid': invalid ? 'true' : undefined, 'aria-describedby': `${id}-note` };
  const choices = choicesOf(parameter);
  const input = (event) => onInput(event.target.value);
  if (choices) {
    const own = choices.some((one) => one.value === value) || value === '' ? choices : [{ value, title: value }, ...choices];
    return html`<select ...${common} value=${value} onChange=${input}>
      ${own.map((one) => html`<option key=${one.value} value=${one.value}>${one.title}</option>`)}</select>`;
  }
  if (parameter.type === 'date') return html`<input type="date" min=${parameter.least ?? undefined} max=${parameter.most ?? undefined} ...${common} value=${value} onInput=${input} />`;
  if (parameter.type === 'integer') {
    return html`<input type="number" step="1" inputmode="numeric" min=${parameter.least ?? parameter.min} max=${parameter.most ?? parameter.max} ...${common} value=${value} onInput=${input} />`;
  }
  if (parameter.type === 'share') {
    return html`<span class="with-unit"><input inputmode="decimal" ...${common} value=${value} onInput=${input} /><span>%</span></span>`;
  }
  if (parameter.type === 'long' || (parameter.type === 'text' && String(value).length > 60)) {
    return html`<textarea rows="3" ...${common} value=${value} onInput=${input}></textarea>`;
  }
  return html`<input type=${parameter.type === 'password' ? 'password' : 'text'} autocomplete=${parameter.autocomplete || 'off'}
    maxlength=${parameter.maxLength} ...${common} value=${value} onInput=${input} />`;
}

export function Field({ parameter, value, onChange, error, prefix = 'field' }) {
  const id = `${prefix}-${parameter.name}`;
  const change = (to) => onChange(parameter.name, to);
  const usual = shown(parameter, parameter.fallback);
  const moved = parameter.fallback !== undefined && String(value) !== usual;
  const note = html`<small id="${id}-note" class=${error ? 'wrong' : ''}>${error || parameter.hint
    || (moved ? t('Usually {value}', { value: parameter.type === 'share' ? `${usual} %` : usual || t('empty') }) : '')}</small>`;
  if (parameter.type === 'boolean') {
    return html`<div class="field check"><label for=${id}><input id=${id} type="checkbox" role="switch"
      checked=${value === true || value === 'true'} onChange=${(event) => change(event.target.checked)} />${titleOf(parameter)}</label>${note}</div>`;
  }
  return html`<div class="field"><label for=${id}>${titleOf(parameter)}</label>
    <${Input} parameter=${parameter} id=${id} value=${value} onInput=${change} invalid=${Boolean(error)} />${note}</div>`;
}

export function Fields({ of, values, onChange, errors = {}, prefix }) {
  return html`<div class="fields">${of.map((parameter) => html`<${Field} key=${parameter.name} parameter=${parameter} prefix=${prefix}
    value=${values[parameter.name] ?? shown(parameter, parameter.value ?? parameter.fallback)} onChange=${onChange} error=${errors[parameter.name]} />`)}</div>`;
}
