import { capacityOf, capacityText } from '../report';
import { resolveIn } from './run-app';

export interface CapacityOptions {
  /** Print it as data. @default false */
  readonly json?: boolean;
}

/** Columns where standard output is not a terminal. */
const PLAIN_WIDTH = 120;

/** `isthmus capacity`: what hosts and nodes have, what is asked of them, and what is left. */
export function capacity({ json = false }: CapacityOptions): void {
  const found = capacityOf(resolveIn('.'));
  process.stdout.write(json ? `${JSON.stringify(found, undefined, 2)}\n` : capacityText(found, process.stdout.columns ?? PLAIN_WIDTH));
}
