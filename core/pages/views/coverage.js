// How far a programme is: coverage by area and kind, done against planned, load, findings, ranking.
import { html } from '../vendor/preact.js';
import { Loaded, useData } from '../parts/data.js';
import { Bar, Button, Card, Empty, Name, Page, Tabs, Tiles } from '../parts/page.js';
import { Table } from '../parts/table.js';
import { date as dayText, hours, number, percent } from '../format.js';
import { KINDS, RESULTS, word } from '../names.js';
import { t } from '../words.js';
import { ChooseProgramme } from './choose_programme.js';
import { Progress } from './progress_plot.js';
import { PersonLink } from './visit_marks.js';

const share = (rate) => percent(rate[0], rate[1]);

function Rate({ rate }) {
  return html`<span class="rate"><${Bar} done=${rate[0]} total=${rate[1]} label=${share(rate)} /><span class="number">${share(rate)}</span></span>`;
}

const rateColumn = (key, title) => ({ key, title, number: true, of: (row) => (row.all.rates[key][1] ? row.all.rates[key][0] / row.all.rates[key][1] : -1), cell: (row) => html`<${Rate} rate=${row.all.rates[key]} />` });

function countColumns(first) {
  return [
    first,
    { key: 'targets', title: t('Targets'), number: true, of: (row) => row.all.targets },
    { key: 'visited', title: t('Visited'), number: true, of: (row) => row.all.visited },
    rateColumn('coverage', t('Coverage')), rateColumn('plan', t('Of what is due')),
    { key: 'month', title: t('This month'), number: true, of: (row) => row.month.done, cell: (row) => `${number(row.month.done)} / ${number(row.month.owed)}` },
  ];
}

function Coverage({ data }) {
  return html`<div><${Card} title=${t('By area')} flush><${Table} rows=${data.areas} id=${(row) => row.code} label=${t('Coverage by area')}
      columns=${countColumns({ key: 'name', title: t('Area'), main: true, cell: (row) => html`<${Name}>${row.name || row.code}<//>` })} /><//>
    <${Card} title=${t('By kind')} flush><${Table} rows=${data.kinds} id=${(row) => row.kind} label=${t('Coverage by kind')}
      columns=${countColumns({ key: 'kind', title: t('Kind'), main: true, of: (row) => word(KINDS, row.kind) })} /><//>
    ${data.items.length > 0 && html`<${Card} title=${t('By what is checked')} flush><${Table} rows=${data.items} id=${(row) => row.label + row.item} label=${t('Coverage by what is checked')} columns=${[
      { key: 'item', title: t('What is checked'), main: true }, { key: 'visited', title: t('Visited'), number: true, cell: (row) => `${number(row.visited)} / ${number(row.targets)}` },
      { key: 'checked', title: t('With a result'), number: true }, { key: 'problems', title: t('Problems'), number: true },
    ]} /><//>`}</div>`;
}

function CoverageTab({ programme }) {
  const report = useData(`/programmes/${encodeURIComponent(programme)}/reports/coverage`);
  const progress = useData(`/programmes/${encodeURIComponent(programme)}/reports/progress`);
  return html`<${Loaded} from=${progress}>${(data) => {
      const last = data.months[data.months.length - 1];
      const soFar = last ? last.so_far : { done: 0, due: 0, due_done: 0, planned: 0 };
      return html`<div><${Tiles} of=${[
        { title: t('Done'), value: number(soFar.done), note: t('of {n} planned', { n: number(soFar.planned) }) },
        { title: t('Due by now'), value: number(soFar.due), note: t('{n} of them done', { n: number(soFar.due_done) }), kind: soFar.due_done < soFar.due ? 'warn' : '' },
        { title: t('Of the plan'), value: percent(soFar.done, soFar.planned) },
        ...data.milestones.map((one) => ({ title: one.title || one.id, value: share(one.rates.rates.coverage), note: dayText(one.date) })),
      ]} /><${Card} title=${t('Done against planned')}><${Progress} months=${data.months} asOf=${data.as_of} /><//></div>`;
    }}<//>
    <${Loaded} from=${report}>${(data) => html`<${Coverage} data=${data} />`}<//>`;
}

