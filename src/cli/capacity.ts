import { capacityOf, capacityText } from '../report';
import { type Target, writeJson } from './output/file';
import { widthOfTerminal } from './output/width';
import { resolveIn } from './run-app';

export interface CapacityOptions {
  /** File to write the data into, or standard output. @default - tables for the terminal */
  readonly json?: Target;
}

/**
 * Shows what hosts and nodes have, what is asked of them, and what is left.
 * @throws CommandError for whatever a user can put right
 */
export function capacity({ json }: CapacityOptions): void {
  const found = capacityOf(resolveIn('.'));
  if (json !== undefined) writeJson(json, found);
  else process.stdout.write(capacityText(found, widthOfTerminal()));
}
