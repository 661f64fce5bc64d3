import type { Problem } from '../model/problem';
import { snapshotForeign } from '../model/problems';
import type { ResolvedFlow, ResolvedSystem } from '../model/resolved';
import {
  changesText,
  comparePolicies,
  endCalled,
  flowsOf,
  flowTables,
  isUnchanged,
  type PolicyChanges,
  type PolicySnapshot,
  policyMarkdown,
  policyOverview,
  policySnapshot,
  policyTable,
} from '../report';
import { CommandError } from './command-error';
import { readJson, writeJson, writeText } from './output/file';
import { widthOfTerminal } from './output/width';
import { print } from './print';
import { fromFileOrRevision } from './revision';
import { resolveIn } from './run-app';

export interface PolicyOptions {
  /** Markdown file to write. @default - none */
  readonly write?: string;
  /** JSON file to write, for a later `against`. @default - none */
  readonly snapshot?: string;
  /** A snapshot file, or a git revision, to compare with. @default - none */
  readonly against?: string;
  /** Whether the exit code tells what has changed: see {@link exitCodeOfChanges}. @default - it is 0 */
  readonly detailedExitcode?: boolean;
  /** Print every point, note and implied flow. @default false - an overview */
  readonly full?: boolean;
  /** Print the flows out of this end, point by point. @default - of all */
  readonly from?: string;
  /** Print the flows into this end, point by point. @default - of all */
  readonly to?: string;
}

/**
 * Shows who may talk to whom and where that is enforced; or writes it to files; or shows what changed.
 * @throws CommandError for whatever a user can put right, and with an exit code that tells what has changed
 */
export async function policy({ write, snapshot, against, detailedExitcode = false, full = false, from, to }: PolicyOptions): Promise<void> {
  if (detailedExitcode && against === undefined)
    throw new CommandError('--detailed-exitcode tells of changes: say since when, such as --against main.');
  const system = resolveIn('.');
  const width = widthOfTerminal();
  if (write !== undefined) writeText(write, policyMarkdown(system));
  if (snapshot !== undefined) writeJson(snapshot, policySnapshot(system));
  const changes = against === undefined ? undefined : comparePolicies(await snapshotOf(against), policySnapshot(system));
  if (changes !== undefined) print(changesText(changes));
  if (from !== undefined || to !== undefined) print(`${flowTables({ flows: flowsBetween(system, from, to) }, width)}\n`);
  else if (full) print(policyTable(system, width));
  else if (write === undefined && snapshot === undefined && against === undefined) print(`${policyOverview(system, width)}\n${MORE}`);
  const code = changes === undefined ? 0 : exitCodeOfChanges(changes);
  if (detailedExitcode && code > 0) throw new CommandError('', code);
}

/** Exit code of `--detailed-exitcode`. 0: nothing has changed; 2: something has; 3: something can be reached from outside of the system that could not, or at more ports. 1 is for failures. */
function exitCodeOfChanges(changes: PolicyChanges): 0 | 2 | 3 {
  const { added, changed } = changes.exposures;
  if (added.length > 0 || changed.some(({ ports }) => ports.added.length > 0)) return 3;
  return isUnchanged(changes) ? 0 : 2;
}

const MORE = `Where each flow is held, and how well: npx isthmus policy --full
Whether one may reach another, and if not, what stops it: npx isthmus why FROM TO
`;

function flowsBetween(system: ResolvedSystem, from?: string, to?: string): readonly ResolvedFlow[] {
  const problems: Problem[] = [];
  const end = (name: string | undefined) =>
    name === undefined ? undefined : endCalled(name, system, (problem) => void problems.push(problem));
  const [sender, receiver] = [end(from), end(to)];
  if (problems.length > 0) throw new CommandError(problems);
  return flowsOf(system, { ...(sender && { from: sender }), ...(receiver && { to: receiver }) });
}

const snapshotOf = (against: string): Promise<PolicySnapshot> =>
  fromFileOrRevision(against, readSnapshot, (folder, of) => policySnapshot(resolveIn(folder, of)));

const readSnapshot = (file: string): PolicySnapshot =>
  readJson(file, snapshotForeign(file, 'npx isthmus policy --snapshot <file>'), (read) => (isSnapshot(read) ? read : undefined));

function isSnapshot(read: unknown): read is PolicySnapshot {
  if (typeof read !== 'object' || read === null) return false;
  const { version, flows, addresses, exposures } = read as Partial<Record<keyof PolicySnapshot, unknown>>;
  return version === 3 && [flows, addresses, exposures].every(Array.isArray);
}
