import { NotUnderstoodError, reading } from '../errors';
import type { Fields } from '../fields';
import { hostOf } from './networks';
import type { Resources } from './resources';

/** What a machine has in one of its drives. */
export interface Drive {
  /** `<pool>/<volume>`. */
  readonly source: string;
  readonly isCd: boolean;
  readonly readOnly: boolean;
  /** Other machines may have it at the same time. */
  readonly shareable: boolean;
  /** By which the guest finds it. */
  readonly serial?: string;
}

/** A folder of its host that a machine sees. */
export interface Folder {
  readonly path: string;
  readonly id: string;
}

/** What of its host's storage a machine is given. */
interface Given {
  readonly host: string;
  readonly drives: readonly Drive[];
  readonly folders: readonly Folder[];
}

/** A volume that a stack makes. */
export interface MadeVolume {
  readonly host: string;
  /** `<pool>/<volume>`. */
  readonly source: string;
  /** No apply destroys it. */
  readonly kept: boolean;
  /** Another size changes it in its place. */
  readonly grows: boolean;
}

/** What of hosts' storage the machines of a stack are given, and what keeps it from being lost. */
export interface Storage {
  /** By libvirt's name of the machine. */
  readonly machines: ReadonlyMap<string, Given>;
  /** By their Terraform id. */
  readonly volumes: ReadonlyMap<string, MadeVolume>;
}

/** @throws NotUnderstoodError for drives and folders of which nobody knows what they lead to */
export function readStorage(resources: Resources, noting: (read: () => void) => void): Storage {
  const machines = new Map<string, Given>();
  resources.all('libvirt_domain', (fields) => {
    const name = resources.text(fields.text('name'));
    const found = { host: hostOf(fields), drives: [] as Drive[], folders: [] as Folder[] };
    machines.set(name, found);
    noting(() => {
      fields.object('devices', (devices) => {
        found.drives.push(...(devices.list('disks', (disk) => readDrive(disk, resources)) ?? []));
        found.folders.push(...(devices.list('filesystems', (folder) => readFolder(folder, resources)) ?? []));
      });
    });
  });
  const volumes = resources.all('libvirt_volume', (fields, id) => {
    const lifecycle = fields.object('lifecycle', (life) => ({
      kept: life.isTrue('prevent_destroy'),
      grows: life.texts('ignore_changes')?.includes('capacity') ?? false,
    }));
    const source = `${resources.text(fields.text('pool'))}/${resources.text(fields.text('name'))}`;
    return [id, { host: hostOf(fields), source, kept: false, grows: false, ...lifecycle }] as const;
  });
  return { machines, volumes: new Map(volumes) };
}

function readDrive(disk: Fields, resources: Resources): Drive {
  const source = disk.object('source', (fields) => {
    const volume = fields.object('volume', (each) => `${resources.text(each.text('pool'))}/${resources.text(each.text('volume'))}`);
    const network = fields.object('network', (each) => (each.text('protocol') === 'rbd' ? resources.text(each.text('name')) : undefined));
    return volume ?? network;
  });
  if (source === undefined) throw new NotUnderstoodError('a disk that is no volume of a pool');
  const device = disk.optionalText('device') ?? 'disk';
  if (device !== 'disk' && device !== 'cdrom') throw new NotUnderstoodError(`a drive for "${device}"`);
  const serial = disk.optionalText('serial');
  return {
    source,
    isCd: device === 'cdrom',
    readOnly: disk.isTrue('read_only'),
    shareable: disk.isTrue('shareable'),
    ...(serial !== undefined && { serial }),
  };
}

function readFolder(folder: Fields, resources: Resources): Folder {
  return reading('a folder of the host', () => {
    const path = folder.object('source', (source) => source.object('mount', (mount) => resources.text(mount.text('dir'))));
    const id = folder.object('target', (target) => target.text('dir'));
    return { path: folder.required('source', path), id: folder.required('target', id) };
  });
}
