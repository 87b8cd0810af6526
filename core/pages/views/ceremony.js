// A draw as a ceremony, large enough for a projector: what is in the urn, the wait, the value, the
// result target by target with its ticket, and the record that anybody can repeat.
import { html, useState } from '../vendor/preact.js';
import { Loaded, useData } from '../parts/data.js';
import { ask } from '../parts/dialog.js';
import { loadStyle } from '../parts/load.js';
import { say, sayError } from '../parts/messages.js';
import { Button, Card, Empty, Page, Tabs } from '../parts/page.js';
import { Note, Problem } from '../parts/problem.js';
import { address, send } from '../api.js';
import { instant, number } from '../format.js';
import { may } from '../session.js';
import { t } from '../words.js';
import { Commit } from './commit.js';
import { Countdown } from './countdown.js';
import { dueOf, readBeacon, readCommit, tidy } from './draw_data.js';
import { DrawState } from './draws.js';
import { Reveal } from './reveal.js';
import { Shares } from './shares.js';

loadStyle('/assets/style/ceremony.css');

function Urn({ commit }) {
  const tables = [[t('Targets in the urn'), commit.targets], [t('People'), commit.people], [t('Recusals'), commit.avoid]];
  return html`<div class="urn">${tables.map(([title, table]) => html`<div key=${title} class="urn-table">
      <span class="urn-count">${number(table.count)}</span><span class="urn-title">${title}</span><code class="digest">${table.digest}</code></div>`)}
    <div class="urn-table wide"><span class="urn-title">${t('Rules')}</span><code class="digest">${commit.rules}</code></div>
    ${commit.code && html`<div class="urn-table wide"><span class="urn-title">${t('Sealed with')}</span><code class="digest">${commit.code}</code></div>`}</div>`;
}

function Lines({ text }) {
  const copy = () => navigator.clipboard.writeText(text).then(() => say(t('Copied.')), () => say(t('Mark the lines and copy them.'), 'warn'));
  return html`<details class="lines"><summary>${t('The eight lines to publish, to the byte')}</summary><pre>${text}</pre>
    <button type="button" class="quiet small" onClick=${copy}>${t('Copy')}</button></details>`;
}

function Dice({ beacon, value }) {
  const thrown = tidy(beacon, value);
  return html`<span class="dice" aria-label=${t('{n} of {count} throws', { n: thrown.length, count: beacon.count })}>${Array.from({ length: beacon.count }, (_, i) => html`
    <span key=${i} class="die ${thrown[i] ? 'thrown' : ''}">${thrown[i] || ''}</span>`)}</span>`;
}

function Value({ beacon, value, onInput }) {
  return html`<label class="value">${beacon.title}
    ${beacon.kind === 'drand' ? html`<textarea rows="3" spellcheck="false" autocomplete="off" value=${value} onInput=${(event) => onInput(event.target.value)}></textarea>`
      : html`<input inputmode="numeric" autocomplete="off" value=${value} onInput=${(event) => onInput(event.target.value)} />`}
    ${beacon.kind === 'dice' && html`<${Dice} beacon=${beacon} value=${value} />`}
    <small>${beacon.hint} ${beacon.address && html`<bdi><code>${beacon.address}</code></bdi>`}</small></label>`;
}

/** drand's answer as it is pasted from its address, or the signature alone. */
function valueOf(beacon, text) {
  if (beacon.kind !== 'drand') return tidy(beacon, text);
  const signature = /"signature"\s*:\s*"([0-9a-fA-F]+)"/.exec(text);
  return tidy(beacon, signature ? signature[1] : text);
}

function Values({ draw, programme, beacons }) {
  const [values, setValues] = useState({});
  const [secret, setSecret] = useState(null);
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const asked = beacons.filter((beacon) => beacon.kind !== 'local');
  const given = Object.fromEntries(asked.map((beacon) => [beacon.name, valueOf(beacon, values[beacon.name] || '')]));
  const complete = asked.every((beacon) => (beacon.kind === 'dice' ? given[beacon.name].length === beacon.count : given[beacon.name])) && (!draw.sealed || secret);
  const run = async (event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await send('POST', `/programmes/${encodeURIComponent(programme)}/stages/${encodeURIComponent(draw.stage)}/run`, {
        ...(asked.length ? { values: given } : {}), ...(draw.sealed ? { secret } : {}),
      });
      try {
        sessionStorage.setItem('xuncha-reveal', draw.id);
      } catch {
        // It is shown at once then.
      }
      say(draw.sealed ? t('Drawn under seal.') : t('Drawn.'));
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  };
  return html`<form class="values" onSubmit=${run}>
    ${asked.map((beacon) => html`<${Value} key=${beacon.name} beacon=${beacon} value=${values[beacon.name] || ''} onInput=${(text) => setValues({ ...values, [beacon.name]: text })} />`)}
    ${draw.sealed && html`<${Shares} onChange=${setSecret} />`}
    ${error && html`<${Problem} error=${error} />`}
    <button class="large" disabled=${!complete || busy} aria-busy=${busy ? 'true' : undefined}>${t('Draw')}</button></form>`;
}

async function voidIt(draw) {
  const reason = await ask({ title: t('Declare this draw void?'), text: t('It stays in the ledger as void, with the reason; the urn is not drawn from.'), reason: true, label: t('Why'), yes: t('Go on'), danger: true });
  if (reason === null) return;
  const by = await ask({ title: t('Who else agrees?'), text: t('A second person has to.'), reason: true, label: t('Name'), yes: t('Declare void'), danger: true });
  if (by === null) return;
  try {
    await send('POST', `/draws/${encodeURIComponent(draw.id)}/void`, { reason, by });
    say(t('The draw is void.'));
  } catch (error) {
    sayError(error);
  }
}

