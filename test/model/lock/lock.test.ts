import fc from 'fast-check';
import {
  BringUp,
  External,
  Host,
  InvalidSystemError,
  type Lock,
  Network,
  type NodesProps,
  type Problem,
  Size,
  System,
  serializeLock,
} from '../../../src/model';
import { parseLock } from '../../../src/model/lock/parse';
import { release } from '../../../src/model/lock/release';
import { Shop } from '../../../system';
import { runs } from '../../runs';
import {
  cluster,
  codesOf,
  database,
  existingCluster,
  legacy,
  PACKAGES,
  problemsOf,
  resolved,
  service,
  subnet,
  vm,
  type Yard,
  yard,
} from '../fixture';

const disks = (...ids: readonly string[]) => ids.map((id) => ({ id, size: Size.gibibytes(1) }));

const machine = (lock: Lock, name: string) => {
  const found = lock.machines[name] ?? lock.removed.machines[name];
  if (!found) throw new Error(`no machine ${name}`);
  return found;
};

describe('the lock', () => {
  test('says of each machine what must not change by itself', () => {
    const { lock } = resolved((y) => database(y, 'db'));
    expect(lock.machines).toEqual({
      db: {
        host: 'kvm',
        pool: 'default',
        subnet: 'lan',
        address: '10.1.1.2',
        mac: expect.stringMatching(/^52:54:00:/),
        gateway: '10.1.1.1/24',
        image: 'debian-12@12.5.qcow2',
        os: 'debian-12',
        machineType: 'q35',
        firmware: 'bios',
        diskBus: 'virtio',
        nicModel: 'virtio',
        tpm: false,
        engine: 'postgresql-15',
        filesystem: 'xfs',
        volumes: { root: { mebibytes: 20480, protected: false, place: 0 }, data: { mebibytes: 10240, protected: true, place: 1 } },
        baseline: ['10.1.0.0/16'],
        firewall: { 'tcp/5432': ['10.1.0.0/16'] },
        told: expect.objectContaining({ databases: ['app'], backup: ['none'], domain: ['yard.internal'], nameservers: ['10.1.1.1'] }),
      },
    });
  });

  test('of the reference system is the same when it is given back, as text or as it is', () => {
    const first = new Shop().resolve();
    const text = serializeLock(first.lock);
    for (const lock of [text, first.lock]) {
      const next = new Shop().resolve({ lock });
      expect(serializeLock(next.lock)).toBe(text);
      expect(JSON.stringify(next.system)).toBe(JSON.stringify(first.system));
    }
  });

  test('is written with sorted keys and a last line break', () => {
    const text = serializeLock(resolved((y) => ['b', 'a'].map((id) => vm(y, id))).lock);
    expect(text.endsWith('}\n')).toBe(true);
    expect(text.indexOf('"a": {')).toBeLessThan(text.indexOf('"b": {'));
  });

  test('holds names that every object inherits', () => {
    const build = (y: Yard) =>
      y.system.policy.allow(vm(y, 'c', { name: 'constructor', dataDisks: disks('constructor') }), vm(y, 'b'), { because: 'test' });
    const first = resolved(build);
    expect(serializeLock(resolved(build, first.lock).lock)).toBe(serializeLock(first.lock));
  });

  test('of any text is taken or refused in words', () => {
    const report: Problem[] = [];
    const text = serializeLock(resolved((y) => database(y, 'db')).lock);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc
            .tuple(fc.nat(text.length), fc.nat(12), fc.string({ maxLength: 4 }))
            .map(([at, length, put]) => text.slice(0, at) + put + text.slice(at + length)),
        ),
        (content) => {
          report.length = 0;
          const lock = parseLock(content, (problem) => report.push(problem));
          expect(lock === undefined).toBe(report.length > 0);
          for (const problem of report) expect(problem.message).not.toContain('undefined');
          try {
            const y = yard();
            database(y, 'db');
            y.system.resolve({ lock: content });
          } catch (error) {
            expect(error).toBeInstanceOf(InvalidSystemError);
          }
        },
      ),
      runs(40),
    );
  });

  test('of any value is taken or refused in words', () => {
    const { lock } = resolved((y) => database(y, 'db'));
    fc.assert(
      fc.property(fc.constantFrom('version', 'system', 'machines', 'services', 'removed'), fc.anything(), (key, value) => {
        const empty = JSON.stringify(value) === '{}' && key !== 'removed';
        expect(codesOf(yard().system, { ...lock, [key]: value } as Lock)).toEqual(
          empty ? expect.anything() : expect.arrayContaining([expect.stringMatching(/^(LOCK_|VOLUME_GONE)/)]),
        );
      }),
      runs(40),
    );
  });
});

