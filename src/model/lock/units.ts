import {
  emptyLock,
  type LeftAdopted,
  type Lock,
  type LockedAddress,
  type LockedCard,
  type LockedClaim,
  type LockedHost,
  type LockedMachine,
  type LockedPair,
  type LockedSubnet,
  type LockedWorkload,
  own,
  type RetiredClaim,
  type RetiredVolume,
  type Tombstone,
} from './lock';

export type Named<T> = Readonly<Record<string, T>>;

/** Something that is there or has left; both where a lock contradicts itself. */
interface Unit<P, R = P> {
  readonly present?: P;
  readonly removed?: R;
}

/** What a lock knows of one machine, whether it is there or has left. */
export interface MachineUnit extends Unit<LockedMachine, Tombstone> {
  /** Disks of it among `removed.volumes`, by their keys there. */
  readonly volumes: Named<RetiredVolume>;
}

/** A lock by the things that it is about: what stands in several places of the file is one thing here. */
export interface Units {
  readonly hosts: Named<LockedHost>;
  readonly subnets: Named<LockedSubnet>;
  readonly machines: Named<MachineUnit>;
  readonly cards: Named<Unit<LockedCard>>;
  readonly pairs: Named<Unit<LockedPair>>;
  readonly services: Named<Unit<LockedAddress>>;
  readonly workloads: Named<LockedWorkload>;
  readonly claims: Named<Unit<LockedClaim, RetiredClaim>>;
  readonly adopted: Named<LeftAdopted>;
}

export function unitsOf({ hosts, subnets, machines, cards = {}, pairs = {}, services, workloads = {}, claims = {}, removed }: Lock): Units {
  const leavers = Object.values(removed.volumes).map(({ machine }) => machine);
  return {
    hosts,
    subnets,
    machines: each([...Object.keys(machines), ...Object.keys(removed.machines), ...leavers], (name) => ({
      ...set('present', own(machines, name)),
      ...set('removed', own(removed.machines, name)),
      volumes: Object.fromEntries(Object.entries(removed.volumes).filter(([, { machine }]) => machine === name)),
    })),
    cards: bothOf(cards, removed.cards),
    pairs: bothOf(pairs, removed.pairs),
    services: bothOf(services, removed.services),
    workloads,
    claims: bothOf(claims, removed.claims),
    adopted: removed.adopted ?? {},
  };
}

export function lockOf(system: string, { hosts, subnets, machines, cards, pairs, services, workloads, claims, adopted }: Units): Lock {
  return {
    ...emptyLock(system),
    hosts: Object.fromEntries(Object.entries(hosts).map(([name, host]) => [name, withLandmark(name, host, machines)])),
    subnets,
    machines: collect(machines, ({ present }) => present),
    ...unlessEmpty({ cards: collect(cards, ({ present }) => present), pairs: collect(pairs, ({ present }) => present) }),
    services: collect(services, ({ present }) => present),
    ...unlessEmpty({ workloads, claims: collect(claims, ({ present }) => present) }),
    removed: {
      machines: collect(machines, ({ removed }) => removed),
      ...unlessEmpty({ adopted, cards: collect(cards, ({ removed }) => removed), pairs: collect(pairs, ({ removed }) => removed) }),
      services: collect(services, ({ removed }) => removed),
      volumes: Object.fromEntries(Object.values(machines).flatMap(({ volumes }) => Object.entries(volumes))),
      ...unlessEmpty({ claims: collect(claims, ({ removed }) => removed) }),
    },
  };
}

/** A machine that one side took away is nothing that a host is known again by: the next synth finds another. */
function withLandmark(name: string, { landmark, ...host }: LockedHost, machines: Named<MachineUnit>): LockedHost {
  const there = landmark !== undefined && own(machines, landmark)?.present?.host === name;
  return { ...host, ...(there && { landmark }) };
}

/** The parts that hold something: locks do not speak of what their system has none of, such as further cards or claims. */
export const unlessEmpty = <T extends Readonly<Record<string, object>>>(parts: T): Partial<T> =>
  Object.fromEntries(Object.entries(parts).filter(([, part]) => Object.keys(part).length > 0)) as Partial<T>;

/** An entry of an object, unless it has no value. */
const set = <K extends string, T>(key: K, value: T | undefined): { readonly [P in K]?: T } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: T };

/** What is there and what has left, by name. */
const bothOf = <P, R>(there: Named<P>, gone: Named<R> = {}): Named<Unit<P, R>> =>
  each([...Object.keys(there), ...Object.keys(gone)], (name) => ({
    ...set('present', own(there, name)),
    ...set('removed', own(gone, name)),
  }));

const each = <T>(names: readonly string[], value: (name: string) => T): Named<T> =>
  Object.fromEntries([...new Set(names)].map((name) => [name, value(name)]));

const collect = <U, T>(units: Named<U>, part: (unit: U) => T | undefined): Named<T> =>
  Object.fromEntries(
    Object.entries(units).flatMap(([name, unit]) => {
      const value = part(unit);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
