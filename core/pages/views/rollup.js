// What the counties report: their signed files in, sums and ranking out; who is missing is named.
import { html, useState } from '../vendor/preact.js';
import { Drop } from '../parts/drop.js';
import { Bar, Button, Card, Empty, Name, Page, Tiles } from '../parts/page.js';
import { Note, Problem } from '../parts/problem.js';
import { Table } from '../parts/table.js';
import { address, call } from '../api.js';
import { number, percent } from '../format.js';
import { t } from '../words.js';

async function base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}

const sumOf = (row) => row.all || row.figures || row;

function coverageOf(row) {
  const { rates } = sumOf(row);
  return rates && rates.coverage ? rates.coverage : [0, 0];
}

function Ranking({ rows }) {
  const ranked = [...rows].sort((a, b) => coverageOf(b)[0] / (coverageOf(b)[1] || 1) - coverageOf(a)[0] / (coverageOf(a)[1] || 1)).map((row, i) => ({ ...row, place: row.rank ?? i + 1 }));
  return html`<${Table} rows=${ranked} id=${(row) => row.code || row.name} label=${t('Ranking')} columns=${[
    { key: 'place', title: t('Rank'), number: true },
    { key: 'name', title: t('Office'), main: true, cell: (row) => html`<${Name}>${row.name || row.code}<//>` },
    { key: 'targets', title: t('Targets'), number: true, of: (row) => sumOf(row).targets ?? 0 },
    { key: 'visited', title: t('Visited'), number: true, of: (row) => sumOf(row).visited ?? 0 },
    { key: 'coverage', title: t('Coverage'), number: true, of: (row) => coverageOf(row)[0] / (coverageOf(row)[1] || 1),
      cell: (row) => html`<span class="rate"><${Bar} done=${coverageOf(row)[0]} total=${coverageOf(row)[1]} /><span class="number">${percent(...coverageOf(row))}</span></span>` },
  ]} />`;
}

function Missing({ rows }) {
  return html`<${Note} kind="warn"><p><strong>${t('Nothing came from these offices:')}</strong> <bdi>${rows.map((row) => row.name || row.code || row).join(t(', '))}</bdi></p><//>`;
}

function Sum({ answer }) {
  const offices = answer.offices || answer.areas || [];
  const total = sumOf(answer.total || answer.sum || {});
  const missing = answer.missing || offices.filter((row) => row.state === 'missing');
  const findings = answer.contradictions || answer.findings || [];
  return html`${total.targets !== undefined && html`<${Tiles} of=${[
      { title: t('Targets'), value: number(total.targets) }, { title: t('Visited'), value: number(total.visited || 0) },
      total.rates && { title: t('Coverage'), value: percent(...total.rates.coverage) }]} />`}
    ${missing.length > 0 && html`<${Missing} rows=${missing} />`}
    ${findings.map((one, i) => html`<${Note} key=${i} kind="warn"><bdi>${one.message || one.text || String(one)}</bdi><//>`)}
    <${Card} title=${t('Offices')} flush><${Ranking} rows=${offices.filter((row) => row.state !== 'missing')} /><//>`;
}

export default function Rollup() {
  const [files, setFiles] = useState([]);
  const [answer, setAnswer] = useState(null);
  const [error, setError] = useState(null);
  const add = async (file) => {
    const next = [...files.filter((one) => one.name !== file.name), { name: file.name, base64: await base64(file) }];
    setFiles(next);
    setError(null);
    call('POST', '/rollup', { body: { files: next } }).then(setAnswer, setError);
  };
  return html`<${Page} title=${t('Figures of the counties')} lead=${t('Each county signs its figures; here they are summed, with who sent what and who is missing.')}
      actions=${html`<${Button} kind="quiet" icon="download" href=${address('/exports/figures', { blank: true })} download>${t('Empty forms')}<//>`}>
    <${Card}><${Drop} accept=".json,.csv,.xlsx" onFile=${add}>${t('A signed file of figures, as `export figures` writes it')}<//>
      ${files.length > 0 && html`<ul class="plain-list">${files.map((file) => html`<li key=${file.name}><bdi>${file.name}</bdi></li>`)}</ul>`}<//>
    ${error && html`<${Problem} error=${error} />`}
    ${answer ? html`<${Sum} answer=${answer} />` : html`<${Empty} icon="reports" title=${t('No figures yet')} />`}
  <//>`;
}
