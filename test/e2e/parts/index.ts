import type { Part } from '../harness/part';
import { kubernetes } from './kubernetes';

/** In the order they run: what takes little first. */
export const parts: readonly Part[] = [...kubernetes];
