import { InvalidSystemError } from '../problem';
import * as problems from '../problems';
import { compareText } from '../values';
import { diskId, type Lock, own, type RetiredVolume, type Tombstone } from './lock';
import { unlessEmpty } from './units';

/**
 * Forgets what has left the system: its addresses may be given to others, its name may come back.
 * Disks whose data is kept, and adopted machines, are let go of by Terraform all the same, also when the removal is not applied yet.
 * @param name a removed machine (with its retired disks and its network cards), a removed network card, pair or service, a retired disk (`<machine>/<disk>`) or claim
 * (`<workload>/<claim>`), or a workload that had claims
 * @throws InvalidSystemError when nothing of that name has left
 */
export function release(lock: Lock, name: string): Lock {
  const { machines, adopted = {}, cards = {}, pairs = {}, services, volumes, claims = {} } = lock.removed;
  const waiting = Object.entries(volumes).filter(([, { released }]) => !released);
  const tombstone = own(machines, name);
  const disks = waiting.filter(([id, { machine }]) => id === name || machine === name);
  const claimed = Object.keys(claims).filter((id) => id === name || id.startsWith(`${name}/`));
  if (!tombstone && !own(cards, name) && !own(pairs, name) && !own(services, name) && disks.length + claimed.length === 0) {
    const present = [lock.machines, lock.cards ?? {}, lock.pairs ?? {}, lock.services, lock.claims ?? {}].some((part) =>
      Object.hasOwn(part, name),
    );
    const known = [machines, cards, pairs, services, Object.fromEntries(waiting), claims].flatMap((part) => Object.keys(part));
    throw new InvalidSystemError([problems.releaseUnknown(name, present, [...new Set(known)].sort(compareText))]);
  }
  const released = [...disks.map(([, disk]) => disk), ...(tombstone ? disksOf(name, tombstone) : [])];
  const forgotten = new Set(disks.map(([id]) => id));
  return {
    ...lock,
    removed: {
      machines: without(machines, (key) => key === name),
      ...unlessEmpty({
        adopted: { ...adopted, ...(tombstone?.adopted !== undefined && { [name]: { host: tombstone.host, uuid: tombstone.adopted } }) },
        cards: without(cards, (key) => key === name || (tombstone !== undefined && cards[key]?.machine === name)),
        pairs: without(pairs, (key) => key === name),
      }),
      services: without(services, (key) => key === name),
      volumes: { ...without(volumes, (key) => forgotten.has(key)), ...letGo(released) },
      ...unlessEmpty({ claims: without(claims, (key) => claimed.includes(key)) }),
    },
  };
}

/** What was decided about the disks of a machine that left, by itself: without its addresses. */
export function disksOf(machine: string, { host, pool, image, retired = {}, volumes }: Tombstone): readonly RetiredVolume[] {
  return Object.entries(retired).map(([volume, decision]) => ({
    machine,
    volume,
    host,
    pool: own(volumes, volume)?.pool ?? pool,
    ...(volume === 'root' && image !== undefined ? { image } : {}),
    ...decision,
  }));
}

/** Disks that Terraform lets go of, by name: their machine's name and address are nobody's. */
export const letGo = (disks: readonly RetiredVolume[]): Record<string, RetiredVolume> =>
  Object.fromEntries(
    disks.filter(({ keepData }) => keepData).map((disk) => [diskId(disk.machine, disk.volume), { ...disk, released: true as const }]),
  );

function without<T>(part: Readonly<Record<string, T>>, gone: (key: string) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(part).filter(([key]) => !gone(key)));
}