describe('addresses', () => {
  test('go to new machines in the order of names, past gateway, services and taken ones', () => {
    const { system } = resolved((y) => {
      const lan = y.net.addSubnet('small', { cidr: '10.1.5.0/28', gateway: '10.1.5.2', services: '10.1.5.4/30' });
      vm(y, 'd', { subnet: lan, address: '10.1.5.3' });
      for (const id of ['c', 'b', 'a']) vm(y, id, { subnet: lan });
    });
    expect(system.machines.map(({ name, nic }) => [name, nic.address])).toEqual([
      ['a', '10.1.5.1'],
      ['b', '10.1.5.8'],
      ['c', '10.1.5.9'],
      ['d', '10.1.5.3'],
    ]);
  });

  test('of machines that left are kept until they are released', () => {
    const first = resolved((y) => ['a', 'b'].map((id) => vm(y, id, { stateless: true }))).lock;
    const second = resolved((y) => vm(y, 'b', { stateless: true }), first).lock;
    expect(second.removed.machines).toEqual({ a: first.machines.a });
    const third = resolved((y) => ['b', 'c'].map((id) => vm(y, id, { stateless: true })), second).lock;
    expect([machine(third, 'a').address, machine(third, 'b').address, machine(third, 'c').address]).toEqual([
      '10.1.1.2',
      '10.1.1.3',
      '10.1.1.4',
    ]);
  });

  test('come back with a machine that comes back, MAC address and all', () => {
    const first = resolved((y) => ['a', 'b'].map((id) => vm(y, id, { stateless: true }))).lock;
    const second = resolved((y) => vm(y, 'b', { stateless: true }), first).lock;
    const third = resolved(
      (y) => ['0', '1', 'a', 'b'].map((id) => vm(y, `a${id}`, { name: id.replace(/\d/, (digit) => `x${digit}`), stateless: true })),
      second,
    ).lock;
    expect(third.machines.a).toEqual(first.machines.a);
    expect(third.machines.b).toEqual(first.machines.b);
    expect(third.removed.machines).toEqual({});
  });

  test('do not come back into another subnet: that takes a release', () => {
    const elsewhere = (y: Yard) => vm(y, 'a', { stateless: true, subnet: subnet(y, 'other', 5) });
    const first = resolved((y) => vm(y, 'a', { stateless: true })).lock;
    const second = resolved(() => undefined, first).lock;
    const y = yard();
    elsewhere(y);
    expect(codesOf(y.system, second)).toEqual(['REMOVED_MACHINE_RETURNED']);
    expect(machine(resolved(elsewhere, release(second, 'a')).lock, 'a').address).toBe('10.1.5.2');
  });

  test('of services stay, leave a trace, and come back', () => {
    const call =
      (...ids: readonly string[]) =>
      (y: Yard) => {
        const k8s = cluster(y);
        const services = ['a', 'b', 'c'].map((id) => service(k8s, id));
        const caller = vm(y, 'web', { stateless: true });
        for (const each of services) if (ids.includes(each.name)) y.system.policy.allow(caller, each, { because: 'test' });
      };
    const first = resolved(call('b')).lock;
    expect(first.services).toEqual({ b: { cluster: 'k8s', address: '10.1.2.192' } });
    const second = resolved(call('a'), first).lock;
    expect([second.services, second.removed.services]).toEqual([{ a: { cluster: 'k8s', address: '10.1.2.193' } }, first.services]);
    const third = resolved(call('a', 'b', 'c'), second).lock;
    expect([third.services.a?.address, third.services.b?.address, third.services.c?.address, third.removed.services]).toEqual([
      '10.1.2.193',
      '10.1.2.192',
      '10.1.2.194',
      {},
    ]);
  });
});

