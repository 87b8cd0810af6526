// A secret that is shown once: <${Secret} title text>, with a button that copies it.
import { html, useRef, useState } from '../vendor/preact.js';
import { t } from '../words.js';
import { Icon } from './icon.js';

export function Secret({ label, children }) {
  const [copied, setCopied] = useState(false);
  const code = useRef(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(children);
    } catch {
      // Over plain HTTP browsers give no clipboard: the text is selected for Ctrl+C instead.
      const range = document.createRange();
      range.selectNodeContents(code.current);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      if (!document.execCommand('copy')) return;
    }
    setCopied(true);
    setTimeout(() => setCopied(false), 3000);
  };
  return html`<div class="secret"><code ref=${code} aria-label=${label}>${children}</code>
    <button class="quiet small" onClick=${copy}><${Icon} name=${copied ? 'good' : 'copy'} /><span aria-live="polite">${copied ? t('Copied') : t('Copy')}</span></button></div>`;
}
