import { AddressedBy, Anyone, External, Forward, Isolation, type Lock, Port, type ResolvedSystem } from '../../src';
import { destinationOf, nicsOf, sourceOf } from '../../src/model/resolved';
import { compare } from '../../src/verify/compare';
import { address, addresses } from '../../src/verify/sets/addresses';
import { includes } from '../../src/verify/sets/intervals';
import { ALL_PORTS } from '../../src/verify/sets/transport';
import { cidrsOf, cluster, database, HTTP, legacy, named, resolved, service, subnet, vm, type Yard, yard } from '../model/fixture';
import { fullWorld } from '../properties/outputs';
import { manifestsOf, terraformOf } from './render';

/** A system whose outputs say what it says. */
function agreed(build: (y: Yard) => unknown): ResolvedSystem {
  const { system } = resolved(build);
  expect(compare(system, fullWorld(system)).map(({ text }) => text)).toEqual([]);
  return system;
}

/** Between which addresses flows are that somebody wrote. */
const pairs = ({ flows }: ResolvedSystem): readonly string[] =>
  flows
    .filter(({ origin }) => origin === 'declared')
    .map((flow) => `${flow.id}: ${cidrsOf(sourceOf(flow)).join(' ')} > ${cidrsOf(destinationOf(flow)).join(' ')}`);

/** A database in two subnets, with machines beside one of its cards, the other, both, and none. */
function town(y: Yard) {
  const storage = subnet(y, 'storage', 9, { mtu: 9000 });
  const db = database(y, 'db', { address: '10.1.1.10' });
  const dbStorage = db.addInterface('storage', { subnet: storage, address: '10.1.9.10' });
  const app = vm(y, 'app', { address: '10.1.1.20' });
  const appStorage = app.addInterface('storage', { subnet: storage, address: '10.1.9.20' });
  const nas = vm(y, 'nas', { subnet: storage, address: '10.1.9.30' });
  const web = vm(y, 'web', { subnet: subnet(y, 'far', 7), address: '10.1.7.40' });
  return { storage, db, dbStorage, app, appStorage, nas, web, near: vm(y, 'near', { address: '10.1.1.50' }) };
}

