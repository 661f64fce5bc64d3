import { claimsOf, type Load, overheadMiB } from '../../capacity/load';
import type { Machine } from '../../workload/machine';
import { hasScreen, movingHardware } from './hardware';
import { disksOfMachine } from './volumes';

/** What a machine takes of whatever host it is on. */
export function loadOfMachine(machine: Machine): Load {
  const { cpus, memory, pool: own } = machine.props;
  const disks = disksOfMachine(machine).map((disk) => ({ ...disk, pool: disk.pool ?? own }));
  const disksMiB = disks.map(({ size }) => size.toMebibytes);
  const memoryMiB = memory.toMebibytes;
  return {
    name: machine.name,
    guestMiB: memoryMiB,
    overheadMiB: overheadMiB({ memoryMiB, cpus, graphics: hasScreen(machine), disksMiB }),
    cpus,
    ...claimsOf(movingHardware(machine), memoryMiB),
    disks: disks
      .filter(({ existing }) => existing === undefined)
      .map(({ size, pool }) => ({ mebibytes: size.toMebibytes, ...(pool !== undefined && { pool }) })),
  };
}
