// A place to drop a file, or to choose one: <${Drop} accept=".csv,.xlsx" onFile=${(file) => …}>text<//>
import { html, useRef, useState } from '../vendor/preact.js';
import { t } from '../words.js';
import { Icon } from './icon.js';

export function Drop({ accept, onFile, busy = false, children }) {
  const [over, setOver] = useState(false);
  const input = useRef(null);
  const take = (files) => {
    if (files && files.length) onFile(files[0]);
    if (input.current) input.current.value = '';
  };
  const drag = (on) => (event) => {
    event.preventDefault();
    setOver(on);
  };
  return html`<label class="drop ${over ? 'over' : ''}" aria-busy=${busy ? 'true' : undefined}
      onDragOver=${drag(true)} onDragLeave=${drag(false)}
      onDrop=${(event) => {
        drag(false)(event);
        take(event.dataTransfer.files);
      }}>
    <${Icon} name="upload" />
    <span class="drop-title">${t('Drop a file here, or choose one')}</span>
    <span class="drop-note">${children}</span>
    <input ref=${input} type="file" accept=${accept} disabled=${busy} onChange=${(event) => take(event.target.files)} />
  </label>`;
}
