// All draws: what was committed to, what waits for its value, what was drawn; and a new one.
import { html } from '../vendor/preact.js';
import { Loaded, useData } from '../parts/data.js';
import { Badge, Button, Card, Empty, Name, Page } from '../parts/page.js';
import { Table } from '../parts/table.js';
import { instant } from '../format.js';
import { DRAW_STATES, word } from '../names.js';
import { may } from '../session.js';
import { t } from '../words.js';

const KINDS = { waiting: 'warn', drawn: 'good', void: 'plain' };

export const stateOf = (draw) => (draw.status === 'committed' ? 'waiting' : draw.status);
export const hrefOf = (draw) => `#/draws/${draw.id.split('/')[0]}/${draw.stage}?draw=${encodeURIComponent(draw.id)}`;

export function DrawState({ draw }) {
  const state = stateOf(draw);
  return html`<${Badge} kind=${KINDS[state]}>${word(DRAW_STATES, state)}<//>
    ${draw.sealed && html` <${Badge} kind="info">${t('sealed')}<//>`}${draw.local && html` <${Badge} kind="bad">${t('nobody outside can check it')}<//>`}
    ${draw.again && html` <${Badge}>${t('drawn again')}<//>`}`;
}

const COLUMNS = () => [
  { key: 'id', title: t('Draw'), main: true, cell: (draw) => html`<a href=${hrefOf(draw)}><${Name}>${draw.id}<//></a>` },
  { key: 'state', title: t('State'), of: stateOf, cell: (draw) => html`<${DrawState} draw=${draw} />` },
  { key: 'beacon', title: t('Value from'), of: (draw) => draw.commit.split('\n')[6] },
  { key: 'committed', title: t('Committed to'), cell: (draw) => instant(draw.committed) },
  { key: 'drawn', title: t('Drawn at'), of: (draw) => draw.drawn || '', cell: (draw) => instant(draw.drawn) },
];

export default function Draws() {
  const draws = useData('/draws');
  const canDraw = may('admin', 'planner');
  return html`<${Page} title=${t('Draws')} lead=${t('First what is in the urn is made known; then the value; the result follows by arithmetic, and anybody can repeat it.')}
      actions=${html`<${Button} kind="quiet" href="/verify" icon="good">${t('Verify a record')}<//>
        ${canDraw && html`<${Button} icon="draws" href="#/draws/new/draw">${t('A new draw')}<//>`}`}>
    <${Loaded} from=${draws}>${({ draws: list }) => html`<${Card} flush>${list.length
      ? html`<${Table} rows=${[...list].reverse()} id=${(draw) => draw.id} label=${t('Draws')} columns=${COLUMNS()} />`
      : html`<${Empty} icon="draws" title=${t('Nothing was drawn yet.')} />`}<//>`}<//>
  <//>`;
}