function Waiting({ draw, programme, commit }) {
  const beacons = commit.beacons.map(readBeacon);
  const canDraw = may('admin', 'planner');
  return html`<section class="stage"><h2>${t('The value')}</h2>
    <${Countdown} due=${dueOf(draw, beacons)} />
    ${canDraw ? html`<${Values} draw=${draw} programme=${programme} beacons=${beacons} />` : html`<p>${beacons.map((beacon) => beacon.title).join(' + ')}</p>`}</section>
    ${canDraw && html`<p class="row-actions"><button type="button" class="quiet small" onClick=${() => voidIt(draw)}>${t('Declare void')}</button></p>`}`;
}

function Open({ draw }) {
  const [secret, setSecret] = useState(null);
  const open = async () => {
    try {
      await send('POST', `/draws/${encodeURIComponent(draw.id)}/open`, { secret });
      say(t('The seal is open.'));
    } catch (error) {
      sayError(error);
    }
  };
  return html`<${Empty} icon="lock" title=${t('Drawn under seal')}>${t('The result is known when the embargo of its visits ends.')}<//>
    ${may('admin', 'planner') && html`<details><summary>${t('Open the seal')}</summary><${Shares} onChange=${setSecret} />
      <button type="button" disabled=${!secret} onClick=${open}>${t('Open')}</button></details>`}`;
}

function Substitutions({ draw }) {
  if (!draw.subs.length) return null;
  const name = (id) => (draw.names && draw.names[id]) || id;
  return html`<${Card} title=${t('Substitutions')}><ul class="plain-list">${draw.subs.map((sub) => html`<li key=${sub.number}>${sub.number}. 
    <bdi>${name(sub.leaves)}</bdi> → ${sub.void ? html`<span class="quiet-text">${t('void')}: <bdi>${sub.void.reason}</bdi></span>` : sub.in ? html`<strong><bdi>${name(sub.in)}</bdi></strong>` : t('waits for its value')}
    <span class="quiet-text"> <bdi>${sub.reason}</bdi></span></li>`)}</ul><//>`;
}

function Result({ draw }) {
  const record = address(`/draws/${encodeURIComponent(draw.id)}/record`, { format: 'json' });
  return html`${draw.result ? html`<${Reveal} draw=${draw} />` : html`<section class="stage"><${Open} draw=${draw} /></section>`}
    <${Substitutions} draw=${draw} />
    ${draw.unchecked && html`<${Note} kind="warn">${t('The signature of the drand value was not checked here: compare it with the beacon’s own publication, or let the verifier do it.')}<//>`}
    <div class="actions">${draw.result && html`<${Button} href=${record} icon="download" download>${t('The record')}<//>`}
      <${Button} kind="quiet" href="/verify" icon="good">${t('Verify it in the browser')}<//></div>`;
}

function One({ draw, programme }) {
  const commit = readCommit(draw.commit);
  return html`<section class="stage"><h2>${t('The urn')} <${DrawState} draw=${draw} /></h2>
      <p class="committed">${t('Committed to at {when}, entry {entry} of the ledger. Value from: {beacons}.', { when: instant(draw.committed), entry: draw.entry, beacons: commit.beacons.map((name) => readBeacon(name).title).join(' + ') })}</p>
      <${Urn} commit=${commit} /><${Lines} text=${draw.commit} /></section>
    ${draw.status === 'committed' && html`<${Waiting} draw=${draw} programme=${programme} commit=${commit} />`}
    ${draw.status === 'void' && html`<${Note} kind="warn">${t('This draw was declared void; nothing was drawn.')}<//>`}
    ${draw.status === 'drawn' && html`<${Result} draw=${draw} />`}`;
}

function Whole({ draws, params, wanted }) {
  const shown = draws.find((draw) => draw.id === wanted) || draws[draws.length - 1];
  const large = () => (document.fullscreenElement ? document.exitFullscreen() : document.querySelector('.ceremony').requestFullscreen()).catch(() => {});
  return html`<${Page} title=${shown ? shown.id : params.stage} back=${{ href: '#/draws', title: t('Draws') }}
      actions=${html`<${Button} kind="quiet" onClick=${large}>${t('Fill the screen')}<//>`}>
    ${draws.length > 1 && html`<${Tabs} label=${t('Draws of this stage')} at=${shown.id} of=${draws.map((draw) => ({ id: draw.id, title: draw.label }))}
      href=${(id) => `#/draws/${params.programme}/${params.stage}?draw=${encodeURIComponent(id)}`} />`}
    ${shown ? html`<div class="ceremony"><${One} key=${shown.id} draw=${shown} programme=${params.programme} /></div>` : html`<${Empty} icon="draws" title=${t('Nothing was committed to.')} />`}
  <//>`;
}

function Ceremony({ params, query }) {
  const draws = useData(`/programmes/${encodeURIComponent(params.programme)}/draws`, { stage: params.stage });
  return html`<${Loaded} from=${draws} lines=${10}>${(data) => html`<${Whole} draws=${data.draws} params=${params} wanted=${query.draw} />`}<//>`;
}

export default function Draw({ params, query }) {
  return params.programme === 'new' ? html`<${Commit} />` : html`<${Ceremony} params=${params} query=${query} />`;
}
