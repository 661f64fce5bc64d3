import { DiskBus, DiskCache, DiskIo } from '../../model';
import { isVolumeName } from '../../model/kinds/guest/shapes';
import { POOLS } from '../../model/kinds/pool';
import { canBeSaid } from '../host-code';
import { Labels, withoutPrefix } from '../labels';
import { sizeOfBytes } from '../sizes';
import { type Code, code, memberOf, number, object, optionalList, optionalObject, type Program, type Props, text } from '../source';
import type { FoundDisk, FoundMachine, FoundVolume } from './facts';
import type { At, FoundThings } from './found';
import type { DeclaredHost } from './hosts';
import { LIMITS } from './libvirt';

/** What is said of a machine's disks. */
export interface SaidDisks {
  readonly props: Props;
  readonly notes: readonly string[];
  /** What its root disk was copied from, where that is known. */
  readonly source: string | undefined;
  /** Names that may tell of the operating system. */
  readonly signs: readonly string[];
}

interface Place {
  readonly pool: string;
  readonly name: string;
  readonly volume?: FoundVolume;
}

/** How a disk is attached is not said of a domain that is adopted: it stays as it is. */
const attachedAs = (machine: FoundMachine, disk: FoundDisk, program: Program): Props =>
  machine.uuid === undefined ? optionsOf(disk, program) : {};

/** @param used volumes that other machines have, by host, pool and name */
export function disksOf(
  machine: FoundMachine & At,
  found: FoundThings,
  host: DeclaredHost,
  used: Map<string, FoundDisk>,
  program: Program,
): SaidDisks {
  const all = machine.disks.filter(({ device }) => device === 'disk');
  const [root, ...further] = all;
  const notes = machine.disks.filter(({ device }) => device === 'other').map(() => 'One of its drives is neither a disk nor a CD.');
  const place = root && placeOf(root, machine.host, found);
  const pool = place?.pool ?? host.defaultPool;
  const first = place?.volume;
  const rootExisting = root && place ? existing(root, place, machine.host, found, used, notes) : undefined;
  if (rootExisting === undefined) notes.push('State what its root disk is: no volume of a pool that can be said.');
  const ids = new Labels();
  ids.take('root', 'disk');
  const data = further.flatMap((disk) => dataDisk(disk, { machine, found, pool, bus: root?.bus, used, ids, notes }, program) ?? []);
  const source = first && sourceOf(first, machine.host, found);
  return {
    props: {
      pool: pool === host.defaultPool ? undefined : text(pool),
      rootDisk: first?.bytes === undefined ? undefined : sizeOfBytes(first.bytes, program),
      rootDiskOptions: optionalObject({ existing: rootExisting, ...(root && attachedAs(machine, root, program)) }),
      dataDisks: optionalList(data),
    },
    notes,
    source,
    signs: [source, first?.base, place?.name].flatMap((each) => each ?? []),
  };
}

interface Context {
  readonly machine: FoundMachine & At;
  readonly found: FoundThings;
  readonly pool: string;
  readonly bus: string | undefined;
  readonly used: Map<string, FoundDisk>;
  readonly ids: Labels;
  readonly notes: string[];
}

function dataDisk(disk: FoundDisk, { machine, found, pool, bus, used, ids, notes }: Context, program: Program): Code | undefined {
  const place = placeOf(disk, machine.host, found);
  const there = place && existing(disk, place, machine.host, found, used, notes);
  if (place === undefined || there === undefined) {
    notes.push('One of its disks is no volume of a pool that can be said.');
    return undefined;
  }
  const bytes = place.volume?.bytes;
  if (bytes === undefined) notes.push(`State the size of ${place.name}.`);
  const bare = place.name.replace(/\.(qcow2|raw|img)$/, '');
  const id = ids.take(withoutPrefix(bare, `${machine.name}-`), 'disk');
  return object({
    id: text(id),
    size: sizeOfBytes(bytes ?? 2 ** 30, program),
    existing: there,
    pool: place.pool === pool ? undefined : text(place.pool),
    bus: disk.bus === bus || machine.uuid !== undefined ? undefined : memberOf('DiskBus', DiskBus, disk.bus, program),
    ...attachedAs(machine, disk, program),
    readOnly: disk.readOnly ? code('true') : undefined,
    shared: disk.shared ? code('true') : undefined,
  });
}

