// The page /verify: takes records in, has them verified beside it, shows what was found. Nothing
// is sent anywhere.
import { h, icon } from './dom.js';
import { card, stateOf, verdictWords, waitingCard } from './view_card.js';
import { showFound } from './view_find.js';
import { changeLanguage, chooseLanguage, locale, spoken, t } from './words.js';

const FILE_BYTES = 512 << 20; // what a browser can hold as text
const STEP_WORDS = {
  read: () => t('Reading'), files: () => t('Reading the tables'), commit: () => t('Comparing with the commitment'),
  outer: () => t('Checking the draw around it'), seed: () => t('Making the seed'), targets: () => t('Drawing targets'),
  people: () => t('Dealing people'), subs: () => t('Repeating substitutions'), proofs: () => t('Checking signatures'),
  order: () => t('Checking the order'), times: () => t('Checking the times'),
};

class Page {
  constructor(root, makeWorker) {
    Object.assign(this, { root, makeWorker, entries: [], numbers: 0, key: '' });
    this.live = h('p', { class: 'unseen', role: 'status', 'aria-live': 'polite' });
    this.list = h('div', { class: 'records' });
    this.worker = null;
    chooseLanguage();
    this.draw();
    addEventListener('dragover', (event) => this.over(event, true));
    addEventListener('dragleave', (event) => !event.relatedTarget && this.over(event, false));
    addEventListener('drop', (event) => this.drop(event));
    addEventListener('paste', (event) => this.paste(event));
    addEventListener('beforeprint', () => this.unfold());
    addEventListener('afterprint', () => this.fold());
  }

  // ---- taking records in ----

  over(event, inside) {
    event.preventDefault();
    this.root.classList.toggle('over', inside);
  }

  drop(event) {
    this.over(event, false);
    this.takeFiles(event.dataTransfer?.files ?? []);
  }

  paste(event) {
    if (event.target.closest?.('textarea, input')) return;
    const files = event.clipboardData?.files ?? [];
    const text = event.clipboardData?.getData('text') ?? '';
    if (files.length > 0) this.takeFiles(files);
    else if (text.trim().startsWith('{')) this.take(t('pasted text'), new Blob([text]), true);
  }

  takeFiles(files) {
    for (const file of files) this.take(file.name, file);
  }

  take(file, blob, pasted = false) {
    const number = ++this.numbers;
    const entry = {
      number, file, pasted, blob, summary: null,
      close: () => this.close(entry),
      ask: (id) => this.send({ number, ask: id }),
    };
    this.entries.unshift(entry);
    this.show(entry);
    this.begin(entry);
  }

  async begin({ number, blob }) {
    try {
      if (blob.size > FILE_BYTES) throw new Error('too large');
      const buffer = await blob.arrayBuffer();
      this.send({ number, bytes: new Uint8Array(buffer) }, [buffer]);
    } catch (error) {
      this.receive({ number, failed: String(error) });
    }
  }

  // ---- having them verified ----

  send(message, transfer = []) {
    if (!this.worker) {
      this.worker = this.makeWorker();
      this.worker.onmessage = ({ data }) => this.receive(data);
      this.worker.onerror = () => this.giveUp();
    }
    this.worker.postMessage(message, transfer);
  }

  // A worker that died takes with it what it was at.
  giveUp() {
    this.worker.terminate();
    this.worker = null;
    for (const { number, summary } of this.entries) if (!summary) this.receive({ number, failed: 'stopped' });
  }

  receive({ number, step, share, summary, found, failed }) {
    const entry = this.entries.find((one) => one.number === number);
    if (!entry) return;
    if (found) {
      showFound(entry.node, found);
      return;
    }
    if (step) {
      this.tick(entry, step, share);
      return;
    }
    entry.summary = summary ?? { failed };
    this.show(entry);
    const words = verdictWords(entry.summary.failed ? 'failed' : stateOf(entry.summary, this.key));
    this.live.textContent = `${entry.file}: ${words}`;
  }

  tick(entry, step, share) {
    const node = entry.node.querySelector('.step');
    if (!node) return;
    node.textContent = STEP_WORDS[step]();
    const bar = entry.node.querySelector('progress');
    if (share > 0) bar.value = share;
    else bar.removeAttribute('value');
  }

