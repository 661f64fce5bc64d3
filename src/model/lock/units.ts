import {
  emptyLock,
  type Lock,
  type LockedAddress,
  type LockedHost,
  type LockedMachine,
  type LockedSubnet,
  own,
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

/** A lock by the things that it is about: what stands in several places of the file is one thing here. */
export interface Units {
  readonly hosts: Named<LockedHost>;
  readonly subnets: Named<LockedSubnet>;
  readonly machines: Named<MachineUnit>;
  readonly services: Named<ServiceUnit>;
}

export function unitsOf({ hosts, subnets, machines, services, removed }: Lock): Units {
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
  };
}

export function lockOf(system: string, { hosts, subnets, machines, services }: Units): Lock {
  return {
    ...emptyLock(system),
    hosts,
    subnets,
    machines: collect(machines, ({ present }) => present),
    services: collect(services, ({ present }) => present),
    removed: {
      machines: collect(machines, ({ removed }) => removed),
      services: collect(services, ({ removed }) => removed),
      volumes: Object.fromEntries(Object.values(machines).flatMap(({ volumes }) => Object.entries(volumes))),
    },
  };
}

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