function LoadTab({ programme }) {
  const report = useData(`/programmes/${encodeURIComponent(programme)}/reports/workload`);
  return html`<${Loaded} from=${report}>${(data) => {
    const most = Math.max(1, ...data.persons.map((row) => row.all.minutes));
    const columns = (first) => [first,
      { key: 'visits', title: t('Visits'), number: true, of: (row) => row.all.visits }, { key: 'led', title: t('Led'), number: true, of: (row) => row.all.led },
      { key: 'days', title: t('Days out'), number: true, of: (row) => row.all.days },
      { key: 'hours', title: t('Hours'), number: true, of: (row) => row.all.minutes, cell: (row) => html`<span class="rate"><${Bar} done=${row.all.minutes} total=${most} label=${hours(row.all.minutes)} /><span class="number">${hours(row.all.minutes)}</span></span>` },
      { key: 'month', title: t('This month'), number: true, of: (row) => row.month.visits }];
    const list = data.persons.map((row) => row.all.minutes).sort((a, b) => a - b);
    return html`<${Tiles} of=${[
        { title: t('Visits made'), value: number(data.total.all.visits) }, { title: t('Hours'), value: hours(data.total.all.minutes) },
        list.length > 1 && { title: t('Least and most of a person'), value: `${hours(list[0])} – ${hours(list[list.length - 1])}`, note: t('in hours') },
      ]} />
      ${data.persons.length === 0 ? html`<${Empty} icon="users" title=${t('Nobody has made a visit yet.')} />` : html`
      <${Card} title=${t('People')} flush><${Table} rows=${data.persons} id=${(row) => row.id} label=${t('Load of people')}
        columns=${columns({ key: 'name', title: t('Name'), main: true, cell: (row) => html`<${PersonLink} id=${row.id} name=${row.name} />` })} /><//>
      <${Card} title=${t('Crews')} flush><${Table} rows=${data.crews} id=${(row) => row.crew} label=${t('Load of crews')} columns=${columns({ key: 'crew', title: t('Crew'), main: true })} /><//>`}`;
  }}<//>`;
}

function FindingsTab({ programme }) {
  const report = useData(`/programmes/${encodeURIComponent(programme)}/reports/findings`);
  const columns = (first) => [first, { key: 'visits', title: t('Visits'), number: true },
    ...['problem_fixed', 'problem', 'serious', 'refused'].map((result) => ({ key: result, title: word(RESULTS, result), number: true, of: (row) => row.worst[result] })),
    { key: 'open', title: t('Not settled'), number: true }, { key: 'overdue', title: t('Overdue'), number: true },
    { key: 'amount', title: t('Amount (yuan)'), number: true, cell: (row) => number(row.amount / 100) }];
  return html`<${Loaded} from=${report}>${(data) => html`
    <${Tiles} of=${[{ title: t('Visits with a result'), value: number(data.total.visits) }, { title: t('Not settled'), value: number(data.total.open), kind: data.total.overdue ? 'bad' : '', note: t('{n} overdue', { n: data.total.overdue }) },
      { title: t('Amount (yuan)'), value: number(data.total.amount / 100) }]} />
    <${Card} title=${t('By area')} flush><${Table} rows=${data.areas} label=${t('Findings by area')} columns=${columns({ key: 'name', title: t('Area'), main: true })} /><//>
    <${Card} title=${t('By kind')} flush><${Table} rows=${data.kinds} label=${t('Findings by kind')} columns=${columns({ key: 'kind', title: t('Kind'), main: true, of: (row) => word(KINDS, row.kind) })} /><//>
    <${Card} title=${t('By what is checked')} flush><${Table} rows=${data.items} label=${t('Findings by what is checked')} columns=${columns({ key: 'item', title: t('What is checked'), main: true, of: (row) => row.item || t('The whole visit') })} /><//>`}<//>`;
}

function RankingTab({ programme }) {
  const report = useData(`/programmes/${encodeURIComponent(programme)}/reports/ranking`);
  return html`<${Loaded} from=${report}>${(data) => data.halves.map((half) => html`<${Card} key=${half.from} title=${t('{from} to {to}', { from: dayText(half.from), to: dayText(half.to) })} flush>
    <${Table} rows=${half.rows} id=${(row) => row.code} label=${t('Ranking')} columns=${[
      { key: 'rank', title: t('Rank'), number: true }, { key: 'name', title: t('Area'), main: true, cell: (row) => html`<${Name}>${row.name || row.code}<//>` },
      ...['tasks', 'coverage', 'plan'].map((key) => ({ key, title: { tasks: t('Tasks done'), coverage: t('Coverage'), plan: t('Of what is due') }[key], number: true,
        of: (row) => (row.figures.rates[key][1] ? row.figures.rates[key][0] / row.figures.rates[key][1] : -1), cell: (row) => html`<${Rate} rate=${row.figures.rates[key]} />` })),
    ]} /><//>`)}<//>`;
}

const TABS = { coverage: CoverageTab, load: LoadTab, findings: FindingsTab, ranking: RankingTab };

export default function HowFar({ query }) {
  const at = TABS[query.tab] ? query.tab : 'coverage';
  const Tab = TABS[at];
  const titles = { coverage: t('Coverage and progress'), load: t('Load'), findings: t('Findings'), ranking: t('Ranking') };
  return html`<${Page} title=${t('How far we are')} actions=${html`<${Button} kind="quiet" icon="download" href="#/reports${query.programme ? `?programme=${encodeURIComponent(query.programme)}` : ''}">${t('Reports and papers')}<//>`}>
    <${ChooseProgramme} chosen=${query.programme} href=${(id) => `#/coverage?tab=${at}&programme=${encodeURIComponent(id)}`}>${(programme) => html`
      <${Tabs} label=${t('How far we are')} at=${at} href=${(id) => `#/coverage?tab=${id}&programme=${encodeURIComponent(programme)}`} of=${Object.keys(TABS).map((id) => ({ id, title: titles[id] }))} />
      <${Tab} key=${programme} programme=${programme} />`}<//>
  <//>`;
}