  // Whatever is closed before its verdict is given up; the others begin again.
  close(entry) {
    this.entries = this.entries.filter((one) => one !== entry);
    entry.node.remove();
    this.root.querySelector('.choose').focus();
    if (entry.summary || !this.worker) return;
    this.worker.terminate();
    this.worker = null;
    for (const other of [...this.entries].reverse()) if (!other.summary) this.begin(other);
  }

  // ---- showing ----

  show(entry) {
    const node = entry.summary ? card(entry, this.key) : waitingCard(entry);
    if (entry.node) entry.node.replaceWith(node);
    else this.list.prepend(node);
    entry.node = node;
  }

  showAll() {
    for (const entry of this.entries) if (entry.summary) this.show(entry);
  }

  // Paper has no folds.
  unfold() {
    this.folded = [...this.list.querySelectorAll('details:not([open])')];
    for (const details of this.folded) details.open = true;
    for (const body of this.list.querySelectorAll('.slots')) body.dispatchEvent(new Event('showall'));
  }

  fold() {
    for (const details of this.folded ?? []) details.open = false;
  }

  languageButton() {
    const other = spoken() === 'zh' ? 'en' : 'zh';
    return h('button', {
      type: 'button', class: 'quiet language', lang: other === 'zh' ? 'zh-CN' : 'en',
      onclick: () => {
        changeLanguage(other);
        this.draw();
        this.showAll();
        this.root.querySelector('.language').focus();
      },
    }, other === 'zh' ? '中文' : 'English');
  }

  dropZone() {
    const input = h('input', {
      type: 'file', multiple: true, accept: '.json,application/json', class: 'unseen', tabindex: '-1', 'aria-hidden': 'true',
      onchange: () => {
        this.takeFiles(input.files);
        input.value = '';
      },
    });
    return h('div', { class: 'drop' }, icon('file'),
      h('p', { class: 'lead' }, t('Drop one or more records here')),
      h('p', null, h('button', { type: 'button', class: 'choose', onclick: () => input.click() }, t('Choose files')), input),
      h('p', { class: 'muted' }, t('Nothing is uploaded: everything is worked out on this device, also without a network.')));
  }

  pasteBox() {
    const area = h('textarea', { rows: '5', spellcheck: 'false', 'aria-label': t('Text of a record') });
    return h('details', { class: 'paste' }, h('summary', null, t('Paste the text of a record')),
      h('form', {
        onsubmit: (event) => {
          event.preventDefault();
          if (area.value.trim() !== '') this.take(t('pasted text'), new Blob([area.value]), true);
          area.value = '';
        },
      }, area, h('button', { type: 'submit' }, t('Check it'))));
  }

  keyBox() {
    const input = h('input', {
      type: 'text', spellcheck: 'false', autocomplete: 'off', value: this.key, placeholder: 'xuncha-ledger-…+…+…',
      oninput: () => {
        this.key = input.value.trim();
        this.showAll();
      },
    });
    return h('details', { class: 'key', open: this.key !== '' }, h('summary', null, t('Compare with the key that the office published')),
      h('label', null, t('Verifier key of the office'), input),
      h('p', { class: 'muted' }, t('Offices publish it on their site and on paper. Without it, anybody could have made the ledger.')));
  }

  draw() {
    document.documentElement.lang = locale();
    document.title = t('Check a draw · xuncha');
    const header = h('header', { class: 'top' },
      h('div', null, h('h1', null, t('Check a draw')),
        h('p', null, t('Whoever draws institutions or inspectors in public publishes a record. Your browser works the whole draw out again, from the committed tables and the public random value to every name.'))),
      this.languageButton());
    const main = h('main', null, this.live, this.dropZone(), this.pasteBox(), this.keyBox(), this.list);
    const footer = h('footer', null,
      h('p', null, t('The method is described to the byte in docs/draw.md; this page and the program xuncha verify are two programs that say the same.')),
      location.protocol !== 'file:' && h('p', null, h('a', { href: '/verify.html', download: 'verify.html' }, t('Save this page as one file that works without a network'))));
    this.root.replaceChildren(header, main, footer);
  }
}

// makeWorker: a Worker that listens as worker.js does.
export function start(root, makeWorker) {
  return new Page(root, makeWorker);
}