/** How a disk is attached, where that is not what the library does by itself. */
function optionsOf({ cache, io, limits }: FoundDisk, program: Program): Props {
  const said = Object.keys(LIMITS).flatMap((name) => {
    const value = limits[name as keyof typeof LIMITS];
    if (value === undefined || value <= 0) return [];
    return [[name, /throughput/i.test(name) ? sizeOfBytes(value, program) : number(value)] as const];
  });
  return {
    cache: cache === DiskCache.NONE ? undefined : memberOf('DiskCache', DiskCache, cache ?? DiskCache.WRITE_BACK, program),
    io: io === undefined || (io === DiskIo.NATIVE && cache === DiskCache.NONE) ? undefined : memberOf('DiskIo', DiskIo, io, program),
    limits: optionalObject(Object.fromEntries(said)),
  };
}

/** The volume that a disk names, or that its path or id belongs to. */
export const volumeIn = ({ id, volume: name, pool }: FoundDisk, host: string, volumes: FoundThings['volumes']): FoundVolume | undefined =>
  volumes.find(
    (each) =>
      each.host === host && (name === undefined ? id !== undefined && each.ids.includes(id) : each.name === name && each.pool === pool),
  );

/** Where a disk lies: the volume that it names, or that its path or id belongs to. */
function placeOf(disk: FoundDisk, host: string, { volumes, pools }: FoundThings): Place | undefined {
  const { pool, volume: name, id } = disk;
  const volume = volumeIn(disk, host, volumes);
  if (volume) return { pool: volume.pool, name: volume.name, volume };
  if (name !== undefined && pool !== undefined) return { pool, name };
  const folder = pools.find((each) => each.host === host && each.path !== undefined && id?.startsWith(`${each.path}/`));
  if (folder?.path !== undefined && id !== undefined) return { pool: folder.name, name: id.slice(folder.path.length + 1) };
  const ceph = pools.find((each) => each.host === host && each.ceph && id?.startsWith(`rbd:${each.ceph.cephPool}/`));
  return ceph?.ceph && id !== undefined ? { pool: ceph.name, name: id.slice(`rbd:${ceph.ceph.cephPool}/`.length) } : undefined;
}

/** `existing` of a disk. @returns undefined where it cannot be said */
function existing(
  disk: FoundDisk,
  { pool, name, volume }: Place,
  host: string,
  { pools }: FoundThings,
  used: Map<string, FoundDisk>,
  notes: string[],
): Code | undefined {
  const known = pools.find((each) => each.host === host && each.name === pool);
  if (!canBeSaid({ name: pool, type: known ? known.type : 'directory' }) || !isVolumeName(name)) return undefined;
  const key = `${host}/${pool}/${name}`;
  const other = used.get(key);
  if (other !== undefined && !(other.shared && disk.shared)) {
    notes.push(`Another machine has its disk ${name}, too.`);
    return undefined;
  }
  used.set(key, disk);
  const format = disk.format ?? volume?.format ?? POOLS[known?.type ?? 'directory'].format;
  if (format !== 'qcow2' && format !== 'raw') return undefined;
  return object({ name: text(name), format: format === 'raw' ? undefined : text(format) });
}

/** What the first of a chain of volumes was copied from. */
function sourceOf(volume: FoundVolume, host: string, { volumes }: FoundThings): string | undefined {
  const here = volumes.filter((each) => each.host === host);
  let at: FoundVolume | undefined = volume;
  const seen = new Set<FoundVolume>();
  while (at && at.source === undefined && !seen.has(at)) {
    seen.add(at);
    const { base }: FoundVolume = at;
    at = here.find(({ ids, name }) => base !== undefined && (ids.includes(base) || name === base));
  }
  return at?.source;
}
