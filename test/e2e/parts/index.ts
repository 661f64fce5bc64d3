import type { Part } from '../harness/part';
import { kubernetes } from './kubernetes';
import { packets } from './packets';
import { terraform } from './terraform';

/** In the order they run: what takes little first. */
export const parts: readonly Part[] = [...kubernetes, terraform, packets];
