// "I cannot make this visit": the ground, a few words, and the office sends somebody else.
import { html, useState } from '../vendor/preact.js';
import { Dialog } from '../parts/dialog.js';
import { say } from '../parts/messages.js';
import { Problem } from '../parts/problem.js';
import { send } from '../api.js';
import { GROUNDS, word } from '../names.js';
import { t } from '../words.js';

export function Decline({ visit, onEnd }) {
  const [ground, setGround] = useState('');
  const [reason, setReason] = useState('');
  const [error, setError] = useState(null);
  const submit = async (event) => {
    event.preventDefault();
    if (!ground) {
      setError({ message: t('Say on what ground.') });
      return;
    }
    try {
      await send('POST', `/visits/${encodeURIComponent(visit.id)}/decline`, { ground, ...(reason.trim() ? { reason: reason.trim() } : {}) });
      say(t('The office knows. You stay in the visit until it has sent somebody else.'));
      onEnd(true);
    } catch (refused) {
      setError(refused);
    }
  };
  const foot = html`<button type="button" class="quiet" onClick=${() => onEnd(false)}>${t('Not now')}</button><button form="decline">${t('Tell the office')}</button>`;
  return html`<${Dialog} title=${t('I cannot make this visit')} onClose=${() => onEnd(false)} foot=${foot}>
    <form id="decline" onSubmit=${submit}>
      <fieldset class="choices"><legend>${t('On what ground?')}</legend>${Object.keys(GROUNDS).map((one) => html`
        <label key=${one} class="choice ${ground === one ? 'chosen' : ''}"><input type="radio" name="ground" value=${one} checked=${ground === one} onChange=${() => setGround(one)} />${word(GROUNDS, one)}</label>`)}</fieldset>
      <label>${t('In your own words')}<textarea rows="3" maxlength="1000" value=${reason} onInput=${(event) => setReason(event.target.value)}></textarea></label>
      ${error && html`<${Problem} error=${error} />`}
    </form><//>`;
}
