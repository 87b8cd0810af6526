// What runs in the background, and how it ended; whoever left the page finds it again here.
import { html, useEffect } from '../vendor/preact.js';
import { call } from '../api.js';
import { Loaded, useData } from '../parts/data.js';
import { sayError } from '../parts/messages.js';
import { Badge, Button, Card, Empty, Page } from '../parts/page.js';
import { Progress } from '../parts/progress.js';
import { Table } from '../parts/table.js';
import { instant } from '../format.js';
import { mark, t } from '../words.js';

const OFTEN = 2000; // milliseconds between two looks while something runs

const KINDS = { importFile: mark('Import of a file'), plan: mark('Plan'), replan: mark('Replan') };
const STATES = { waiting: mark('waits'), running: mark('runs'), done: mark('finished'), failed: mark('refused'), cancelled: mark('stopped') };
const STATE_KINDS = { waiting: 'plain', running: 'info', done: 'good', failed: 'bad', cancelled: 'plain' };
const isOpen = (job) => ['waiting', 'running'].includes(job.state);

function State({ of }) {
  if (of.state === 'running' && of.progress) return html`<${Progress} of=${of.progress} title=${t('runs')} />`;
  return html`<${Badge} kind=${STATE_KINDS[of.state]}>${t(STATES[of.state] || of.state)}<//>`;
}

export default function Jobs() {
  const jobs = useData('/jobs');
  const list = jobs.data && (Array.isArray(jobs.data) ? jobs.data : jobs.data.items);
  const open = Boolean(list) && list.some(isOpen);
  useEffect(() => {
    if (!open) return undefined;
    const timer = setInterval(jobs.reload, OFTEN);
    return () => clearInterval(timer);
  }, [open]);
  const stop = (job) => call('DELETE', `/jobs/${encodeURIComponent(job.id)}`).then(jobs.reload, sayError);
  return html`<${Page} title=${t('Jobs')} lead=${t('Plans and imports run by themselves, also when nobody looks.')}>
    <${Loaded} from=${jobs}>${() => html`<${Card} flush><${Table} rows=${list} id=${(job) => job.id} label=${t('Jobs')} search=${false} columns=${[
      { key: 'operation', title: t('Job'), main: true, of: (job) => t(KINDS[job.operation] || job.operation), cell: (job) => t(KINDS[job.operation] || job.operation) },
      { key: 'by', title: t('Asked for by'), cell: (job) => html`<bdi>${job.by}</bdi>` },
      { key: 'at', title: t('When'), of: (job) => job.at || '', cell: (job) => html`<span class="tight">${instant(job.at)}</span>` },
      { key: 'state', title: t('State'), of: (job) => job.state, cell: (job) => html`<${State} of=${job} />` },
      { key: 'stop', title: '', sort: false, of: () => '', cell: (job) => isOpen(job) && html`<${Button} kind="quiet small" onClick=${() => stop(job)}>${t('Stop')}<//>` },
    ]} empty=${html`<${Empty} icon="jobs" title=${t('Nothing ran lately')} />`} /><//>`}<//>
  <//>`;
}
