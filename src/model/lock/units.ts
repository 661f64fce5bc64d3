import {
  emptyLock,
  type Lock,
  type LockedAddress,
  type LockedClaim,
  type LockedHost,
  type LockedMachine,
  type LockedSubnet,
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

export interface ClaimUnit {
  readonly present?: LockedClaim;
  readonly removed?: RetiredClaim;
}

/** A lock by the things that it is about: what stands in several places of the file is one thing here. */
export interface Units {
  readonly hosts: Named<LockedHost>;
  readonly subnets: Named<LockedSubnet>;
  readonly machines: Named<MachineUnit>;
  readonly services: Named<ServiceUnit>;
  readonly claims: Named<ClaimUnit>;
}

export function unitsOf({ hosts, subnets, machines, services, claims = {}, removed }: Lock): Units {
  const leavers = Object.values(removed.volumes).map(({ machine }) => machine);
  return {
    hosts,
    subnets,
    machines: each([...Object.keys(machines), ...Object.keys(removed.machines), ...leavers], (name) => ({
      ...set('present', own(machines, name)),
      ...set('removed', own(removed.machines, name)),
      volumes: Object.fromEntries(Object.entries(removed.volumes).filter(([, { machine }]) => machine === name)),
    })),
    services: each([...Object.keys(services), ...Object.keys(removed.services)], (name) => ({
      ...set('present', own(services, name)),
      ...set('removed', own(removed.services, name)),
    })),
    claims: each([...Object.keys(claims), ...Object.keys(removed.claims ?? {})], (key) => ({
      ...set('present', own(claims, key)),
      ...set('removed', own(removed.claims ?? {}, key)),
    })),
  };
}

export function lockOf(system: string, { hosts, subnets, machines, services, claims }: Units): Lock {
  const present = collect(claims, (unit) => unit.present);
  const gone = collect(claims, (unit) => unit.removed);
  return {
    ...emptyLock(system),
    hosts,
    subnets,
    machines: collect(machines, ({ present }) => present),
    services: collect(services, ({ present }) => present),
    ...withClaims(present),
    removed: {
      machines: collect(machines, ({ removed }) => removed),
      services: collect(services, ({ removed }) => removed),
      volumes: Object.fromEntries(Object.values(machines).flatMap(({ volumes }) => Object.entries(volumes))),
      ...withClaims(gone),
    },
  };
}

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
