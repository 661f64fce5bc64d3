import { FIGURES } from '../../capacity/figures';
import type { HostFigures } from '../../capacity/shortage';
import { poolsOf } from '../../kinds/pool/choice';
import type { Host } from '../../network/host';
import { parseCpuSet, Size } from '../../values';
import { resolveDevices } from './host-devices';
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
  const dedicatedCpus = dedicatedCpusOf(host);
  return {
    name,
    cpus: props.cpus,
    memoryMiB: props.memory.toMebibytes,
    reservedMiB: reservedMemory.toMebibytes,
    virtualCpus: Math.floor((props.cpus - dedicatedCpus.length) * cpuOvercommit),
    dedicatedCpus,
    hugePages: (props.hugePages ?? [])
      .map(({ size, count }) => ({ sizeMiB: size.toMebibytes, count }))
      .sort((a, b) => a.sizeMiB - b.sizeMiB),
    numaNodes: (props.numaNodes ?? []).map(({ cpus, memory }) => ({ cpus: parseCpuSet(cpus) ?? [], memoryMiB: memory.toMebibytes })),
    devices: resolveDevices(props.devices),
    defaultPool: spaceOf(poolsOf(host)[0]),
    pools: poolsOf(host).map(spaceOf),
  };
}

/** Processors of a host that machines can have for themselves, in ascending order. */
export const dedicatedCpusOf = ({ props: { dedicatedCpus } }: Pick<Host, 'props'>): readonly number[] =>
  parseCpuSet(dedicatedCpus ?? '') ?? [];
