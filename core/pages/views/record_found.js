// What was found, one part for each thing; each says what, how much, and what is done about it.
import { html } from '../vendor/preact.js';
import { Icon } from '../parts/icon.js';
import { DISPOSALS, RESULTS, word } from '../names.js';
import { today } from '../session.js';
import { t } from '../words.js';

export const emptyFound = () => ({ item: '', result: '', findings: '', amount: '', points: '', disposals: [], rectify_by: '', case: false });

function Disposals({ chosen, onChange }) {
  const turn = (value) => onChange(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);
  return html`<fieldset class="chips"><legend>${t('What is done about it')}</legend>${Object.keys(DISPOSALS).map((value) => html`
    <label key=${value} class="chip ${chosen.includes(value) ? 'chosen' : ''}"><input type="checkbox" checked=${chosen.includes(value)} onChange=${() => turn(value)} />${word(DISPOSALS, value)}</label>`)}</fieldset>`;
}

function Row({ row, number, checks, result, onChange, onRemove }) {
  const input = (name) => (event) => onChange({ ...row, [name]: event.target.value });
  return html`<fieldset class="found"><legend>${t('Problem {n}', { n: number })}</legend>
    ${onRemove && html`<button type="button" class="bare found-remove" aria-label=${t('Take problem {n} away', { n: number })} onClick=${onRemove}><${Icon} name="close" /></button>`}
    ${checks.length > 0 && html`<label>${t('Checked')}<select value=${row.item} onChange=${input('item')}><option value="">${t('The whole visit')}</option>
      ${checks.map((check) => html`<option key=${check.item} value=${check.item}>${check.text}</option>`)}</select></label>`}
    <label>${t('What was found')}<textarea rows="3" maxlength="4000" value=${row.findings} onInput=${input('findings')}></textarea></label>
    <label>${t('How grave')}<select value=${row.result || result} onChange=${input('result')}>
      ${['problem_fixed', 'problem', 'serious'].map((one) => html`<option key=${one} value=${one}>${word(RESULTS, one)}</option>`)}</select></label>
    <div class="grid">
      <label>${t('Amount (yuan)')}<input inputmode="decimal" pattern="[0-9]+([.][0-9]{1,2})?" value=${row.amount} onInput=${input('amount')} /></label>
      <label>${t('Points lost')}<input inputmode="numeric" pattern="[0-9]+" value=${row.points} onInput=${input('points')} /></label>
    </div>
    <${Disposals} chosen=${row.disposals} onChange=${(disposals) => onChange({ ...row, disposals })} />
    <label>${t('To be put right by')}<input type="date" min=${today()} value=${row.rectify_by} onInput=${input('rectify_by')} /></label>
    <label class="choice"><input type="checkbox" checked=${row.case} onChange=${(event) => onChange({ ...row, case: event.target.checked })} />${t('Open a case')}</label>
  </fieldset>`;
}

export function Found({ rows, checks, result, onChange }) {
  const put = (i) => (row) => onChange(rows.map((one, j) => (j === i ? row : one)));
  const take = (i) => () => onChange(rows.filter((_, j) => j !== i));
  return html`${rows.map((row, i) => html`<${Row} key=${i} row=${row} number=${i + 1} checks=${checks} result=${result} onChange=${put(i)} onRemove=${rows.length > 1 ? take(i) : null} />`)}
    <button type="button" class="quiet more" onClick=${() => onChange([...rows, emptyFound()])}><${Icon} name="plus" /> ${t('One more problem')}</button>`;
}
