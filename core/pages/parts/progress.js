// A job while it runs: bar, words, and a way to end it.
//
//   const planning = useJob();   planning.start(() => job('POST', '/plans', { body }, planning.onProgress))
//   <${JobProgress} of=${planning} title=… />
import { html, useRef, useState } from '../vendor/preact.js';
import { language, t } from '../words.js';
import { Problem } from './problem.js';

const IDLE = { state: 'idle', progress: null, answer: null, error: null };

/** state: idle, running, done, failed; an answer can come with an error. */
export function useJob() {
  const [state, setState] = useState(IDLE);
  const running = useRef(null);
  const onProgress = (progress) => setState((before) => ({ ...before, progress }));
  const start = async (begin) => {
    setState({ ...IDLE, state: 'running' });
    const one = begin(onProgress);
    running.current = one;
    try {
      const answer = await one.done;
      setState({ ...IDLE, state: 'done', answer });
      return answer;
    } catch (error) {
      setState({ ...IDLE, state: 'failed', error, answer: error.answer || null });
      return null;
    }
  };
  return { ...state, start, cancel: () => running.current && running.current.cancel(), reset: () => setState(IDLE) };
}

export function Progress({ of, title }) {
  const total = of ? of.total : 0;
  const done = of ? of.done : 0;
  return html`<div class="progress" lang=${language}>
    <div class="progress-words"><span>${(of && of.phase) || title}</span>
      ${total > 0 && html`<span class="number">${done.toLocaleString()} / ${total.toLocaleString()}</span>`}</div>
    <progress max=${total > 0 ? total : undefined} value=${total > 0 ? done : undefined} aria-label=${title}></progress>
  </div>`;
}

export function JobProgress({ of, title }) {
  if (of.state === 'failed' && of.error) return html`<${Problem} error=${of.error} />`;
  if (of.state !== 'running') return null;
  return html`<div class="job" role="status">
    <${Progress} of=${of.progress} title=${title} />
    <button class="quiet small" onClick=${of.cancel}>${t('Stop')}</button>
  </div>`;
}
