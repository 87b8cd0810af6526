// What the counties report: their signed files in, sums and ranking out; who is missing is named.
import { html, useState } from '../vendor/preact.js';
import { Drop } from '../parts/drop.js';
import { Badge, Bar, Button, Card, Empty, Name, Page, Tiles } from '../parts/page.js';
import { Note, Problem } from '../parts/problem.js';
import { Table } from '../parts/table.js';
import { address, call } from '../api.js';
import { date, number, percent } from '../format.js';
import { mark, t } from '../words.js';

const SEALS = {
  trusted: mark('signed by a known key'), unknown: mark('signed, key not known here'), unsigned: mark('not signed'), foreign: mark('signed by another office’s key'),
  broken: mark('signature does not fit'),
};
const SEAL_KINDS = { trusted: 'good', unknown: 'plain', unsigned: 'warn', foreign: 'bad', broken: 'bad' };

const STATES = {
  counts: mark('summed'), replaced: mark('replaced by a newer one'), broken: mark('its signature does not fit'), foreign: mark('signed by another office’s key'),
  programme: mark('of another programme'), day: mark('up to another day'), period: mark('of another period'), unexpected: mark('of an office that does not report here'),
};

async function base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}

const said = (of, value) => (of[value] ? t(of[value]) : value);

function Rate({ rate }) {
  return html`<span class="rate"><${Bar} done=${rate[0]} total=${rate[1]} label=${percent(...rate)} /><span class="number">${percent(...rate)}</span></span>`;
}

const rateColumn = (key, title) => ({
  key, title, number: true, of: (row) => row.figures.rates[key][0] / (row.figures.rates[key][1] || 1), cell: (row) => html`<${Rate} rate=${row.figures.rates[key]} />`,
});

function Figures({ rows, ranked }) {
  return html`<${Table} rows=${rows} id=${(row) => row.code} label=${ranked ? t('Ranking') : t('Offices')} columns=${[
    ranked && { key: 'rank', title: t('Rank'), number: true },
    { key: 'name', title: t('Office'), main: true, cell: (row) => html`<${Name}>${row.name || row.code}<//>` },
    { key: 'targets', title: t('Targets'), number: true, of: (row) => row.figures.targets },
    { key: 'visited', title: t('Visited'), number: true, of: (row) => row.figures.visited },
    rateColumn('coverage', t('Coverage')), rateColumn('plan', t('Of what is due')), rateColumn('tasks', t('Tasks done')),
  ].filter(Boolean)} />`;
}

function Files({ rows }) {
  return html`<${Table} rows=${rows} search=${false} label=${t('Files')} columns=${[
    { key: 'file', title: t('File'), main: true, of: (row) => row.file.split('/').pop() },
    { key: 'name', title: t('Office'), of: (row) => row.name || row.office },
    { key: 'as_of', title: t('Up to'), cell: (row) => date(row.as_of) },
    { key: 'state', title: t('State'), of: (row) => said(STATES, row.state) },
    { key: 'signature', title: t('Signature'), cell: (row) => html`<${Badge} kind=${SEAL_KINDS[row.signature]}>${said(SEALS, row.signature)}<//>` },
  ]} />`;
}

function Sum({ answer }) {
  const missing = answer.offices.filter((office) => office.expected && !office.reported);
  const total = answer.sums.find((sum) => sum.part === 'total');
  return html`<div>
    <${Tiles} of=${[
      { title: t('Offices that reported'), value: number(answer.counts.reported), note: t('{n} missing', { n: answer.counts.missing }), kind: answer.counts.missing ? 'warn' : '' },
      total && { title: t('Targets'), value: number(total.figures.targets) }, total && { title: t('Visited'), value: number(total.figures.visited) },
      total && { title: t('Coverage'), value: percent(...total.figures.rates.coverage) }]} />
    ${missing.length > 0 && html`<${Note} kind="warn"><strong>${t('Nothing came from these offices:')}</strong> <bdi>${missing.map((office) => office.name || office.code).join(t(', '))}</bdi><//>`}
    ${answer.contradictions.map((one, i) => html`<${Note} key=${i} kind="warn"><code>${one.file.split('/').pop()}:${one.line}:${one.column}</code> <bdi>${one.says}</bdi><//>`)}
    ${answer.ranking.map((half) => html`<${Card} key=${half.half} title=${t('Ranking of {half}', { half: half.half })} flush><${Figures} rows=${half.rows} ranked /><//>`)}
    <${Card} title=${t('Offices')} flush><${Figures} rows=${answer.offices.filter((office) => office.total).map((office) => ({ ...office, figures: office.total }))} /><//>
    <${Card} title=${t('Files')} flush><${Files} rows=${answer.files} /><//></div>`;
}

export default function Rollup() {
  const [files, setFiles] = useState([]);
  const [keys, setKeys] = useState(null);
  const [answer, setAnswer] = useState(null);
  const [error, setError] = useState(null);
  const sum = (given, known) => call('POST', '/rollup', { body: { files: given, ...(known ? { keys: known } : {}) } }).then(
    (told) => {
      setAnswer(told);
      setError(null);
    },
    (refused) => {
      setAnswer(refused.answer || null);
      setError(refused);
    });
  const add = async (file) => {
    const next = [...files.filter((one) => one.name !== file.name), { name: file.name, base64: await base64(file) }];
    setFiles(next);
    sum(next, keys);
  };
  const know = async (event) => {
    const [file] = event.target.files;
    const known = file ? { name: file.name, text: await file.text() } : null;
    setKeys(known);
    if (files.length) sum(files, known);
  };
  return html`<${Page} title=${t('Figures of the counties')} lead=${t('Each county signs its figures; here they are summed, with who sent what and who is missing.')}
      actions=${html`<${Button} kind="quiet" icon="download" href=${address('/exports/figures', { blank: true })} download>${t('Empty forms')}<//>`}>
    <${Card}><${Drop} accept=".json,.csv,.xlsx" onFile=${add}>${t('A signed file of figures, as `export figures` writes it')}<//>
      <label>${t('Whose keys are known (lines: code, key)')}<input type="file" onChange=${know} /></label><//>
    ${error && html`<${Problem} error=${error} />`}
    ${answer ? html`<${Sum} answer=${answer} />` : !error && html`<${Empty} icon="reports" title=${t('No figures yet')} />`}
  <//>`;
}
