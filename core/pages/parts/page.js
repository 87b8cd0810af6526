// What every view is made of: <${Page} title lead actions>, <${Card}>, <${Facts}>, <${Badge}>, <${Tiles}>,
// <${Tabs}>, <${Empty}>, <${Name}>, <${Bar}>.
import { html, useEffect } from '../vendor/preact.js';
import { Icon } from './icon.js';

export function Page({ title, lead, actions, back, children }) {
  useEffect(() => {
    document.title = `${title} · xuncha`;
  }, [title]);
  return html`<div class="page">
    <header class="page-head">
      <div>
        ${back && html`<a class="back" href=${back.href}><${Icon} name="back" />${back.title}</a>`}
        <h1 tabindex="-1"><bdi>${title}</bdi></h1>
        ${lead && html`<p class="lead">${lead}</p>`}
      </div>
      ${actions && html`<div class="actions">${actions}</div>`}
    </header>
    ${children}
  </div>`;
}

export function Card({ title, aside, flush = false, children }) {
  return html`<section class="card ${flush ? 'flush' : ''}">
    ${(title || aside) && html`<header><h2>${title}</h2>${aside && html`<div class="aside">${aside}</div>`}</header>`}
    <div class="card-body">${children}</div>
  </section>`;
}

/** [[name, value], …]; what has no value is left out. */
export function Facts({ of }) {
  return html`<dl class="facts">${of.filter(([, value]) => value !== '' && value !== undefined && value !== null)
    .map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd><bdi>${value}</bdi></dd></div>`)}</dl>`;
}

/** kind: plain, info, good, warn, bad. */
export function Badge({ kind = 'plain', children }) {
  return html`<span class="badge ${kind}">${children}</span>`;
}

/** [{ title, value, note, href, kind }] */
export function Tiles({ of }) {
  return html`<div class="tiles">${of.filter(Boolean).map((tile) => {
    const inside = html`<span class="tile-title">${tile.title}</span><span class="tile-value">${tile.value}</span>
      ${tile.note && html`<span class="tile-note">${tile.note}</span>`}`;
    return tile.href
      ? html`<a key=${tile.title} class="tile ${tile.kind || ''}" href=${tile.href}>${inside}</a>`
      : html`<div key=${tile.title} class="tile ${tile.kind || ''}">${inside}</div>`;
  })}</div>`;
}

/** [{ id, title, count }]; href(id) gives the address, so that Back works. */
export function Tabs({ of, at, href, label }) {
  return html`<nav class="tabs" aria-label=${label}>${of.filter(Boolean).map((tab) => html`
    <a key=${tab.id} href=${href(tab.id)} aria-current=${tab.id === at ? 'page' : undefined}>${tab.title}
      ${tab.count !== undefined && html`<span class="count">${tab.count}</span>`}</a>`)}</nav>`;
}

export function Empty({ icon = 'registers', title, children, actions }) {
  return html`<div class="empty"><${Icon} name=${icon} /><p class="empty-title">${title}</p>
    ${children && html`<p>${children}</p>`}${actions && html`<div class="actions">${actions}</div>`}</div>`;
}

/** A name that somebody typed: stays in its line, whatever marks it holds. */
export function Name({ children, clip = false }) {
  return html`<bdi class=${clip ? 'name clip' : 'name'} title=${clip ? children : undefined}>${children}</bdi>`;
}

/** done of total; kind as of Badge. */
export function Bar({ done, total, label, kind = 'info' }) {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  return html`<span class="bar ${kind}" role="img" aria-label=${label || `${done} / ${total}`}>
    <span style=${{ width: `${share * 100}%` }}></span></span>`;
}

export function Button({ icon, href, kind = '', children, ...rest }) {
  const inside = html`${icon && html`<${Icon} name=${icon} />`}<span>${children}</span>`;
  return href
    ? html`<a role="button" class=${kind} href=${href} ...${rest}>${inside}</a>`
    : html`<button type="button" class=${kind} ...${rest}>${inside}</button>`;
}
