// Verifies beside the page, so that it never freezes: bytes in, a summary out.
import { summarize } from './summary.js';
import { verify } from './tell.js';

const TICK_MILLISECONDS = 80;

// One record: {number, bytes}. answer is given {number, step, share} on the way and {number,
// summary} or {number, failed} at the end.
export function work({ number, bytes }, answer) {
  let last = 0;
  const tick = (step, share) => {
    const now = performance.now();
    if (share > 0 && now - last < TICK_MILLISECONDS) return;
    last = now;
    answer({ number, step, share });
  };
  try {
    answer({ number, summary: summarize(verify(bytes, tick)) });
  } catch (error) {
    answer({ number, failed: String(error) });
  }
}

export function listen() {
  addEventListener('message', ({ data }) => work(data, postMessage));
}
