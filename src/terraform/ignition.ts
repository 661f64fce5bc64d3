import { createHash } from 'node:crypto';
import { InvalidSystemError } from '../model/problem';
import { cloudInitTooLarge } from '../model/problems';
import type { ResolvedGuest, ResolvedMachine } from '../model/resolved';
import { type Ignition, renderIgnition } from './guest';
import { mostBytes } from './seed';

/** Of the file, in bytes: the text that is shorter is filled with blanks. */
export const IGNITION_BYTES = 128 * 1024;

/** Whom Ignition sets up. */
const READS_IT: { readonly [C in ResolvedGuest['configuredBy']]: boolean } = {
  'cloud-init': false,
  ignition: true,
  'cloudbase-init': false,
  unattend: false,
  none: false,
};

/** What a machine is told by QEMU's firmware configuration. */
export interface IgnitionConfig extends Ignition {
  /** Names what it has in common with others. */
  readonly guest: string;
}

/**
 * @returns undefined for a guest that Ignition does not set up
 * @throws InvalidSystemError when it is too large
 */
export function ignitionOf(machine: ResolvedMachine): IgnitionConfig | undefined {
  if (!READS_IT[machine.guest.configuredBy]) return undefined;
  const { own, common } = renderIgnition(machine);
  const [bytes, most] = [Buffer.byteLength(own + common), mostBytes(own + common)];
  if (bytes > most) throw new InvalidSystemError([cloudInitTooLarge(machine.name, 'Ignition configuration', bytes, Math.max(0, most))]);
  const digest = createHash('sha256').update(common).digest('hex').slice(0, 8);
  return { own, common, guest: `${machine.os.id}-${digest}` };
}
