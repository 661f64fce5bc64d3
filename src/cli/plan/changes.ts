import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { nothingOf, type Plan, planChanges } from '../../plan';
import type { Configs } from '../config';
import { comparable, type Outputs, wholeSide } from './outputs';

/** What a plan is compared with, and how it is called. */
export interface Former {
  readonly outputs: Outputs;
  readonly label: string;
}

/**
 * What it does to apply outputs where others have been applied, with commands for where the project has them.
 * @param former undefined: nothing is there yet
 */
export function planAfter(former: Former | undefined, now: Outputs, { terraform, kubernetes }: Configs): Plan {
  const places = {
    terraform: terraform.output,
    kubernetes: kubernetes.output,
    initialized: (stack: string): boolean => existsSync(join(terraform.output, 'stacks', stack, '.terraform')),
  };
  if (!former) {
    const after = wholeSide(now);
    return planChanges(nothingOf(after.system), after, { places });
  }
  const { before, after } = comparable(former.outputs, now);
  return planChanges(before, after, { against: former.label, places });
}
