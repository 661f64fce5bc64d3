import type { ResolvedMachine, ResolvedSystem, ResolvedVolume } from '../../model/resolved';
import type { Drive, MadeVolume, Storage } from '../terraform/disks';
import type { Difference } from './difference';

const wrong = (kind: Difference['kind'], about: string, text: string): Difference => ({ kind, about, text: `${about}: ${text}` });

type Parts = Pick<ResolvedSystem, 'machines' | 'hosts'>;

/** Machines that are given other disks and folders than theirs, and disks with data that an apply may destroy. */
export function storageDifferences(system: Parts, storage: Storage): readonly Difference[] {
  const owners = new Map(
    system.machines.flatMap((machine) => disksOf(machine).map((disk) => [placeOf(system, machine, disk), machine] as const)),
  );
  const known = new Set(system.machines.map(({ objectName }) => objectName));
  const strangers = [...storage.machines].filter(([name]) => !known.has(name));
  return [
    ...system.machines.flatMap((machine) => (storage.machines.has(machine.objectName) ? ofMachine(system, machine, storage) : [])),
    ...strangers.flatMap(([name, { host, drives }]) =>
      drives.flatMap(({ source }) => {
        const owner = owners.get(`${host} ${source}`);
        return owner ? [wrong('too-wide', name, `it is given ${source}, which is a disk of ${owner.name}`)] : [];
      }),
    ),
  ];
}

const disksOf = ({ root, data }: ResolvedMachine): readonly ResolvedVolume[] => [root, ...data];

/** What the drive of a disk leads to. QEMU finds volumes of Ceph by the name of Ceph's own pool. */
function sourceOf({ hosts }: Parts, { host }: ResolvedMachine, { pool, volumeName }: ResolvedVolume): string {
  const ceph = hosts.find(({ name }) => name === host)?.pools.find(({ name }) => name === pool)?.ceph;
  return `${ceph?.pool ?? pool}/${volumeName}`;
}

const placeOf = (system: Parts, machine: ResolvedMachine, disk: ResolvedVolume): string =>
  `libvirt.${machine.host} ${sourceOf(system, machine, disk)}`;

function ofMachine(system: Parts, machine: ResolvedMachine, storage: Storage): readonly Difference[] {
  const { name, objectName } = machine;
  const { drives = [], folders = [] } = storage.machines.get(objectName) ?? {};
  const disks = disksOf(machine).map((disk) => ({ disk, source: sourceOf(system, machine, disk) }));
  const own = new Set(disks.map(({ source }) => source));
  const foreign = drives.filter(({ source, isCd }) => !isCd && !own.has(source));
  // Beside its images a machine has one with its own configuration, whose text is read as that.
  const images = new Set([
    ...machine.cds.map(({ pool, image }) => `${pool}/${image.volumeName}`),
    `${machine.filesPool}/${objectName}-cloudinit.iso`,
  ]);
  const cds = drives.filter(({ source, isCd }) => isCd && !images.has(source));
  const stated = new Set(machine.sharedFolders.map(({ id, path }) => `${path} as ${id}`));
  const shared = new Set(folders.map(({ id, path }) => `${path} as ${id}`));
  return [
    ...disks.flatMap(({ disk, source }) => ofDisk(machine, disk, source, drives, storage)),
    ...foreign.map(({ source }) => wrong('too-wide', name, `it is given ${source}, which is no disk of it`)),
    ...cds.map(({ source }) => wrong('too-wide', name, `it is given ${source}, which is no CD of it`)),
    ...drives
      .filter(({ isCd, readOnly }) => isCd && !readOnly)
      .map(({ source }) => wrong('too-wide', name, `it may write on its CD ${source}`)),
    ...[...shared]
      .filter((folder) => !stated.has(folder))
      .map((folder) => wrong('too-wide', name, `it sees the folder ${folder} of its host`)),
    ...[...stated].filter((folder) => !shared.has(folder)).map((folder) => wrong('missing', name, `it does not see the folder ${folder}`)),
  ];
}

function ofDisk(
  { name, host }: ResolvedMachine,
  disk: ResolvedVolume,
  source: string,
  drives: readonly Drive[],
  { volumes }: Storage,
): readonly Difference[] {
  const { id, key, existing } = disk;
  const say = (kind: Difference['kind'], text: string): readonly Difference[] => [wrong(kind, name, `its disk "${id}" ${text}`)];
  const [drive, ...others] = drives.filter((each) => each.source === source && !each.isCd);
  if (!drive) return say('missing', `is in none of its drives: ${source}`);
  if (others.length > 0) return say('too-wide', `is in several of its drives: ${source}`);
  const volume = volumes.get(key);
  return [
    ...(drive.readOnly && !disk.readOnly ? say('missing', 'cannot be written on') : []),
    ...(!drive.readOnly && disk.readOnly ? say('too-wide', 'can be written on') : []),
    ...(drive.shareable && !disk.shared ? say('too-wide', 'may be given to other machines at the same time') : []),
    ...(drive.serial === disk.serial
      ? []
      : say('missing', `is called ${drive.serial ?? 'nothing'} in the guest, and not ${disk.serial ?? 'nothing'}`)),
    ...(existing ? [] : ofVolume(disk, `libvirt.${host}`, volume, say)),
  ];
}

type Say = (kind: Difference['kind'], text: string) => readonly Difference[];

function ofVolume(disk: ResolvedVolume, host: string, volume: MadeVolume | undefined, say: Say): readonly Difference[] {
  if (!volume) return say('missing', 'is made by nothing');
  return [
    ...(volume.host === host ? [] : say('missing', `is made on ${volume.host}, and not on ${host}`)),
    ...(volume.source === `${disk.pool}/${disk.volumeName}` ? [] : say('missing', `is made as ${volume.source}`)),
    ...(disk.protected && !volume.kept ? say('missing', 'may be destroyed by an apply, though it holds data') : []),
    ...(volume.grows ? [] : say('missing', 'is made anew, empty, by an apply that changes its size')),
  ];
}
