import { pathOf } from '../../kinds/machine';
import { type Lock, type LockedMachine, own } from '../../lock/lock';
import type { Host } from '../../network/host';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { append, compareText } from '../../values';
import type { Machine } from '../../workload/machine';
import { statedHardware } from './hardware';

/** 0 to 2 are those of the hypervisor, of the machine itself, and of its host (Linux, `vm_sockets.h`). */
export const FIRST_CID = 3;
/** 2^32 - 1 stands for any (`VMADDR_CID_ANY`). */
export const LAST_CID = 2 ** 32 - 2;

/**
 * Context ids of the machines that have a vsock. One that is not stated is kept by the lock, or else the lowest that nothing of the system
 * has or had: so it stays good wherever the machine goes.
 */
export function planVsocks(
  machines: readonly Machine[],
  hostOf: (machine: Machine) => Host,
  lock: Lock,
  report: Report,
): ReadonlyMap<Machine, number> {
  const known = { ...lock.removed.machines, ...lock.machines };
  const wanting = machines.filter((machine) => statedHardware(machine).vsock !== undefined);
  const fixed = (machine: Machine): number | undefined => statedHardware(machine).vsock?.cid ?? own(known, machine.name)?.vsockCid;
  const locked = Object.values(known).flatMap(({ vsockCid }) => vsockCid ?? []);
  const taken = new Set([...locked, ...wanting.flatMap((machine) => fixed(machine) ?? [])]);
  const planned = new Map<Machine, number>();
  let next = FIRST_CID;
  for (const machine of [...wanting].sort((a, b) => compareText(a.name, b.name))) {
    let cid = fixed(machine);
    if (cid === undefined) {
      while (taken.has(next)) next++;
      cid = next;
      taken.add(cid);
    }
    planned.set(machine, cid);
  }
  const names = new Set(machines.map(({ name }) => name));
  const left = Object.entries(known).filter(([name]) => !names.has(name));
  checkTwice(planned, hostOf, left, report);
  return planned;
}

/** On one host each id is one machine's; what has left may be there still. */
function checkTwice(
  planned: ReadonlyMap<Machine, number>,
  hostOf: (machine: Machine) => Host,
  left: readonly (readonly [string, LockedMachine])[],
  report: Report,
): void {
  const holders = new Map<string, string[]>();
  for (const [name, { host, vsockCid }] of left)
    if (vsockCid !== undefined) append(holders, `${host} ${vsockCid}`, `${name}, which has left the system`);
  for (const [machine, cid] of planned) {
    const host = hostOf(machine).name;
    const key = `${host} ${cid}`;
    const [other] = holders.get(key) ?? [];
    if (other !== undefined) report(problems.vsockTaken(pathOf(machine), cid, host, other));
    append(holders, key, machine.name);
  }
}
