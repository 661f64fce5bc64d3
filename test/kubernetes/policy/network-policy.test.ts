import { compileNetworkPolicies } from '../../../src/kubernetes/policy/network-policy';
import { SystemIndex } from '../../../src/kubernetes/system-index';
import type { ResolvedFlow, ResolvedPort, ResolvedSystem } from '../../../src/model/resolved';
import { namespaceOf } from '../../namespace-fixture';
import { block, cluster, end, flow, KONG, machineToPod, microservice, PROMETHEUS, podToMachine, system, tcp, udp } from '../fixture';
import { named, names, objects } from '../manifests';

const services = [microservice('order-service'), microservice('payment-service'), microservice('user-service')];
const order = end('microservice', 'order-service');
const payment = end('microservice', 'payment-service');
const HTTP = [tcp(8080, 'http')];
const ICMP: ResolvedPort = { protocol: 'icmp', from: 0, to: 0, name: 'icmp' };

const withFlows = (flows: readonly ResolvedFlow[], more: Partial<ResolvedSystem> = {}): ResolvedSystem =>
  system({ workloads: services, gateways: [], pods: [], flows, ...more });
const compile = (flows: readonly ResolvedFlow[], more: Partial<ResolvedSystem> = {}) =>
  compileNetworkPolicies(new SystemIndex(withFlows(flows, more)));
const spec = (flows: readonly ResolvedFlow[], name: string, more: Partial<ResolvedSystem> = {}) =>
  named(objects(withFlows(flows, more)), 'NetworkPolicy', name).spec;

const podsOf = (name: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } },
  podSelector: { matchLabels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'shop' } },
});

