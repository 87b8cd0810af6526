// What anybody may know: programmes, their plans, draws with their records, results once they are
// published. Nobody signs in; the server answers as it answers everybody.
import { html, render, useEffect, useState } from '../vendor/preact.js';
import { Loaded, useData } from '../parts/data.js';
import { Switches } from '../parts/frame.js';
import { Icon } from '../parts/icon.js';
import { Messages } from '../parts/messages.js';
import { Empty, Name } from '../parts/page.js';
import { date, instant, number } from '../format.js';
import { loadWords, t, tn } from '../words.js';
import { Programme } from './programme.js';

function useAddress() {
  const read = () => decodeURIComponent((/^#\/programmes\/([^/?]+)/.exec(location.hash) || [])[1] || '');
  const [at, setAt] = useState(read);
  useEffect(() => {
    const move = () => {
      setAt(read());
      scrollTo(0, 0);
    };
    addEventListener('hashchange', move);
    return () => removeEventListener('hashchange', move);
  }, []);
  return at;
}

function Programmes() {
  const programmes = useData('/public/programmes', {}, { whole: true });
  useEffect(() => {
    document.title = t('Inspections made public');
  }, []);
  return html`<h1>${t('Inspections made public')}</h1>
    <p class="lead">${t('What is planned, how it was drawn, and what was found. Every draw can be repeated by anybody.')}</p>
    <${Loaded} from=${programmes}>${(list) => (list.items.length ? html`<ul class="public-list">${list.items.map((one) => html`<li key=${one.id}>
      <a href="#/programmes/${encodeURIComponent(one.id)}"><strong><${Name}>${one.title || one.id}<//></strong>
        <span>${t('Year {year}', { year: one.year })} · ${t('approved on {day}', { day: one.approved ? date(one.approved.at) : '–' })}</span>
        <span>${tn('{n} stage', '{n} stages', one.stages.length)} · ${t('{n} visits done', { n: number(one.visits.done) })}</span></a></li>`)}</ul>`
      : html`<${Empty} icon="reports" title=${t('Nothing was published yet.')} />`)}<//>`;
}

function Foot() {
  const checkpoint = useData('/public/checkpoint');
  return html`<footer class="public-foot">
    <details><summary>${t('Today’s checkpoint of the ledger')}</summary>
      <p>${t('Keep a copy: beside it, nothing that was entered before can be changed unseen.')}</p>
      <${Loaded} from=${checkpoint} lines=${2}>${(data) => html`<pre>${data.checkpoint}</pre><p>${t('The key that signs')}</p><pre>${data.key}</pre>`}<//></details>
    <p><a href="/verify">${t('Verify a record in your own browser')}</a> · <a href="/">${t('The office’s own pages')}</a></p></footer>`;
}

function Page() {
  const at = useAddress();
  return html`<header class="public-top"><a class="brand" href="#/"><img src="/assets/mark.svg" alt="" width="26" height="26" /><span>${t('Inspections made public')}</span></a>
      <div class="top-right"><button class="bare" onClick=${() => print()}>${t('Print')}</button><${Switches} /></div></header>
    <main id="main">${at ? html`<p class="back-line"><a class="back" href="#/"><${Icon} name="back" />${t('All programmes')}</a></p><${Programme} key=${at} id=${at} />` : html`<${Programmes} />`}</main>
    <${Foot} /><p class="printed">${t('As of {when}', { when: instant(new Date().toISOString()) })}</p><${Messages} />`;
}

await loadWords();
const root = document.getElementById('app');
root.removeAttribute('aria-busy');
root.replaceChildren();
render(html`<${Page} />`, root);