describe('addresses of services', () => {
  /** Services that partners call, in clusters of these ids and blocks. */
  const shops =
    (clusters: Readonly<Record<string, { readonly services: string; readonly holds: readonly string[] }>>) =>
    (y: Yard): void => {
      const partners = External.cidr('172.30.0.0/24', { name: 'partners' });
      for (const [index, [id, { services, holds }]] of Object.entries(clusters).entries()) {
        const k8s = existingCluster(y, id, {
          services,
          podCidr: `10.24${index}.0.0/16`,
          serviceCidr: `10.9${index}.0.0/16`,
          nodeAddresses: [`172.16.${index}.11`],
        });
        for (const name of holds) y.system.policy.allow(partners, service(k8s, name), { because: 'they order' });
      }
    };
  const FIRST = '192.168.8.16/28';
  const SECOND = '192.168.9.16/28';
  const plain = ({ services }: Lock) => Object.fromEntries(Object.entries(services).map(([name, { address }]) => [name, address]));
  const first = resolved(shops({ k8s: { services: FIRST, holds: ['order', 'pay', 'zed'] } })).lock;

  test('stay when their cluster gets another name, and nobody else gets them', () => {
    const renamed = resolved(shops({ prod: { services: FIRST, holds: ['order', 'pay', 'zed'] } }), first).lock;
    expect([plain(renamed), renamed.removed.services]).toEqual([plain(first), {}]);
    expect(renamed.services.order?.cluster).toBe('prod');
    const more = resolved(shops({ prod: { services: FIRST, holds: ['aaa', 'order', 'pay', 'zed'] } }), renamed).lock;
    expect(plain(more)).toEqual({ ...plain(first), aaa: '192.168.8.19' });
  });

  test('stay when two clusters change names', () => {
    const two = resolved(shops({ a: { services: FIRST, holds: ['order'] }, b: { services: SECOND, holds: ['pay'] } })).lock;
    const swapped = resolved(shops({ b: { services: FIRST, holds: ['order'] }, a: { services: SECOND, holds: ['pay'] } }), two).lock;
    expect(plain(swapped)).toEqual(plain(two));
  });

  test('are not lost in silence when the service moves to a cluster that cannot have them', () => {
    const y = yard();
    shops({ k8s: { services: FIRST, holds: ['order', 'pay'] }, other: { services: SECOND, holds: ['zed'] } })(y);
    expect(problemsOf(y.system, first)).toEqual([expect.objectContaining({ code: 'SERVICE_ADDRESS_LOST', path: 'yard/other/zed' })]);
  });

  test('come back with the service, in whatever cluster it can be had, and else on purpose only', () => {
    const gone = resolved(shops({ k8s: { services: FIRST, holds: ['order', 'pay'] } }), first).lock;
    expect(plain(resolved(shops({ prod: { services: FIRST, holds: ['order', 'pay', 'zed'] } }), gone).lock)).toEqual(plain(first));
    const moved = shops({ k8s: { services: FIRST, holds: ['order', 'pay'] }, other: { services: SECOND, holds: ['zed'] } });
    const y = yard();
    moved(y);
    expect(codesOf(y.system, gone)).toEqual(['SERVICE_ADDRESS_LOST']);
    expect(plain(resolved(moved, release(gone, 'zed')).lock).zed).toBe('192.168.9.16');
  });

  test('are not those of a machine that bears the name of a service which has left', () => {
    const y = yard();
    vm(y, 'api', { address: '10.1.1.9' });
    const { removed, ...lock } = resolved(() => undefined).lock;
    const services = { api: { cluster: 'k8s', address: '10.1.1.9' } };
    expect(codesOf(y.system, { ...lock, removed: { ...removed, services } })).toEqual(['ADDRESS_TAKEN']);
  });
});

