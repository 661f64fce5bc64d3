import type { Problem } from '../problem';
import { DOCS } from './docs';

export const hostLeavesTooSoon = (path: string, host: string, machines: readonly string[]): Problem => ({
  code: 'HOST_LEAVES_TOO_SOON',
  path,
  message: `The host "${host}" leaves the system together with what ran on it (${machines.join(', ')}): Terraform could not remove that without it.`,
  fix: 'Keep the host until an apply has removed its machines, then remove it.',
});

export const volumeGone = (path: string, key: string, gibibytes: number): Problem => ({
  code: 'VOLUME_GONE',
  path,
  message: `The volume "${key}" (${gibibytes} GiB of data) is no longer in the system.`,
  fix: `Put it back (a machine that only got another id keeps its disks by \`name\`: the old id), or say what becomes of the data: system.retire('${key}', { keepData: true, because: '…' }).`,
});

export const retireUnknown = (path: string, id: string, known: readonly string[]): Problem => ({
  code: 'RETIRE_UNKNOWN',
  path,
  message: `retire: there is no protected volume or removed machine "${id}"; known: ${known.join(', ') || 'none'}.`,
  fix: 'Write the id of the volume, or remove the call.',
});

export const retireInUse = (path: string, id: string): Problem => ({
  code: 'RETIRE_IN_USE',
  path,
  message: `retire: "${id}" is still part of the system.`,
  fix: 'Remove the machine or disk from the system, or the call of retire.',
});

export const retiredWithoutHost = (path: string, key: string, host: string): Problem => ({
  code: 'RETIRED_WITHOUT_HOST',
  path,
  message: `The retired volume "${key}" lies on the host "${host}", which is no longer in the system: Terraform could not let go of it.`,
  fix: `Put the host back until the retirement is applied and \`npx isthmus lock release ${key}\` was run.`,
});

export const volumeReturned = (path: string, key: string): Problem => ({
  code: 'RETIRED_VOLUME_RETURNED',
  path,
  message: `A volume "${key}" was retired before, and may still lie in the pool under the same name.`,
  fix: `Give the disk another id; or, once the old volume is gone or renamed, \`npx isthmus lock release ${key}\`.`,
});

export const machineReturned = (path: string, name: string): Problem => ({
  code: 'RETIRED_MACHINE_RETURNED',
  path,
  message: `A machine "${name}" was retired before, and its volumes may still lie in the pool under the same names.`,
  fix: `Give the machine another name; or \`npx isthmus lock release ${name}\` once the old volumes are gone or renamed, or to have them back (${DOCS}/operations.md, "Removing").`,
});
