import fc from 'fast-check';
import {
  DatabaseEngine,
  DatabaseVm,
  External,
  GuestOs,
  Host,
  Image,
  KubernetesCluster,
  type Lock,
  Microservice,
  Network,
  Port,
  type Resolution,
  Size,
  System,
  VirtualMachine,
} from '../../../src/model';
import { release } from '../../../src/model/lock/release';

/** A system as data, for long random histories: what its program says, and the lock that it has come to. */
export interface Town {
  readonly machines: Readonly<Record<string, TownMachine>>;
  /** Services that partners call, which gives them addresses. */
  readonly services: readonly string[];
  /** What the program says about what has left. */
  readonly retired: Readonly<Record<string, boolean>>;
  readonly lock?: Lock;
}

export interface TownMachine {
  readonly kind: 'database' | 'plain' | 'stateless';
  /** Number of its subnet; each host has two. */
  readonly subnet: number;
  /** Data disks by id, in GiB. */
  readonly disks: Readonly<Record<string, number>>;
}

/** One thing that somebody does to a town. What makes no sense there does nothing. */
export type Edit =
  | { readonly do: 'add'; readonly name: string; readonly machine: TownMachine }
  | { readonly do: 'remove'; readonly name: string; readonly keepData: boolean }
  | { readonly do: 'grow'; readonly name: string }
  | { readonly do: 'add disk' | 'remove disk'; readonly name: string; readonly disk: string }
  | { readonly do: 'release'; readonly name: string }
  | { readonly do: 'toggle service'; readonly name: string };

const NAMES = ['ant', 'bee', 'cat', 'dog', 'elk', 'fox', 'gnu', 'hen'];
const SERVICES = ['order', 'pay', 'user'];
const DISKS = ['logs', 'more'];

const machine: fc.Arbitrary<TownMachine> = fc
  .record({
    kind: fc.constantFrom('database', 'plain', 'stateless'),
    subnet: fc.nat(3),
    disks: fc.dictionary(fc.constantFrom(...DISKS), fc.integer({ min: 1, max: 3 }), { maxKeys: 2 }),
  })
  .map((each): TownMachine => (each.kind === 'database' ? { ...each, disks: { data: 1 } } : (each as TownMachine)));
const name = fc.constantFrom(...NAMES);

export const edits = (): fc.Arbitrary<Edit> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('add' as const), name, machine }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), name, keepData: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('grow' as const), name }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constantFrom('add disk' as const, 'remove disk' as const), name, disk: fc.constantFrom(...DISKS) }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const), name: fc.constantFrom(...NAMES, ...SERVICES) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('toggle service' as const), name: fc.constantFrom(...SERVICES) }) },
  );

export const EMPTY: Town = { machines: {}, services: [], retired: {} };

/** What the program says after an edit. */
export function edited(town: Town, edit: Edit): Town {
  const { machines, services, retired, lock } = town;
  const here = Object.hasOwn(machines, edit.name) ? machines[edit.name] : undefined;
  const waits = (id: string): boolean =>
    lock !== undefined &&
    (Object.hasOwn(lock.removed.machines, id) || (Object.hasOwn(lock.removed.volumes, id) && !lock.removed.volumes[id]?.released));
  switch (edit.do) {
    case 'add':
      // What left must come back as it was, or not at all: see the problems of resolve().
      return here || waits(edit.name) ? town : { ...town, machines: { ...machines, [edit.name]: edit.machine } };
    case 'remove': {
      if (!here) return town;
      const { [edit.name]: _gone, ...rest } = machines;
      return { ...town, machines: rest, retired: { ...retired, [edit.name]: edit.keepData } };
    }
    case 'grow':
      return here
        ? { ...town, machines: { ...machines, [edit.name]: { ...here, disks: mapValues(here.disks, (size) => size + 1) } } }
        : town;
    case 'add disk':
      if (!here || here.kind === 'database' || here.disks[edit.disk] !== undefined || waits(`${edit.name}/${edit.disk}`)) return town;
      return { ...town, machines: { ...machines, [edit.name]: { ...here, disks: { ...here.disks, [edit.disk]: 1 } } } };
    case 'remove disk': {
      if (here?.disks[edit.disk] === undefined) return town;
      const { [edit.disk]: _gone, ...rest } = here.disks;
      return {
        ...town,
        machines: { ...machines, [edit.name]: { ...here, disks: rest } },
        retired: { ...retired, [`${edit.name}/${edit.disk}`]: true },
      };
    }
    case 'toggle service':
      return { ...town, services: services.includes(edit.name) ? services.filter((each) => each !== edit.name) : [...services, edit.name] };
    case 'release': {
      const gone = lock && (Object.hasOwn(lock.removed.machines, edit.name) || Object.hasOwn(lock.removed.services, edit.name));
      if (!gone) return town;
      const rest = Object.entries(retired).filter(([id]) => id !== edit.name && !id.startsWith(`${edit.name}/`));
      return { ...town, retired: Object.fromEntries(rest), lock: release(lock, edit.name) };
    }
  }
}

const mapValues = <T>(record: Readonly<Record<string, T>>, change: (value: T) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

/** The program of a town. */
export function program({ machines, services, retired }: Town): System {
  const system = new System('town', { provisioning: { packages: External.cidr('192.0.2.0/25', { name: 'packages' }) } });
  const figures = { cpus: 500, memory: Size.gibibytes(4096) };
  const hosts = ['kvm1', 'kvm2'].map((id) => new Host(system, id, { ssh: { user: 'root', address: id }, ...figures }));
  const net = new Network(system, 'net', { cidr: '10.50.0.0/16' });
  const subnets = [0, 1, 2, 3].map((number) => net.addSubnet(`s${number}`, { cidr: `10.50.${number}.0/28` }));
  for (const [id, { kind, subnet, disks }] of Object.entries(machines)) {
    const props = {
      host: hosts[subnet >> 1] as Host,
      subnet: subnets[subnet] as (typeof subnets)[number],
      os: GuestOs.debian12(),
      image: Image.file('/images/a.qcow2', { version: '1' }),
      cpus: 1,
      memory: Size.gibibytes(1),
    };
    const dataDisks = Object.entries(disks).map(([disk, size]) => ({ id: disk, size: Size.gibibytes(size) }));
    if (kind === 'database')
      new DatabaseVm(system, id, { ...props, engine: DatabaseEngine.postgresql('15'), dataDisk: Size.gibibytes(disks.data ?? 1) });
    else new VirtualMachine(system, id, { ...props, dataDisks, stateless: kind === 'stateless' });
  }
  const k8s = KubernetesCluster.fromExisting(system, 'k8s', {
    version: '1.34',
    podCidr: '10.244.0.0/16',
    serviceCidr: '10.96.0.0/12',
    nodeAddresses: ['192.168.0.11', '192.168.0.12'],
    services: '192.168.9.64/27',
  });
  const partners = External.cidr('172.16.0.0/24', { name: 'partners' });
  for (const id of services) {
    const service = new Microservice(k8s, id, { image: 'registry.example/x:1', port: Port.tcp(8080, 'http') });
    system.policy.allow(partners, service, { because: 'they order' });
  }
  for (const [id, keepData] of Object.entries(retired)) system.retire(id, { keepData, because: `it was asked for ${id}` });
  return system;
}

export const resolveTown = (town: Town): Resolution => program(town).resolve(town.lock ? { lock: town.lock } : {});

/** The town after edits, each synthesized by itself. */
export function history(town: Town, steps: readonly Edit[]): Town {
  return steps.reduce((before, step) => {
    const after = edited(before, step);
    return { ...after, lock: resolveTown(after).lock };
  }, town);
}
