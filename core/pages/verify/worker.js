// Verifies beside the page, so that it never freezes: bytes in, a summary out.
import { findIn } from './find.js';
import { summarize } from './summary.js';
import { verify } from './tell.js';

const TICK_MILLISECONDS = 80;
const KEPT_MOST = 4; // draws that can be asked about: each may be large

class Work {
  constructor() {
    this.kept = new Map(); // number → Examination
  }

  // Draws that were worked out last.
  keep(number, report) {
    if (!report) return;
    this.kept.set(number, report.examination);
    if (this.kept.size > KEPT_MOST) this.kept.delete(this.kept.keys().next().value);
  }

  find({ number, ask }, answer) {
    const examination = this.kept.get(number);
    answer({ number, found: examination ? findIn(examination, ask) : { id: ask, gone: true } });
  }

  verify({ number, bytes }, answer) {
    let last = 0;
    const told = verify(bytes, (step, share) => {
      const now = performance.now();
      if (share > 0 && now - last < TICK_MILLISECONDS) return;
      last = now;
      answer({ number, step, share });
    });
    this.keep(number, told.report);
    answer({ number, summary: summarize(told) });
  }
}

// A function that takes {number, bytes} and answers {number, step, share} on the way, {number,
// summary} or {number, failed} at the end; or {number, ask: id}, answered by {number, found}.
export function makeWork() {
  const work = new Work();
  return (message, answer) => {
    try {
      if (message.ask === undefined) work.verify(message, answer);
      else work.find(message, answer);
    } catch (error) {
      answer({ number: message.number, failed: String(error) });
    }
  };
}

export function listen() {
  const work = makeWork();
  addEventListener('message', ({ data }) => work(data, (answer) => postMessage(answer)));
}
