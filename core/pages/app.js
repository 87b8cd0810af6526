// The page: who is here, which view, and the frame around it.
import { html, render, useEffect, useLayoutEffect, useRef, useState } from './vendor/preact.js';
import { Asked } from './parts/dialog.js';
import { Frame } from './parts/frame.js';
import { Messages } from './parts/messages.js';
import { Empty, Page } from './parts/page.js';
import { Problem } from './parts/problem.js';
import { Waiting } from './parts/data.js';
import { routeOf, routes } from './routes.js';
import { lookWhoIsHere, session } from './session.js';
import { loadWords, t } from './words.js';
import { NewPassword, SignIn } from './views/sign_in.js';

function here() {
  const [path, query] = location.hash.replace(/^#/, '').split('?');
  return { path: path || '/', query: Object.fromEntries(new URLSearchParams(query || '')) };
}

function useHere() {
  const [at, setAt] = useState(here);
  useEffect(() => {
    const move = () => setAt(here());
    addEventListener('hashchange', move);
    return () => removeEventListener('hashchange', move);
  }, []);
  return at;
}

function Nothing() {
  return html`<${Page} title=${t('There is no such page')}>
    <${Empty} icon="search" title=${t('It may have been moved, or your role does not reach it.')}
      actions=${html`<a role="button" href="#/">${t('To the first page')}</a>`} /><//>`;
}

/** What a role sees first where `/` is not for it. */
function home(role) {
  return routes.find((route) => route.nav && route.roles.includes(role));
}

function View({ path, query, role }) {
  const [shown, show] = useState({ path: null });
  const [failed, fail] = useState(null);
  const first = useRef(true);
  let found = routeOf(path);
  if (found && !found.route.roles.includes(role)) found = path === '/' && home(role) ? { route: home(role), params: {} } : null;
  const route = found && found.route;
  useLayoutEffect(() => {
    if (!route) return;
    fail(null);
    route.view().then((module) => show({ route, View: module.default }), fail);
  }, [route]);
  useEffect(() => {
    // A screen reader starts with the new page's heading; the first page keeps the browser's focus.
    if (!first.current) {
      const heading = document.querySelector('#main h1');
      if (heading) heading.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    if (shown.View) first.current = false;
  }, [path, shown.View]);
  if (!found) return html`<${Nothing} />`;
  if (failed) return html`<${Problem} error=${{ message: t('The page could not be loaded.'), hint: t('Check the connection, then try again.') }} onAgain=${() => location.reload()} />`;
  if (shown.route !== route) return html`<${Waiting} lines=${8} />`;
  return html`<${shown.View} key=${path} params=${found.params} query=${query} />`;
}

function App() {
  const { user, known } = session.use();
  const { path, query } = useHere();
  if (!known) return html`<${Waiting} lines=${8} />`;
  if (!user) return html`<${SignIn} /><${Messages} />`;
  if (user.must_change) return html`<${NewPassword} first /><${Messages} />`;
  return html`<${Frame} path=${path}><${View} path=${path} query=${query} role=${user.role} /><//>
    <${Asked} /><${Messages} />`;
}

// The view comes while the server says who is here, so that it asks for its data before the first paint.
const wanted = routeOf(here().path);
const root = document.getElementById('app');
await Promise.all([wanted && wanted.route.view().catch(() => {}), loadWords(), lookWhoIsHere().catch((error) => session.set({ ...session.get(), known: true, error }))]);
root.removeAttribute('aria-busy');
root.replaceChildren();
render(html`<${App} />`, root);
