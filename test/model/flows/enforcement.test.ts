import {
  Anyone,
  type EnforcementPoint,
  External,
  FlowWaiver,
  Forward,
  type KubernetesCluster,
  MeshMode,
  MeshProvider,
  Mtls,
  PodEgress,
  Pods,
  Port,
  type ResolvedFlow,
  ServiceMesh,
} from '../../../src/model';
import {
  cluster,
  codesOf,
  database,
  existingCluster,
  flowOf,
  foreignNamespace,
  HTTP,
  legacy,
  OFFICE,
  service,
  subnet,
  vm,
  type Yard,
  yard,
} from '../fixture';

const because = 'test';
const BEACONS = Port.udp(7000, 'beacons');

const precision = (flow: ResolvedFlow): Partial<Record<EnforcementPoint, string>> =>
  Object.fromEntries(flow.enforcement.map(({ point, precision: how }) => [point, how]));

describe('where flows are checked, by the quadrant they lie in', () => {
  const STRICT = { provider: MeshProvider.ISTIO, mode: MeshMode.SIDECAR_WITH_CNI, mtls: Mtls.STRICT };
  const inMesh = (k8s: KubernetesCluster, ...ids: readonly string[]) => {
    const mesh = new ServiceMesh(k8s, 'mesh', STRICT);
    return ids.map((id) => service(k8s, id, { mesh }));
  };

  test.each<[string, string, (y: Yard) => unknown, Partial<Record<EnforcementPoint, string>>, boolean]>([
    [
      'VM to VM',
      'a-to-b',
      (y) => y.system.policy.allow(vm(y, 'a'), vm(y, 'b'), { because }),
      { 'hypervisor-egress': 'coarse', 'hypervisor-ingress': 'exact', guest: 'coarse' },
      false,
    ],
    [
      'VM to a guest that nothing configures',
      'a-to-b',
      (y) => y.system.policy.allow(vm(y, 'a'), legacy(y, 'b'), { because }),
      { 'hypervisor-egress': 'coarse', 'hypervisor-ingress': 'exact', guest: 'none' },
      false,
    ],
    [
      'VM to database',
      'a-to-b',
      (y) => y.system.policy.allow(vm(y, 'a'), database(y, 'b'), { because }),
      { 'hypervisor-egress': 'coarse', 'hypervisor-ingress': 'exact', guest: 'coarse', application: 'coarse' },
      false,
    ],
    [
      'VM to VM by datagrams, which come in fragments',
      'a-to-b',
      (y) => y.system.policy.allow(vm(y, 'a'), vm(y, 'b', { listens: [Port.udp(53, 'dns')] }), { because }),
      { 'hypervisor-egress': 'coarse', 'hypervisor-ingress': 'coarse', guest: 'coarse' },
      false,
    ],
    [
      'VM behind NAT to VM',
      'a-to-b',
      (y) => y.system.policy.allow(vm(y, 'a', { subnet: subnet(y, 'hidden', 5, { forward: Forward.NAT }) }), vm(y, 'b'), { because }),
      { 'hypervisor-egress': 'coarse', 'hypervisor-ingress': 'coarse', guest: 'coarse' },
      false,
    ],
    [
      'pod to VM under masquerade',
      'api-to-b',
      (y) => y.system.policy.allow(service(cluster(y), 'api'), vm(y, 'b'), { because }),
      { 'pod-egress': 'exact', 'hypervisor-egress': 'coarse', 'hypervisor-ingress': 'coarse', guest: 'coarse' },
      false,
    ],
    [
      'pod of an existing cluster to VM: its nodes have no filter here',
      'api-to-b',
      (y) => y.system.policy.allow(service(existingCluster(y), 'api'), vm(y, 'b'), { because }),
      { 'pod-egress': 'exact', 'hypervisor-ingress': 'coarse', guest: 'coarse' },
      false,
    ],
    [
      'pod to pod',
      'one-to-two',
      (y) => {
        const k8s = cluster(y);
        y.system.policy.allow(service(k8s, 'one'), service(k8s, 'two'), { because });
      },
      { 'pod-egress': 'exact', 'pod-ingress': 'exact' },
      false,
    ],
    [
      'pod to another of the same workload',
      'one-to-one',
      (y) => {
        const one = service(cluster(y), 'one');
        y.system.policy.allow(one, one, { because });
      },
      { 'pod-egress': 'exact', 'pod-ingress': 'exact' },
      false,
    ],
    [
      'pod to pod, of the same workload too, as part of a list',
      'two-to-two',
      (y) => {
        const [one, two] = inMesh(cluster(y), 'one', 'two');
        if (one && two) y.system.policy.allow([one, two], [one, two], { because });
      },
      { 'pod-egress': 'exact', 'pod-ingress': 'exact', mesh: 'exact' },
      false,
    ],
    [
      'pod to pod within a mesh',
      'one-to-two',
      (y) => {
        const [one, two] = inMesh(cluster(y), 'one', 'two');
        if (one && two) y.system.policy.allow(one, two, { because });
      },
      { 'pod-egress': 'exact', 'pod-ingress': 'exact', mesh: 'exact' },
      false,
    ],
    [
      'pod outside the mesh to pod within',
      'one-to-two',
      (y) => {
        const k8s = cluster(y);
        const [two] = inMesh(k8s, 'two');
        if (two) y.system.policy.allow(service(k8s, 'one'), two, { because });
      },
      { 'pod-egress': 'exact', 'pod-ingress': 'exact', mesh: 'coarse' },
      true,
    ],
    [
      'VM to pod within a mesh',
      'a-to-two',
      (y) => {
        const [two] = inMesh(cluster(y), 'two');
        if (two) y.system.policy.allow(vm(y, 'a'), two, { because });
      },
      { 'hypervisor-egress': 'coarse', 'hypervisor-ingress': 'exact', 'pod-ingress': 'exact', mesh: 'exact' },
      true,
    ],
    [
      'VM to pod by datagrams, which the mesh does not carry',
      'a-to-two',
      (y) => {
        const k8s = existingCluster(y);
        const mesh = new ServiceMesh(k8s, 'mesh', STRICT);
        y.system.policy.allow(vm(y, 'a'), service(k8s, 'two', { mesh, morePorts: [BEACONS] }), { because, ports: [BEACONS] });
      },
      { 'hypervisor-egress': 'coarse', 'pod-ingress': 'exact', mesh: 'none' },
      true,
    ],
    [
      'external to VM',
      'external-office-to-b',
      (y) => y.system.policy.allow(OFFICE, vm(y, 'b'), { because }),
      { 'hypervisor-ingress': 'exact', guest: 'coarse' },
      false,
    ],
    [
      'external that holds nodes, for whose pods it may be taken, to VM',
      'external-site-to-b',
      (y) => {
        service(existingCluster(y), 'api');
        y.system.policy.allow(External.cidr('172.16.0.0/24', { name: 'site' }), vm(y, 'b'), { because });
      },
      { 'hypervisor-ingress': 'coarse', guest: 'coarse' },
      false,
    ],
    [
      'external that holds nodes whose pods keep their own addresses to VM',
      'external-site-to-b',
      (y) => {
        service(existingCluster(y, 'k8s', { podEgress: PodEgress.NATIVE }), 'api');
        y.system.policy.allow(External.cidr('172.16.0.0/24', { name: 'site' }), vm(y, 'b'), { because });
      },
      { 'hypervisor-ingress': 'exact', guest: 'coarse' },
      false,
    ],
    [
      'bridged subnet with nodes in it to VM',
      'subnet-office-to-b',
      (y) => {
        const office = subnet(y, 'office', 5, { forward: Forward.bridge('br0') });
        service(existingCluster(y, 'k8s', { nodeAddresses: ['10.1.5.9'] }), 'api');
        y.system.policy.allow(office, vm(y, 'b', { subnet: office }), { because });
      },
      { 'hypervisor-egress': 'coarse', 'hypervisor-ingress': 'coarse', guest: 'coarse' },
      false,
    ],
    [
      'a subnet to pod',
      'subnet-lan-to-api',
      (y) => {
        vm(y, 'web');
        y.system.policy.allow(y.lan, service(cluster(y), 'api'), { because });
      },
      { 'hypervisor-egress': 'coarse', 'hypervisor-ingress': 'exact', 'pod-ingress': 'exact' },
      false,
    ],
    [
      'a subnet without machines, which no card filters, to pod',
      'subnet-lan-to-api',
      (y) => y.system.policy.allow(y.lan, service(cluster(y), 'api'), { because }),
      { 'hypervisor-ingress': 'exact', 'pod-ingress': 'exact' },
      false,
    ],
    [
      'foreign pods of the mesh whose service account nobody knows',
      'theirs-to-two',
      (y) => {
        const k8s = existingCluster(y);
        const mesh = new ServiceMesh(k8s, 'mesh', STRICT);
        const theirs = Pods.fromExisting(k8s, 'theirs', { namespace: foreignNamespace(k8s, 'theirs'), labels: { a: 'b' }, mesh });
        y.system.policy.allow(theirs, service(k8s, 'two', { mesh }), { because });
      },
      { 'pod-egress': 'none', 'pod-ingress': 'exact', mesh: 'coarse' },
      false,
    ],
    [
      'foreign pods of the mesh that share their service account with others',
      'one-to-two',
      (y) => {
        const k8s = existingCluster(y);
        const mesh = new ServiceMesh(k8s, 'mesh', STRICT);
        const theirs = (id: string) =>
          Pods.fromExisting(k8s, id, {
            namespace: foreignNamespace(k8s, 'theirs'),
            labels: { app: id },
            serviceAccount: 'common',
            mesh,
            listens: [HTTP],
          });
        const two = service(k8s, 'two', { mesh });
        y.system.policy.allow(theirs('one'), two, { because });
        y.system.policy.allow(two, theirs('other'), { because, waive: [FlowWaiver.unenforcedAtDestination({ because })] });
      },
      { 'pod-egress': 'none', 'pod-ingress': 'exact', mesh: 'coarse' },
      false,
    ],
    [
      'the nodes of a cluster among themselves',
      'k8s-nodes-to-k8s-nodes',
      (y) => cluster(y),
      { 'hypervisor-egress': 'exact', 'hypervisor-ingress': 'exact', guest: 'coarse' },
      false,
    ],
    [
      'VM to the world: what leaves is nobody else’s to check',
      'a-to-anyone',
      (y) => y.system.policy.allow(vm(y, 'a'), Anyone.ipv4(), { because, ports: [HTTP] }),
      { 'hypervisor-egress': 'coarse' },
      false,
    ],
    [
      'pod to pods of somebody else',
      'api-to-theirs',
      (y) => {
        const k8s = existingCluster(y);
        const theirs = Pods.fromExisting(k8s, 'theirs', {
          namespace: foreignNamespace(k8s, 'theirs'),
          labels: { a: 'b' },
          listens: [HTTP],
        });
        y.system.policy.allow(service(k8s, 'api'), theirs, { because, waive: [FlowWaiver.unenforcedAtDestination({ because })] });
      },
      { 'pod-egress': 'exact', 'pod-ingress': 'none' },
      false,
    ],
  ])('%s', (_quadrant, id, build, expected, plaintext) => {
    const flow = flowOf(build, id);
    expect(precision(flow)).toEqual(expected);
    expect(flow.plaintextPorts).toEqual(plaintext ? flow.ports : []);
    for (const { precision: how, why } of flow.enforcement) expect((why ?? '') === '').toBe(how === 'exact');
  });
});

