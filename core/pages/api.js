// Talks to /api/v1.
//
//   await get('/programmes/a')                       the answer; a Refusal is thrown
//   await send('POST', '/visits/v1/pin', { reason }) a write, safe to repeat once a connection broke
//   await upload('/registers/targets', file, query)  a file as the body
//   job('POST', '/plans', body, onProgress)          { done: Promise of the answer, cancel() }
import { t } from './words.js';

const BASE = '/api/v1';
const unauthorized = new Set();
const changed = new Set();

/** What the server said no with: the error object of the command line. */
export class Refusal extends Error {
  constructor(error, status, answer) {
    super(error.message || t('The server answered with status {status}.', { status }));
    Object.assign(this, { ...error, message: this.message, status, answer });
  }

  /** Where in the reader's own file: "targets.csv:12:3". */
  get place() {
    return [this.file, this.line || '', this.line && this.column ? this.column : ''].filter(Boolean).join(':');
  }
}

export function onSignedOut(listener) {
  unauthorized.add(listener);
}

/** Calls when the workspace changed, also by another's hand; returns what stops it. */
export function onChanged(listener) {
  changed.add(listener);
  return () => changed.delete(listener);
}

export function tellChanged() {
  for (const listener of changed) listener();
}

export function address(path, query) {
  const given = Object.entries(query || {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).filter((one) => one !== undefined && one !== null && one !== '' && one !== false)
      .map((one) => [name, String(one)]));
  return BASE + path + (given.length ? `?${new URLSearchParams(given)}` : '');
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** One document, or several lines of which each is one: the ledger's. */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  }
}

async function read(answer) {
  const kind = answer.headers.get('content-type') || '';
  if (kind.includes('json')) return parsed(await answer.text());
  return answer.status === 204 ? null : answer.text();
}

export async function call(method, path, { query, body, file, key, signal } = {}) {
  const headers = { Accept: 'application/json' };
  if (key) headers['Idempotency-Key'] = key;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (file) headers['Content-Type'] = file.type || 'application/octet-stream';
  let answer;
  try {
    answer = await fetch(address(path, query), {
      method, headers, signal, body: file || (body === undefined ? undefined : JSON.stringify(body)), credentials: 'same-origin',
    });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Refusal({ code: 'network', message: t('The server cannot be reached.'), hint: t('Check the connection, then try again.') }, 0);
  }
  const said = await read(answer).catch(() => null);
  if (answer.status === 401 && path !== '/session') for (const listener of unauthorized) listener();
  if (!answer.ok) throw new Refusal((said && said.error) || {}, answer.status, said && said.answer);
  return said;
}

export const get = (path, query, signal) => call('GET', path, { query, signal });

/** A write carries a key: asked again after a broken connection, it still happens once. */
async function once(method, path, given) {
  const key = newKey();
  let said;
  try {
    said = await call(method, path, { ...given, key });
  } catch (error) {
    if (error.code !== 'network') throw error;
    said = await call(method, path, { ...given, key });
  }
  if (!(given.query && given.query.dry_run) && !(given.body && given.body.dry_run)) tellChanged();
  return said;
}

export const send = (method, path, body = {}, query) => once(method, path, { body: method === 'DELETE' ? undefined : body, query });
export const upload = (path, file, query) => once('POST', path, { file, query: { name: file.name, ...query } });

function follow(id, onProgress) {
  return new Promise((resolve, reject) => {
    const source = new EventSource(`${BASE}/jobs/${encodeURIComponent(id)}/events`);
    const end = (event) => {
      source.close();
      const whole = JSON.parse(event.data);
      if (whole.state === 'done' && !whole.error) resolve(whole.answer);
      else if (whole.state === 'cancelled') reject(new Refusal({ code: 'cancelled', message: t('It was stopped; nothing was stored.') }, 0));
      else reject(new Refusal(whole.error || {}, whole.status, whole.answer));
    };
    source.addEventListener('progress', (event) => {
      const said = JSON.parse(event.data);
      onProgress(said.progress || said);
    });
    for (const name of ['done', 'failed', 'cancelled']) source.addEventListener(name, end);
    source.addEventListener('error', () => {
      if (source.readyState !== EventSource.CLOSED) return;
      source.close();
      reject(new Refusal({ code: 'network', message: t('The job cannot be followed any more.'), hint: t('Look at the list of jobs; it goes on by itself.') }, 0));
    });
  });
}

/** Starts a job, or follows the job with this id. */
export function job(method, path, given = {}, onProgress = () => {}) {
  let id = null;
  let stopped = false;
  const cancel = () => {
    stopped = true;
    if (id) call('DELETE', `/jobs/${encodeURIComponent(id)}`).catch(() => {});
  };
  const work = async () => {
    const started = await call(method, path, { ...given, key: newKey() });
    if (!started || !started.id || !started.state) return started;
    id = started.id;
    if (stopped) cancel();
    return follow(id, onProgress);
  };
  return { done: work().finally(tellChanged), cancel };
}

export const followJob = (id, onProgress = () => {}) => ({
  done: follow(id, onProgress).finally(tellChanged),
  cancel: () => call('DELETE', `/jobs/${encodeURIComponent(id)}`).catch(() => {}),
});

let events = null;

/** A hidden page lets its connection go: browsers have six per server for all their tabs. */
export function listen(on) {
  if (!on || document.hidden) {
    if (events) events.close();
    events = null;
    return;
  }
  if (events) return;
  events = new EventSource(`${BASE}/events`);
  events.addEventListener('changed', tellChanged);
}

/** Every item of a list that comes in parts, at most `most`; the answer says how many there are. */
export async function all(path, query, most = 20000) {
  let items = [];
  let after;
  for (;;) {
    const part = await get(path, { ...query, limit: 2000, after });
    if (Array.isArray(part)) return { items: part, total: part.length };
    items = items.concat(part.items);
    after = part.next;
    if (!after || items.length >= most) return { ...part, items, total: part.total ?? items.length };
  }
}
