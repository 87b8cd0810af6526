// Planning again: first what would move and why, beside the least that has to; then doing it.
import { html, useState } from '../vendor/preact.js';
import { job } from '../api.js';
import { useData } from '../parts/data.js';
import { Fields } from '../parts/form.js';
import { say } from '../parts/messages.js';
import { Button, Card, Page, Tiles } from '../parts/page.js';
import { Moves, Notes, PlanTiles, Unmet } from '../parts/plan_result.js';
import { JobProgress, useJob } from '../parts/progress.js';
import { date, number } from '../format.js';
import { t } from '../words.js';

function Preview({ answer }) {
  const { changes, bounds } = answer;
  return html`
    <${Tiles} of=${[
      { title: t('Visits that move'), value: number(bounds.moved), kind: bounds.moved ? 'warn' : 'good', note: t('at best {n}', { n: number(bounds.moved_bound) }) },
      { title: t('Visits ahead'), value: number(changes.ahead), note: t('from {day} on', { day: date(answer.as_of) }) },
      changes.added > 0 && { title: t('New'), value: number(changes.added), kind: 'good' },
      changes.cancelled > 0 && { title: t('Cancelled'), value: number(changes.cancelled), kind: 'bad' },
      changes.removed > 0 && { title: t('Removed drafts'), value: number(changes.removed) },
    ]} />
    <${Notes} notes=${answer.notes} />
    <${Card} flush=${answer.moved.length > 0} title=${t('What moves')}><${Moves} moved=${answer.moved} bounds=${bounds} /><//>
    ${answer.totals.unmet > 0 && html`<${Card} title=${t('What found no place')}><${Unmet} plan=${answer} /><//>`}
    <details><summary>${t('The whole plan afterwards')}</summary><${PlanTiles} plan=${answer} /></details>`;
}

export default function Replan({ params }) {
  const programme = useData(`/programmes/${encodeURIComponent(params.id)}`);
  const [values, setValues] = useState({ as_of: '', provisional: false });
  const looking = useJob();
  const doing = useJob();
  const path = `/programmes/${encodeURIComponent(params.id)}/replan`;
  const body = { as_of: values.as_of || undefined, provisional: values.provisional || undefined };
  const look = () => {
    doing.reset();
    looking.start((onProgress) => job('POST', path, { body: { ...body, dry_run: true } }, onProgress));
  };
  const change = async () => {
    const said = await doing.start((onProgress) => job('POST', path, { body }, onProgress));
    if (!said) return;
    say(t('Replanned. Calendars follow by themselves.'));
    location.hash = `#/programmes/${encodeURIComponent(params.id)}?tab=moved`;
  };
  const busy = looking.state === 'running' || doing.state === 'running';
  return html`<${Page} title=${t('Replan')} back=${{ href: `#/programmes/${encodeURIComponent(params.id)}`, title: programme.data ? programme.data.title : params.id }}
      lead=${t('After a change of the register, of people or of days: as little moves as possible. What lies in the past, is published or pinned stays where it can.')}>
    <${Card}>
      <${Fields} prefix="replan" values=${values} onChange=${(name, value) => setValues({ ...values, [name]: value })} of=${[
        { name: 'as_of', title: t('From this day on'), type: 'date', hint: t('empty: today') },
        { name: 'provisional', title: t('Provisional, before the holidays are announced'), type: 'boolean' },
      ]} />
      <div class="buttons"><${Button} icon="search" kind=${looking.answer ? 'quiet' : ''} disabled=${busy} onClick=${look}>${t('See what would move')}<//>
        ${looking.answer && looking.answer.changes && html`<${Button} icon="swap" disabled=${busy} onClick=${change}>${t('Replan')}<//>`}</div>
    <//>
    <${JobProgress} of=${looking} title=${t('Looking for the least change')} />
    <${JobProgress} of=${doing} title=${t('Replanning')} />
    ${looking.answer && looking.answer.changes && html`<${Preview} answer=${looking.answer} />`}
  <//>`;
}
