// Elements out of text: nothing that a record says is ever read as HTML.
import { fit } from './text.js';

function put(node, child) {
  if (Array.isArray(child)) for (const one of child) put(node, one);
  else if (child !== null && child !== undefined && child !== false) node.append(child);
}

// h('p', { class: 'note', onclick: f, hidden: true }, 'text', child, [more]). false and null are left out.
export function h(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  put(node, children);
  return node;
}

// A name out of a record: its direction and length are its own affair, and nothing in it is hidden.
export function name(text, kind = '') {
  return h('bdi', { class: kind || null }, fit(text));
}

const PATHS = {
  good: 'M5 13l4.5 4.5L19 7.5',
  bad: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  none: 'M12 7v6.5M12 17.2v.1',
  file: 'M7 3h7l5 5v13H7zM14 3v5h5M12 12v6M9.5 15.5L12 18l2.5-2.5',
};

export function icon(kind) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', PATHS[kind]);
  svg.append(path);
  return svg;
}

// [label, value] pairs as a list of terms; pairs without a value are left out.
export function facts(pairs) {
  return h('dl', { class: 'facts' }, pairs.filter(([, value]) => value)
    .map(([label, value]) => h('div', null, h('dt', null, label), h('dd', null, value))));
}

export function section(title, id, ...children) {
  const heading = h('h3', { id }, title);
  return h('section', { 'aria-labelledby': id }, heading, ...children);
}

// What not everybody wants to read.
export function more(title, ...children) {
  return h('details', null, h('summary', null, title), ...children);
}
