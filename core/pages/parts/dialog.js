// Dialogs: the browser's own <dialog> keeps focus inside, closes on Esc and gives focus back.
//
//   <${Dialog} title=… onClose=${close} foot=${html`<button…>`}>…<//>
//   const reason = await ask({ title, text, reason: true, yes: …, danger: true });
//     null: they thought better of it; else the reason (or '')
import { html, useEffect, useRef, useState } from '../vendor/preact.js';
import { t } from '../words.js';
import { Icon } from './icon.js';
import { store } from './store.js';

export function Dialog({ title, onClose, foot, wide = false, children }) {
  const box = useRef(null);
  useEffect(() => {
    const dialog = box.current;
    if (!dialog.open) dialog.showModal();
    const first = dialog.querySelector('.dialog-body :is(input, select, textarea)');
    if (first) first.focus();
    return () => dialog.open && dialog.close();
  }, []);
  const onCancel = (event) => {
    event.preventDefault();
    onClose();
  };
  return html`<dialog ref=${box} class=${wide ? 'wide' : ''} onCancel=${onCancel} aria-labelledby="dialog-title"
      onClick=${(event) => event.target === box.current && onClose()}>
    <article>
      <header>
        <h2 id="dialog-title">${title}</h2>
        <button class="bare" aria-label=${t('Close')} onClick=${onClose}><${Icon} name="close" /></button>
      </header>
      <div class="dialog-body">${children}</div>
      ${foot && html`<footer>${foot}</footer>`}
    </article>
  </dialog>`;
}

const asked = store(null);

export function ask(question) {
  return new Promise((resolve) => asked.set({ ...question, resolve }));
}

function Ask({ title, text, reason, label, yes, danger, resolve }) {
  const [given, give] = useState('');
  const [late, setLate] = useState(false);
  const end = (answer) => {
    asked.set(null);
    resolve(answer);
  };
  const submit = (event) => {
    event.preventDefault();
    if (reason && !given.trim()) setLate(true);
    else end(given.trim());
  };
  const foot = html`
    <button class="quiet" type="button" onClick=${() => end(null)}>${t('Not now')}</button>
    <button class=${danger ? 'danger' : ''} form="ask">${yes || t('Yes')}</button>`;
  return html`<${Dialog} title=${title} onClose=${() => end(null)} foot=${foot}>
    <form id="ask" onSubmit=${submit}>
      ${text && html`<p>${text}</p>`}
      ${reason && html`<label>${label || t('Reason (kept in the record)')}
        <textarea rows="3" maxlength="1000" value=${given} aria-invalid=${late && !given.trim() ? 'true' : undefined}
          onInput=${(event) => give(event.target.value)}></textarea>
        ${late && !given.trim() && html`<small class="wrong">${t('Say why: it is kept with the change.')}</small>`}
      </label>`}
    </form>
  <//>`;
}

/** Once in the page; `ask` shows in it. */
export function Asked() {
  const question = asked.use();
  return question && html`<${Ask} ...${question} />`;
}
