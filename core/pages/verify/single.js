// The page as one file: the worker is the page's own script once more, without a document.
import { start } from './page.js';
import { listen, makeWork } from './worker.js';

// Where there are no workers, the page itself does the work, after it was painted.
class NoWorker {
  constructor() {
    this.work = makeWork();
  }

  postMessage(message) {
    setTimeout(() => this.work(message, (data) => this.onmessage({ data })), 50);
  }

  terminate() {}
}

function makeWorker(script) {
  try {
    return new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })));
  } catch {
    return new NoWorker();
  }
}

if (typeof document === 'undefined') {
  listen();
} else {
  const script = document.currentScript.textContent;
  start(document.getElementById('page'), () => makeWorker(script));
}
