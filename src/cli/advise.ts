import { adviceOf, adviceText } from '../report';
import { type Target, writeJson } from './output/file';
import { widthOfTerminal } from './output/width';
import { print } from './print';
import { resolveIn } from './run-app';

export interface AdviseOptions {
  /** File to write the data into, or standard output. @default - a table for the terminal */
  readonly json?: Target;
}

/**
 * Says what had better be a machine and what a container.
 * @throws CommandError for whatever a user can put right
 */
export function advise({ json }: AdviseOptions): void {
  const found = adviceOf(resolveIn('.'));
  if (json !== undefined) writeJson(json, found);
  else print(adviceText(found, widthOfTerminal()));
}
