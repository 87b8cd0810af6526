// The result, target by target in the order of tickets. Who drew it sees it grow; whoever comes
// later, or wants no movement, sees all at once.
import { html, useEffect, useState } from '../vendor/preact.js';
import { Name } from '../parts/page.js';
import { instant, number } from '../format.js';
import { KINDS, word } from '../names.js';
import { t, tn } from '../words.js';
import { ticketsOf } from './draw_data.js';

const STEP = 900; // milliseconds from one target to the next
const MOST = 60; // more are shown in steps of several

function isFresh(draw) {
  try {
    const fresh = sessionStorage.getItem('xuncha-reveal') === draw.id;
    sessionStorage.removeItem('xuncha-reveal');
    return fresh && !matchMedia('(prefers-reduced-motion: reduce)').matches;
  } catch {
    return false;
  }
}

function Ticket({ one, place, names }) {
  return html`<li class="ticket"><span class="ticket-place">${place}</span>
    <div class="ticket-main"><strong><${Name}>${names[one.id] || one.id}<//></strong>
      <span class="quiet-text"><bdi>${one.id}</bdi> · ${one.stratum === 'medical' ? t('Medical institution') : word(KINDS, one.stratum)}</span>
      ${one.people.length > 0 && html`<span class="ticket-people"><bdi>${one.people.map((id) => names[id] || id).join(t(', '))}</bdi></span>`}</div>
    <code class="ticket-number" title=${one.ticket}>${one.ticket.slice(0, 16)}…</code></li>`;
}

export function Reveal({ draw }) {
  const tickets = ticketsOf(draw);
  const [shown, setShown] = useState(() => (isFresh(draw) ? 0 : tickets.length));
  const each = Math.max(1, Math.ceil(tickets.length / MOST));
  useEffect(() => {
    if (shown >= tickets.length) return undefined;
    const timer = setTimeout(() => setShown(shown + each), shown === 0 ? STEP * 2 : STEP);
    return () => clearTimeout(timer);
  }, [shown]);
  const growing = shown < tickets.length;
  return html`<section class="stage reveal"><h2>${t('The result')}</h2>
    <p class="seed"><span class="urn-title">${t('Seed')}</span><code class="digest">${draw.result.seed}</code></p>
    <p class="committed" role="status">${growing ? t('{n} of {count}', { n: number(shown), count: number(tickets.length) })
      : t('{what}, drawn at {when}', { what: tn('{n} target', '{n} targets', tickets.length), when: instant(draw.drawn) })}
      ${growing && html` <button type="button" class="quiet small" onClick=${() => setShown(tickets.length)}>${t('Show all')}</button>`}</p>
    <ol class="tickets">${tickets.slice(0, shown).map((one, i) => html`<${Ticket} key=${one.id} one=${one} place=${i + 1} names=${draw.names || {}} />`)}</ol></section>`;
}
