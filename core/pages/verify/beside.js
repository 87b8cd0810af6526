// The worker as a module.
import { listen } from './worker.js';

listen();