test('every owned namespace denies both directions by default, also without any flow', () => {
  const all = objects(withFlows([], { clusters: [cluster({ namespaces: [namespaceOf('payments'), namespaceOf('shop')] })] }));
  for (const namespace of ['payments', 'shop']) {
    expect(named(all, 'NetworkPolicy', 'default-deny', namespace).spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  }
});

test('pod to pod: egress at the sender, ingress at the receiver, by selectors', () => {
  const flows = [flow(order, payment, HTTP)];
  const ports = [{ port: 8080, protocol: 'TCP' }];
  expect(spec(flows, 'allow-order-service-to-payment-service')).toEqual({
    podSelector: podsOf('order-service').podSelector,
    policyTypes: ['Egress'],
    egress: [{ to: [podsOf('payment-service')], ports }],
  });
  expect(spec(flows, 'allow-payment-service-from-order-service')).toEqual({
    podSelector: podsOf('payment-service').podSelector,
    policyTypes: ['Ingress'],
    ingress: [{ from: [podsOf('order-service')], ports }],
  });
});

test('pod to machine: egress to its address only, nothing else is written', () => {
  const flows = [podToMachine('order-service', 'database-vm', '10.10.10.10', [tcp(5432, 'postgresql')])];
  expect(compile(flows).policies.map(({ name }) => name)).toEqual(['allow-order-service-to-database-vm']);
  expect(spec(flows, 'allow-order-service-to-database-vm').egress).toEqual([
    { to: [{ ipBlock: { cidr: '10.10.10.10/32' } }], ports: [{ port: 5432, protocol: 'TCP' }] },
  ]);
});

test('machine to pod: ingress from the address that pods see, on the port that they listen on', () => {
  const flows = [{ ...machineToPod('erp', '10.10.20.10', 'order-service', HTTP), dialledPorts: [tcp(80, 'http')] }];
  expect(spec(flows, 'allow-order-service-from-erp').ingress).toEqual([
    { from: [{ ipBlock: { cidr: '10.10.20.10/32' } }], ports: [{ port: 8080, protocol: 'TCP' }] },
  ]);
});

test('pods dial addresses as their Service translates them', () => {
  const flows = [flow(order, end('gateway', 'far'), [tcp(8000)], { dialledPorts: [tcp(80)], destination: [block('10.10.30.200/32')] })];
  const far = { ...KONG, name: 'far', cluster: 'west' };
  const egress = spec(flows, 'allow-order-service-to-far', {
    clusters: [cluster(), cluster({ name: 'west', namespaces: [] })],
    gateways: [far],
  }).egress;
  expect(egress).toEqual([{ to: [{ ipBlock: { cidr: '10.10.30.200/32' } }], ports: [{ port: 80, protocol: 'TCP' }] }]);
});

test('anyone: everything but the parts of the system', () => {
  const except = ['10.10.0.0/16', '10.96.0.0/12', '10.244.0.0/16'];
  const flows = [flow(end('anyone', 'anyone'), order, HTTP, { source: [block('0.0.0.0/0', ...except)] })];
  expect(spec(flows, 'allow-order-service-from-anyone').ingress[0].from).toEqual([{ ipBlock: { cidr: '0.0.0.0/0', except } }]);
});

test('ranges, UDP and SCTP', () => {
  const sctp: ResolvedPort = { protocol: 'sctp', from: 3868, to: 3868, name: 'diameter' };
  const flows = [flow(order, payment, [tcp(8080, 'http'), udp(10000, 'rtp', 10100), sctp])];
  expect(spec(flows, 'allow-order-service-to-payment-service').egress[0].ports).toEqual([
    { port: 8080, protocol: 'TCP' },
    { port: 10000, endPort: 10100, protocol: 'UDP' },
    { port: 3868, protocol: 'SCTP' },
  ]);
});

test('ICMP is answered: left out where ports remain, no policy (which would open every port) where none do', () => {
  const part = [flow(order, payment, [tcp(8080, 'http'), ICMP])];
  const policy = named(objects(withFlows(part)), 'NetworkPolicy', 'allow-order-service-to-payment-service');
  expect(policy.spec.egress[0].ports).toEqual([{ port: 8080, protocol: 'TCP' }]);
  expect(policy.metadata.annotations?.['isthmus/not-representable']).toMatch(/^ICMP: Kubernetes knows TCP, UDP and SCTP only/);

  const whole = compile([flow(order, payment, [ICMP])]);
  expect(whole.policies).toEqual([]);
  expect(whole.unsaid).toEqual([{ flow: 'order-service-to-payment-service', why: expect.stringContaining('ICMP') }]);
});

test('flows of the same two ends are one policy with all ports and reasons', () => {
  const flows = [
    flow(order, payment, HTTP, { because: ['checkout'] }),
    flow(order, payment, [tcp(8080, 'http'), tcp(9090, 'metrics')], { origin: 'gateway-route', because: ['route'] }),
  ];
  const policy = named(objects(withFlows(flows)), 'NetworkPolicy', 'allow-order-service-to-payment-service');
  expect(policy.metadata.annotations).toEqual({ 'isthmus/because': 'checkout; route' });
  expect(policy.spec.egress[0].ports.map(({ port }: { port: number }) => port)).toEqual([8080, 9090]);
});

test('implied flows to DNS and the mesh select their pods; kubelet probes get no rule', () => {
  const written = names(objects(system()), 'NetworkPolicy');
  expect(written).toContain('allow-order-service-to-mesh-control-plane');
  expect(named(objects(system()), 'NetworkPolicy', 'allow-order-service-to-cluster-dns').spec.egress).toEqual([
    {
      to: [
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
          podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
        },
      ],
      ports: [
        { port: 53, protocol: 'TCP' },
        { port: 53, protocol: 'UDP' },
      ],
    },
  ]);
  expect(written.filter((name) => /nodes|probe/.test(name))).toEqual([]);
});

test('namespaces of add-ons are never restricted; foreign pods in an owned one get their rules', () => {
  const toPods = [flow(end('pods', 'prometheus'), order, HTTP), flow(order, end('pods', 'prometheus'), [tcp(9090)])];
  const foreign = compile(toPods, { pods: [PROMETHEUS] }).policies;
  expect(foreign.map(({ name }) => name)).toEqual(['allow-order-service-from-prometheus', 'allow-order-service-to-prometheus']);
  const inside = { ...PROMETHEUS, selector: { ...PROMETHEUS.selector, namespace: 'shop' } };
  expect(compile(toPods, { pods: [inside] }).policies).toHaveLength(4);
});

