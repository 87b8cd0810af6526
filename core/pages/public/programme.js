// One programme as the public sees it.
import { html, useEffect } from '../vendor/preact.js';
import { Loaded, useData } from '../parts/data.js';
import { Badge, Card, Empty, Facts, Name } from '../parts/page.js';
import { Note } from '../parts/problem.js';
import { Table } from '../parts/table.js';
import { address } from '../api.js';
import { date, instant, number } from '../format.js';
import { DRAW_STATES, KINDS, METHODS, NATURES, RESULTS, RESULT_KINDS, word } from '../names.js';
import { t, tn } from '../words.js';
import { readBeacon, readCommit } from '../views/draw_data.js';
import { Reveal } from '../views/reveal.js';

const FORMATS = ['html', 'docx', 'xlsx', 'csv'];
const pathOf = (id) => `/public/programmes/${encodeURIComponent(id)}`;

function Files({ id, notice, query }) {
  return html`<span class="formats">${FORMATS.map((format) => html`<a key=${format} class="format" download href=${address(`${pathOf(id)}/notices/${notice}`, { format, ...query })}>${format.toUpperCase()}</a>`)}</span>`;
}

function Plan({ id }) {
  const plan = useData(`${pathOf(id)}/notices/plan`, { format: 'json' });
  return html`<${Card} title=${t('The plan')} aside=${html`<${Files} id=${id} notice="plan" />`}><${Loaded} from=${plan}>${(data) => (data.rows.length ? data.rows.map((row) => html`<${Facts} key=${row.no} of=${[
    [t('Matter'), row.matter], [t('Whom'), row.targets], [t('What is checked'), row.content], [t('When'), `${date(row.from)} – ${date(row.to)}`],
    [t('How often'), row.times], [t('How'), word(METHODS, row.method)], [t('Legal basis'), row.basis], [t('Joint with others'), row.joint],
  ]} />`) : html`<p>${t('Nothing was published yet.')}</p>`)}<//><//>`;
}

function Stages({ stages }) {
  return html`<${Card} title=${t('How far it is')} flush><${Table} rows=${stages} id=${(row) => row.id} search=${false} label=${t('Stages')} columns=${[
    { key: 'title', title: t('Stage'), main: true, of: (row) => row.title || row.id }, { key: 'from', title: t('When'), cell: (row) => `${date(row.from)} – ${date(row.to)}` },
    { key: 'nature', title: t('How'), of: (row) => [word(NATURES, row.nature), word(METHODS, row.method)].join(' · ') },
    { key: 'targets', title: t('Targets'), number: true }, { key: 'visits', title: t('Visits'), number: true }, { key: 'done', title: t('Done'), number: true },
  ]} /><p class="quiet-text card-note">${t('Visits that are still secret are counted nowhere.')}</p><//>`;
}

const STATE_KINDS = { waiting: 'warn', overdue: 'bad', drawn: 'good', void: 'plain' };

function Draw({ summary, draw, id }) {
  const commit = draw && readCommit(draw.commit);
  return html`<${Card} title=${summary.id} aside=${html`<${Badge} kind=${STATE_KINDS[summary.state]}>${word(DRAW_STATES, summary.state)}<//>`}>
    <${Facts} of=${[
      [t('Committed to'), `${instant(summary.commit.time)} (${t('entry {n}', { n: summary.commit.entry })})`],
      [t('Value from'), summary.beacons.split(' + ').map((name) => readBeacon(name).title).join(' + ')],
      [t('In the urn'), commit && t('{targets} targets, {people} people, {avoid} recusals', { targets: number(commit.targets.count), people: number(commit.people.count), avoid: number(commit.avoid.count) })],
      [t('Drawn'), summary.end && summary.state === 'drawn' ? `${instant(summary.end.time)} (${t('entry {n}', { n: summary.end.entry })})` : ''],
      [t('Void because'), summary.state === 'void' ? summary.end.reason : ''],
      [t('Drawn again because'), summary.again ? summary.again.reason : ''],
      [t('Substitutions'), summary.counts && summary.counts.substitutions.asked ? number(summary.counts.substitutions.asked) : ''],
    ]} />
    ${summary.local && html`<${Note} kind="warn">${t('Nobody outside can check a draw that rests on local randomness.')}<//>`}
    ${commit && html`<details class="lines"><summary>${t('The eight lines that were published before the value was out')}</summary><pre>${draw.commit}</pre></details>`}
    ${draw && draw.result ? html`<${Reveal} draw=${draw} />
      <p class="formats"><a class="format" download href=${address(`/public/draws/${encodeURIComponent(draw.id)}/record`, { format: 'json' })}>${t('The record')}</a> <a class="format" href="/verify">${t('Verify it in the browser')}</a></p>`
      : summary.state === 'drawn' && html`<${Note}>${t('The result is sealed until the visits are no secret any more.')}<//>`}<//>`;
}

