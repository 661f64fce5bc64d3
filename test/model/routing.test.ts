import { Forward, Host, type Isolation, Network, Size, type Subnet } from '../../src/model';
import { cluster, existingCluster, problemsOf, service, subnet, vm, type Yard, yard } from './fixture';

/** libvirt's forward modes between two subnets of one host, as measured; a bridge leaves routing to routers that nobody declared. */
const MODES = { route: Forward.ROUTE, nat: Forward.NAT, isolated: Forward.ISOLATED, bridge: Forward.bridge('br0') };
type Mode = keyof typeof MODES;

const MEASURED: Record<Mode, Record<Mode, boolean>> = {
  route: { route: true, nat: false, isolated: false, bridge: false },
  nat: { route: true, nat: false, isolated: false, bridge: false },
  isolated: { route: false, nat: false, isolated: false, bridge: false },
  bridge: { route: false, nat: false, isolated: false, bridge: false },
};

/** The same with `routes: 'provided'`: declared routers join bridges to routed subnets, and change nothing about libvirt's own modes. */
const WITH_ROUTES: Record<Mode, Record<Mode, boolean>> = {
  route: { route: true, nat: false, isolated: false, bridge: true },
  nat: { route: true, nat: false, isolated: false, bridge: false },
  isolated: { route: false, nat: false, isolated: false, bridge: false },
  bridge: { route: true, nat: false, isolated: false, bridge: true },
};

const MODE_NAMES = Object.keys(MODES) as Mode[];
const PAIRS = MODE_NAMES.flatMap((from) => MODE_NAMES.map((to) => [from, to] as const));

/** Whether the only problem of a flow, if any, is its route. */
function routable(system: Yard['system']): boolean {
  const codes = problemsOf(system).map(({ code }) => code);
  expect(codes.filter((code) => code !== 'FLOW_NOT_ROUTABLE')).toEqual([]);
  return codes.length === 0;
}

function between(from: Mode, to: Mode, routes?: 'provided'): Yard {
  const y = yard();
  const net = new Network(y.system, 'modes', { cidr: '10.3.0.0/16', routes });
  const make = (id: string, third: number, mode: Mode): Subnet => net.addSubnet(id, { cidr: `10.3.${third}.0/24`, forward: MODES[mode] });
  const sender = vm(y, 'sender', { subnet: make('from', 1, from) });
  const receiver = vm(y, 'receiver', { subnet: make('to', 2, to) });
  y.system.policy.allow(sender, receiver, { because: 'test' });
  return y;
}

describe('who can reach whom by routing alone', () => {
  test.each(PAIRS)('on one host, from %s to %s', (from, to) => {
    expect(routable(between(from, to).system)).toBe(MEASURED[from][to]);
  });

  test.each(PAIRS)('with declared routes, from %s to %s', (from, to) => {
    expect(routable(between(from, to, 'provided').system)).toBe(WITH_ROUTES[from][to]);
  });

  test.each(MODE_NAMES)('within one subnet of mode %s', (mode) => {
    const y = yard();
    const one = subnet(y, 'one', 5, { forward: MODES[mode] });
    y.system.policy.allow(vm(y, 'a', { subnet: one }), vm(y, 'b', { subnet: one }), { because: 'test' });
    expect(routable(y.system)).toBe(true);
  });

  test.each([
    [undefined, false],
    ['provided', true],
  ] as const)('between routed subnets of two hosts with routes %s', (routes, expected) => {
    const y = yard();
    const net = new Network(y.system, 'modes', { cidr: '10.3.0.0/16', routes });
    const other = new Host(y.system, 'kvm2', { uri: 'qemu+tls://kvm2/system', cpus: 8, memory: Size.gibibytes(64) });
    const sender = vm(y, 'a', { subnet: net.addSubnet('from', { cidr: '10.3.1.0/24' }) });
    y.system.policy.allow(sender, vm(y, 'b', { host: other, subnet: net.addSubnet('to', { cidr: '10.3.2.0/24' }) }), { because: 'test' });
    expect(routable(y.system)).toBe(expected);
  });

  test.each([
    ['high', 'high', true],
    ['high', 'standard', true],
    ['standard', 'high', true],
  ] as const)('between subnets of %s and %s isolation', (from, to, expected) => {
    const y = yard();
    const make = (id: string, third: number, isolation: string) => subnet(y, id, third, { isolation: isolation as Isolation });
    y.system.policy.allow(vm(y, 'a', { subnet: make('from', 5, from) }), vm(y, 'b', { subnet: make('to', 6, to) }), { because: 'test' });
    expect(routable(y.system)).toBe(expected);
  });

  test('a subnet reaches itself as a sender when its machines may talk', () => {
    const y = yard();
    y.system.policy.allow(y.lan, vm(y, 'a'), { because: 'test' });
    expect(routable(y.system)).toBe(true);
  });
});

describe('pods stand where their nodes do', () => {
  test.each(['route', 'bridge'] as const)('a machine calls a service whose nodes are in a subnet of mode %s', (mode) => {
    const y = yard();
    const nodes = subnet(y, 'nodes', 5, { forward: MODES[mode], services: '10.1.5.192/26' });
    y.system.policy.allow(vm(y, 'web'), service(cluster(y, 'k8s', { nodes: { subnet: nodes } }), 'api'), { because: 'test' });
    expect(routable(y.system)).toBe(mode === 'route');
  });

  test.each([
    ['route', true],
    ['nat', false],
    ['isolated', false],
    ['bridge', true],
  ] as const)('pods of an existing cluster call a machine in a subnet of mode %s', (mode, expected) => {
    const y = yard();
    const web = vm(y, 'web', { subnet: subnet(y, 'there', 5, { forward: MODES[mode] }) });
    y.system.policy.allow(service(existingCluster(y), 'api'), web, { because: 'test' });
    expect(routable(y.system)).toBe(expected);
  });
});