describe('which cards a flow uses', () => {
  test('those in one subnet, or those that routes lead by; first ones first', () => {
    const system = agreed((y) => {
      const { db, app, nas, web, near } = town(y);
      y.system.policy.allow([app, nas, web, near], db, { because: 'orders' });
      y.system.policy.allow(db, [nas, web], { because: 'reports' });
    });
    expect(pairs(system)).toEqual([
      'app-to-db: 10.1.1.20/32 > 10.1.1.10/32',
      'db-storage-to-nas: 10.1.9.10/32 > 10.1.9.30/32',
      'db-to-web: 10.1.1.10/32 > 10.1.7.40/32',
      'nas-to-db-storage: 10.1.9.30/32 > 10.1.9.10/32',
      'near-to-db: 10.1.1.50/32 > 10.1.1.10/32',
      'web-to-db: 10.1.7.40/32 > 10.1.1.10/32',
    ]);
  });

  test('those that are stated, and of the other end the one that goes with it', () => {
    const system = agreed((y) => {
      const { db, dbStorage, app, near, nas } = town(y);
      y.system.policy.allow(app, dbStorage, { because: 'copies' });
      y.system.policy.allow(near, db.firstInterface, { because: 'orders' });
      y.system.policy.allow(dbStorage, nas, { because: 'dumps' });
    });
    expect(pairs(system)).toEqual([
      'app-storage-to-db-storage: 10.1.9.20/32 > 10.1.9.10/32',
      'db-storage-to-nas: 10.1.9.10/32 > 10.1.9.30/32',
      'near-to-db: 10.1.1.50/32 > 10.1.1.10/32',
    ]);
  });

  test('a subnet stands for the cards in it', () => {
    const system = agreed((y) => {
      const { storage, dbStorage, appStorage, nas } = town(y);
      y.system.policy.allow([nas, appStorage], [storage, dbStorage], { because: 'snapshots' });
      y.system.policy.allow(storage, nas, { because: 'files' });
    });
    expect(pairs(system)).toEqual([
      'app-storage-to-db-storage: 10.1.9.20/32 > 10.1.9.10/32',
      'app-storage-to-nas: 10.1.9.20/32 > 10.1.9.30/32',
      'nas-to-app-storage: 10.1.9.30/32 > 10.1.9.20/32',
      'nas-to-db-storage: 10.1.9.30/32 > 10.1.9.10/32',
      'subnet-storage-to-nas: 10.1.9.0/24 > 10.1.9.30/32',
    ]);
  });

  test('pods, load balancers, provisioning and administration go by the cards that have the routes', () => {
    const [admins, mirror] = [External.cidr('192.0.2.64/26', { name: 'admins' }), External.cidr('198.51.100.0/25', { name: 'mirror' })];
    const y = yard({ admin: { from: admins, sshAuthorizedKeys: [] }, provisioning: { packages: mirror, registry: mirror } });
    const apart = subnet(y, 'apart', 7, { isolation: Isolation.HIGH });
    const db = database(y, 'db', { subnet: apart });
    db.addInterface('care', { subnet: y.lan, routes: [{ to: '203.0.113.0/24' }], defaultRoute: true });
    const k8s = cluster(y, 'k8s', { nodes: { image: db.props.image } });
    y.system.policy.allow(service(k8s, 'api'), db, { because: 'orders' });
    y.system.policy.allow(db, External.cidr('203.0.113.0/26', { name: 'partner' }), { because: 'feeds', ports: [HTTP] });
    y.system.policy.allow(External.cidr('203.0.113.64/26', { name: 'clients' }), db, { because: 'reports' });
    const { system } = y.system.resolve();
    expect(compare(system, fullWorld(system))).toEqual([]);
    const own = system.flows.filter(({ from, to }) => [from.name, to.name].some((name) => name.startsWith('db')));
    expect(own.map(({ id, origin }) => `${origin} ${id}`).sort()).toEqual([
      'admin external-admins-to-db',
      'declared api-to-db',
      'declared db-care-to-external-partner',
      'declared external-clients-to-db-care',
      'dns db-to-resolver-apart',
      'packages db-to-external-mirror',
    ]);
    // Also whom it listens for outside is answered by the card that leads out, whatever its firewall was built for.
    const { nic, guest, otherNics } = named(system.machines, 'db');
    expect(guest.network.routes.map(({ to }) => to)).toEqual(['10.1.0.0/16', '192.0.2.64/26', '198.51.100.0/25']);
    expect([nic.portIsolated, guest.network.defaultGateway, otherNics[0]?.network.defaultGateway]).toEqual([true, undefined, '10.1.1.1']);
  });

  test('without a route back to the sender it is a problem, with it none', () => {
    const build = (routes?: readonly { readonly to: string }[]) => {
      const y = yard();
      const { db, web } = town(y);
      const card = db.addInterface('reports', { subnet: subnet(y, 'reports', 8), ...(routes && { routes }) });
      y.system.policy.allow(web, card, { because: 'reports' });
      return y.system;
    };
    expect(() => build().resolve()).toThrow(/its answers to 10\.1\.7\.40\/32 leave "db" by its card "db", not by "db-reports"/);
    const { system } = build([{ to: '10.1.7.0/24' }]).resolve();
    expect(pairs(system)).toEqual(['web-to-db-reports: 10.1.7.40/32 > 10.1.8.2/32']);
    expect(compare(system, fullWorld(system))).toEqual([]);
  });

  test('of the whole world a part may be elsewhere: of that a warning tells', () => {
    const { warnings, system } = resolved((y) => {
      const web = vm(y, 'web');
      web.addInterface('storage', { subnet: subnet(y, 'storage', 9), routes: [{ to: '203.0.113.0/24' }] });
      y.system.policy.allow(Anyone.ipv4(), web, { because: 'public' });
    });
    expect(warnings.map(({ code, message }) => [code, message])).toEqual([
      ['FLOW_PARTLY_ELSEWHERE', expect.stringContaining('203.0.113.0/24 leave "web" by its card "web-storage"')],
    ]);
    expect(system.flows.filter(({ origin }) => origin === 'declared').flatMap(sourceOf)).toEqual([
      { cidr: '0.0.0.0/0', except: ['10.1.0.0/16', '203.0.113.0/24'] },
    ]);
    expect(compare(system, fullWorld(system))).toEqual([]);
  });

  test('of what a whole subnet may reach, too, for the machine alone that has the card', () => {
    const { warnings, system } = resolved((y) => {
      const web = vm(y, 'web');
      web.addInterface('storage', { subnet: subnet(y, 'storage', 9), routes: [{ to: '203.0.113.0/24' }] });
      y.system.policy.allow(y.lan, Anyone.ipv4(), { because: 'updates', ports: [Port.tcp(443)] });
    });
    expect(warnings.map(({ code, message }) => [code, message])).toEqual([
      ['FLOW_PARTLY_ELSEWHERE', expect.stringContaining('203.0.113.0/24 leaves "web" by its card "web-storage"')],
    ]);
    expect(system.flows.filter(({ origin }) => origin === 'declared').flatMap(destinationOf)).toEqual([
      { cidr: '0.0.0.0/0', except: ['10.1.0.0/16'] },
    ]);
    expect(compare(system, fullWorld(system))).toEqual([]);
  });
});

