// Done against planned, month by month and summed up; the table below says the same to those who
// do not see it.
import { html, useEffect, useRef, useState } from '../vendor/preact.js';
import { loadPlot } from '../parts/load.js';
import { month, number } from '../format.js';
import { t } from '../words.js';

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Sums up to each month; what is done stops where the future begins. */
function linesOf(months, asOf) {
  let planned = 0;
  let done = 0;
  const rows = months.map((one) => {
    planned += one.planned_now ?? one.planned;
    done += one.done;
    return { planned, done: one.from <= asOf ? done : null };
  });
  return [months.map((_, i) => i), rows.map((row) => row.planned), rows.map((row) => row.done)];
}

function optionsOf(months, width) {
  const line = { stroke: colour('--line'), width: 1 };
  const axis = { stroke: colour('--pico-muted-color'), grid: line, ticks: line, font: '12px sans-serif' };
  return {
    width, height: 260, cursor: { y: false }, legend: { live: true }, scales: { x: { time: false, range: [-0.3, months.length - 0.7] }, y: { range: (_, low, high) => [0, Math.max(1, high * 1.05)] } },
    axes: [{ ...axis, splits: () => months.map((_, i) => i), values: (_, at) => at.map((i) => (months[i] ? month(months[i].from) : '')) }, { ...axis, size: 56 }],
    series: [
      { label: t('Month'), value: (_, i) => (months[i] ? month(months[i].from) : '') },
      { label: t('Planned so far'), stroke: colour('--pico-muted-color'), width: 2, dash: [6, 4] },
      { label: t('Done so far'), stroke: colour('--pico-primary'), fill: colour('--info-back'), width: 3, points: { size: 7 } },
    ],
  };
}

export function Progress({ months, asOf }) {
  const box = useRef(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let plot = null;
    let gone = false;
    let watch = null;
    const draw = (Plot) => {
      if (gone || !box.current) return;
      if (plot) plot.destroy();
      plot = new Plot(optionsOf(months, box.current.clientWidth), linesOf(months, asOf), box.current);
    };
    loadPlot().then((Plot) => {
      if (gone) return;
      draw(Plot);
      watch = () => draw(Plot);
      addEventListener('theme', watch);
      addEventListener('resize', watch);
    }, () => setFailed(true));
    return () => {
      gone = true;
      if (plot) plot.destroy();
      if (watch) {
        removeEventListener('theme', watch);
        removeEventListener('resize', watch);
      }
    };
  }, [months, asOf]);
  return html`${!failed && html`<div class="plot" ref=${box} aria-hidden="true"></div>`}
    <div class="scroll" tabindex="0" role="region" aria-label=${t('Done against planned')}><table class="months"><thead><tr><th scope="col">${t('Month')}</th>${months.map((one) => html`<th key=${one.from} scope="col" class="number">${month(one.from)}</th>`)}</tr></thead>
    <tbody><tr><th scope="row">${t('Planned')}</th>${months.map((one) => html`<td key=${one.from} class="number">${number(one.planned_now ?? one.planned)}</td>`)}</tr>
    <tr><th scope="row">${t('Done')}</th>${months.map((one) => html`<td key=${one.from} class="number">${one.from <= asOf ? number(one.done) : ''}</td>`)}</tr></tbody></table></div>`;
}
