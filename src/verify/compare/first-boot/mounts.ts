import { byRole, type DatabaseRole, type ResolvedMachine, type ResolvedVolume } from '../../../model/resolved';
import type { Guest } from '../../guest/guest';
import { type Mount, readMounts, readRequired } from '../../guest/mounts';
import { type Difference, missing } from '../difference';
import { compared } from './both';

/** What udev puts before a disk's serial (60-persistent-storage.rules). */
const BY_ID: { readonly [B in ResolvedVolume['bus']]: string } = {
  virtio: 'virtio-',
  scsi: 'scsi-0QEMU_QEMU_HARDDISK_',
  sata: 'ata-QEMU_HARDDISK_',
  ide: 'ata-QEMU_HARDDISK_',
};

/** That a guest starts without a disk, too. */
const PATIENCE = ['nofail', 'x-systemd.device-timeout=60s'];

const DATA = '/srv/database';

/** Where the packages of an engine keep its data; PostgreSQL's are of two minds. */
const HOMES: { readonly [E in DatabaseRole['engine']]: readonly string[] } = {
  postgresql: ['/var/lib/postgresql', '/var/lib/pgsql'],
  mysql: ['/var/lib/mysql'],
  mariadb: ['/var/lib/mysql'],
  redis: ['/var/lib/redis'],
  valkey: ['/var/lib/valkey'],
  rabbitmq: ['/var/lib/rabbitmq'],
  mongodb: ['/var/lib/mongodb', '/var/lib/mongo'],
};

const inWords = ({ source, path, type, options, access }: Mount): string =>
  `${source} at ${path} (${[type, ...options].join(',')}${access === undefined ? '' : `; ${access}`})`;

function deviceOf(machine: ResolvedMachine, serial: string): string {
  const bus = machine.data.find((disk) => disk.serial === serial)?.bus ?? machine.hardware.diskBus;
  return `/dev/disk/by-id/${BY_ID[bus]}${serial}`;
}

function statedOf(machine: ResolvedMachine): readonly Mount[] {
  const { guest, sharedFolders } = machine;
  const disks = (guest.firstBoot?.mounts ?? []).map(({ path, serial, fileSystem, options, owner, mode }) => ({
    ...{ source: deviceOf(machine, serial), path, type: fileSystem, options: [...options, ...PATIENCE].sort() },
    access: `${mode} ${owner}`,
  }));
  const folders = sharedFolders.flatMap(({ id, mount }) =>
    mount === undefined ? [] : [{ source: id, path: mount, type: 'virtiofs', options: ['defaults', 'nofail'] }],
  );
  return [...disks, ...folders];
}

/** Where data goes: what is written beside its disk is lost with the machine. */
export function mountDifferences(machine: ResolvedMachine, { boot }: Guest): readonly Difference[] {
  const { name, guest } = machine;
  const found = readMounts(boot);
  const roles = databasesOf(guest.role);
  const isOfDatabase = ({ path, source }: Mount): boolean => roles.length > 0 && (path === DATA || source.startsWith(`${DATA}/`));
  return [
    ...compared(name, 'it the mount', statedOf(machine).map(inWords), found.filter((mount) => !isOfDatabase(mount)).map(inWords)),
    ...roles.flatMap((role) => ofDatabase(machine, role, found, readRequired(boot))),
  ];
}

const databasesOf = byRole<readonly DatabaseRole[]>({
  database: (role) => [role],
  'cluster-node': () => [],
  'load-balancer': () => [],
  plain: () => [],
});

function ofDatabase(
  machine: ResolvedMachine,
  { engine, dataSerial, filesystem }: DatabaseRole,
  found: readonly Mount[],
  required: readonly (readonly string[])[],
): readonly Difference[] {
  const { name } = machine;
  // What is mounted last lies over the others.
  const disk = found.filter(({ path }) => path === DATA).at(-1);
  const stated = `${deviceOf(machine, dataSerial)} (${filesystem})`;
  const last = found.filter(({ path }) => HOMES[engine].includes(path)).at(-1);
  const home = last?.type === 'none' && last.options.includes('bind') ? last : undefined;
  return [
    ...(disk && `${disk.source} (${disk.type})` === stated ? [] : [missing(name, `its data disk ${stated} is not mounted at ${DATA}`)]),
    ...(home?.source.startsWith(`${DATA}/`)
      ? required.some((paths) => [DATA, home.path].every((path) => paths.includes(path)))
        ? []
        : [missing(name, `its database may start without its data disk, on an empty ${home.path}`)]
      : [missing(name, `what its database writes is not on its data disk: ${HOMES[engine].join(' or ')} lies elsewhere`)]),
  ];
}
