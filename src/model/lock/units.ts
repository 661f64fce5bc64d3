import {
  emptyLock,
  type Lock,
  type LockedAddress,
  type LockedCard,
  type LockedClaim,
  type LockedHost,
  type LockedMachine,
  type LockedSubnet,
  type LockedWorkload,
  own,
  type RetiredClaim,
  type RetiredVolume,
  type Tombstone,
} from './lock';

export type Named<T> = Readonly<Record<string, T>>;

/** What a lock knows of one machine, whether it is there or has left. */
export interface MachineUnit {
  readonly present?: LockedMachine;
  readonly removed?: Tombstone;
  /** Disks of it among `removed.volumes`, by their keys there. */
  readonly volumes: Named<RetiredVolume>;
}

export interface ServiceUnit {
  readonly present?: LockedAddress;
  readonly removed?: LockedAddress;
}

/** A network card beside the first one of its machine. */
export interface CardUnit {
  readonly present?: LockedCard;
  readonly removed?: LockedCard;
}

export interface ClaimUnit {
  readonly present?: LockedClaim;
  readonly removed?: RetiredClaim;
}

/** A lock by the things that it is about: what stands in several places of the file is one thing here. */
export interface Units {
  readonly hosts: Named<LockedHost>;
  readonly subnets: Named<LockedSubnet>;
  readonly machines: Named<MachineUnit>;
  readonly cards: Named<CardUnit>;
  readonly services: Named<ServiceUnit>;
  readonly workloads: Named<LockedWorkload>;
  readonly claims: Named<ClaimUnit>;
}

export function unitsOf({ hosts, subnets, machines, cards = {}, services, workloads = {}, claims = {}, removed }: Lock): Units {
  const leavers = Object.values(removed.volumes).map(({ machine }) => machine);
  return {
    hosts,
    subnets,
    machines: each([...Object.keys(machines), ...Object.keys(removed.machines), ...leavers], (name) => ({
      ...set('present', own(machines, name)),
      ...set('removed', own(removed.machines, name)),
      volumes: Object.fromEntries(Object.entries(removed.volumes).filter(([, { machine }]) => machine === name)),
    })),
    cards: each([...Object.keys(cards), ...Object.keys(removed.cards ?? {})], (name) => ({
      ...set('present', own(cards, name)),
      ...set('removed', own(removed.cards ?? {}, name)),
    })),
    services: each([...Object.keys(services), ...Object.keys(removed.services)], (name) => ({
      ...set('present', own(services, name)),
      ...set('removed', own(removed.services, name)),
    })),
    workloads,
    claims: each([...Object.keys(claims), ...Object.keys(removed.claims ?? {})], (key) => ({
      ...set('present', own(claims, key)),
      ...set('removed', own(removed.claims ?? {}, key)),
    })),
  };
}

export function lockOf(system: string, { hosts, subnets, machines, cards, services, workloads, claims }: Units): Lock {
  return {
    ...emptyLock(system),
    hosts,
    subnets,
    machines: collect(machines, ({ present }) => present),
    ...withCards(collect(cards, ({ present }) => present)),
    services: collect(services, ({ present }) => present),
    ...withWorkloads(workloads),
    ...withClaims(collect(claims, ({ present }) => present)),
    removed: {
      machines: collect(machines, ({ removed }) => removed),
      ...withCards(collect(cards, ({ removed }) => removed)),
      services: collect(services, ({ removed }) => removed),
      volumes: Object.fromEntries(Object.values(machines).flatMap(({ volumes }) => Object.entries(volumes))),
      ...withClaims(collect(claims, ({ removed }) => removed)),
    },
  };
}

/** Locks of systems whose machines have one card each do not speak of any. */
export const withCards = <T>(cards: Named<T>): { readonly cards?: Named<T> } => (Object.keys(cards).length > 0 ? { cards } : {});

/** Locks of systems whose workloads can all be changed do not speak of any. */
export const withWorkloads = <T>(workloads: Named<T>): { readonly workloads?: Named<T> } =>
  Object.keys(workloads).length > 0 ? { workloads } : {};

/** Locks of systems without claims do not speak of any. */
export const withClaims = <T>(claims: Named<T>): { readonly claims?: Named<T> } => (Object.keys(claims).length > 0 ? { claims } : {});

/** An entry of an object, unless it has no value. */
const set = <K extends string, T>(key: K, value: T | undefined): { readonly [P in K]?: T } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: T };

const each = <T>(names: readonly string[], value: (name: string) => T): Named<T> =>
  Object.fromEntries([...new Set(names)].map((name) => [name, value(name)]));

const collect = <U, T>(units: Named<U>, part: (unit: U) => T | undefined): Named<T> =>
  Object.fromEntries(
    Object.entries(units).flatMap(([name, unit]) => {
      const value = part(unit);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
