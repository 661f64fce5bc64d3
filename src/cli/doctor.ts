import { join } from 'node:path';
import { examine, findingsText } from '../doctor';
import { stacksOf } from '../model/resolved';
import { CommandError } from './command-error';
import { readConfig } from './config';
import { type Target, writeJson } from './output/file';
import { print } from './print';
import { resolveIn } from './run-app';

export interface DoctorOptions {
  /** Ask hosts and this machine alone. @default false */
  readonly withoutClusters?: boolean;
  /** File to write the data into, or standard output. @default - lines for the terminal */
  readonly json?: Target;
}

/** Exit codes. */
const MISSING = 1;
const UNKNOWN = 2;

/**
 * Looks whether what has to be in place before the outputs are applied is there, and says what to do about the rest.
 * @throws CommandError without words where something is missing or could not be asked
 */
export async function doctor({ withoutClusters = false, json }: DoctorOptions): Promise<void> {
  const system = resolveIn('.');
  const { output } = readConfig('terraform', '.');
  const stacks = stacksOf(system).map(({ name }) => join(output, 'stacks', name));
  const findings = await examine(system, { clusters: !withoutClusters, stacks });
  if (json === undefined) print(findingsText(system.name, findings));
  else writeJson(json, findings);
  const states = new Set(findings.map(({ state }) => state));
  if (states.has('missing')) throw new CommandError('', MISSING);
  if (states.has('unknown')) throw new CommandError('', UNKNOWN);
}
