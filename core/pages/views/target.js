// A target: what the register has, its visits, why, its leads and cases.
import { html } from '../vendor/preact.js';
import { Loaded, useData } from '../parts/data.js';
import { Card, Empty, Facts, Page } from '../parts/page.js';
import { KINDS, word } from '../names.js';
import { t } from '../words.js';
import { Cases, Leads } from './dockets.js';
import { Explained } from './explained.js';
import { VisitTable } from './visit_table.js';

const SHOWN = ['id', 'name', 'kind', 'level', 'area', 'area_name', 'zone', 'address', 'organisation', 'legal_representative', 'status'];

const TITLES = () => ({
  id: t('Id'), kind: t('Kind'), level: t('Grade'), area_name: t('Area'), zone: t('Zone'), address: t('Address'), organisation: t('Belongs to'),
  legal_representative: t('Legal representative'), status: t('Status'),
});

function FactsOf({ row }) {
  const titles = TITLES();
  const facts = SHOWN.filter((name) => titles[name]).map((name) => [titles[name], name === 'kind' ? word(KINDS, row.kind) : row[name]]);
  return html`<${Facts} of=${facts} />`;
}

export default function Target({ params }) {
  const id = encodeURIComponent(params.id);
  const row = useData(`/register/entries/${id}`);
  const visits = useData('/visits', { target: params.id }, { whole: true });
  const leads = useData('/leads', { target: params.id });
  const cases = useData('/cases', { target: params.id });
  const known = visits.data && visits.data.items.find((visit) => visit.target_name);
  const entry = row.data && (row.data.target || row.data.entry || row.data);
  return html`<${Page} title=${(entry && entry.name) || (known && known.target_name) || params.id} back=${{ href: '#/registers/targets', title: t('Registers') }}>
    <${Card} title=${t('Visits')} flush><${Loaded} from=${visits}>${(list) => (list.items.length
      ? html`<${VisitTable} visits=${list.items} target=${false} />` : html`<${Empty} icon="calendar" title=${t('No visit is planned.')} />`)}<//><//>
    <div class="split">
      <${Card} title=${t('Why')}><${Explained} subject=${params.id} but=${['visit']} /><//>
      <div>
        <${Card} title=${t('In the register')}><${Loaded} from=${row} lines=${3}>${() => html`<${FactsOf} row=${entry} />`}<//><//>
        <${Card} title=${t('Leads')} flush><${Loaded} from=${leads} lines=${1}>${(data) => html`<${Leads} rows=${data.items || data.leads || []} target=${false} />`}<//><//>
        <${Card} title=${t('Cases')} flush><${Loaded} from=${cases} lines=${1}>${(data) => html`<${Cases} rows=${data.items || data.cases || []} target=${false} />`}<//><//>
      </div>
    </div>
  <//>`;
}
