import {
  Forward,
  Host,
  Network,
  Size,
  StoragePool,
  type Subnet,
  System,
  VirtualMachine,
  type VirtualMachineProps,
} from '../../../src/model';
import { machineProps, PACKAGES, subnet, vm, type Yard, yard } from '../fixture';
import type { ProblemCase } from './case';

/** Two machines of 20 GiB on a host with this pool. */
function pooled(pool: StoragePool): Yard['system'] {
  const y = yard({}, { pool });
  for (const name of ['a', 'b']) vm(y, name);
  return y.system;
}

export const CAPACITY: readonly ProblemCase[] = [
  {
    when: 'disks would take more of a pool than there is of it',
    code: 'HOST_OVER_CAPACITY',
    path: 'yard/kvm',
    says: ['40 GiB (space)', '30 GiB', 'the pool default', '20 GiB with an overcommit of 1.5'],
    fix: ['make one smaller'],
    build: () => pooled(StoragePool.existing('default', { size: Size.gibibytes(20), overcommit: 1.5 })),
  },
  {
    when: 'nothing may be promised of a pool',
    code: 'INVALID_AMOUNT',
    path: 'yard/kvm',
    says: ['pool.overcommit', '0 is not above 0'],
    fix: ['greater than 0'],
    build: () => pooled(StoragePool.owned('fast', { path: '/srv/fast', size: Size.gibibytes(90), overcommit: 0 })),
  },
  {
    when: 'a pool has no size',
    code: 'INVALID_AMOUNT',
    path: 'yard/kvm',
    says: ['pool.size', '0 GiB is not more than 0'],
    fix: ['greater than 0'],
    build: () => pooled(StoragePool.existing('fast', { size: Size.gibibytes(0) })),
  },
  {
    when: 'more hosts are spare than there are',
    code: 'INVALID_SPARE_HOSTS',
    path: 'yard',
    says: ['1 of 1 host'],
    fix: ['0 to 0'],
    build: () => yard({ spareHosts: 1 }).system,
  },
  {
    when: 'the other hosts could not stand in for one',
    code: 'HOSTS_NOT_SPARE',
    path: 'yard',
    says: ['spareHosts is 1', 'without kvm', 'no room for a, b', '8518 MiB'],
    fix: ['Add a host or memory'],
    build: () => {
      const y = yard({ spareHosts: 1 });
      new Host(y.system, 'other', { uri: 'qemu+tls://kvm2/system', cpus: 8, memory: Size.gibibytes(8) });
      // Each would fit in, but their network exists on one host: they go together.
      for (const name of ['a', 'b']) vm(y, name, { memory: Size.gibibytes(4) });
      return y.system;
    },
  },
  {
    when: 'a machine has no host, and the system has none',
    code: 'NO_HOST',
    path: 'bare/a',
    says: ['no host'],
    fix: ["new Host(system, 'kvm1'"],
    build: () => {
      const y = bare();
      new VirtualMachine(y, 'a', unplaced(new Network(y, 'net', { cidr: '10.1.0.0/16' }).addSubnet('lan', { cidr: '10.1.1.0/24' })));
      return y;
    },
  },
  {
    when: 'a machine has no host, and no host has room for it',
    code: 'NO_ROOM',
    path: 'yard/a',
    says: ['a (701.52 GiB of memory in all)', 'kvm lacks 191.52 GiB of memory'],
    fix: ['give kvm 191.52 GiB of memory more', 'add a host'],
    build: (y) => vm(y, 'a', { host: undefined, memory: Size.gibibytes(700) }),
  },
  {
    when: 'a machine has no host, and those with room are too near to others',
    code: 'NO_ROOM',
    path: 'yard/b',
    says: ['on kvm it would share its host with a'],
    fix: ['add a host'],
    build: (y) => vm(y, 'b', { host: undefined, subnet: bridged(y), apartFrom: vm(y, 'a') }),
  },
  {
    when: 'a machine may be on hosts where its network is not',
    code: 'BOUND_ELSEWHERE',
    path: 'yard/b',
    says: ['b would have to be on the host', 'on north, south alone'],
    fix: ['Forward.bridge', "routes: 'provided'"],
    build: (y) => {
      vm(y, 'a');
      const [north, south] = ['north', 'south'].map((name) => another(y, name)) as [Host, Host];
      vm(y, 'b', { host: [north, south] });
    },
  },
  {
    when: 'machines of one network have to be apart',
    code: 'BOUND_AND_APART',
    path: 'yard/a',
    says: ['Of a, b some have to be apart'],
    fix: ['Forward.bridge'],
    build: (y) => {
      another(y, 'north');
      vm(y, 'b', { host: undefined, apartFrom: vm(y, 'a', { host: undefined }) });
    },
  },
  {
    when: 'the hosts of two machines are stated and the same, and they have to be apart',
    code: 'NOT_APART',
    path: 'yard/b',
    says: ['b and a must not share a host', 'both are on host kvm'],
    fix: ['another `host`'],
    build: (y) => vm(y, 'b', { apartFrom: vm(y, 'a') }),
  },
];

const another = (y: Yard, name: string): Host =>
  new Host(y.system, name, { uri: `qemu+tls://${name}/system`, cpus: 8, memory: Size.gibibytes(16) });

const bridged = (y: Yard): Subnet => subnet(y, 'bridged', 9, { forward: Forward.bridge('br0'), nameservers: [] });

const bare = (): System => new System('bare', { provisioning: { packages: PACKAGES } });

const unplaced = (lan: Subnet): VirtualMachineProps => {
  const { host: _, ...props } = machineProps({ ...yard(), lan });
  return props;
};
