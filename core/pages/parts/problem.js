// A refusal as the command line says it: what, where, what to do.
import { html } from '../vendor/preact.js';
import { t } from '../words.js';

export function Problem({ error, onAgain, title }) {
  const rows = error.rows || [];
  return html`<div class="problem" role="alert">
    ${title && html`<strong>${title}</strong>`}
    <p class="problem-text">${error.place && html`<code>${error.place}</code> `}<bdi>${error.message}</bdi></p>
    ${error.hint && html`<p class="hint"><bdi>${error.hint}</bdi></p>`}
    ${rows.length > 0 && html`<ul>${rows.slice(0, 20).map((row, i) => html`<li key=${i}><bdi>${row.message || String(row)}</bdi></li>`)}</ul>`}
    ${onAgain && html`<button class="small quiet" onClick=${onAgain}>${t('Try again')}</button>`}
  </div>`;
}

/** Something to know beside what is shown; kind: info, good, warn. */
export function Note({ kind = 'info', children }) {
  return html`<div class="note ${kind}">${children}</div>`;
}
