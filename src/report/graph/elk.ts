import type { Elk } from './layout';

/** Loaded when something is drawn: it is large. */
export const elk = (): Elk => new (require('elkjs/lib/elk.bundled.js') as typeof import('elkjs/lib/elk.bundled.js').default)();
