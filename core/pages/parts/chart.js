// Charts: bars over months. The library comes when the first chart is shown; a table of the same
// figures stands beside it for whoever cannot see it.
import { html, useEffect, useRef } from '../vendor/preact.js';
import { month as monthName, number } from '../format.js';
import { loadPlot } from './load.js';
import { t } from '../words.js';

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function options(uPlot, width, months, series) {
  const bars = uPlot.paths.bars({ size: [0.62, 46], radius: 0.12 });
  const axis = { stroke: colour('--pico-muted-color'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, font: `12px ${colour('--font')}` };
  return {
    width, height: 220, padding: [12, 8, 0, 0], legend: { show: series.length > 1 }, cursor: { x: false, y: false, drag: { x: false, y: false } },
    scales: { x: { time: false, range: [-0.6, months.length - 0.4] }, y: { range: (_, low, high) => [0, Math.max(1, high * 1.12)] } },
    axes: [
      { ...axis, size: 30, grid: { show: false }, splits: () => months.map((_, i) => i), values: (_, at) => at.map((i) => (width < 500 && i % 2 ? '' : monthName(months[i]))) },
      { ...axis, size: 46, values: (_, at) => at.map((value) => (Number.isInteger(value) ? number(value) : '')) },
    ],
    series: [{ label: t('Month'), value: (_, i) => (i === null ? '' : months[i]) },
      ...series.map((one) => ({ label: one.title, fill: colour(one.colour), stroke: colour(one.colour), width: 0, points: { show: false }, paths: bars, value: (_, value) => (value === null ? '' : number(value)) }))],
  };
}

/** months: ['2026-01', …]; series: [{ title, colour: '--line', values }], the later before the earlier. */
export function Bars({ months, series, label }) {
  const place = useRef(null);
  const key = JSON.stringify([months, series]);
  useEffect(() => {
    let plot = null;
    let gone = false;
    const data = [months.map((_, i) => i), ...series.map((one) => one.values)];
    const draw = async () => {
      const uPlot = await loadPlot();
      if (gone || !place.current) return;
      if (plot) plot.destroy();
      plot = new uPlot(options(uPlot, place.current.clientWidth || 600, months, series), data, place.current);
    };
    const again = () => draw().catch(() => {});
    const watch = new ResizeObserver(() => plot && place.current && Math.abs(plot.width - place.current.clientWidth) > 2 && again());
    again();
    watch.observe(place.current);
    addEventListener('theme', again);
    return () => {
      gone = true;
      watch.disconnect();
      removeEventListener('theme', again);
      if (plot) plot.destroy();
    };
  }, [key]);
  return html`<div><div class="chart" ref=${place} aria-hidden="true"></div>
    <table class="unseen"><caption>${label}</caption><thead><tr><th>${t('Month')}</th>${series.map((one) => html`<th key=${one.title}>${one.title}</th>`)}</tr></thead>
      <tbody>${months.map((one, i) => html`<tr key=${one}><th>${one}</th>${series.map((part) => html`<td key=${part.title}>${part.values[i]}</td>`)}</tr>`)}</tbody></table></div>`;
}

/** [{ month, planned, done }] */
export function MonthsChart({ months }) {
  const done = months.some((one) => one.done);
  return html`<${Bars} label=${t('Visits by month')} months=${months.map((one) => one.month)} series=${[
    { title: t('Planned'), colour: done ? '--line-strong' : '--pico-primary-background', values: months.map((one) => one.planned) },
    ...(done ? [{ title: t('Done'), colour: '--good', values: months.map((one) => one.done || 0) }] : []),
  ]} />`;
}
