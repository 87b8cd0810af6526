// Results that wait for a connection. They are kept in this browser until the server has them:
// what was typed and ids, never the name of a target or a person.
//
//   await deliver(visit, rows)    'sent', or 'kept' where there was no connection; a Refusal is thrown
//   draft(visit) · keepDraft(visit, form) · dropDraft(visit)       a form that is not finished
import { call, tellChanged } from './api.js';
import { store } from './parts/store.js';

const BOX = 'xuncha-outbox';
const DRAFT = 'xuncha-draft-';

function read(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(name)) || otherwise;
  } catch {
    return otherwise;
  }
}

function write(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(value));
    return true;
  } catch {
    return false; // a private window, or no room
  }
}

/** [{ key, visit, body, error }], the oldest first. */
export const waiting = store(read(BOX, []));

function keep(box) {
  write(BOX, box.length ? box : null);
  waiting.set(box);
}

const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

let sending = null;

async function sendAll() {
  let sent = 0;
  for (const letter of read(BOX, [])) {
    if (letter.error) continue;
    try {
      await call('POST', '/outcomes', { body: letter.body, key: letter.key });
      sent += 1;
      keep(read(BOX, []).filter((one) => one.key !== letter.key));
    } catch (error) {
      if (error.code === 'network' || error.status === 401 || error.status >= 500) break;
      keep(read(BOX, []).map((one) => (one.key === letter.key ? { ...one, error: { message: error.message, hint: error.hint } } : one)));
    }
  }
  if (sent) tellChanged();
  return sent;
}

/** Sends what waits, one after the other; each letter has a key, so that none counts twice. */
export function flush() {
  sending = sending || sendAll().finally(() => { sending = null; });
  return sending;
}

export async function deliver(visit, rows) {
  const letters = rows.map((body) => ({ key: newKey(), visit, body, error: null }));
  const kept = write(BOX, [...read(BOX, []), ...letters]);
  if (!kept) {
    for (const letter of letters) await call('POST', '/outcomes', { body: letter.body, key: letter.key });
    tellChanged();
    return 'sent';
  }
  waiting.set(read(BOX, []));
  await flush();
  const left = read(BOX, []).filter((one) => one.visit === visit);
  const refused = left.find((one) => one.error);
  if (refused) {
    keep(read(BOX, []).filter((one) => one.visit !== visit));
    throw Object.assign(new Error(refused.error.message), refused.error);
  }
  return left.length ? 'kept' : 'sent';
}

export const dropLetter = (key) => keep(read(BOX, []).filter((one) => one.key !== key));
export const draft = (visit) => read(DRAFT + visit, null);
export const keepDraft = (visit, form) => write(DRAFT + visit, form);
export const dropDraft = (visit) => write(DRAFT + visit, null);

addEventListener('online', () => flush());
