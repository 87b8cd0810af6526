// Every view, its address and its place in the navigation. A view is a module of views/ with one
// default export, a component that gets { params, query } and shows a <${Page}>; it loads when it
// is looked at. Without `nav` it is reached from others.
import { mark } from './words.js';

const OFFICE = ['admin', 'planner', 'auditor'];
const PLANNERS = ['admin', 'planner'];

export const groups = [
  { id: 'work', title: '' },
  { id: 'plan', title: mark('Planning') },
  { id: 'field', title: mark('On site') },
  { id: 'results', title: mark('Reporting') },
  { id: 'office', title: mark('Office') },
];

export const routes = [
  { path: '/', view: () => import('./views/start.js'), roles: OFFICE, title: mark('Today'), nav: 'work', icon: 'today' },
  { path: '/visits/:id', view: () => import('./views/visit.js'), roles: [...OFFICE, 'inspector'] },
  { path: '/targets/:id', view: () => import('./views/target.js'), roles: OFFICE },
  { path: '/people/:id', view: () => import('./views/person.js'), roles: OFFICE },
  { path: '/registers', view: () => import('./views/registers.js'), roles: OFFICE, title: mark('Registers'), nav: 'plan', icon: 'registers' },
  { path: '/registers/:table', view: () => import('./views/registers.js'), roles: OFFICE },
  { path: '/mine', view: () => import('./views/mine.js'), roles: ['inspector'], title: mark('My visits'), nav: 'field', icon: 'visits' },
  { path: '/mine/:id', view: () => import('./views/record.js'), roles: ['inspector'] },
  { path: '/record/:id', view: () => import('./views/record.js'), roles: PLANNERS },
  { path: '/upload/:table', view: () => import('./views/upload.js'), roles: PLANNERS },
  { path: '/policies', view: () => import('./views/policies.js'), roles: PLANNERS, title: mark('Policies'), nav: 'plan', icon: 'policies' },
  { path: '/policies/:name', view: () => import('./views/policy.js'), roles: PLANNERS },
  { path: '/programmes', view: () => import('./views/programmes.js'), roles: OFFICE, title: mark('Programmes'), nav: 'plan', icon: 'programmes' },
  { path: '/programmes/:id', view: () => import('./views/programme.js'), roles: OFFICE },
  { path: '/programmes/:id/approve', view: () => import('./views/approve.js'), roles: PLANNERS },
  { path: '/programmes/:id/replan', view: () => import('./views/replan.js'), roles: PLANNERS },
  { path: '/calendar', view: () => import('./views/calendar.js'), roles: OFFICE, title: mark('Calendar'), nav: 'plan', icon: 'calendar' },
  { path: '/due', view: () => import('./views/due.js'), roles: OFFICE, title: mark('Due items'), nav: 'results', icon: 'due' },
  { path: '/users', view: () => import('./views/users.js'), roles: ['admin'], title: mark('Users'), nav: 'office', icon: 'users' },
  { path: '/feeds', view: () => import('./views/feeds.js'), roles: PLANNERS, title: mark('Calendars to subscribe to'), nav: 'office', icon: 'feeds' },
  { path: '/jobs', view: () => import('./views/jobs.js'), roles: PLANNERS, title: mark('Jobs'), nav: 'office', icon: 'jobs' },
  { path: '/settings', view: () => import('./views/settings.js'), roles: PLANNERS, title: mark('Settings'), nav: 'office', icon: 'settings' },
  { path: '/draws', view: () => import('./views/draws.js'), roles: OFFICE, title: mark('Draws'), nav: 'field', icon: 'draws' },
  { path: '/draws/:programme/:stage', view: () => import('./views/ceremony.js'), roles: OFFICE },
  { path: '/work', view: () => import('./views/work.js'), roles: OFFICE, title: mark('What came back'), nav: 'field', icon: 'visits' },
  { path: '/leads', view: () => import('./views/leads.js'), roles: OFFICE, title: mark('Leads and cases'), nav: 'field', icon: 'leads' },
  { path: '/coverage', view: () => import('./views/coverage.js'), roles: OFFICE, title: mark('How far we are'), nav: 'results', icon: 'reports' },
  { path: '/reports', view: () => import('./views/reports.js'), roles: OFFICE, title: mark('Reports and papers'), nav: 'results', icon: 'download' },
  { path: '/rollup', view: () => import('./views/rollup.js'), roles: OFFICE, title: mark('Figures of the counties'), nav: 'results', icon: 'reports' },
  { path: '/ledger', view: () => import('./views/ledger.js'), roles: OFFICE, title: mark('Ledger'), nav: 'office', icon: 'lock' },
  { path: '/account', view: () => import('./views/account.js'), roles: ['admin', 'planner', 'auditor', 'inspector'] },
];

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // somebody's own per cent sign
  }
}

/** The route of an address like "/programmes/a%2Fb", with its parameters. */
export function routeOf(path) {
  const parts = path.split('/').filter(Boolean).map(decoded);
  for (const route of routes) {
    const wanted = route.path.split('/').filter(Boolean);
    if (wanted.length !== parts.length) continue;
    if (!wanted.every((word, i) => word.startsWith(':') || word === parts[i])) continue;
    const params = Object.fromEntries(wanted.map((word, i) => [word.slice(1), parts[i]]).filter((_, i) => wanted[i].startsWith(':')));
    return { route, params };
  }
  return null;
}
