// The door: signing in, and another password where the first one was given by somebody else.
import { html, useState } from '../vendor/preact.js';
import { Switches } from '../parts/frame.js';
import { Problem } from '../parts/problem.js';
import { say } from '../parts/messages.js';
import { changePassword, session, signIn, signOut } from '../session.js';
import { language, t } from '../words.js';

function Door({ title, lead, children }) {
  return html`<div class="door">
    <div class="door-switches"><${Switches} /></div>
    <main class="door-box" id="main">
      <div class="door-brand"><img src="/assets/mark.svg" alt="" width="40" height="40" />
        <div><strong>${language === 'zh' ? '巡查' : 'xuncha'}</strong><span>${t('Inspection plans and draws')}</span></div></div>
      <h1>${title}</h1>
      ${lead && html`<p class="lead">${lead}</p>`}
      ${children}
    </main>
    <footer class="door-foot"><a href="/public/">${t('What is public')}</a><a href="/verify">${t('Verify a draw')}</a></footer>
  </div>`;
}

const remembered = () => (document.cookie.match(/(?:^|; )office=([0-9]{2,12})/) || [null, ''])[1];

export function SignIn() {
  const { expired, office: usual } = session.use();
  const [given, give] = useState({ office: remembered() || usual || '', name: '', password: '' });
  const [error, setError] = useState(session.get().error || null);
  const [busy, setBusy] = useState(false);
  const put = (event) => give({ ...given, [event.target.name]: event.target.value });
  const submit = async (event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await signIn(given.office.trim(), given.name.trim(), given.password);
      document.cookie = `office=${given.office.trim()}; path=/; max-age=31536000; samesite=strict`;
    } catch (refusal) {
      setError(refusal);
      setBusy(false);
    }
  };
  return html`<${Door} title=${t('Sign in')} lead=${expired && t('You were signed out. Sign in again to go on where you were.')}>
    <form onSubmit=${submit}>
      <label>${t('Office (area code)')}<input name="office" inputmode="numeric" autocomplete="organization" required value=${given.office} onInput=${put} placeholder="320282" /></label>
      <label>${t('Name')}<input name="name" autocomplete="username" required value=${given.name} onInput=${put} /></label>
      <label>${t('Password')}<input name="password" type="password" autocomplete="current-password" required value=${given.password} onInput=${put} /></label>
      ${error && html`<${Problem} error=${error} />`}
      <button aria-busy=${busy ? 'true' : undefined} disabled=${busy}>${t('Sign in')}</button>
    </form>
  <//>`;
}

/** The form alone; the account's page shows it too. */
export function PasswordForm({ onDone }) {
  const [given, give] = useState({ old: '', fresh: '', again: '' });
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const put = (event) => give({ ...given, [event.target.name]: event.target.value });
  const differ = given.again && given.fresh !== given.again;
  const submit = async (event) => {
    event.preventDefault();
    if (given.fresh !== given.again) return;
    setBusy(true);
    setError(null);
    try {
      await changePassword(given.old, given.fresh);
      say(t('The password is changed.'));
      if (onDone) onDone();
    } catch (refusal) {
      setError(refusal);
    }
    setBusy(false);
  };
  return html`<form onSubmit=${submit} class="narrow">
    <label>${t('Present password')}<input name="old" type="password" autocomplete="current-password" required value=${given.old} onInput=${put} /></label>
    <label>${t('New password')}<input name="fresh" type="password" autocomplete="new-password" required minlength="10" value=${given.fresh} onInput=${put} />
      <small>${t('At least 10 characters; a sentence is easier to remember than signs.')}</small></label>
    <label>${t('New password, again')}<input name="again" type="password" autocomplete="new-password" required value=${given.again} onInput=${put}
      aria-invalid=${differ ? 'true' : undefined} />${differ && html`<small class="wrong">${t('The two are not the same.')}</small>`}</label>
    ${error && html`<${Problem} error=${error} />`}
    <button aria-busy=${busy ? 'true' : undefined} disabled=${busy || differ}>${t('Change the password')}</button>
  </form>`;
}

export function NewPassword() {
  return html`<${Door} title=${t('Choose your own password')} lead=${t('The one you signed in with was made by somebody else.')}>
    <${PasswordForm} />
    <p><button class="bare link" onClick=${signOut}>${t('Sign out')}</button></p>
  <//>`;
}
