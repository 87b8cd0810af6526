// A value that components look at: store(value) has get, set and use.
import { useEffect, useState } from '../vendor/preact.js';

export function store(value) {
  const listeners = new Set();
  const get = () => value;
  const set = (to) => {
    value = to;
    for (const listener of [...listeners]) listener(value);
  };
  const use = () => {
    const [seen, see] = useState(value);
    useEffect(() => {
      see(value);
      listeners.add(see);
      return () => listeners.delete(see);
    }, []);
    return seen;
  };
  return { get, set, use };
}