describe('ambient mode', () => {
  const mesh = { ...cluster().mesh, mode: 'ambient' } as NonNullable<ReturnType<typeof cluster>['mesh']>;
  const ambient = { clusters: [cluster({ mesh })] };

  test('both ends in the mesh: the tunnel is open on both sides', () => {
    const flows = [flow(order, payment, HTTP)];
    const ports = [
      { port: 8080, protocol: 'TCP' },
      { port: 15008, protocol: 'TCP' },
    ];
    expect(spec(flows, 'allow-order-service-to-payment-service', ambient).egress[0].ports).toEqual(ports);
    expect(spec(flows, 'allow-payment-service-from-order-service', ambient).ingress[0].ports).toEqual(ports);
  });

  test('one end outside of the mesh: no tunnel', () => {
    const flows = [flow(order, payment, HTTP), podToMachine('order-service', 'database-vm', '10.10.10.10', [tcp(5432)])];
    const mixed = { ...ambient, workloads: [services[0], microservice('payment-service', { inMesh: false })] as typeof services };
    const ports = compile(flows, mixed).policies.flatMap((policy) => policy.ports.map(({ from }) => from));
    expect(ports).not.toContain(15008);
  });

  test('the address of probes may reach the probed ports of every pod in the mesh', () => {
    const probed = microservice('order-service', {
      probes: {
        startup: { type: 'tcp', port: 8080 },
        readiness: { type: 'http', path: '/', port: 9000 },
        liveness: { type: 'tcp', port: 8080 },
      },
    });
    const mixed = { ...ambient, workloads: [probed, microservice('payment-service', { inMesh: false })] };
    const policies = compile([], mixed).policies;
    expect(policies.map(({ name }) => name)).toEqual(['allow-order-service-from-kubelet-probes']);
    expect(spec([], 'allow-order-service-from-kubelet-probes', mixed).ingress).toEqual([
      {
        from: [{ ipBlock: { cidr: '169.254.7.127/32' } }],
        ports: [
          { port: 8080, protocol: 'TCP' },
          { port: 9000, protocol: 'TCP' },
        ],
      },
    ]);
  });
});

describe('names', () => {
  test('are at most 63 characters and unique when they are cut', () => {
    const long = (ending: string) => `${'very-long-name-of-a-microservice-'.repeat(2).slice(0, 60)}${ending}`;
    const workloads = [microservice(long('a')), microservice(long('b')), microservice('order-service')];
    const flows = workloads.slice(0, 2).map(({ name }) => flow(order, end('microservice', name), HTTP));
    const written = compile(flows, { workloads }).policies.map(({ name }) => name);
    expect(written).toHaveLength(4);
    expect(new Set(written).size).toBe(4);
    for (const name of written) expect(name).toMatch(/^allow-[a-z0-9-]{1,56}[a-z0-9]$/);
  });

  test('are told apart when two pairs of ends would share one', () => {
    const workloads = [microservice('a'), microservice('a-to-b'), microservice('b-to-c'), microservice('c')];
    const flows = [
      flow(end('microservice', 'a'), end('microservice', 'b-to-c'), HTTP),
      flow(end('microservice', 'a-to-b'), end('microservice', 'c'), HTTP),
    ];
    const egress = compile(flows, { workloads }).policies.filter(({ direction }) => direction === 'egress');
    expect(new Set(egress.map(({ name }) => name)).size).toBe(2);
    for (const { name } of egress) expect(name).toMatch(/^allow-a-to-b-to-c-[0-9a-f]{8}$/);
  });

  test('are made of what Kubernetes takes, whatever an external is called', () => {
    const flows = [flow(order, end('external', 'Backup (10.1.0.0/24)'), [tcp(443)], { destination: [block('10.1.0.0/24')] })];
    expect(compile(flows).policies.map(({ name }) => name)).toEqual(['allow-order-service-to-backup-10-1-0-0-24']);
  });
});

test('a flow inside a cluster whose other end is no pods is refused, not dropped', () => {
  expect(() => compile([flow(order, end('machine', 'database-vm'), [tcp(5432)])])).toThrow(
    'Flow "order-service-to-database-vm" stays in its cluster, but its end "database-vm" (machine) is no pods.',
  );
});
