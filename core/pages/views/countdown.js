// How long until values count, by the server's clock.
import { html, useEffect, useState } from '../vendor/preact.js';
import { instant } from '../format.js';
import { session } from '../session.js';
import { t } from '../words.js';

const two = (value) => String(value).padStart(2, '0');

function said(milliseconds) {
  const seconds = Math.ceil(milliseconds / 1000);
  const days = Math.floor(seconds / 86400);
  const clock = `${two(Math.floor((seconds % 86400) / 3600))}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  return days ? t('{days} days {clock}', { days, clock }) : clock;
}

export function Countdown({ due }) {
  const { now } = session.use();
  const [ahead] = useState(() => (now ? Date.parse(now) - Date.now() : 0));
  const [at, tick] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => tick(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  const left = due - (at + ahead);
  if (left <= 0) return html`<p class="countdown out" role="status">${t('The value may be entered as soon as it is out.')}</p>`;
  return html`<div class="countdown" role="timer" aria-label=${t('Until values count')}><span class="clock">${said(left)}</span>
    <p>${t('Nothing that is known before {when} counts.', { when: instant(new Date(due).toISOString()) })}</p></div>`;
}
