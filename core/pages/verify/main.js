// The page as the server gives it: modules, and the worker is one of them.
import { start } from './page.js';

start(document.getElementById('page'), () => new Worker(new URL('./beside.js', import.meta.url), { type: 'module' }));
