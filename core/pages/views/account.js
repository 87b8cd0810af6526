// One's own account.
import { html } from '../vendor/preact.js';
import { ROLES } from '../names.js';
import { Card, Facts, Page } from '../parts/page.js';
import { session } from '../session.js';
import { t } from '../words.js';
import { PasswordForm } from './sign_in.js';

export default function Account() {
  const { user } = session.use();
  return html`<${Page} title=${t('Account')}>
    <${Card} title=${t('Who you are')}><${Facts} of=${[
      [t('Name'), user.name], [t('Role'), t(ROLES[user.role] || user.role)], [t('Office'), user.office], [t('Area'), user.area], [t('Person in the register'), user.person],
    ]} /><//>
    <${Card} title=${t('Change the password')}><${PasswordForm} /><//>
  <//>`;
}
