// Files for whoever sits here: save('name.csv', text), and download('/due/drafts') for what the API makes.
// A refusal is thrown instead of becoming a file.
import { Refusal, address } from '../api.js';

export function save(name, content, type = 'text/csv') {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

export async function download(path, query) {
  const answer = await fetch(address(path, query), { credentials: 'same-origin' });
  if (!answer.ok) {
    const said = await answer.json().catch(() => ({}));
    throw new Refusal(said.error || {}, answer.status);
  }
  const [, name] = /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') || '') || [null, path.split('/').pop()];
  save(name, await answer.blob());
}
