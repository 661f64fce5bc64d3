import { snapshotForeign } from '../model/problems';
import { type Capacity, capacityOf, capacityText, type Rebalance, rebalance, rebalanceText } from '../report';
import { readJson, type Target, writeJson } from './output/file';
import { widthOfTerminal } from './output/width';
import { print } from './print';
import { fromFileOrRevision } from './revision';
import { resolveIn } from './run-app';

export interface CapacityOptions {
  /** File to write the data into, or standard output. @default - tables for the terminal */
  readonly json?: Target;
  /** A file that `json` has written, or a git revision, to compare with. @default - none */
  readonly against?: string;
  /** Propose moves between hosts in place of showing what there is. @default false */
  readonly rebalance?: boolean;
}

/**
 * Shows what hosts and nodes have, what is asked of them, and what is left.
 * @throws CommandError for whatever a user can put right
 */
export async function capacity({ json, against, rebalance: wanted = false }: CapacityOptions): Promise<void> {
  const system = resolveIn('.');
  if (wanted) return propose(rebalance(system), json);
  const found = capacityOf(system);
  if (json !== undefined) return writeJson(json, found);
  const before =
    against === undefined ? undefined : await fromFileOrRevision(against, readCapacity, (folder, of) => capacityOf(resolveIn(folder, of)));
  print(capacityText(found, widthOfTerminal(), before));
}

function propose(found: Rebalance, json: Target | undefined): void {
  if (json !== undefined) writeJson(json, found);
  else print(rebalanceText(found, widthOfTerminal()));
}

const readCapacity = (file: string): Capacity =>
  readJson(file, snapshotForeign(file, 'npx isthmus capacity --json <file>'), (read) => (isCapacity(read) ? read : undefined));

function isCapacity(read: unknown): read is Capacity {
  if (typeof read !== 'object' || read === null) return false;
  const { hosts, clusters, otherSides } = read as Partial<Record<keyof Capacity, unknown>>;
  return [hosts, clusters, otherSides].every(Array.isArray);
}
