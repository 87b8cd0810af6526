// A file on its way into a register: looked at first, every bad row shown, then stored.
import { html, useState } from '../vendor/preact.js';
import { job } from '../api.js';
import { Drop } from '../parts/drop.js';
import { ask } from '../parts/dialog.js';
import { sayError, say } from '../parts/messages.js';
import { Button, Card, Name, Page, Tiles } from '../parts/page.js';
import { Note, Problem } from '../parts/problem.js';
import { JobProgress, useJob } from '../parts/progress.js';
import { save } from '../parts/save.js';
import { Table } from '../parts/table.js';
import { number } from '../format.js';
import { TABLES } from '../names.js';
import { language, t, tn } from '../words.js';

const ACCEPT = '.csv,.tsv,.txt,.xlsx,.json,.ics';

/** "column “机构类型”: “医院怪” is not one of …" is shown without what the place says already. */
function BadRows({ rows }) {
  return html`<${Table} rows=${rows} label=${t('Rows that are wrong')} size=${20} id=${(row) => `${row.line}:${row.column || 0}`} columns=${[
    { key: 'line', title: t('Line'), number: true, of: (row) => row.line, cell: (row) => number(row.line) },
    { key: 'column', title: t('Column'), number: true, of: (row) => row.column || 0, cell: (row) => row.column || '' },
    { key: 'message', title: t('What is wrong'), main: true, of: (row) => row.message || '', cell: (row) => html`<bdi>${row.message || t('See the file with the rejected rows.')}</bdi>` },
    { key: 'hint', title: t('What to do'), of: (row) => row.hint || '', cell: (row) => html`<bdi>${row.hint || ''}</bdi>` },
  ]} />`;
}

const columnTitle = (one) => (language === 'zh' ? one.chinese.split('/')[0] : one.name);

/** Headers nobody knows, each to be read as a column or kept as it is. */
function Headers({ answer, map, onMap }) {
  if (!answer.columns) return null;
  const taken = new Set(answer.columns.map((one) => one.column).filter(Boolean));
  const open = answer.columns.filter((one) => !one.column || one.header in map);
  const missing = answer.known.filter((one) => one.required && !taken.has(one.name));
  if (!open.length) return null;
  return html`<${Card} title=${t('Headers')} aside=${tn('{n} of them is not known', '{n} of them are not known', open.length)}>
    ${missing.length > 0 && html`<${Note} kind="warn">${t('Still needed: {columns}. Say which header it is.', { columns: missing.map(columnTitle).join(t(', ')) })}<//>`}
    <div class="fields">${open.map((one) => html`<div class="field" key=${one.header}><label for="map-${one.header}"><${Name} clip>${one.header}<//></label>
      <select id="map-${one.header}" value=${map[one.header] || ''} onChange=${(event) => onMap(one.header, event.target.value)}>
        <option value="">${t('keep it as it is')}</option>
        ${answer.known.filter((known) => !taken.has(known.name) || map[one.header] === known.name)
    .map((known) => html`<option key=${known.name} value=${known.name}>${columnTitle(known)}${known.required ? ' *' : ''}</option>`)}
      </select></div>`)}</div>
    <small>${t('What you choose is remembered for the next file of this table.')}</small>
  <//>`;
}

function Counts({ answer }) {
  return html`<${Tiles} of=${[
    { title: t('Rows'), value: number(answer.rows), note: [answer.format.toUpperCase(), answer.encoding].filter(Boolean).join(' · ') },
    { title: t('New'), value: number(answer.added), kind: answer.added ? 'good' : '' },
    { title: t('Changed'), value: number(answer.updated) },
    { title: t('Unchanged'), value: number(answer.unchanged) },
    answer.closed > 0 && { title: t('Closed'), value: number(answer.closed), kind: 'warn', note: t('missing from the file') },
    answer.bad > 0 && { title: t('Wrong'), value: number(answer.bad), kind: 'bad' },
  ]} />`;
}

function Options({ mode, skip, onMode, onSkip, bad }) {
  return html`<fieldset class="modes">
    <label><input type="radio" name="mode" checked=${mode === 'merge'} onChange=${() => onMode('merge')} />
      ${t('Add and change: what is not in the file stays')}</label>
    <label><input type="radio" name="mode" checked=${mode === 'replace'} onChange=${() => onMode('replace')} />
      ${t('Replace: what is not in the file is closed')}</label>
    ${bad > 0 && html`<label><input type="checkbox" checked=${skip} onChange=${(event) => onSkip(event.target.checked)} />
      ${tn('Store the good rows, leave {n} bad row out', 'Store the good rows, leave {n} bad rows out', bad)}</label>`}
  </fieldset>`;
}

