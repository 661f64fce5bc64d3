import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileUnwritable, snapshotForeign } from '../model/problems';
import { changesText, comparePolicies, type PolicySnapshot, policyMarkdown, policySnapshot, policyTable } from '../report';
import { CommandError } from './command-error';
import { inWords } from './output/failure';
import { withRevision } from './revision';
import { resolveIn } from './run-app';

export interface PolicyOptions {
  /** Markdown file to write. @default - none */
  readonly write?: string;
  /** JSON file to write, for a later `against`. @default - none */
  readonly snapshot?: string;
  /** A snapshot file, or a git revision, to compare with. @default - none */
  readonly against?: string;
}

/** Columns where standard output is not a terminal. */
const PLAIN_WIDTH = 160;

/**
 * Shows who may talk to whom and where that is enforced; or writes it to files; or shows what changed.
 * @throws CommandError for whatever a user can put right
 */
export function policy({ write, snapshot, against }: PolicyOptions): void {
  const system = resolveIn('.');
  if (write !== undefined) writeText(write, policyMarkdown(system));
  if (snapshot !== undefined) writeText(snapshot, `${JSON.stringify(policySnapshot(system), undefined, 2)}\n`);
  if (against !== undefined) process.stdout.write(changesText(comparePolicies(snapshotOf(against), policySnapshot(system))));
  if (write === undefined && snapshot === undefined && against === undefined)
    process.stdout.write(policyTable(system, process.stdout.columns ?? PLAIN_WIDTH));
}

function snapshotOf(against: string): PolicySnapshot {
  if (existsSync(against) && statSync(against).isFile()) return readSnapshot(against);
  return withRevision(against, (folder) => policySnapshot(resolveIn(folder, `"${against}"`)));
}

function readSnapshot(file: string): PolicySnapshot {
  const foreign = new CommandError([snapshotForeign(file)]);
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw foreign;
  }
  if (!isSnapshot(read)) throw foreign;
  return read;
}

function isSnapshot(read: unknown): read is PolicySnapshot {
  if (typeof read !== 'object' || read === null) return false;
  const { version, flows, addresses, exposures } = read as Partial<Record<keyof PolicySnapshot, unknown>>;
  return version === 3 && [flows, addresses, exposures].every(Array.isArray);
}

function writeText(file: string, text: string): void {
  try {
    mkdirSync(dirname(resolve(file)), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    throw new CommandError([fileUnwritable(file, inWords(error))]);
  }
}
