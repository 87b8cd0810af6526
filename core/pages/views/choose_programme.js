// Which programme a page is about: the one in the address, else the largest that is approved.
import { html } from '../vendor/preact.js';
import { Loaded, useData } from '../parts/data.js';
import { Empty } from '../parts/page.js';
import { t } from '../words.js';

export function ChooseProgramme({ chosen, href, children }) {
  const programmes = useData('/programmes', {}, { whole: true });
  const show = Array.isArray(children) ? children[0] : children;
  return html`<${Loaded} from=${programmes}>${(list) => {
    const known = list.items.filter((one) => one.status === 'approved' || one.approved);
    const largest = [...known].sort((a, b) => (b.targets || 0) - (a.targets || 0))[0];
    const at = chosen || (largest && largest.id);
    if (!at) return html`<${Empty} icon="programmes" title=${t('No programme is approved yet.')} />`;
    return html`${list.items.length > 1 && html`<label class="choose">${t('Programme')}<select value=${at} onChange=${(event) => { location.hash = href(event.target.value).slice(1); }}>
      ${list.items.map((one) => html`<option key=${one.id} value=${one.id}>${one.title || one.id}</option>`)}</select></label>`}${show(at, list.items.find((one) => one.id === at))}`;
  }}<//>`;
}
