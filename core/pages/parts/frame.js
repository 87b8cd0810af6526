// The frame of every page: top bar, navigation by role, the way past them by keyboard.
import { html, useEffect, useState } from '../vendor/preact.js';
import { ROLES } from '../names.js';
import { groups, routes } from '../routes.js';
import { session, signOut } from '../session.js';
import { changeLanguage, language, t } from '../words.js';
import { Icon } from './icon.js';

const isDark = () => document.documentElement.dataset.theme === 'dark';

export function Switches() {
  const [dark, setDark] = useState(isDark());
  const turn = () => {
    const to = dark ? 'light' : 'dark';
    document.documentElement.dataset.theme = to;
    document.cookie = `theme=${to}; path=/; max-age=31536000; samesite=strict`;
    setDark(!dark);
    dispatchEvent(new Event('theme'));
  };
  return html`
    <button class="bare" onClick=${turn} aria-label=${dark ? t('Light') : t('Dark')} title=${dark ? t('Light') : t('Dark')}><${Icon} name=${dark ? 'light' : 'dark'} /></button>
    <button class="bare language" lang=${language === 'zh' ? 'en' : 'zh-CN'} onClick=${() => changeLanguage(language === 'zh' ? 'en' : 'zh')}>
      ${language === 'zh' ? 'English' : '中文'}</button>`;
}

function Who({ user }) {
  return html`<details class="who"><summary aria-label=${t('Account')}><${Icon} name="person" /><bdi class="who-name">${user.name}</bdi></summary>
    <div class="who-menu">
      <p><strong><bdi>${user.name}</bdi></strong><br /><span>${t(ROLES[user.role] || user.role)} · <bdi>${user.office}</bdi></span></p>
      <a href="#/account">${t('Change the password')}</a>
      <button class="bare" onClick=${signOut}>${t('Sign out')}</button>
    </div></details>`;
}

function isAt(route, path) {
  return route.path === '/' ? path === '/' : path === route.path || path.startsWith(`${route.path}/`)
    || (route.path === '/registers' && path.startsWith('/upload/'));
}

function Navigation({ role, path, open, onGo }) {
  return html`<nav class="side ${open ? 'open' : ''}" aria-label=${t('Main navigation')} id="navigation">
    ${groups.map((group) => {
      const inside = routes.filter((route) => route.nav === group.id && route.roles.includes(role));
      return inside.length > 0 && html`<div key=${group.id} class="side-group">
        ${group.title && html`<h2>${t(group.title)}</h2>`}
        <ul>${inside.map((route) => html`<li key=${route.path}><a href="#${route.path}" onClick=${onGo}
          aria-current=${isAt(route, path) ? 'page' : undefined}><${Icon} name=${route.icon} /><span>${t(route.title)}</span></a></li>`)}</ul>
      </div>`;
    })}
  </nav>`;
}

/** Menus of <details> close when the attention goes elsewhere. */
function closeMenus(event) {
  for (const menu of document.querySelectorAll('details.who[open]')) {
    if (!menu.contains(event.target)) menu.open = false;
  }
}

export function Frame({ path, children }) {
  const { user, office_name: officeName } = session.use();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const escape = (event) => event.key === 'Escape' && setOpen(false);
    addEventListener('keydown', escape);
    addEventListener('click', closeMenus);
    return () => {
      removeEventListener('keydown', escape);
      removeEventListener('click', closeMenus);
    };
  }, []);
  useEffect(() => {
    setOpen(false);
    closeMenus({ target: document.body });
  }, [path]);
  const skip = (event) => {
    event.preventDefault();
    const main = document.getElementById('main');
    main.focus();
    main.scrollIntoView();
  };
  return html`
    <a class="skip" href="#main" onClick=${skip}>${t('To the content')}</a>
    <header class="top">
      <button class="bare menu" aria-controls="navigation" aria-expanded=${open ? 'true' : 'false'} aria-label=${t('Menu')}
        onClick=${() => setOpen(!open)}><${Icon} name=${open ? 'close' : 'menu'} /></button>
      <a class="brand" href="#/"><img src="/assets/mark.svg" alt="" width="26" height="26" /><span>${language === 'zh' ? '巡查' : 'xuncha'}</span></a>
      ${officeName && html`<bdi class="office">${officeName}</bdi>`}
      <div class="top-right"><${Switches} /><${Who} user=${user} /></div>
    </header>
    <div class="frame">
      <${Navigation} role=${user.role} path=${path} open=${open} onGo=${() => setOpen(false)} />
      ${open && html`<div class="shade" onClick=${() => setOpen(false)}></div>`}
      <main id="main" tabindex="-1">${children}</main>
    </div>`;
}