describe('a machine with two cards is no way from one network to the other', () => {
  const both = (): ReturnType<typeof fullWorld> =>
    fullWorld(
      resolved((y) => {
        const { db, nas, near } = town(y);
        y.system.policy.allow([nas, near], db, { because: 'orders' });
      }).system,
    );
  const one = (text: string) => [address(text), address(text)] as const;

  test.each([
    ['leaves', 'out', 'yard-db', '10.1.9.10', '10.1.1.50'],
    ['leaves', 'out', 'yard-db card 2', '10.1.1.10', '10.1.9.30'],
    ['enters', 'in', 'yard-db', '10.1.1.50', '10.1.9.10'],
    ['enters', 'in', 'yard-db card 2', '10.1.9.30', '10.1.1.10'],
  ] as const)('no packet of one address %s by the other card (%s, %s)', (_verb, direction, card, src, dst) => {
    const machine = both().machines.get(card);
    const packets = { src: one(src), dst: one(dst), protocol: [6, 6], srcPorts: ALL_PORTS, dstPorts: ALL_PORTS } as const;
    expect(machine?.filter.through(direction, packets)).toEqual([]);
    // Under its own address and to its own it does, or nothing at all would be proven.
    const own = card === 'yard-db' ? { near: '10.1.1.50', self: '10.1.1.10' } : { near: '10.1.9.30', self: '10.1.9.10' };
    const asked = direction === 'in' ? { src: one(own.near), dst: one(own.self) } : { src: one(own.self), dst: one(own.near) };
    expect(machine?.filter.through(direction, { ...packets, ...asked })).not.toEqual([]);
  });

  test('what its guest is told leads to each network by one card alone', () => {
    const reaches = (card: string, to: string): boolean => includes(both().machines.get(card)?.reaches ?? [], address(to));
    expect(['10.1.1.50', '10.1.9.30', '192.0.2.1'].map((to) => [reaches('yard-db', to), reaches('yard-db card 2', to)])).toEqual([
      [true, false],
      [false, true],
      [true, false],
    ]);
  });

  test('nor does it announce one address at the other card', () => {
    const announced = (card: string): string =>
      JSON.stringify(
        both()
          .machines.get(card)
          ?.filter.passages('out', 'arp')
          .map(({ box }) => box),
      );
    expect(announced('yard-db card 2')).toContain(`${address('10.1.9.10')}`);
    expect(announced('yard-db card 2')).not.toContain(`${address('10.1.1.10')}`);
    expect(addresses('10.1.9.0/24')[0]).toBe(address('10.1.9.0'));
  });
});

describe('what is told', () => {
  const system = resolved((y) => {
    const { db, app, nas, web } = town(y);
    y.system.policy.allow([app, nas, web], db, { because: 'orders' });
    const k8s = cluster(y);
    y.system.policy.allow(service(k8s, 'api', { env: { DB: db.connection().host } }), db, { because: 'orders' });
  }).system;

  test('to guests: each card by its MAC address, in the subnet where it is', () => {
    const steps = JSON.stringify(terraformOf(system));
    for (const { mac } of nicsOf(named(system.machines, 'db'))) expect(steps).toContain(mac);
    expect(named(system.machines, 'db').otherNics).toMatchObject([
      { name: 'db-storage', place: 1, mtu: 9000, subnet: 'storage', network: { addressedBy: 'static', prefix: 24, routes: [] } },
    ]);
  });

  test("by names: the first card has its machine's, others their own, and the machine's where the first is not known", () => {
    const recordsOf = (name: string) =>
      Object.fromEntries(
        named(system.subnets, name).records.map((record) => [record.address, record.names.map((each) => each.split('.')[0]).sort()]),
      );
    expect(recordsOf('storage')).toMatchObject({
      '10.1.9.10': ['db', 'db-storage'],
      '10.1.9.20': ['app', 'app-storage'],
      '10.1.9.30': ['nas'],
    });
    expect(recordsOf('lan')).toMatchObject({ '10.1.1.10': ['db'], '10.1.1.20': ['app'] });
    expect(recordsOf('far')).toEqual({ '10.1.1.10': ['db'], '10.1.7.40': ['web'] });
  });

  test('a machine that would ask for the wrong name is told of', () => {
    const { warnings } = resolved((y) => {
      const { app, dbStorage } = town(y);
      y.system.policy.allow(app, dbStorage, { because: 'copies' });
    });
    expect(warnings).toMatchObject([{ code: 'NAME_OF_OTHER_CARD', path: 'yard/app' }]);
    expect(warnings[0]?.message).toMatch(/db-storage at 10\.1\.9\.10.*db\.yard\.internal with 10\.1\.1\.10.*db-storage\.yard\.internal/);
  });

  test('to pods: by the name of the card that they reach', () => {
    const build = (stated: boolean) =>
      resolved((y) => {
        const db = database(y, 'db', { address: '10.1.1.10' });
        const k8s = cluster(y);
        const card = db.addInterface('pods', { subnet: subnet(y, 'pods', 9), address: '10.1.9.10', routes: [{ to: '10.1.2.0/24' }] });
        y.system.policy.allow(service(k8s, 'api', { env: { DB: db.connection().host } }), stated ? card : db, { because: 'orders' });
      }).system;
    for (const stated of [true, false]) {
      const manifests = JSON.stringify([...manifestsOf(build(stated)).values()]);
      // Answers to the nodes leave by the card with the route: so requests come there, stated or not.
      expect(manifests).toContain('"value":"db-pods.yard.svc"');
      expect(manifests).toContain('10.1.9.10/32');
      expect(manifests).not.toContain('10.1.1.10');
    }
  });
});

