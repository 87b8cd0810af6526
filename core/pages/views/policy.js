// One policy: its figures as a form, what it says in sentences, and a plan by it.
import { html, useEffect, useState } from '../vendor/preact.js';
import { get, job } from '../api.js';
import { Loaded, Waiting, useData } from '../parts/data.js';
import { Fields, shown, written } from '../parts/form.js';
import { Button, Card, Name, Page } from '../parts/page.js';
import { Crews, Notes, PlanTiles, Tight, Unmet } from '../parts/plan_result.js';
import { Problem } from '../parts/problem.js';
import { JobProgress, useJob } from '../parts/progress.js';
import { say } from '../parts/messages.js';
import { MonthsChart } from '../parts/chart.js';
import { t } from '../words.js';

function later(value, ms) {
  const [old, setOld] = useState(value);
  const key = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setOld(value), ms);
    return () => clearTimeout(timer);
  }, [key]);
  return old;
}

/** The programme in sentences, as the figures of the form have it now. */
function Explanation({ name, set, short }) {
  const [state, setState] = useState({});
  const asked = later(set, 500);
  const key = JSON.stringify(asked);
  useEffect(() => {
    const abort = new AbortController();
    get(`/policies/${encodeURIComponent(name)}/explanation`, { set: Object.entries(asked).map(([one, value]) => `${one}=${value}`) }, abort.signal).then(
      (said) => setState({ said }), (error) => error.name !== 'AbortError' && setState((before) => ({ ...before, error })));
    return () => abort.abort();
  }, [name, key]);
  const lines = state.said && (state.said.lines || (state.said.text || '').split('\n').map((text) => ({ level: /^ */.exec(text)[0].length / 2, text: text.trim() })));
  return html`<${Card} title=${t('What the policy says')}>
    ${state.error && html`<${Problem} error=${state.error} />`}
    ${!lines && !state.error && html`<${Waiting} lines=${8} />`}
    ${lines && html`<div class="sentences ${short ? 'short' : ''}">${lines.filter((line) => line.text).map((line, i) => html`<p key=${i} class="level-${Math.min(3, line.level)}"><bdi>${line.text}</bdi></p>`)}</div>`}
  <//>`;
}

function Result({ answer, dry }) {
  const address = `#/programmes/${encodeURIComponent(answer.programme)}`;
  return html`
    <${PlanTiles} plan=${answer} />
    <${Notes} notes=${answer.notes} />
    ${answer.months && answer.months.length > 1 && html`<${Card} title=${t('Visits by month')}><${MonthsChart} months=${answer.months.map((one) => ({ month: one.month, planned: one.visits }))} /><//>`}
    ${answer.totals.unmet > 0 && html`<${Card} title=${t('What found no place')}><${Unmet} plan=${answer} /><//>`}
    <${Card} flush title=${t('Crews')}><${Crews} crews=${answer.crews} /><//>
    ${answer.bounds.tight.length > 0 && html`<${Card} flush title=${t('The fullest spans')}><${Tight} bounds=${answer.bounds} /><//>`}
    ${!dry && html`<div class="buttons"><${Button} icon="good" href="${address}/approve">${t('Look at it and approve')}<//>
      <${Button} kind="quiet" href=${address}>${t('To the programme')}<//></div>`}`;
}

/** As the form wants it; a plan that is there already was made with `planned`. */
const parameterOf = (one) => ({ ...one, fallback: one.default ?? one.fallback, value: one.planned ?? one.value, min: one.least ?? undefined, max: one.most ?? undefined });

function Planner({ policy }) {
  const [values, setValues] = useState({});
  const [more, setMore] = useState({ as_of: '', seed: '', provisional: false });
  const [dry, setDry] = useState(false);
  const planning = useJob();
  const params = (policy.params || []).map(parameterOf);
  const now = (one) => values[one.name] ?? shown(one, one.value);
  const set = Object.fromEntries(params.filter((one) => String(now(one)) !== shown(one, one.fallback)).map((one) => [one.name, written(one, now(one))]));
  const plan = async (only) => {
    setDry(only);
    const body = { policy: policy.name, set, dry_run: only || undefined, as_of: more.as_of || undefined, seed: more.seed || undefined, provisional: more.provisional || undefined };
    const answer = await planning.start((onProgress) => job('POST', '/plans', { body }, onProgress));
    if (answer && !only) say(t('The plan is stored as a draft.'));
  };
  const running = planning.state === 'running';
  const { answer } = planning;
  return html`
    <div class="split wide-left">
      <div>
        <${Card} title=${t('Figures of this plan')}>
          ${params.length ? html`<${Fields} of=${params} values=${values} onChange=${(name, value) => setValues({ ...values, [name]: value })} />`
            : html`<p class="muted">${t('This policy has nothing to set.')}</p>`}
          <details><summary>${t('More')}</summary>
            <${Fields} prefix="more" values=${more} onChange=${(name, value) => setMore({ ...more, [name]: value })} of=${[
              { name: 'as_of', title: t('Plan from this day on'), type: 'date', hint: t('empty: from today, or from the start of the programme') },
              { name: 'seed', title: t('Text to draw by'), type: 'text', hint: t('only where the draw is not public') },
              { name: 'provisional', title: t('Provisional, before the holidays are announced'), type: 'boolean' },
            ]} /></details>
          <div class="buttons">
            <${Button} icon="play" disabled=${running} onClick=${() => plan(false)}>${t('Make the plan')}<//>
            <${Button} kind="quiet" disabled=${running} onClick=${() => plan(true)}>${t('Only try it')}<//>
          </div>
        <//>
        <${JobProgress} of=${planning} title=${t('Planning')} />
      </div>
      <${Explanation} name=${policy.name} set=${set} short=${Boolean(answer)} />
    </div>
    ${answer && dry && html`<p class="muted" role="status">${t('This was a trial: nothing was stored.')}</p>`}
    ${answer && answer.totals && html`<${Result} answer=${answer} dry=${dry} />`}`;
}

export default function Policy({ params }) {
  const policy = useData(`/policies/${encodeURIComponent(params.name)}`);
  const title = (policy.data && policy.data.title) || params.name;
  return html`<${Page} title=${title} back=${{ href: '#/policies', title: t('Policies') }} lead=${html`<code><${Name}>${params.name}<//></code>`}>
    <${Loaded} from=${policy} lines=${10}>${(data) => html`
      ${data.error && html`<${Problem} title=${t('A newer version of this file does not load; the older one is used.')} error=${data.error} />`}
      <${Planner} key=${data.name} policy=${data} />`}<//>
  <//>`;
}
