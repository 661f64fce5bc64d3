import { FIGURES } from '../../capacity/figures';
import type { HostFigures } from '../../capacity/room';
import { poolsOf } from '../../kinds/pool/choice';
import type { Host } from '../../network/host';
import { Size } from '../../values';
import { spaceOf } from './pools';

/** What hosts are reckoned by where their users say nothing. */
export const HOST_DEFAULTS = {
  reservedMemory: Size.mebibytes(FIGURES.hostReserve.value),
  cpuOvercommit: FIGURES.cpuOvercommit.value,
};

/** What a host has. */
export function hostFigures(host: Host): HostFigures {
  const { name, props } = host;
  const { reservedMemory = HOST_DEFAULTS.reservedMemory, cpuOvercommit = HOST_DEFAULTS.cpuOvercommit } = props;
  return {
    name,
    cpus: props.cpus,
    memoryMiB: props.memory.toMebibytes,
    reservedMiB: reservedMemory.toMebibytes,
    virtualCpus: Math.floor(props.cpus * cpuOvercommit),
    defaultPool: spaceOf(poolsOf(host)[0]),
    pools: poolsOf(host).map(spaceOf),
  };
}
