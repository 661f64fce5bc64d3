import { InvalidSystemError } from '../problem';
import * as problems from '../problems';
import { compareText } from '../values';
import { type Lock, own } from './lock';

/**
 * Notes that what is inside a guest is as the system says: somebody brought it there by hand, or set the machine up anew. The next
 * synth finds out what that is.
 * @throws InvalidSystemError when there is no machine of that name
 */
export function renew(lock: Lock, name: string): Lock {
  const machine = own(lock.machines, name);
  if (!machine) throw new InvalidSystemError([problems.renewUnknown(name, Object.keys(lock.machines).sort(compareText))]);
  const { baseline: _blocks, firewall: _rules, told: _told, opened: _ports, ...rest } = machine;
  return { ...lock, machines: { ...lock.machines, [name]: rest } };
}