function Draws({ id, summaries }) {
  const draws = useData(summaries.length ? `${pathOf(id)}/draws` : null);
  const of = (summary) => draws.data && draws.data.draws.find((draw) => draw.id === summary.id);
  if (!summaries.length) return null;
  return html`<h2>${t('Draws')}</h2>${[...summaries].reverse().map((summary) => html`<${Draw} key=${summary.id} id=${id} summary=${summary} draw=${of(summary)} />`)}`;
}

function Results({ id }) {
  const results = useData(`${pathOf(id)}/notices/results`, { format: 'json', number: 'all' });
  return html`<${Card} title=${t('Results')} flush aside=${html`<${Files} id=${id} notice="results" query=${{ number: 'all' }} />`}><${Loaded} from=${results}>${(data) => (data.rows.length ? html`<${Table} rows=${data.rows} label=${t('Results')} columns=${[
    { key: 'target_name', title: t('Target'), main: true, of: (row) => row.target_name || row.name || row.target, cell: (row) => (row.struck ? html`<s><${Name}>${row.target_name || row.target}<//></s>` : html`<${Name}>${row.target_name || row.target}<//>`) },
    { key: 'kind', title: t('Kind'), of: (row) => word(KINDS, row.kind) },
    { key: 'date', title: t('Made on'), cell: (row) => date(row.date) },
    { key: 'result', title: t('Result'), of: (row) => word(RESULTS, row.result), cell: (row) => html`<${Badge} kind=${RESULT_KINDS[row.result]}>${word(RESULTS, row.result)}<//>` },
    { key: 'remark', title: t('Remark'), of: (row) => row.remark || '' },
  ]} />` : html`<${Empty} icon="reports" title=${t('No result was published yet.')} />`)}<//><//>`;
}

function Gaps({ gaps, totals }) {
  const none = gaps.entries + gaps.draws + gaps.substitutions === 0;
  return html`<${Card} title=${t('Draws, all of them')}><p>${tn('{n} commitment', '{n} commitments', totals.committed)}: ${t('{drawn} drawn, {waiting} waiting, {overdue} overdue, {void} void; {again} drawn again.', totals)}</p>
    ${none ? html`<${Note} kind="good">${t('The ledger has no gaps.')}<//>` : html`<${Note} kind="warn">${t('Gaps in the ledger: {entries} entries, {draws} draws, {substitutions} substitutions.', gaps)}<//>`}<//>`;
}

export function Programme({ id }) {
  const report = useData(pathOf(id));
  useEffect(() => {
    if (report.data) document.title = report.data.title || id;
  }, [report.data]);
  return html`<${Loaded} from=${report} lines=${10}>${(data) => html`<div>
    <h1><${Name}>${data.title || id}<//></h1>
    <p class="lead"><bdi>${data.office.name}</bdi> · ${data.year || ''} · ${data.published ? t('published on {day}', { day: date(data.published) }) : t('not published yet')}</p>
    <${Plan} id=${id} /><${Stages} stages=${data.stages} /><${Draws} id=${id} summaries=${data.draws} />
    <${Results} id=${id} />${data.totals.committed > 0 && html`<${Gaps} gaps=${data.gaps} totals=${data.totals} />`}</div>`}<//>`;
}
