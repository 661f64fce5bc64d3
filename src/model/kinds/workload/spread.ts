import type { ResolvedSpread } from '../../resolved';

/** How pods that are always there are kept apart when nobody says it. */
export const APART: readonly ResolvedSpread[] = [
  { over: 'zone', required: false },
  { over: 'node', required: false },
];
