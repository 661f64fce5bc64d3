import { type Load, overheadMiB } from '../../capacity/load';
import { kindOf } from '../../kinds/machine';
import { cardsOf } from '../../kinds/machine/cards';
import { isolationOf } from '../../kinds/subnet';
import type { Machine } from '../../workload/machine';

/** Whether it has a screen: under high isolation no machine has one. */
export const hasScreen = (machine: Machine): boolean =>
  machine.props.os.hardware.graphics && !cardsOf(machine).some(({ subnet }) => isolationOf(subnet).apart);

/** What a machine takes of whatever host it is on. */
export function loadOfMachine(machine: Machine): Load {
  const { cpus, memory, rootDisk, pool } = machine.props;
  const root = rootDisk ?? kindOf(machine).rootDisk(machine);
  const disksMiB = [root, ...machine.dataDisks.map(({ size }) => size)].map((size) => size.toMebibytes);
  const memoryMiB = memory.toMebibytes;
  return {
    name: machine.name,
    guestMiB: memoryMiB,
    overheadMiB: overheadMiB({ memoryMiB, cpus, graphics: hasScreen(machine), disksMiB }),
    cpus,
    diskMiB: disksMiB.reduce((sum, size) => sum + size, 0),
    ...(pool !== undefined && { pool }),
  };
}
