import type { Host } from '../../network/host';
import { StoragePool } from '../../network/storage-pool';
import type { DataDiskProps } from '../../workload/disk';
import type { Machine } from '../../workload/machine';
import { POOLS } from './index';

/** Pools of a host that something may lie in, the one for all that names none first. */
export const poolsOf = ({ props }: Host): readonly [StoragePool, ...StoragePool[]] => [
  props.pool ?? StoragePool.existing('default'),
  ...(props.pools ?? []),
];

/** What a host says of a pool. Of one that it says nothing of, which is a problem by itself: what most of them are. */
export const poolNamed = (host: Host, name: string): StoragePool =>
  poolsOf(host).find((pool) => pool.name === name) ?? StoragePool.existing(name);

/** Where a machine lies. */
export const poolOf = ({ props: { pool } }: Machine, host: Host): StoragePool =>
  pool === undefined ? poolsOf(host)[0] : poolNamed(host, pool);

/** Where one of its further disks does. */
export const poolOfDisk = (machine: Machine, { pool }: Pick<DataDiskProps, 'pool'>, host: Host): StoragePool =>
  pool === undefined ? poolOf(machine, host) : poolNamed(host, pool);

/** Where its CDs lie: with its disks, or in the host's own pool where that is no place for files. */
export function filesPoolOf(machine: Machine, host: Host): StoragePool {
  const own = poolOf(machine, host);
  return POOLS[own.type].takesFiles ? own : poolsOf(host)[0];
}

/** Name of a volume that is made for a disk. */
export const diskVolumeName = (system: string, machine: string, disk: string, ending: string): string =>
  `${system}-${machine}-${disk}${ending}`;

/** Logical id in Terraform of a pool that the system owns: no address takes dots. */
export const poolKey = (host: string, pool: string): string => `${host}-${pool.replaceAll('.', '_')}`;

/** Pools that a machine and its disks name. */
const namedPools = ({ props, dataDisks }: Machine): readonly string[] => [
  ...new Set([props.pool, ...dataDisks.map(({ pool }) => pool)].filter((pool) => pool !== undefined)),
];

/** Those that a host does not have. */
export const missingPools = (machine: Machine, host: Host): readonly string[] => {
  const known = poolsOf(host).map(({ name }) => name);
  return namedPools(machine).filter((name) => !known.includes(name));
};
