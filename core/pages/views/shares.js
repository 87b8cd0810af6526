// Both custodians' shares of a secret: chosen from their own media, sent once, kept nowhere here.
import { html, useState } from '../vendor/preact.js';
import { t } from '../words.js';

async function fileOf(file) {
  return { name: file.name, text: await file.text() };
}

export function Shares({ onChange }) {
  const [shares, setShares] = useState([null, null]);
  const take = (i) => async (event) => {
    const [file] = event.target.files;
    const next = shares.slice();
    next[i] = file ? await fileOf(file) : null;
    setShares(next);
    onChange(next.every(Boolean) ? next : null);
  };
  return html`<div class="grid">${[0, 1].map((i) => html`<label key=${i}>${t('Share of custodian {n}', { n: i + 1 })}<input type="file" onChange=${take(i)} /></label>`)}</div>`;
}