export default function Upload({ params }) {
  const { table } = params;
  const title = t(TABLES[table] || '');
  const [file, setFile] = useState(null);
  const [map, setMap] = useState({});
  const [mode, setMode] = useState('merge');
  const [skip, setSkip] = useState(false);
  const looking = useJob();
  const storing = useJob();
  const asked = (more) => ({ file, query: {
    name: file.name, mode, map: Object.entries(map).filter(([, column]) => column).map(([header, column]) => `${header}=${column}`).join(','), ...more } });
  const look = (what, mapped, how) => {
    storing.reset();
    const query = { name: what.name, dry_run: true, mode: how,
      map: Object.entries(mapped).filter(([, column]) => column).map(([header, column]) => `${header}=${column}`).join(',') };
    looking.start((onProgress) => job('POST', `/imports/${table}`, { file: what, query }, onProgress));
  };
  const take = (what) => {
    setFile(what);
    setMap({});
    setSkip(false);
    look(what, {}, mode);
  };
  const remap = (header, column) => {
    const next = { ...map, [header]: column };
    setMap(next);
    look(file, next, mode);
  };
  const answer = looking.answer && looking.answer[0];
  const rows = (looking.error && looking.error.rows && looking.error.rows.some((row) => row.line) && looking.error.rows) || (answer && answer.bad_rows) || [];
  const bad = answer ? answer.bad : rows.length;
  const ready = looking.state === 'done' || (bad > 0 && skip);
  const store = async () => {
    const closes = mode === 'replace' && answer && answer.closed > 0;
    if (closes && await ask({ title: t('Close what is missing?'), danger: true, yes: t('Replace'),
      text: tn('{n} row that is in force is not in the file. It will be closed.', '{n} rows that are in force are not in the file. They will be closed.', answer.closed) }) === null) return;
    const stored = await storing.start((onProgress) => job('POST', `/imports/${table}`, asked({ skip_bad: skip, yes: closes }), onProgress));
    if (!stored) return;
    say(t('Stored: {added} new, {updated} changed.', { added: number(stored[0].added), updated: number(stored[0].updated) }));
    if (stored[0].rejected) save(`${file.name}.rejected.csv`, stored[0].rejected);
    location.hash = `#/registers/${table}`;
  };
  const rejected = async () => {
    if (answer && answer.rejected) return save(`${file.name}.rejected.csv`, answer.rejected);
    try {
      const [said] = await job('POST', `/imports/${table}`, asked({ dry_run: true, skip_bad: true })).done;
      return save(`${file.name}.rejected.csv`, said.rejected);
    } catch (error) {
      return sayError(error);
    }
  };
  return html`<${Page} title=${t('Upload: {table}', { table: title })} back=${{ href: `#/registers/${table}`, title }}
      lead=${t('The file is looked at first; nothing is stored until you say so.')}>
    <${Card}><${Drop} accept=${ACCEPT} busy=${looking.state === 'running'} onFile=${take}>
      ${file ? html`<strong><bdi>${file.name}</bdi></strong>` : t('CSV or XLSX as it comes from Excel; GB18030 and UTF-8 are told apart.')}<//><//>
    <${JobProgress} of=${{ ...looking, state: looking.state === 'failed' ? 'idle' : looking.state }} title=${t('Looking through the file')} />
    ${looking.state === 'failed' && html`<${Problem} error=${rows.length ? { message: looking.error.message, hint: t('Correct these rows in the file, or leave them out below.') } : looking.error} title=${t('This file cannot be stored as it is')} />`}
    ${answer && looking.state === 'done' && html`<${Counts} answer=${answer} />`}
    ${answer && html`<${Headers} answer=${answer} map=${map} onMap=${remap} />`}
    ${rows.length > 0 && html`<${Card} flush title=${tn('{n} row is wrong', '{n} rows are wrong', Math.max(bad, rows.length))}
      aside=${html`<${Button} icon="download" kind="quiet small" onClick=${rejected}>${t('Rejected rows as CSV')}<//>`}><${BadRows} rows=${rows} /><//>`}
    ${answer && answer.notes.length > 0 && html`<${Card} title=${t('What was noticed')}><ul>${answer.notes.map((note, i) => html`<li key=${i}><bdi>${note}</bdi></li>`)}</ul><//>`}
    ${file && ['done', 'failed'].includes(looking.state) && html`<${Card}>
      <${Options} mode=${mode} skip=${skip} bad=${bad} onSkip=${setSkip} onMode=${(to) => {
        setMode(to);
        look(file, map, to);
      }} />
      <${JobProgress} of=${storing} title=${t('Storing')} />
      <${Button} icon="good" disabled=${!ready || storing.state === 'running'} onClick=${store}>${t('Store')}<//>
    <//>`}
  <//>`;
}
