import { Forward, Isolation, PodEgress, Port, type Problem, type Sender } from '../../../src/model';
import { destinationOf, sourceOf } from '../../../src/model/resolved';
import { endCalled } from '../../../src/report';
import '../../../src/testing/jest';
import { synthKubernetes, synthTerraform } from '../../../src/testing';
import { verify } from '../../../src/verify';
import { cidrsOf, cluster, database, flowOf, named, problemsOf, resolved, service, sshKey, subnet, vm, type Yard, yard } from '../fixture';

const because = 'test';
const fail = (problem: Problem): never => {
  throw new Error(problem.code);
};
const SSH = Port.tcp(22, 'ssh');
const pick = (y: Yard, id: string, props: Parameters<typeof subnet>[3] = {}) => subnet(y, id, 5, props);
const refusals = (build: (y: Yard) => unknown): readonly string[] => {
  const y = yard();
  build(y);
  return problemsOf(y.system).map(({ code, message, fix }) => `${code} ${message} ${fix}`);
};

describe('KVM hosts at their own addresses', () => {
  test.each([
    ['routed', {}],
    ['behind NAT', { forward: Forward.NAT }],
    ['isolated', { forward: Forward.ISOLATED }],
    ['kept apart', { isolation: Isolation.HIGH }],
  ])('reach a machine that is %s, and are reached', (_, props) => {
    const build = (y: Yard): void => {
      const place = pick(y, 'office', props);
      const machine = vm(y, 'a', { subnet: place });
      y.system.policy.allow(place.hosts, machine, { because, ports: [SSH] });
      y.system.policy.allow(machine, place.hosts, { because, ports: [Port.tcp(2049, 'nfs')] });
    };
    const there = flowOf(build, 'hosts-of-office-to-a');
    expect(cidrsOf(sourceOf(there))).toEqual(['10.1.5.1/32']);
    expect(cidrsOf(destinationOf(there))).toEqual(['10.1.5.2/32']);
    expect(there.replyPorts.tcp).toEqual([{ from: 32768, to: 60999 }]);
    expect(there.enforcement.map(({ point, precision }) => [point, precision])).toEqual([
      ['hypervisor-ingress', 'exact'],
      ['guest', 'coarse'],
    ]);
    expect(cidrsOf(destinationOf(flowOf(build, 'a-to-hosts-of-office')))).toEqual(['10.1.5.1/32']);
  });

  test('are those that are stated for a bridge, and no machine has one', () => {
    const build = (y: Yard): void => {
      const place = pick(y, 'office', {
        forward: Forward.bridge('br0'),
        nameservers: [],
        hostAddresses: ['10.1.5.3', '10.1.5.2', '10.1.5.3'],
      });
      y.system.policy.allow(place.hosts, vm(y, 'a', { subnet: place }), { because, ports: [SSH] });
    };
    const flow = flowOf(build, 'hosts-of-office-to-a');
    expect(cidrsOf(sourceOf(flow))).toEqual(['10.1.5.2/32', '10.1.5.3/32']);
    expect(cidrsOf(destinationOf(flow))).toEqual(['10.1.5.4/32']);
  });

  test('are not asked for in a network of the system, whose gateway is its host', () => {
    const { warnings, system } = resolved((y) => vm(y, 'a', { subnet: pick(y, 'office', { hostAddresses: ['10.1.5.9'] }) }));
    expect(warnings.map(({ code, path }) => [code, path])).toEqual([['HOST_ADDRESSES_UNUSED', 'yard/net/office']]);
    expect(system.subnets.find(({ name }) => name === 'office')?.hostAddresses).toEqual(['10.1.5.1']);
  });

  test('reach pods at the address of their Service, from the subnet of the nodes', () => {
    const build = (y: Yard): void => {
      const k8s = cluster(y, 'k8s');
      const { hosts } = (k8s.nodes[0] as { props: { subnet: ReturnType<typeof pick> } }).props.subnet;
      y.system.policy.allow(hosts, service(k8s, 'web'), { because });
    };
    const flow = flowOf(build, 'hosts-of-k8s-nodes-to-web');
    expect([cidrsOf(sourceOf(flow)), cidrsOf(destinationOf(flow))]).toEqual([['10.1.2.1/32'], ['10.1.2.192/32']]);
    expect(flow.enforcement.map(({ point, precision }) => [point, precision])).toEqual([
      ['hypervisor-ingress', 'exact'],
      ['pod-ingress', 'exact'],
    ]);
  });

  test('are not told from machines that their host hides behind the same address', () => {
    const build =
      (forward: Forward) =>
      (y: Yard): void => {
        vm(y, 'hidden', { subnet: subnet(y, 'office', 5, { forward }) });
        y.system.policy.allow(y.lan.hosts, vm(y, 'a'), { because, ports: [SSH] });
      };
    const [point] = flowOf(build(Forward.NAT), 'hosts-of-lan-to-a').enforcement;
    expect(point).toMatchObject({ precision: 'coarse', why: expect.stringContaining('NAT subnets of the same host ("office")') });
    expect(flowOf(build(Forward.ROUTE), 'hosts-of-lan-to-a').enforcement[0]?.precision).toBe('exact');
  });
});

