// Who is signed in, and what the server says the time is.
import { call, get, listen, onSignedOut, tellChanged } from './api.js';
import { store } from './parts/store.js';

export const session = store({ user: null, now: '', version: 0, known: false });

export const OFFICE_ROLES = ['admin', 'planner', 'auditor'];

export function may(...roles) {
  const { user } = session.get();
  return Boolean(user) && roles.includes(user.role);
}

/** Today where the office is: `now` of the server, which may be told another time than the clock. */
export function today() {
  return session.get().today || new Date().toISOString().slice(0, 10);
}

/** The name of the office stands above every page; without one its code does. */
function lookAtOffice() {
  get('/settings').then((settings) => session.set({ ...session.get(), office_name: settings.office_name }), () => {});
}

export async function lookWhoIsHere() {
  const said = await get('/session');
  session.set({ ...session.get(), ...said, known: true });
  listen(Boolean(said.user));
  if (said.user && OFFICE_ROLES.includes(said.user.role)) lookAtOffice();
  return said.user;
}

export async function signIn(office, name, password) {
  await call('POST', '/session', { body: { office, name, password } });
  const user = await lookWhoIsHere();
  tellChanged();
  return user;
}

export async function changePassword(old, fresh) {
  await call('PATCH', '/session', { body: { old, new: fresh } });
  await lookWhoIsHere();
}

export async function signOut() {
  await call('DELETE', '/session').catch(() => {});
  listen(false);
  session.set({ ...session.get(), user: null });
}

onSignedOut(() => {
  listen(false);
  if (session.get().user) session.set({ ...session.get(), user: null, expired: true });
});

document.addEventListener('visibilitychange', () => {
  const { user } = session.get();
  listen(Boolean(user));
  if (user && !document.hidden) {
    const before = session.get().version;
    lookWhoIsHere().then(() => session.get().version !== before && tellChanged(), () => {});
  }
});
