// Names of what an answer has only the id of: <${TargetName} id=… />, <${PersonName} id=… />. The id is shown
// until the name is there. People come in one list, targets one by one: a register has many.
import { html, useEffect, useState } from '../vendor/preact.js';
import { all, get, onChanged } from '../api.js';
import { Name } from './page.js';

const AT_ONCE = 4;
const names = new Map();
const waiting = [];
let asking = 0;
let people = null;

onChanged(() => {
  names.clear();
  people = null;
});

function next() {
  if (asking === AT_ONCE || !waiting.length) return;
  const { id, done } = waiting.shift();
  asking += 1;
  get(`/register/entries/${encodeURIComponent(id)}`).then((said) => done(said.entry.name), () => done(id)).finally(() => {
    asking -= 1;
    next();
  });
}

function targetName(id) {
  if (!names.has(id)) {
    names.set(id, new Promise((done) => {
      waiting.push({ id, done });
      next();
    }));
  }
  return names.get(id);
}

async function personName(id) {
  people ||= Promise.all(['inspectors', 'experts'].map((table) => all(`/register/${table}`).catch(() => ({ items: [] }))))
    .then((tables) => new Map(tables.flatMap((table) => table.items.map((one) => [one.id, one.name]))));
  return (await people).get(id) || id;
}

function useName(look, id) {
  const [name, setName] = useState(id);
  useEffect(() => {
    let gone = false;
    look(id).then((found) => !gone && setName(found));
    return () => { gone = true; };
  }, [id]);
  return name;
}

export function TargetName({ id }) {
  return html`<a href="#/targets/${encodeURIComponent(id)}" title=${id}><${Name} clip>${useName(targetName, id)}<//></a>`;
}

export function PersonName({ id }) {
  return html`<a href="#/people/${encodeURIComponent(id)}" title=${id}><${Name}>${useName(personName, id)}<//></a>`;
}
