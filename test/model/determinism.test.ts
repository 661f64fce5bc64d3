import { Construct } from 'constructs';
import fc from 'fast-check';
import {
  DatabaseEngine,
  DatabaseVm,
  External,
  Host,
  KubernetesCluster,
  LoadBalancer,
  Microservice,
  Network,
  Size,
  System,
  VirtualMachine,
} from '../../src/model';
import { Shop } from '../../system';
import { gatewayOf } from '../gateway-fixture';
import { runs } from '../runs';
import { Depot } from './depot';
import { HTTP, IMAGE, machineProps, PACKAGES, REGISTRY } from './fixture';

/** The same system, its constructs under parents of the user's choice and its statements in the order of `order`. */
function scattered(parent: (system: System, id: string) => Construct, order: readonly number[]): System {
  const system = new System('yard', { provisioning: { packages: PACKAGES, registry: REGISTRY } });
  const at = (id: string): Construct => parent(system, id);
  const host = new Host(at('kvm'), 'kvm', { uri: 'qemu:///system', cpus: 64, memory: Size.gibibytes(512) });
  const net = new Network(at('net'), 'net', { cidr: '10.1.0.0/16' });
  const lan = net.addSubnet('lan', { cidr: '10.1.1.0/24' });
  const nodes = net.addSubnet('nodes', { cidr: '10.1.2.0/24', services: '10.1.2.192/26' });
  const props = machineProps({ system, host, net, lan });
  const k8s = new KubernetesCluster(at('k8s'), 'k8s', {
    version: '1.34',
    podCidr: '10.244.0.0/16',
    serviceCidr: '10.96.0.0/12',
    nodes: { subnet: nodes, host, image: IMAGE, os: props.os, cpus: 2, memory: Size.gibibytes(2), count: 3 },
  });
  const made = new Map<string, VirtualMachine | DatabaseVm>();
  const services = new Map<string, Microservice>();
  const vm = (id: string) => () => made.set(id, new VirtualMachine(at(id), id, { ...props, listens: [HTTP] }));
  const service = (id: string) => () =>
    services.set(id, new Microservice(k8s, id, { image: `r/${id}:1`, port: HTTP, env: { B: '2', A: '1' } }));
  const constructs = [
    vm('a'),
    vm('b'),
    vm('c'),
    () =>
      made.set('db', new DatabaseVm(at('db'), 'db', { ...props, engine: DatabaseEngine.postgresql('15'), dataDisk: Size.gibibytes(5) })),
    service('one'),
    service('two'),
    () => net.addSubnet('spare', { cidr: '10.1.9.0/24' }),
  ];
  for (const index of order) constructs[index % constructs.length]?.();
  const machine = (id: string) => made.get(id) as VirtualMachine;
  const [one, two] = ['one', 'two'].map((id) => services.get(id) as Microservice) as [Microservice, Microservice];
  const gateway = gatewayOf(k8s, 'gate', order[0] === 0 ? { '/a': one, '/b': two } : { '/b': two, '/a': one });
  new LoadBalancer(at('lb'), 'lb', { ...props, backends: gateway });
  const office = External.cidr('198.51.100.0/24', { name: 'office' });
  const flows = [
    () => system.policy.allow([one, two], machine('db'), { because: 'records' }),
    () => system.policy.allow(two, machine('db'), { because: 'more records' }),
    () => system.policy.allow([machine('a'), machine('b')], [one, machine('c')], { because: 'feed' }),
    () => system.policy.allow(machine('c'), two, { because: 'feed' }),
    () => system.policy.allow(office, machine('a'), { because: 'desk' }),
    () => system.policy.allow(lan, one, { because: 'all of them' }),
    () => system.policy.allow(one, two, { because: 'talk' }),
  ];
  for (const index of order) flows[index % flows.length]?.();
  return system;
}

const IN_ORDER = [0, 1, 2, 3, 4, 5, 6];
const flat = (system: System): Construct => system;
const reference = JSON.stringify(scattered(flat, IN_ORDER).resolve());

describe('what the order and the place of statements leave as it is', () => {
  test('the order of statements', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(IN_ORDER, { minLength: IN_ORDER.length }), (order) => {
        expect(JSON.stringify(scattered(flat, order).resolve())).toBe(reference);
      }),
      runs(20),
    );
  });

  test('other parents, however deep', () => {
    const groups = (system: System, id: string): Construct => {
      const outer = (system.node.tryFindChild('group') as Construct | undefined) ?? new Construct(system, 'group');
      return new Construct(outer, `around-${id}`);
    };
    expect(JSON.stringify(scattered(groups, IN_ORDER).resolve())).toBe(reference);
  });

  test.each([
    ['the reference system', () => new Shop()],
    ['the depot', () => new Depot()],
  ])('%s: the program run again', (_name, build) => {
    expect(JSON.stringify(build().resolve())).toBe(JSON.stringify(build().resolve()));
  });

  test('resolving a second time', () => {
    const shop = new Shop();
    expect(JSON.stringify(shop.resolve())).toBe(JSON.stringify(shop.resolve()));
  });
});

describe('what is resolved is plain data', () => {
  test.each([
    ['the reference system', () => new Shop()],
    ['the depot', () => new Depot()],
  ])('of %s: JSON and back gives the same, and nothing can be changed', (_name, build) => {
    const resolution = build().resolve();
    expect(JSON.parse(JSON.stringify(resolution))).toStrictEqual(resolution);
    const open: string[] = [];
    const visit = (value: unknown, where: string): void => {
      if (typeof value !== 'object' || value === null) return;
      if (!Object.isFrozen(value)) open.push(where);
      for (const [key, item] of Object.entries(value)) visit(item, `${where}.${key}`);
    };
    visit(resolution, '');
    expect(open).toEqual([]);
  });

  test('objects of the user stay as they are', () => {
    const depot = new Depot();
    const labels = depot.metrics.props.labels;
    const { backup } = depot.orders.props;
    depot.resolve();
    expect([Object.isFrozen(labels), Object.isFrozen(backup)]).toEqual([false, false]);
  });

  test.each([
    ['the reference system', () => new Shop()],
    ['the depot', () => new Depot()],
  ])('of %s: every list is sorted by name', (_name, build) => {
    const { system } = build().resolve();
    for (const list of [
      system.hosts,
      system.subnets,
      system.machines,
      system.clusters,
      system.workloads,
      system.gateways,
      system.pods,
      system.externals,
    ]) {
      const names = list.map(({ name }) => name);
      expect(names).toEqual([...names].sort());
    }
    const flows = system.flows.map(({ id, origin }) => `${id} ${origin}`);
    expect(flows).toEqual([...flows].sort());
    expect(new Set(flows).size).toBe(flows.length);
    expect(system.prerequisites).toEqual([...system.prerequisites].sort());
  });
});