describe('volumes', () => {
  test('grow', () => {
    const first = resolved((y) => database(y, 'db')).lock;
    const second = resolved((y) => database(y, 'db', { dataDisk: Size.gibibytes(11) }), first).lock;
    expect(machine(second, 'db').volumes.data).toEqual({ mebibytes: 11264, protected: true, place: 1 });
  });

  test('are protected when they hold data that cannot be made again', () => {
    const { system } = resolved((y) => {
      database(y, 'db');
      vm(y, 'own');
      vm(y, 'plain', { stateless: true });
      vm(y, 'disks', { dataDisks: disks('a') });
      cluster(y);
    });
    const facts = system.machines.map(({ name, root, data }) => [name, root.protected, ...data.map((volume) => volume.protected)]);
    expect(facts).toEqual([
      ['db', false, true],
      ['disks', false, true],
      ['k8s-node-1', true],
      ['k8s-node-2', false],
      ['own', true],
      ['plain', false],
    ]);
  });

  test('of nodes that hold etcd are protected, as many as are said to', () => {
    const roots = (controlPlanes?: number) =>
      resolved((y) => cluster(y, 'k8s', { nodes: { count: 3, controlPlanes } })).system.machines.map(({ root }) => root.protected);
    expect([roots(), roots(0), roots(3)]).toEqual([
      [true, false, false],
      [false, false, false],
      [true, true, true],
    ]);
    const first = resolved((y) => cluster(y)).lock;
    const y = yard();
    cluster(y, 'prod');
    expect(problemsOf(y.system, first)).toEqual([
      expect.objectContaining({ code: 'VOLUME_GONE', message: expect.stringContaining('k8s-node-1/root') }),
    ]);
    const byHand = (nodes: Partial<NodesProps>) => (y: Yard) => cluster(y, 'k8s', { nodes: { ...nodes, bringUp: BringUp.BY_HAND } });
    const made = resolved(byHand({})).lock;
    expect(resolved(byHand({ controlPlanes: 0 }), made).system.machines[0]?.root.protected).toBe(false);
  });

  test('that are a machine stay protected when it gets a data disk, until it is said to be stateless', () => {
    const first = resolved((y) => vm(y, 'own')).lock;
    const second = resolved((y) => vm(y, 'own', { dataDisks: disks('a') }), first);
    expect(second.system.machines[0]?.root.protected).toBe(true);
    const third = resolved((y) => vm(y, 'own', { dataDisks: disks('a'), stateless: true }), second.lock);
    expect(third.system.machines[0]?.root.protected).toBe(false);
    expect(
      resolved((y) => y.system.retire('own/a', { keepData: true, because: 'test' }), third.lock).system.retired.map(({ key }) => key),
    ).toEqual(['own-a']);
  });

  test('that are retired are let go of, root disks with the image below them', () => {
    const first = resolved((y) => {
      database(y, 'db');
      vm(y, 'own');
    }).lock;
    const { system, lock } = resolved((y) => {
      y.system.retire('db', { keepData: false, because: 'empty' });
      y.system.retire('own/root', { keepData: true, because: 'archive' });
    }, first);
    expect(system.retired).toEqual([
      { key: 'db-data', volumeName: 'yard-db-data.qcow2', host: 'kvm', keepData: false, because: 'empty' },
      {
        key: 'own-root',
        volumeName: 'yard-own-root.qcow2',
        host: 'kvm',
        image: { key: 'kvm-default-yard-debian-12-12_5_qcow2', volumeName: 'yard-debian-12-12.5.qcow2' },
        keepData: true,
        because: 'archive',
      },
    ]);
    expect(lock.removed.machines).toEqual({
      db: { ...first.machines.db, retired: { data: { keepData: false, because: 'empty' } } },
      own: { ...first.machines.own, retired: { root: { keepData: true, because: 'archive' } } },
    });
  });

  test('stay retired when the call is gone, and follow a later decision', () => {
    const retire = (keepData: boolean) => (y: Yard) => y.system.retire('db', { keepData, because: `keep: ${keepData}` });
    const first = resolved((y) => database(y, 'db')).lock;
    const second = resolved(retire(false), first);
    expect(resolved(() => undefined, second.lock).system.retired).toEqual(second.system.retired);
    const third = resolved(retire(true), second.lock);
    expect(third.system.retired).toEqual([expect.objectContaining({ key: 'db-data', keepData: true, because: 'keep: true' })]);
    expect(third.lock.removed.machines.db?.retired).toEqual({ data: { keepData: true, because: 'keep: true' } });
  });

  test('leave machines that stay, and follow a later decision too', () => {
    const build = (keepData?: boolean) => (y: Yard) => {
      vm(y, 'web', { dataDisks: disks(...(keepData === undefined ? ['a', 'b'] : ['a'])) });
      if (keepData !== undefined) y.system.retire('web/b', { keepData, because: 'test' });
    };
    const first = resolved(build(), undefined).lock;
    const second = resolved(build(false), first);
    expect(second.lock.removed.volumes).toEqual({
      'web/b': { machine: 'web', volume: 'b', host: 'kvm', pool: 'default', keepData: false, because: 'test' },
    });
    const third = resolved(build(true), second.lock);
    expect(third.system.retired).toEqual([{ key: 'web-b', volumeName: 'yard-web-b.qcow2', host: 'kvm', keepData: true, because: 'test' }]);
  });

  test('need no decision when they can be made again, nor mind one', () => {
    const first = resolved((y) => vm(y, 'web', { stateless: true })).lock;
    for (const build of [() => undefined, (y: Yard) => y.system.retire('web', { keepData: true, because: 'test' })]) {
      const { system, lock } = resolved(build, first);
      expect([system.retired, lock.removed.machines]).toEqual([[], { web: first.machines.web }]);
      expect(resolved(build, lock).system.retired).toEqual([]);
    }
  });
});