describe('a port of the mesh at which the server speaks first', () => {
  const SMTP = Port.tcp(25, 'smtp');
  const mail = (mode: MeshMode, outsiders: boolean) =>
    flowOf((y) => {
      const k8s = cluster(y);
      const mesh = new ServiceMesh(k8s, 'mesh', { provider: MeshProvider.ISTIO, mode });
      const to = service(k8s, 'mail', { mesh, morePorts: [SMTP] });
      y.system.policy.allow(service(k8s, 'api', { mesh }), to, { because });
      if (outsiders) y.system.policy.allow(vm(y, 'a'), to, { because, ports: [SMTP] });
    }, 'api-to-mail');
  const meshOf = (flow: ResolvedFlow) => flow.enforcement.find(({ point }) => point === 'mesh');

  test('is called in plaintext by all when a sender outside of the mesh does so beside a sidecar', () => {
    const flow = mail(MeshMode.SIDECAR_WITH_CNI, true);
    expect(flow.plaintextPorts.map(({ from }) => from)).toEqual([25]);
    expect(meshOf(flow)).toMatchObject({ precision: 'coarse', why: expect.stringContaining('speaks first at tcp/25') });
  });

  test.each([
    ['nobody outside of the mesh calls it', MeshMode.SIDECAR_WITH_CNI, false],
    ['the mesh is ambient', MeshMode.AMBIENT, true],
  ])('keeps mutual TLS when %s', (_, mode, outsiders) => {
    const flow = mail(mode, outsiders);
    expect(flow.plaintextPorts).toEqual([]);
    expect(meshOf(flow)).toEqual({ point: 'mesh', precision: 'exact' });
  });
});