describe('guests that nothing configures', () => {
  test('have a reservation for each card, and no second default route', () => {
    const system = agreed((y) => {
      const old = legacy(y, 'old');
      old.addInterface('storage', { subnet: subnet(y, 'storage', 9, { forward: Forward.ISOLATED }) });
      old.addInterface('apart', { subnet: subnet(y, 'apart', 8, { isolation: Isolation.HIGH }), addressedBy: AddressedBy.IMAGE });
      y.system.policy.allow(vm(y, 'nas', { subnet: y.system.node.findChild('net').node.findChild('storage') as never }), old, {
        because: 'files',
      });
    });
    expect(system.subnets.map(({ name, reservations }) => [name, reservations.map((each) => each.name)])).toEqual([
      ['apart', []],
      ['lan', ['old']],
      ['storage', ['old-storage']],
    ]);
    expect(pairs(system)).toEqual(['nas-to-old-storage: 10.1.9.2/32 > 10.1.9.3/32']);
    expect(system.flows.filter(({ origin }) => origin === 'dhcp').map(({ id }) => id)).toEqual([
      'old-storage-to-resolver-storage',
      'old-to-resolver-lan',
    ]);
    expect(system.prerequisites).toContainEqual(expect.stringMatching(/image of old has the address 10\.1\.8\.2 .*old-apart/));
  });
});

describe('from day to day', () => {
  const system = (...cards: readonly string[]) => {
    const y = yard();
    const web = vm(y, 'web');
    for (const id of cards) web.addInterface(id, { subnet: subnet(y, id, 20 + 'abcd'.indexOf(id)) });
    vm(y, 'other', { listens: [Port.tcp(22)] });
    return y.system;
  };
  const cardsIn = ({ cards = {} }: Lock) => Object.entries(cards).map(([name, { address: at, place }]) => `${name} ${at} ${place}`);

  test('a card that comes or goes moves no other, in the lock and in the guest', () => {
    const first = system('b').resolve();
    expect(cardsIn(first.lock)).toEqual(['web-b 10.1.21.2 1']);
    const more = system('a', 'b').resolve({ lock: first.lock });
    expect(cardsIn(more.lock)).toEqual(['web-a 10.1.20.2 2', 'web-b 10.1.21.2 1']);
    expect(more.warnings.map(({ code, message }) => [code, message])).toEqual([
      ['GUEST_OUTDATED', expect.stringMatching(/interfaces: inside it is set up with .*10\.1\.21\.2\/24.*10\.1\.20\.2\/24.*by hand/)],
    ]);
    // As long as nobody says that it was done.
    expect(system('a', 'b').resolve({ lock: more.lock }).warnings).toHaveLength(1);
    // On the guest's bus, too: slots are given in this order.
    expect(more.system.machines.find(({ name }) => name === 'web')?.otherNics.map(({ name }) => name)).toEqual(['web-b', 'web-a']);
    const less = system('a').resolve({ lock: more.lock });
    expect(cardsIn(less.lock)).toEqual(['web-a 10.1.20.2 2']);
    expect(Object.keys(less.lock.removed.cards ?? {})).toEqual(['web-b']);
    // Back again, it is what it was.
    expect(cardsIn(system('a', 'b').resolve({ lock: less.lock }).lock)).toEqual(['web-a 10.1.20.2 2', 'web-b 10.1.21.2 1']);
    for (const { lock } of [more, less]) expect(lock.machines).toEqual(first.lock.machines);
  });

  test('machines with one card know nothing of all this', () => {
    const { lock } = system().resolve();
    expect(JSON.stringify(lock)).not.toMatch(/cards|interfaces/);
    expect(JSON.stringify(terraformOf(system().resolve().system))).not.toMatch(/isthmus-cards/);
  });
});