describe('the router of a subnet', () => {
  test('changes for guests that DHCP tells of it, and is kept in the lock', () => {
    const build = (gateway: string) => (y: Yard) => legacy(y, 'erp', { subnet: subnet(y, 'own', 5, { gateway }) });
    const second = resolved(build('10.1.5.9'), resolved(build('10.1.5.1')).lock);
    expect(machine(second.lock, 'erp').gateway).toBe('10.1.5.9/24');
  });
});

describe('a lock that cannot be read', () => {
  test('says so and nothing else about what left', () => {
    const y = yard();
    y.system.retire('db', { keepData: true, because: 'test' });
    expect(codesOf(y.system, '{}')).toEqual(expect.arrayContaining(['LOCK_MALFORMED']));
    expect(codesOf(y.system, '{}')).not.toContain('RETIRE_UNKNOWN');
  });
});

describe('filters of two systems', () => {
  test('have one UUID never, though they may have one name', () => {
    const filter = (system: string, machine: string): { readonly name: string; readonly uuid: string } => {
      const root = new System(system, { provisioning: { packages: PACKAGES } });
      const host = new Host(root, 'kvm', { uri: 'qemu:///system', cpus: 4, memory: Size.gibibytes(16) });
      const lan = new Network(root, 'net', { cidr: '10.1.0.0/16' }).addSubnet('lan', { cidr: '10.1.1.0/24' });
      vm({ system: root, host, net: lan.network, lan }, machine);
      return root.resolve().system.machines[0]?.nic.filter as { name: string; uuid: string };
    };
    const filters = [filter('shop', 'a-b-c'), filter('shop-a', 'b-c'), filter('shop-a-b', 'c')];
    expect(new Set(filters.map(({ name }) => name))).toEqual(new Set(['shop-a-b-c']));
    expect(new Set(filters.map(({ uuid }) => uuid)).size).toBe(3);
  });
});
