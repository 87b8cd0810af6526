// Short messages at the edge of the page, read out by screen readers: say('Approved.').
import { html } from '../vendor/preact.js';
import { t } from '../words.js';
import { Icon } from './icon.js';
import { store } from './store.js';

const shown = store([]);
let last = 0;

/** kind: good, warn or bad; what went wrong stays until it is closed. */
export function say(text, kind = 'good') {
  const id = ++last;
  shown.set([...shown.get().slice(-3), { id, text, kind }]);
  if (kind !== 'bad') setTimeout(() => close(id), 6000);
}

export const sayError = (error) => error.name !== 'AbortError' && say([error.message, error.hint].filter(Boolean).join(' '), 'bad');

function close(id) {
  shown.set(shown.get().filter((message) => message.id !== id));
}

export function Messages() {
  const messages = shown.use();
  return html`<div class="messages" aria-live="polite" aria-relevant="additions">
    ${messages.map((message) => html`<div key=${message.id} class="message ${message.kind}">
      <span><bdi>${message.text}</bdi></span>
      <button class="bare" aria-label=${t('Close')} onClick=${() => close(message.id)}><${Icon} name="close" /></button>
    </div>`)}
  </div>`;
}
