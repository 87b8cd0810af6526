// The policies that the server watches: one line each, what is wrong with those that do not load.
import { html } from '../vendor/preact.js';
import { Loaded, useData } from '../parts/data.js';
import { Badge, Card, Empty, Name, Page } from '../parts/page.js';
import { Problem } from '../parts/problem.js';
import { Table } from '../parts/table.js';
import { t } from '../words.js';

const listOf = (data) => (Array.isArray(data) ? data : data.items || data.policies || []);

export default function Policies() {
  const policies = useData('/policies');
  return html`<${Page} title=${t('Policies')} lead=${t('A policy says who is visited, how often and by whom. Choose one, set its figures, plan.')}>
    <${Loaded} from=${policies} lines=${8}>${(data) => {
      const list = listOf(data);
      const broken = list.filter((one) => one.error);
      return html`
        ${broken.map((one) => html`<${Problem} key=${one.name} title=${one.name} error=${one.error} />`)}
        <${Card} flush><${Table} rows=${list} id=${(one) => one.name} label=${t('Policies')} columns=${[
          { key: 'title', title: t('Title'), main: true, of: (one) => one.title || one.name,
            cell: (one) => html`<a href="#/policies/${encodeURIComponent(one.name)}"><${Name}>${one.title || one.name}<//></a>` },
          { key: 'id', title: t('Programme'), cell: (one) => html`<code class="id">${one.id}</code>` },
          { key: 'name', title: t('File'), cell: (one) => html`<code class="id">${one.name}</code>` },
          { key: 'params', title: t('Figures to set'), number: true, of: (one) => (one.params || []).length },
          { key: 'state', title: t('State'), of: (one) => (one.error ? 1 : 0), cell: (one) => one.error && html`<${Badge} kind="bad">${t('does not load')}<//>` },
        ]} empty=${html`<${Empty} icon="policies" title=${t('There are no policies yet')}>${t('The administrator puts policy files into the folder that the server watches.')}<//>`} /><//>`;
    }}<//>
  <//>`;
}
