// A list of visits; from it to each of them.
import { html } from '../vendor/preact.js';
import { Badge, Name } from '../parts/page.js';
import { Table } from '../parts/table.js';
import { RESULTS, RESULT_KINDS, word } from '../names.js';
import { t } from '../words.js';
import { Status, TargetLink, VisitLink, complete, crewOf, when } from './visit_marks.js';

export function VisitTable({ visits, target = true, search, tools, size }) {
  const columns = [
    { key: 'date', title: t('When'), main: true, of: (visit) => `${visit.date} ${visit.start}`, cell: (visit) => html`<${VisitLink} visit=${visit}>${when(visit)}<//>` },
    target && { key: 'target', title: t('Target'), of: (visit) => visit.target_name, cell: (visit) => html`<${TargetLink} id=${visit.target} name=${visit.target_name} />` },
    { key: 'stage', title: t('For what'), of: (visit) => visit.tasks.map((task) => task.title || task.stage).join(t(', ')) },
    { key: 'crew', title: t('Crew'), of: (visit) => `${crewOf(visit)} ${visit.crew}`, cell: (visit) => html`<${Name}>${crewOf(visit)}<//>` },
    { key: 'status', title: t('Status'), of: (visit) => visit.status, cell: (visit) => html`<${Status} visit=${visit} />
      ${visit.result && html` <${Badge} kind=${RESULT_KINDS[visit.result]}>${word(RESULTS, visit.result)}<//>`}` },
  ].filter(Boolean);
  return html`<${Table} rows=${visits.map(complete)} id=${(visit) => visit.id} label=${t('Visits')} columns=${columns} search=${search} tools=${tools} size=${size} />`;
}
