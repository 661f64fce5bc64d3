import type { Part } from '../harness/part';
import { dataPath } from './data-path';
import { fork } from './fork';
import { kubernetes } from './kubernetes';
import { packets } from './packets';
import { terraform } from './terraform';

/** In the order they run: what takes little first. */
export const parts: readonly Part[] = [...kubernetes, dataPath, packets, terraform, fork];
