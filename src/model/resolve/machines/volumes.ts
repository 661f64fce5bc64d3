import { DISK_PLACES } from '../../guest/disk-places';
import { kindOf } from '../../kinds/machine';
import { type Lock, own } from '../../lock/lock';
import type { ResolvedVolume } from '../../resolved';
import { shorten } from '../../values';
import type { DataDiskProps, Machine } from '../../workload/machine';

/** A machine's disks, the data disks in the order of their places. */
export function resolveVolumes(machine: Machine, system: string, lock: Lock): { root: ResolvedVolume; data: readonly ResolvedVolume[] } {
  const places = placesOf(machine, lock);
  return {
    root: {
      ...volume(machine, system, { id: 'root', size: machine.props.rootDisk ?? kindOf(machine).rootDisk(machine) }),
      place: 0,
      protected: rootProtected(machine, lock),
    },
    data: machine.dataDisks
      .map((disk) => ({
        ...volume(machine, system, disk),
        place: places.get(disk.id) ?? 0,
        protected: true,
        serial: shorten(disk.id, 20),
      }))
      .sort((a, b) => a.place - b.place),
  };
}

/**
 * A disk keeps its place for good, wherever it stands in the system's program; a new one comes behind all others, as long as there is room.
 * Else a guest would find an old disk under another device name.
 */
function placesOf({ name, props, dataDisks }: Machine, lock: Lock): ReadonlyMap<string, number> {
  const before = own(lock.machines, name)?.volumes ?? {};
  const room = DISK_PLACES[props.os.hardware.diskBus];
  const places = new Map(dataDisks.flatMap(({ id }) => [own(before, id)?.place].flatMap((place) => (place ? [[id, place] as const] : []))));
  const rest = dataDisks.filter(({ id }) => !places.has(id));
  const [old, added] = [rest.filter(({ id }) => own(before, id)), rest.filter(({ id }) => !own(before, id))];
  for (const { id } of [...old, ...added]) {
    const taken = new Set(places.values());
    const last = Math.max(0, ...taken) + 1;
    places.set(id, last < room ? last : lowestFree(taken));
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

function volume(machine: Machine, system: string, disk: DataDiskProps): Omit<ResolvedVolume, 'protected' | 'place'> {
  return {
    id: disk.id,
    volumeName: `${system}-${machine.name}-${disk.id}.qcow2`,
    key: `${machine.name}-${disk.id}`,
    sizeBytes: disk.size.bytes,
  };
}
