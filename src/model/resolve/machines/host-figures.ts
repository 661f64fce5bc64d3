import { FIGURES } from '../../capacity/figures';
import type { HostFigures } from '../../capacity/room';
import { type Host, StoragePool } from '../../network/host';
import type { ResolvedPoolSpace } from '../../resolved';
import { Size } from '../../values';
import type { Machine } from '../../workload/machine';

/** What hosts are reckoned by where their users say nothing. */
export const HOST_DEFAULTS = {
  reservedMemory: Size.mebibytes(FIGURES.hostReserve.value),
  cpuOvercommit: FIGURES.cpuOvercommit.value,
  pool: StoragePool.existing('default'),
};

/** What a host has. */
export function hostFigures({ name, props }: Host): HostFigures {
  const { reservedMemory = HOST_DEFAULTS.reservedMemory, cpuOvercommit = HOST_DEFAULTS.cpuOvercommit, pool = HOST_DEFAULTS.pool } = props;
  return {
    name,
    cpus: props.cpus,
    memoryMiB: props.memory.toMebibytes,
    reservedMiB: reservedMemory.toMebibytes,
    virtualCpus: Math.floor(props.cpus * cpuOvercommit),
    defaultPool: spaceOf(pool),
  };
}

function spaceOf({ name, space: { size, overcommit = 1 } }: StoragePool): ResolvedPoolSpace {
  if (!size) return { name };
  const sizeMiB = size.toMebibytes;
  return { name, sizeMiB, allowedMiB: Math.floor(sizeMiB * overcommit) };
}

/** Where the disks of a machine lie on a host. */
export const poolOf = (machine: Machine, { props }: Host): string => machine.props.pool ?? (props.pool ?? HOST_DEFAULTS.pool).name;
