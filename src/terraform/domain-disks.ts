import type { domain, volume } from '@cdktf/provider-libvirt';
import { DefectError } from '../model/problem';
import type { PoolType, ResolvedMachine, ResolvedPool, ResolvedVolume } from '../model/resolved';
import { cdPlace, deviceName, isThreaded, setupCdPlace } from './disks';
import { escapeTemplate } from './guest';
import { reference } from './names';
import { type PoolSide, poolName } from './pool';
import { seedVolume } from './seed-volumes';

/** A disk and where it comes from. */
export interface DiskParts {
  readonly disk: ResolvedVolume;
  readonly pool: PoolSide;
  /** Unset for a volume that is there already. */
  readonly resource?: volume.Volume;
}

/** What a machine has in its drives. */
export interface Drives {
  readonly machine: ResolvedMachine;
  /** In the order of their places, the root disk first. */
  readonly disks: readonly DiskParts[];
  /** Pool of its CDs, if it has any. */
  readonly files: PoolSide | undefined;
  /** Images of its CDs, in the order of their places. */
  readonly cds: readonly volume.Volume[];
  /** Whether a CD with its configuration is there. */
  readonly configured: boolean;
}

type Disk = domain.DomainDevicesDisks;

/** The one I/O thread of a machine: without it, requests of all its disks wait for whatever else QEMU's main loop does. */
const IO_THREAD = 1;

export interface DrivesConfig {
  readonly disks: domain.DomainDevicesDisks[];
  readonly controllers?: domain.DomainDevicesControllers[];
}

export function drivesConfig(drives: Drives): DrivesConfig {
  const all = [...drives.disks.map((parts) => diskConfig(parts, drives.machine)), ...setupCd(drives), ...cds(drives)];
  const scsi = all.filter(({ target }) => target?.bus === SCSI);
  if (scsi.length === 0) return { disks: all };
  // CDs are in no hurry.
  const driver = scsi.some(({ device }) => device === undefined) ? { ioThread: IO_THREAD } : undefined;
  return { disks: all, controllers: [{ type: SCSI, index: 0, model: 'virtio-scsi', driver }] };
}

const SCSI = 'scsi';

/** How many I/O threads a machine needs. */
export const ioThreads = ({ disks, controllers }: DrivesConfig): number | undefined =>
  [...disks, ...(controllers ?? [])].some(({ driver }) => driver?.ioThread !== undefined) ? IO_THREAD : undefined;

function diskConfig({ disk, pool, resource }: DiskParts, machine: ResolvedMachine): Disk {
  const { cache, io, format, bus, serial, readOnly, shared } = disk;
  return {
    driver: { name: 'qemu', type: format, cache, io, discard: 'unmap', ioThread: isThreaded(disk) ? IO_THREAD : undefined },
    ...SOURCES[pool.facts.type](pool, resource ? reference(resource, 'name') : escapeTemplate(disk.volumeName)),
    target: { dev: deviceName(disk), bus },
    serial,
    boot: disk === machine.root ? { order: 1 } : undefined,
    readOnly: readOnly ? true : undefined,
    shareable: shared ? true : undefined,
  };
}

type Source = (pool: PoolSide, volume: string) => Pick<Disk, 'source' | 'auth'>;

/** libvirt finds out by itself what a volume of its pools is, a file or a block device. */
const volumeOf: Source = (pool, name) => ({ source: { volume: { pool: poolName(pool), volume: name } } });

/** Where QEMU finds a volume, by the type of its pool. */
const SOURCES: { readonly [T in PoolType]: Source } = {
  directory: volumeOf,
  nfs: volumeOf,
  lvm: volumeOf,
  zfs: volumeOf,
  iscsi: volumeOf,
  // libvirt: "using 'rbd' pools for backing 'volume' disks isn't yet supported". Of the key only its name is said.
  rbd: ({ facts }, name) => {
    const { monitors, pool, user, secret } = cephOf(facts);
    const hosts = monitors.map(({ host, port }) => ({ name: host, port: String(port) }));
    return {
      source: { network: { protocol: 'rbd', name: `${pool}/${name}`, hosts } },
      auth: { username: user, secret: { type: 'ceph', uuid: secret } },
    };
  },
};

function cephOf({ name, ceph }: ResolvedPool): NonNullable<ResolvedPool['ceph']> {
  if (ceph === undefined) throw new DefectError(`nobody says where the Ceph cluster of the pool ${name} is`);
  return ceph;
}

function setupCd({ machine, files, configured }: Drives): readonly Disk[] {
  if (!configured || !files) return [];
  return [cdrom(setupCdPlace(machine), files, seedVolume(machine))];
}

const cds = ({ machine, files, cds: resources }: Drives): readonly Disk[] =>
  files ? resources.map((resource, place) => cdrom(cdPlace(machine, place), files, reference(resource, 'name'))) : [];

const cdrom = ({ bus, device }: ReturnType<typeof cdPlace>, pool: PoolSide, name: string): Disk => ({
  device: 'cdrom',
  driver: { name: 'qemu', type: 'raw' },
  source: { volume: { pool: poolName(pool), volume: name } },
  target: { dev: device, bus },
  readOnly: true,
});
