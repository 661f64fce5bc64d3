import { InvalidSystemError } from '../problem';
import * as problems from '../problems';
import { pinnedRelease, type ResolvedDistribution } from '../resolved';
import { compareText } from '../values';
import { type Lock, own } from './lock';

/**
 * Notes that what is inside a guest is as the system says: somebody brought it there by hand, or set the machine up anew. The next
 * synth finds out what that is.
 * @throws InvalidSystemError when there is no machine of that name
 */
export function renew(lock: Lock, name: string): Lock {
  const machine = machineOf(lock, name);
  const { baseline: _blocks, firewall: _rules, told: _told, opened: _ports, ...rest } = machine;
  return { ...lock, machines: { ...lock.machines, [name]: rest } };
}

/**
 * Notes that a node of a cluster has another version of Kubernetes, and that nothing else of it has changed.
 * @throws InvalidSystemError when there is no machine of that name
 */
export function renewVersion(lock: Lock, name: string, version: string, distribution: ResolvedDistribution): Lock {
  const machine = machineOf(lock, name);
  const release = pinnedRelease(distribution);
  // Of a guest of which nothing is noted, all is as the system says.
  const told = machine.told && {
    ...machine.told,
    version: [version],
    ...(release !== undefined && { 'distribution.release': [release] }),
  };
  return { ...lock, machines: { ...lock.machines, [name]: { ...machine, ...(told && { told }) } } };
}

function machineOf(lock: Lock, name: string): Lock['machines'][string] {
  const machine = own(lock.machines, name);
  if (!machine) throw new InvalidSystemError([problems.renewUnknown(name, Object.keys(lock.machines).sort(compareText))]);
  return machine;
}
