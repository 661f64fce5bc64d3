import { type Load, overheadMiB } from '../../capacity/load';
import { cardsOf } from '../../kinds/guest/cards';
import { isolationOf } from '../../kinds/subnet';
import type { Machine } from '../../workload/machine';
import { disksOfMachine } from './volumes';

/** Whether it has a screen: under high isolation no machine has one. */
export const hasScreen = (machine: Machine): boolean =>
  machine.props.os.hardware.graphics && !cardsOf(machine).some(({ subnet }) => isolationOf(subnet).apart);

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
    disks: disks
      .filter(({ existing }) => existing === undefined)
      .map(({ size, pool }) => ({ mebibytes: size.toMebibytes, ...(pool !== undefined && { pool }) })),
  };
}
