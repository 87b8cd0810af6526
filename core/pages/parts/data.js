// What a view shows comes from the API and is looked at again when the workspace changes:
//
//   const plans = useData('/programmes');      { data, error, loading, reload }
//   <${Loaded} from=${plans}>${(data) => html`…`}<//>
import { html, useCallback, useLayoutEffect, useRef, useState } from '../vendor/preact.js';
import { all, get, onChanged } from '../api.js';
import { Problem } from './problem.js';
import { t } from '../words.js';

/** path null: nothing is asked for. `whole`: every part of a list that comes in parts. */
export function useData(path, query, { whole = false, most } = {}) {
  const [state, setState] = useState({ data: undefined, error: null, loading: Boolean(path) });
  const asked = path && JSON.stringify([path, query]);
  const current = useRef(null);
  const reload = useCallback(() => {
    if (!asked) return;
    if (current.current) current.current.abort();
    const abort = new AbortController();
    current.current = abort;
    setState((before) => ({ ...before, loading: true }));
    const [where, what] = JSON.parse(asked);
    (whole ? all(where, what, most) : get(where, what, abort.signal)).then(
      (data) => !abort.signal.aborted && setState({ data, error: null, loading: false }),
      (error) => !abort.signal.aborted && setState((before) => ({ ...before, error, loading: false })));
  }, [asked]);
  // Before the page is painted, not after it: asking takes longer than showing that one waits.
  useLayoutEffect(() => {
    setState({ data: undefined, error: null, loading: Boolean(asked) });
    reload();
    const stop = onChanged(reload);
    return () => {
      stop();
      if (current.current) current.current.abort();
    };
  }, [reload]);
  return { ...state, reload };
}

/** Lines of grey where text will be: the page does not jump. */
export function Waiting({ lines = 4 }) {
  return html`<div class="waiting" role="status" aria-label=${t('Loading…')}>
    ${Array.from({ length: lines }, (_, i) => html`<span key=${i}></span>`)}
  </div>`;
}

export function Loaded({ from, lines, children }) {
  const show = Array.isArray(children) ? children[0] : children;
  if (from.data !== undefined) return html`${from.error && html`<${Problem} error=${from.error} />`}${show(from.data)}`;
  if (from.error) return html`<${Problem} error=${from.error} onAgain=${from.reload} />`;
  return html`<${Waiting} lines=${lines} />`;
}
