import { inventory as inventoryOf, inventoryTable } from '../report';
import { type Target, writeJson } from './output/file';
import { widthOfTerminal } from './output/width';
import { print } from './print';
import { resolveIn } from './run-app';

export interface InventoryOptions {
  /** File to write the data into, or standard output. @default - a table for the terminal */
  readonly json?: Target;
}

/**
 * Lists every address, name and MAC, virtual addresses too.
 * @throws CommandError for whatever a user can put right
 */
export function inventory({ json }: InventoryOptions): void {
  const system = resolveIn('.');
  if (json !== undefined) writeJson(json, inventoryOf(system));
  else print(inventoryTable(system, widthOfTerminal()));
}