test('tests and `why` ask for them as for everything else', () => {
  const y = yard();
  const [one, other] = [vm(y, 'a'), vm(y, 'b')];
  y.system.policy.allow(y.lan.hosts, one, { because, ports: [SSH] });
  const { system } = y.system.resolve();
  expect(system).toAllow(y.lan.hosts, one, 22);
  expect(system).toDeny(y.lan.hosts, other, 22);
  expect(endCalled('kvm-hosts/lan', system, fail)).toEqual({ is: 'kvm-hosts', name: 'lan' });
  expect(endCalled('lan', system, fail)).toEqual({ is: 'subnet', name: 'lan' });
});

test('let administrators in where nobody comes from outside, by their keys', () => {
  const key = sshKey('me');
  const y = yard({ admin: { sshAuthorizedKeys: [key] } });
  y.system.policy.allow(y.lan.hosts, database(y, 'db'), { because, ports: [SSH] });
  const { system, warnings } = y.system.resolve();
  expect(warnings).toEqual([]);
  expect(system.flows.filter(({ origin }) => origin === 'admin')).toEqual([]);
  expect(named(system.machines, 'db').guest).toMatchObject({
    sshAuthorizedKeys: [key],
    firewall: expect.arrayContaining([expect.objectContaining({ ports: [expect.objectContaining({ from: 22 })] })]),
  });
});

describe('refused is', () => {
  const others: readonly [string, (y: Yard) => Sender][] = [
    ['a machine of another subnet', (y) => vm(y, 'a')],
    ['the hosts in another subnet', (y) => y.lan.hosts],
  ];
  test.each(others)('%s', (_, other) => {
    const found = refusals((y) => y.system.policy.allow(pick(y, 'office').hosts, other(y), { because, ports: [SSH] }));
    expect(found).toEqual([expect.stringMatching(/FLOW_NOT_ROUTABLE .*under their addresses in "office".*`hosts` of that subnet/)]);
  });

  test('a bridge of which nobody says what addresses its hosts have', () => {
    const found = refusals((y) => {
      const place = pick(y, 'office', { forward: Forward.bridge('br0'), nameservers: [] });
      y.system.policy.allow(place.hosts, vm(y, 'a', { subnet: place }), { because, ports: [SSH] });
    });
    expect(found).toEqual([expect.stringMatching(/FLOW_NOT_ROUTABLE .*bridged subnet "office".*`hostAddresses`/)]);
  });

  test('a call of pods that keep their addresses where nothing leads back to these', () => {
    const found = refusals((y) => {
      const place = pick(y, 'office', { forward: Forward.ISOLATED });
      const k8s = cluster(y, 'k8s', { podEgress: PodEgress.NATIVE, nodes: { subnet: place } });
      y.system.policy.allow(service(k8s, 'web'), place.hosts, { because, ports: [SSH] });
    });
    expect(found).toContainEqual(expect.stringMatching(/no route back to the pod addresses of "k8s"/));
  });
});

test('outputs without the rule, and with another sender in it, are noticed', () => {
  const build = (): Yard => {
    const y = yard();
    const place = pick(y, 'office', { isolation: Isolation.HIGH });
    y.system.policy.allow(place.hosts, database(y, 'db', { subnet: place }), { because });
    return y;
  };
  const { system } = build().system.resolve();
  const kubernetes = synthKubernetes(build().system);
  const edited = (edit: (text: string) => string): readonly string[] =>
    verify({ system, terraform: JSON.parse(edit(JSON.stringify(synthTerraform(build().system)))), kubernetes }).map(({ text }) => text);
  expect(edited((text) => text)).toEqual([]);
  const from = "srcipaddr='10.1.5.1' dstipaddr='10.1.5.2' protocol='tcp'";
  expect(edited((text) => text.replaceAll(from, from.replace('tcp', 'udp')))).toContainEqual(expect.stringContaining('office → db'));
  expect(edited((text) => text.replaceAll(from, from.replace('10.1.5.1', '10.1.5.7')))).toContainEqual(
    expect.stringContaining('office → db'),
  );
});
