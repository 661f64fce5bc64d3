import { placesOn } from '../../guest/disk-places';
import { kindOf, pathOf } from '../../kinds/machine';
import { POOLS } from '../../kinds/pool';
import { diskVolumeName, poolOfDisk } from '../../kinds/pool/choice';
import { type Lock, own } from '../../lock/lock';
import type { Host } from '../../network/host';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedDiskLimits, ResolvedVolume } from '../../resolved';
import { shorten } from '../../values';
import type { DataDiskProps, DiskLimits } from '../../workload/disk';
import type { Machine } from '../../workload/machine';
import { busOf, cacheOf, ioOf } from './disk-options';

/** A machine's disks, the data disks in the order of their places. */
export function resolveVolumes(
  machine: Machine,
  host: Host,
  system: string,
  lock: Lock,
  report: Report,
): { root: ResolvedVolume; data: readonly ResolvedVolume[] } {
  const places = placesOf(machine, lock, report);
  const root = rootDiskOf(machine);
  return {
    root: { ...volume(machine, host, system, root), place: 0, protected: root.existing === undefined && rootProtected(machine, lock) },
    data: machine.dataDisks
      .map((disk) => ({
        ...volume(machine, host, system, disk),
        place: places.get(disk.id) ?? 0,
        protected: disk.existing === undefined,
        // Of what is adopted nobody knows it.
        ...(!machine.adopt && { serial: shorten(disk.id, 20) }),
      }))
      .sort((a, b) => a.place - b.place),
  };
}

/** The root disk as if it were one of the others. */
export const rootDiskOf = (machine: Machine): DataDiskProps => ({
  ...machine.props.rootDiskOptions,
  id: 'root',
  size: machine.props.rootDisk ?? kindOf(machine).rootDisk(machine),
});

/** All disks of a machine, the root disk first. */
export const disksOfMachine = (machine: Machine): readonly DataDiskProps[] => [rootDiskOf(machine), ...machine.dataDisks];

/**
 * A disk keeps its place for good, wherever it stands in the system's program; a new one comes behind all others, as long as there is room.
 * Else a guest would find an old disk under another device name. One on another bus than its machine's leaves that one's places free.
 */
function placesOf(machine: Machine, lock: Lock, report: Report): ReadonlyMap<string, number> {
  const { name, dataDisks, props } = machine;
  const bus = props.os.hardware.diskBus;
  const before = own(lock.machines, name)?.volumes ?? {};
  const places = new Map(dataDisks.flatMap(({ id }) => [own(before, id)?.place].flatMap((place) => (place ? [[id, place] as const] : []))));
  const rest = dataDisks.filter(({ id }) => !places.has(id));
  const [old, added] = [rest.filter(({ id }) => own(before, id)), rest.filter(({ id }) => !own(before, id))];
  for (const disk of [...old, ...added]) {
    const taken = new Set(places.values());
    const last = Math.max(0, ...taken) + 1;
    const room = placesOn(bus, busOf(machine, disk));
    const behind = room > placesOn(bus, bus) ? Math.max(last, placesOn(bus, bus)) : last;
    places.set(disk.id, behind < room ? behind : lowestFree(taken));
  }
  for (const disk of dataDisks) {
    const on = busOf(machine, disk);
    if ((places.get(disk.id) ?? 0) < placesOn(bus, on)) continue;
    report(problems.tooManyDisks(pathOf(machine), dataDisks.length + 1, on, placesOn(bus, on)));
    break;
  }
  return places;
}

function lowestFree(taken: ReadonlySet<number>): number {
  let place = 1;
  while (taken.has(place)) place += 1;
  return place;
}

/** A root disk that held data does not cease to when the machine gets a data disk. */
function rootProtected(machine: Machine, lock: Lock): boolean {
  const before = own(lock.machines, machine.name)?.volumes;
  const held = before !== undefined && own(before, 'root')?.protected === true;
  return !machine.stateless && (held || kindOf(machine).rootHoldsData(machine));
}

function volume(machine: Machine, host: Host, system: string, disk: DataDiskProps): Omit<ResolvedVolume, 'protected' | 'place'> {
  const pool = poolOfDisk(machine, disk, host);
  const kind = POOLS[pool.type];
  const { existing } = disk;
  const io = ioOf(kind, disk);
  return {
    id: disk.id,
    pool: pool.name,
    volumeName: existing?.name ?? diskVolumeName(system, machine.name, disk.id, kind.ending),
    format: existing ? (existing.format ?? 'raw') : kind.format,
    key: `${machine.name}-${disk.id}`,
    sizeBytes: disk.size.bytes,
    bus: busOf(machine, disk),
    cache: cacheOf(disk),
    ...(io && { io }),
    ...(disk.limits && { limits: limitsOf(disk.limits) }),
    existing: existing !== undefined,
    readOnly: disk.readOnly ?? false,
    shared: disk.shared ?? false,
  };
}

const limitsOf = (limits: DiskLimits): ResolvedDiskLimits => ({
  totalBytes: limits.throughput?.bytes ?? 0,
  readBytes: limits.readThroughput?.bytes ?? 0,
  writeBytes: limits.writeThroughput?.bytes ?? 0,
  totalIops: limits.iops ?? 0,
  readIops: limits.readIops ?? 0,
  writeIops: limits.writeIops ?? 0,
});
