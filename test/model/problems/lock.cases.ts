import {
  type ClaimProps,
  DatabaseEngine,
  GuestOs,
  Host,
  type HostProps,
  Image,
  type Lock,
  Network,
  Size,
  StatefulService,
  StoragePool,
  System,
  serializeLock,
  Volume,
} from '../../../src/model';
import type { LockedMachine } from '../../../src/model/lock/lock';
import { database, existingCluster, PACKAGES, resolved, service, subnet, vm, type Yard, yard } from '../fixture';
import type { ProblemCase } from './case';

const kvm2 = (y: Yard): Host => new Host(y.system, 'kvm2', { uri: 'qemu+tls://kvm2/system', cpus: 64, memory: Size.gibibytes(512) });

/** A fact of a machine that exists is changed. */
const contradiction = (
  fact: string,
  says: readonly [string, string],
  fix: string,
  build: (y: Yard) => unknown,
  more: Partial<ProblemCase> = {},
): ProblemCase => ({
  when: `the ${fact} of a machine changes`,
  code: 'LOCK_CONTRADICTION',
  path: 'yard/db',
  says: [`${fact}:`, ...says],
  fix: [`Put ${says[0]} back`, fix],
  before: (y) => database(y, 'db'),
  build,
  ...more,
});

const edit =
  (change: (machine: Record<string, unknown>, lock: Lock) => unknown) =>
  (lock: Lock): string => {
    const copy = structuredClone(lock);
    change(copy.machines.db as unknown as Record<string, unknown>, copy);
    return serializeLock(copy);
  };

/** The lock file is not what this library wrote. */
const malformed = (when: string, says: readonly string[], change: (lock: Lock) => string): ProblemCase => ({
  when,
  code: 'LOCK_MALFORMED',
  path: 'lock',
  says,
  fix: ['Restore the file', 'npx isthmus lock repair'],
  before: (y) => database(y, 'db'),
  edit: change,
  build: (y) => database(y, 'db'),
});

const held = (y: Yard): void => void y.system.retire('db', { keepData: true, because: 'moved' });

const claiming = (y: Yard, props: ClaimProps) =>
  service(existingCluster(y), 'files', { replicas: 1, volumes: { '/data': Volume.claim('data', props) } });
const claimingEach = (y: Yard, size: Size) =>
  new StatefulService(existingCluster(y), 'db', {
    image: 'registry.example/db:1',
    replicas: 1,
    volumes: { '/data': Volume.claim('data', { size }) },
  });

