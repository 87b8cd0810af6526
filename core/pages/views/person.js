// A person: all their visits, how much that is, whom they must not visit, when they are away.
import { html } from '../vendor/preact.js';
import { Loaded, useData } from '../parts/data.js';
import { Card, Empty, Page, Tiles } from '../parts/page.js';
import { hours, number } from '../format.js';
import { today } from '../session.js';
import { t } from '../words.js';
import { Explained } from './explained.js';
import { VisitTable } from './visit_table.js';

function Load({ visits }) {
  const counted = visits.filter((visit) => visit.status !== 'cancelled' && visit.status !== 'void');
  const days = new Set(counted.map((visit) => visit.date)).size;
  const minutes = counted.reduce((sum, visit) => sum + (visit.minutes || 0), 0);
  const ahead = counted.filter((visit) => visit.date >= today() && visit.status !== 'done').length;
  return html`<${Tiles} of=${[
    { title: t('Visits'), value: number(counted.length), note: t('{n} lie ahead', { n: ahead }) },
    { title: t('Days out'), value: number(days) },
    minutes > 0 && { title: t('Hours of work'), value: hours(minutes) },
    { title: t('Done'), value: number(counted.filter((visit) => visit.status === 'done').length) },
  ]} />`;
}

export default function Person({ params }) {
  const visits = useData('/visits', { person: params.id }, { whole: true });
  const seat = visits.data && visits.data.items.flatMap((visit) => visit.people || []).find((person) => person.id === params.id);
  return html`<${Page} title=${(seat && seat.name) || params.id} lead=${params.id} back=${{ href: '#/registers/inspectors', title: t('Registers') }}>
    <${Loaded} from=${visits}>${(list) => html`<${Load} visits=${list.items} />
      <${Card} title=${t('Visits')} flush>${list.items.length ? html`<${VisitTable} visits=${list.items} size=${20} />`
        : html`<${Empty} icon="calendar" title=${t('No visit is planned.')} />`}<//>`}<//>
    <${Card} title=${t('Why')}><${Explained} subject=${params.id} but=${['visit']} /><//>
  <//>`;
}