test('in ambient mode nothing of the system tells ports of foreign pods apart, and the matrix says so', () => {
  const ambient = (theirs: boolean) =>
    flowOf((y) => {
      const k8s = existingCluster(y);
      const mesh = new ServiceMesh(k8s, 'mesh', { provider: MeshProvider.ISTIO, mode: MeshMode.AMBIENT });
      const to = theirs
        ? Pods.fromExisting(k8s, 'other', { namespace: foreignNamespace(k8s, 'theirs'), labels: { a: 'b' }, listens: [HTTP], mesh })
        : service(k8s, 'other', { mesh });
      const waive = theirs ? [FlowWaiver.unenforcedAtDestination({ because })] : [];
      y.system.policy.allow(service(k8s, 'api', { mesh }), to, { because, waive });
    }, 'api-to-other').enforcement[0];
  expect(ambient(true)).toMatchObject({
    point: 'pod-egress',
    precision: 'coarse',
    why: expect.stringContaining('every port of theirs is open'),
  });
  expect(ambient(false)).toMatchObject({
    point: 'pod-egress',
    precision: 'coarse',
    why: expect.stringContaining('the mesh tells ports apart'),
  });
});

test('a host that is called by an address is told of by that alone', () => {
  const y = yard();
  y.system.policy.allow(service(cluster(y), 'web'), External.host('192.0.2.7'), { because });
  expect(codesOf(y.system)).toEqual(['EXTERNAL_HOST']);
});