export const LOCK: readonly ProblemCase[] = [
  contradiction('host', ['kvm', 'kvm2'], 'copy the disks', (y) => database(y, 'db', { host: kvm2(y), subnet: y.lan })),
  contradiction(
    'pool',
    ['default', 'fast'],
    'move the volumes',
    () => database(yardAt({ pool: StoragePool.existing('fast') }), 'db').node.root,
  ),
  contradiction('subnet', ['lan', 'other'], 'change its address inside the guest', (y) =>
    database(y, 'db', { subnet: subnet(y, 'other', 5) }),
  ),
  contradiction('address', ['10.1.1.2', '10.1.1.77'], 'edit the lock', (y) => database(y, 'db', { address: '10.1.1.77' })),
  contradiction(
    'gateway',
    ['10.1.5.1/24', '10.1.5.9/24'],
    'inside the guest',
    (y) => database(y, 'db', { subnet: subnet(y, 'own', 5, { gateway: '10.1.5.9' }) }),
    {
      before: (y) => database(y, 'db', { subnet: subnet(y, 'own', 5) }),
    },
  ),
  contradiction('image', ['debian-12@12.5.qcow2', 'debian-12@12.6.qcow2'], 'another name', (y) =>
    database(y, 'db', { image: Image.file('/images/debian-12.qcow2', { version: '12.6' }) }),
  ),
  contradiction('os', ['debian-12', 'rhel-9'], 'another name', (y) => database(y, 'db', { os: GuestOs.rhel9() })),
  ...(
    [
      ['machineType', 'q35', 'pc', 'once you know that it starts with it'],
      ['firmware', 'bios', 'uefi', 'a boot loader for both'],
      ['diskBus', 'virtio', 'sata', 'by UUID or label'],
      ['nicModel', 'virtio', 'e1000e', 'another network card'],
      ['tpm', false, true, 'suspend that'],
    ] as const
  ).map(([fact, before, after, fix]) =>
    contradiction(fact, [String(before), String(after)], fix, (y) =>
      database(y, 'db', { os: GuestOs.debian12().withHardware({ [fact]: after }) }),
    ),
  ),
  {
    when: 'a machine gets another context id',
    code: 'LOCK_CONTRADICTION',
    path: 'yard/web',
    says: ['vsockCid', '3', '9'],
    fix: ['Put 3 back', 'no program of the host'],
    before: (y) => vm(y, 'web', { hardware: { vsock: {} } }),
    build: (y) => vm(y, 'web', { hardware: { vsock: { cid: 9 } } }),
  },
  contradiction('filesystem', ['xfs', 'ext4'], 'another name', (y) => database(y, 'db', { filesystem: 'ext4' })),
  contradiction('engine', ['postgresql-15', 'mariadb-10.11'], 'migrate the data', (y) =>
    database(y, 'db', { engine: DatabaseEngine.mariadb('10.11') }),
  ),
  contradiction('engine', ['postgresql-15', 'none'], 'migrate the data', (y) =>
    vm(y, 'db', { dataDisks: [{ id: 'data', size: Size.gibibytes(10) }] }),
  ),
  contradiction('address', ['10.1.1.2', 'the subnet 10.1.1.128/25'], 'change the address inside the guest', () => moved()),
  {
    when: 'a disk gets smaller',
    code: 'VOLUME_SHRUNK',
    path: 'yard/db',
    says: ['"data"', '10 GiB', '9 GiB'],
    fix: ['10 GiB or more'],
    before: (y) => database(y, 'db'),
    build: (y) => database(y, 'db', { dataDisk: Size.gibibytes(9) }),
  },
  {
    when: 'a database leaves',
    code: 'VOLUME_GONE',
    path: 'yard',
    says: ['"db/data"', '10 GiB'],
    fix: ["system.retire('db/data', { keepData: true"],
    before: (y) => database(y, 'db'),
    build: () => undefined,
  },
  {
    when: 'a machine whose root disk is its data leaves',
    code: 'VOLUME_GONE',
    path: 'yard',
    says: ['"db/root"', '20 GiB'],
    fix: ["system.retire('db/root'"],
    before: (y) => vm(y, 'db'),
    build: () => undefined,
  },
  {
    when: 'a data disk leaves a machine',
    code: 'VOLUME_GONE',
    path: 'yard',
    says: ['"db/b"', '2 GiB'],
    fix: ["system.retire('db/b'"],
    before: (y) =>
      vm(y, 'db', {
        dataDisks: [
          { id: 'a', size: Size.gibibytes(1) },
          { id: 'b', size: Size.gibibytes(2) },
        ],
      }),
    build: (y) => vm(y, 'db', { dataDisks: [{ id: 'a', size: Size.gibibytes(1) }] }),
  },
  {
    when: 'a machine whose root disk was its data gets a data disk and leaves',
    code: 'VOLUME_GONE',
    path: 'yard',
    says: ['"db/root"'],
    fix: ["system.retire('db/root'"],
    before: () => undefined,
    edit: () => resolved((y) => vm(y, 'db', { dataDisks: [{ id: 'a', size: Size.gibibytes(1) }] }), resolved((y) => vm(y, 'db')).lock).lock,
    build: () => undefined,
  },
  {
    when: 'a claim changes its class',
    code: 'CLAIM_CHANGED',
    path: 'yard/k8s/files',
    says: ['storageClass', '"files/data"', 'the default', 'fast'],
    fix: ["system.retire('files/data'"],
    before: (y) => claiming(y, { size: Size.gibibytes(1) }),
    build: (y) => claiming(y, { size: Size.gibibytes(1), storageClass: 'fast' }),
  },
  {
    when: 'a claim leaves with its workload',
    code: 'VOLUME_GONE',
    path: 'yard',
    says: ['"files/data"', '1 GiB'],
    fix: ["system.retire('files/data'"],
    before: (y) => claiming(y, { size: Size.gibibytes(1) }),
    build: () => undefined,
  },
  {
    when: 'the claims of a stateful service grow',
    code: 'CLAIM_TEMPLATE_FIXED',
    path: 'yard/k8s/db',
    says: ['"db/data-0"', '1 GiB', '2 GiB'],
    fix: ['--cascade=orphan', 'lock accept', 'data-db-0'],
    before: (y) => claimingEach(y, Size.gibibytes(1)),
    build: (y) => claimingEach(y, Size.gibibytes(2)),
  },
  {
    when: 'something is retired that is not known',
    code: 'RETIRE_UNKNOWN',
    path: 'yard',
    says: ['"db/dta"', 'db, db/data, db/root'],
    fix: ['id of the volume'],
    before: (y) => database(y, 'db'),
    build: (y) => y.system.retire('db/dta', { keepData: true, because: 'moved' }),
    with: ['VOLUME_GONE'],
  },
  ...['db', 'db/data'].map(
    (id): ProblemCase => ({
      when: `${id} is retired and still there`,
      code: 'RETIRE_IN_USE',
      path: 'yard',
      says: [`"${id}"`],
      fix: ['Remove the machine or disk'],
      build: (y) => {
        database(y, 'db');
        y.system.retire(id, { keepData: true, because: 'moved' });
      },
    }),
  ),
  {
    when: 'a volume is retired without a reason',
    code: 'WAIVER_WITHOUT_REASON',
    path: 'yard',
    says: ['"retire db"'],
    fix: ['`because`'],
    before: (y) => database(y, 'db'),
    build: (y) => y.system.retire('db', { keepData: true, because: '' }),
  },
  {
    when: 'a retired machine comes back',
    code: 'RETIRED_MACHINE_RETURNED',
    path: 'yard/db',
    says: ['"db"'],
    fix: ['another name', 'npx isthmus lock release db'],
    before: () => undefined,
    edit: () => resolved(held, resolved((y) => database(y, 'db')).lock).lock,
    build: (y) => database(y, 'db'),
  },
  {
    when: 'a retired disk comes back',
    code: 'RETIRED_VOLUME_RETURNED',
    path: 'yard/db',
    says: ['"db/b"'],
    fix: ['another id', 'npx isthmus lock release db/b'],
    before: () => undefined,
    edit: () => {
      const two = resolved((y) => vm(y, 'db', { dataDisks: disks('a', 'b') })).lock;
      return resolved((y) => {
        vm(y, 'db', { dataDisks: disks('a') });
        y.system.retire('db/b', { keepData: true, because: 'moved' });
      }, two).lock;
    },
    build: (y) => vm(y, 'db', { dataDisks: disks('a', 'b') }),
  },
  {
    when: 'the host of a retired volume leaves with it',
    code: 'RETIRED_WITHOUT_HOST',
    path: 'yard',
    says: ['"db/data"', '"kvm2"'],
    fix: ['Put the host back', 'npx isthmus lock release db/data'],
    before: (y) => database(y, 'db', { host: kvm2(y) }),
    build: held,
  },
  {
    when: 'a host is reached elsewhere',
    code: 'HOST_CHANGED',
    path: 'yard/kvm',
    says: ['qemu:///system', 'qemu+tls://kvm2/system', 'second time'],
    fix: ['Put qemu:///system back', 'hosts.kvm.connection', 'lock accept', 'recovery.md'],
    before: (y) => database(y, 'db'),
    build: () => database(yardAt({ uri: 'qemu+tls://kvm2/system' }), 'db').node.root,
  },
  {
    when: 'what is on a host goes to a stack of its own',
    code: 'STACK_CHANGED',
    path: 'yard/kvm',
    says: ['in the stack of the system', 'the stack "east"', 'second time'],
    fix: ['Put the stack of the system back', 'write "east" to `stack` in `hosts.kvm`', 'lock accept', 'operations.md'],
    before: (y) => database(y, 'db'),
    build: () => database(yardAt({ stack: 'east' }), 'db').node.root,
  },
  {
    when: 'a pool that was there before becomes one that the system makes',
    code: 'POOL_CHANGED',
    path: 'yard/kvm',
    says: ['"default"', 'one that was there before', 'made by this system in /srv/vms'],
    fix: ['Put it back', '{ "path": "/srv/vms" }', 'hosts.kvm.pools.default', 'lock accept'],
    before: (y) => database(y, 'db'),
    build: () => database(yardAt({ pool: StoragePool.owned('default', { path: '/srv/vms' }) }), 'db').node.root,
  },
  ...[StoragePool.existing('own'), StoragePool.owned('own', { path: '/srv/other' })].map(
    (pool): ProblemCase => ({
      when: `a pool that the system made is ${pool.path === undefined ? 'no longer its own' : 'in another directory'}`,
      code: 'POOL_CHANGED',
      path: 'yard/kvm',
      says: ['"own"', 'made by this system in /srv/vms', pool.path ?? 'one that was there before'],
      fix: ['Put it back', 'hosts.kvm.pools.own'],
      before: () => undefined,
      edit: () => (database(yardAt({ pool: OWN }), 'db').node.root as System).resolve().lock,
      build: () => database(yardAt({ pool }), 'db').node.root,
    }),
  ),
  {
    when: 'two hosts are one machine',
    code: 'HOST_TWICE',
    path: 'yard/kvm2',
    says: ['yard/kvm', 'qemu:///system'],
    fix: ['Describe it once'],
    build: (y) => new Host(y.system, 'kvm2', { uri: 'qemu:///system', cpus: 8, memory: Size.gibibytes(64) }),
  },
  {
    when: 'a host leaves together with a machine that can be made again',
    code: 'HOST_LEAVES_TOO_SOON',
    path: 'yard',
    says: ['"kvm2"', 'app, web'],
    fix: ['Keep the host until an apply'],
    before: (y) => {
      const host = kvm2(y);
      for (const id of ['web', 'app']) vm(y, id, { host, stateless: true });
    },
    build: () => undefined,
  },
  {
    when: 'a machine that can be made again left and comes back elsewhere',
    code: 'REMOVED_MACHINE_RETURNED',
    path: 'yard/web',
    says: ['host:', '"web"', 'kvm', 'kvm2', 'not applied'],
    fix: ['Put kvm back', 'lock release web'],
    before: () => undefined,
    edit: () => resolved(() => undefined, resolved((y) => vm(y, 'web', { stateless: true })).lock).lock,
    build: (y) => vm(y, 'web', { stateless: true, host: kvm2(y) }),
  },
  {
    when: 'the lock was edited by hand, or merged line by line',
    code: 'LOCK_EDITED',
    path: 'lock',
    says: ['digest'],
    fix: ['lock repair', 'lock accept'],
    before: (y) => database(y, 'db'),
    edit: (lock) => serializeLock(lock).replace('"address": "10.1.1.2"', '"address": "10.1.1.3"'),
    build: (y) => database(y, 'db'),
  },
  malformed('the lock is no JSON', ['not JSON'], (lock) => `${serializeLock(lock)},`),
  malformed('the lock is empty', ['not JSON'], () => ''),
  malformed('the lock is a list', ['lock should be an object'], () => '[]'),
  malformed('the lock is of another version', ['lock.version should be 2'], (lock) => serializeLock({ ...lock, version: 3 as 2 })),
  malformed('the lock has the MAC address of many cards', ['a MAC address of one card'], (lock) =>
    serializeLock(lock).replace(/"mac": "..:/, '"mac": "01:'),
  ),
  {
    when: 'the lock has the format of before',
    code: 'LOCK_OLD',
    path: 'lock',
    says: ['tells the hosts from others'],
    fix: ['npx isthmus lock accept', 'see that this is right'],
    before: (y) => database(y, 'db'),
    edit: (lock) => JSON.stringify(old(lock)),
    build: (y) => database(y, 'db'),
  },
  malformed(
    'an address in the lock is none',
    ['lock.machines.db.address should be an IPv4 address'],
    edit((db) => Object.assign(db, { address: '10.1.1.300' })),
  ),
  malformed(
    'a MAC address in the lock is none',
    ['lock.machines.db.mac should be a MAC address'],
    edit((db) => Object.assign(db, { mac: '52:54:00' })),
  ),
  malformed(
    'a fact is missing in the lock',
    ['lock.machines.db.host should be text'],
    edit((db) => delete db.host),
  ),
  malformed(
    'the lock holds something unknown',
    ['lock.machines.db.color', 'the key is unknown'],
    edit((db) => Object.assign(db, { color: 'red' })),
  ),
  malformed(
    'the lock holds something that objects inherit',
    ['lock.machines.db.constructor', 'unknown'],
    edit((db) => Object.assign(db, { constructor: 1 })),
  ),
  malformed(
    'the lock holds a size below 1',
    ['lock.machines.db.volumes.data.mebibytes'],
    edit((db) => Object.assign(db, { volumes: { data: { mebibytes: 0, protected: true } } })),
  ),
  malformed(
    'two disks have one place in the lock',
    ['Two disks of "db" have the place 0.'],
    edit((db) =>
      Object.assign(db, {
        volumes: { root: { mebibytes: 1, protected: false, place: 0 }, data: { mebibytes: 1, protected: true, place: 0 } },
      }),
    ),
  ),
  malformed(
    'the place of a disk in the lock is none',
    ['lock.machines.db.volumes.data.place should be a whole number from 0'],
    edit((db) => Object.assign(db, { volumes: { data: { mebibytes: 1, protected: true, place: -1 } } })),
  ),
  malformed(
    'the lock holds conflict markers',
    ['conflict markers'],
    (lock) => `<<<<<<< HEAD\n${serializeLock(lock)}=======\n${serializeLock(lock)}>>>>>>> theirs\n`,
  ),
  malformed('a name in the lock is one that JavaScript takes for something else', ['__proto__', 'RFC 1035 label'], (lock) =>
    serializeLock(lock).replaceAll('"db": {', '"__proto__": {'),
  ),
  malformed(
    'a machine is there and removed at once',
    ['"db" is there and removed at once'],
    edit((db, lock) => Object.assign(lock.removed.machines, { db })),
  ),
  malformed(
    'a retired disk stands under another name',
    ['lock.removed.volumes.db/data', 'the disk "web/data"'],
    edit((_db, lock) =>
      Object.assign(lock.removed.volumes, {
        'db/data': { machine: 'web', volume: 'data', host: 'kvm', pool: 'default', keepData: true, because: 'moved' },
      }),
    ),
  ),
  malformed('the lock holds a key twice, once with an escape', ['"db"', 'twice'], (lock) =>
    serializeLock(lock).replace('"db": {', '"d\\u0062": {}, "db": {'),
  ),
  malformed('the lock holds a key twice', ['"db"', 'twice'], (lock) => serializeLock(lock).replace('"db": {', '"db": {}, "db": {')),
  {
    when: 'two machines have one address in the lock',
    code: 'LOCK_DUPLICATE',
    path: 'lock',
    says: ['address 10.1.1.2', 'a and b'],
    fix: ['npx isthmus lock repair'],
    before: (y) => two(y),
    edit: (lock) => shared(lock, 'address'),
    build: (y) => two(y),
  },
  {
    when: 'two machines have one MAC address in the lock',
    code: 'LOCK_DUPLICATE',
    path: 'lock',
    says: ['MAC address 52:54:00', 'a and b'],
    fix: ['npx isthmus lock repair'],
    before: (y) => two(y),
    edit: (lock) => shared(lock, 'mac'),
    build: (y) => two(y),
  },
  {
    when: 'the lock is that of another system',
    code: 'LOCK_OF_OTHER_SYSTEM',
    path: 'lock',
    says: ['"other"', '"yard"'],
    fix: ['a project folder of its own', 'call it "other" again'],
    before: () => undefined,
    edit: () => new System('other').resolve().lock,
    build: (y) => vm(y, 'a'),
  },
];

const disks = (...ids: readonly string[]) => ids.map((id) => ({ id, size: Size.gibibytes(1) }));
const two = (y: Yard): void => {
  vm(y, 'a');
  vm(y, 'b');
};

const OWN = StoragePool.owned('own', { path: '/srv/vms' });

/** A yard whose host is another one. */
const yardAt = (host: Partial<HostProps>): Yard => yard({}, host);

/** As the first release wrote it. */
export function old({ hosts: _hosts, ...lock }: Lock): object {
  return { ...lock, version: 1 };
}

/** What a merge without conflict leaves: two machines with one value. */
function shared(lock: Lock, fact: 'address' | 'mac'): Lock {
  const { a, b } = lock.machines as Record<'a' | 'b', LockedMachine>;
  return { ...lock, machines: { a, b: { ...b, [fact]: a[fact] } } };
}

/** The subnet around a machine is cut in half. */
function moved(): System {
  const system = new System('yard', { provisioning: { packages: PACKAGES } });
  const host = new Host(system, 'kvm', { uri: 'qemu:///system', cpus: 64, memory: Size.gibibytes(512) });
  const net = new Network(system, 'net', { cidr: '10.1.0.0/16' });
  database({ system, host, net, lan: net.addSubnet('lan', { cidr: '10.1.1.128/25' }) }, 'db');
  return system;
}
