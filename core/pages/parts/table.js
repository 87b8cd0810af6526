// A table that can be searched, sorted and paged.
//
//   <${Table} rows=${rows} id=${(row) => row.id} label=… columns=${[
//     { key: 'name', title: …, cell: (row) => html`<${Name} clip>${row.name}<//>`, of: (row) => row.name },
//     { key: 'visits', title: …, number: true },
//   ]} />
//
// A column: key · title · of(row), what it sorts and is found by (default row[key]) · cell(row), what it shows ·
// number, set to the right · sort: false · main, the head of a row where rows are cards (phones).
import { html, useMemo, useState } from '../vendor/preact.js';
import { locale, t, tn } from '../words.js';
import { Icon } from './icon.js';
import { Empty } from './page.js';

const collator = new Intl.Collator(locale, { numeric: true });

function plain(column, row) {
  const value = column.of ? column.of(row) : row[column.key];
  return value === undefined || value === null ? '' : value;
}

function compare(a, b) {
  return typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b));
}

function sorted(rows, column, down) {
  if (!column) return rows;
  const keyed = rows.map((row) => [plain(column, row), row]);
  keyed.sort((a, b) => compare(a[0], b[0]) * (down ? -1 : 1));
  return keyed.map(([, row]) => row);
}

function Head({ columns, by, down, onSort }) {
  return html`<thead><tr>${columns.map((column) => {
    const active = by === column.key;
    const order = active ? (down ? 'descending' : 'ascending') : undefined;
    return html`<th key=${column.key} scope="col" class=${column.number ? 'number' : ''} aria-sort=${order}>
      ${column.sort === false || !onSort ? column.title : html`<button class="bare sort" onClick=${() => onSort(column.key)}>
        ${column.title}${active && html`<${Icon} name=${down ? 'down' : 'up'} />`}</button>`}
    </th>`;
  })}</tr></thead>`;
}

function Pager({ page, pages, onPage }) {
  if (pages < 2) return null;
  return html`<div class="pager">
    <button class="quiet small" disabled=${page === 0} onClick=${() => onPage(page - 1)} aria-label=${t('Previous page')}><${Icon} name="back" /></button>
    <span>${t('Page {page} of {pages}', { page: page + 1, pages })}</span>
    <button class="quiet small" disabled=${page + 1 >= pages} onClick=${() => onPage(page + 1)} aria-label=${t('Next page')}><${Icon} name="next" /></button>
  </div>`;
}

export function Table({ rows, columns, id, label, search = true, size = 50, empty, total, tools, onSearch }) {
  const [words, setWords] = useState('');
  const [order, setOrder] = useState({ by: null, down: false });
  const [at, setAt] = useState(0);
  const found = useMemo(() => {
    const wanted = words.trim().toLowerCase().split(/\s+/).filter(Boolean);
    if (!wanted.length || onSearch) return rows;
    return rows.filter((row) => {
      const text = columns.map((column) => plain(column, row)).join('\n').toLowerCase();
      return wanted.every((word) => text.includes(word));
    });
  }, [rows, words]);
  const shown = useMemo(() => sorted(found, columns.find((column) => column.key === order.by), order.down), [found, order]);
  const pages = Math.ceil(shown.length / size);
  const page = Math.min(at, Math.max(0, pages - 1));
  const onSort = (key) => {
    setOrder({ by: key, down: order.by === key && !order.down });
    setAt(0);
  };
  const input = (event) => {
    setWords(event.target.value);
    setAt(0);
    if (onSearch) onSearch(event.target.value.trim());
  };
  const more = total > rows.length ? t('{shown} of {total}', { shown: rows.length.toLocaleString(locale), total: total.toLocaleString(locale) }) : '';
  const searching = search && (rows.length > 8 || words || onSearch);
  return html`<div class="table">
    ${(searching || tools) && html`<div class="table-tools">
      ${searching && html`<label class="search"><${Icon} name="search" /><span class="unseen">${t('Search')}</span>
        <input type="search" value=${words} placeholder=${t('Search')} onInput=${input} /></label>`}
      ${tools}
      <span class="table-count" role="status">${more || tn('{n} row', '{n} rows', found.length)}</span>
    </div>`}
    ${shown.length === 0
      ? empty && !words ? empty : html`<${Empty} icon="search" title=${t('Nothing found')} />`
      : html`<div class="scroll" role="region" aria-label=${label} tabindex="0"><table>
          <caption class="unseen">${label}</caption>
          <${Head} columns=${columns} ...${order} onSort=${onSort} />
          <tbody>${shown.slice(page * size, (page + 1) * size).map((row, i) => html`<tr key=${id ? id(row) : i}>
            ${columns.map((column) => html`<td key=${column.key} data-title=${column.title}
              class=${[column.number && 'number', column.main && 'main', column.class].filter(Boolean).join(' ')}>
              ${column.cell ? column.cell(row) : html`<bdi>${String(plain(column, row))}</bdi>`}</td>`)}</tr>`)}
          </tbody></table></div>`}
    <${Pager} page=${page} pages=${pages} onPage=${setAt} />
  </div>`;
}
