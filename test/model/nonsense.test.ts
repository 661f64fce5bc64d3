import fc from 'fast-check';
import {
  AccessWaiver,
  ApiGateway,
  Authentication,
  Certificate,
  CertificateIssuer,
  Cpu,
  DatabaseEngine,
  DatabaseVm,
  Duration,
  EnvGroup,
  EnvSource,
  External,
  FlowWaiver,
  GatewayProvider,
  GuestOs,
  Hardening,
  Hook,
  Host,
  Image,
  KubernetesCluster,
  LegacyVm,
  Listener,
  LoadBalancer,
  MeshMode,
  MeshProvider,
  Microservice,
  Namespace,
  Network,
  PathMatch,
  PathRewrite,
  PodSecurity,
  Pods,
  Port,
  Probe,
  RateLimit,
  Rule,
  Secret,
  ServiceMesh,
  Size,
  System,
  TextMatch,
  VirtualMachine,
} from '../../src/model';
import { runs } from '../runs';
import { HTTP, PACKAGES, problemsOf, REGISTRY, sshKey } from './fixture';

/** Programs in plain JavaScript, and values that were read from somewhere, do not keep to types. */

type Props = Record<string, unknown>;
type Spoil = (slot: string, props: Props) => Props;

const image = Image.file('/images/debian-12.qcow2', { version: '12.5' });

/** A system with one of everything, each of whose props goes through `spoil`. */
function everything(spoil: Spoil): System {
  const give = <T>(slot: string, props: Props): T => spoil(slot, props) as T;
  const system = new System(
    'yard',
    give('system', {
      domain: 'yard.internal',
      provisioning: { packages: PACKAGES, registry: REGISTRY },
      admin: { from: External.cidr('192.0.2.224/28'), sshAuthorizedKeys: [sshKey('a')] },
    }),
  );
  const host = new Host(
    system,
    'kvm',
    give('host', {
      uri: 'qemu:///system',
      cpus: 64,
      memory: Size.gibibytes(512),
      cpuOvercommit: 4,
      reservedMemory: Size.gibibytes(4),
      firmware: { code: '/c', variables: '/v', secureCode: '/sc', secureVariables: '/sv' },
      machineTypes: { q35: 'pc-q35-8.2' },
    }),
  );
  const net = new Network(system, 'net', give('network', { cidr: '10.1.0.0/16' }));
  const lan = net.addSubnet('lan', give('subnet', { cidr: '10.1.1.0/24', mtu: 1500, gateway: '10.1.1.1' }));
  const nodes = net.addSubnet('nodes', { cidr: '10.1.2.0/24', services: '10.1.2.192/26' });
  const hardware = { os: GuestOs.debian12(), image, cpus: 2, memory: Size.gibibytes(2) };
  const machine = { ...hardware, host, subnet: lan };
  const vm = new VirtualMachine(
    system,
    'vm',
    give('vm', { ...machine, listens: [HTTP], dataDisks: [{ id: 'data', size: Size.gibibytes(1) }], address: '10.1.1.50' }),
  );
  const database = new DatabaseVm(
    system,
    'database',
    give('database', {
      ...machine,
      engine: DatabaseEngine.postgresql('15'),
      dataDisk: Size.gibibytes(1),
      backup: { daily: '02:00', keep: 3 },
    }),
  );
  const legacy = new LegacyVm(system, 'legacy', give('legacy', { ...machine, os: GuestOs.windowsServer2012(), listens: [HTTP] }));
  const cidrs = { version: '1.34', podCidr: '10.244.0.0/16', serviceCidr: '10.96.0.0/12' };
  const k8s = new KubernetesCluster(
    system,
    'k8s',
    give('cluster', { ...cidrs, nodes: give('nodes', { ...hardware, host, subnet: nodes, count: 2 }) }),
  );
  const other = KubernetesCluster.fromExisting(
    system,
    'other',
    give('existing', {
      version: '1.33',
      podCidr: '10.245.0.0/16',
      serviceCidr: '10.112.0.0/16',
      nodeAddresses: ['172.16.0.1'],
      services: '172.16.1.0/28',
    }),
  );
  const mesh = new ServiceMesh(k8s, 'mesh', give('mesh', { provider: MeshProvider.ISTIO, mode: MeshMode.SIDECAR_WITH_CNI }));
  const service = new Microservice(
    k8s,
    'service',
    give('service', {
      image: 'r/service:1',
      port: HTTP,
      mesh,
      env: { A: 'b', C: EnvSource.secret(Secret.fromExisting(k8s, 's', { keys: ['k'] }).key('k')) },
      envFrom: [{ source: EnvGroup.configMap('m'), prefix: 'M_' }],
      scaling: { min: 2, max: 3 },
      access: [
        { verbs: ['*'], resources: ['pods'], apiGroups: ['apps'], because: 'test', waive: [AccessWaiver.wildcard({ because: 'x' })] },
      ],
      health: { readiness: Probe.http('/') },
      hooks: { postStart: Hook.exec(['/bin/true']) },
      hardening: Hardening.default().except(Rule.SECCOMP, { because: 'test' }),
      resources: { memory: Size.mebibytes(64) },
      scratch: ['/tmp'],
    }),
  );
  const elsewhere = new Microservice(other, 'elsewhere', { image: 'r/elsewhere:1', port: HTTP });
  const gateway = new ApiGateway(
    k8s,
    'gateway',
    give('gateway', {
      provider: GatewayProvider.KONG,
      proxy: { namespace: 'kong' },
      mesh,
      listeners: [
        Listener.http({ hostnames: ['a.example'] }),
        Listener.https({ hostnames: ['a.example'], certificate: Certificate.issuedBy(CertificateIssuer.clusterWide('ca')) }),
      ],
    }),
  );
  gateway.addHttpRoute(
    'route',
    give('route', {
      hostnames: ['a.example'],
      matches: [{ path: PathMatch.prefix('/a'), method: 'GET', headers: { 'x-a': TextMatch.exact('a') } }],
      backends: [{ to: service, weight: 100 }],
      requestHeaders: { set: { 'x-b': 'b' }, remove: ['x-c'] },
      rewrite: { hostname: 'b.example', path: PathRewrite.prefix('/') },
      timeouts: { backendRequest: Duration.seconds(5) },
      authentication: Authentication.apiKey({ clients: { app: Secret.fromExisting(system, 'app-key', { keys: ['key'] }) } }),
      rateLimit: RateLimit.perMinute(60),
      cors: { origins: ['https://a.example'], methods: ['GET'] },
    }),
  );
  gateway.addGrpcRoute('calls', give('calls', { matches: { service: 'a.B', method: 'C' }, backends: vm }));
  const namespace = new Namespace(
    k8s,
    'monitoring',
    give('namespace', {
      podSecurity: PodSecurity.baseline({ because: 'test' }),
      quota: { cpu: Cpu.units(90), pods: 40, storage: Size.gibibytes(1) },
      defaultLimits: { memory: Size.mebibytes(64) },
      labels: { team: 'a' },
      annotations: { team: 'a' },
    }),
  );
  const pods = Pods.fromExisting(k8s, 'pods', give('pods', { namespace, labels: { app: 'prometheus' }, listens: [HTTP] }));
  const balancer = new LoadBalancer(system, 'balancer', give('balancer', { ...machine, backends: [gateway] }));
  const allow = (from: unknown, to: unknown, props: unknown): void =>
    (system.policy.allow as (...all: unknown[]) => void).call(system.policy, from, to, props);
  const ends = give<Props>('ends', { from: [service, vm], to: [database, legacy] });
  allow(ends.from, ends.to, give('allow', { because: 'test', ports: [HTTP], waive: [FlowWaiver.publicDatabase({ because: 'test' })] }));
  allow([pods, legacy, lan, External.cidr('198.51.100.0/24')], [service, vm], { because: 'test' });
  allow(elsewhere, [service, balancer], { because: 'test' });
  const retirement = give<Props>('retire', { id: 'gone', keepData: true, because: 'test' });
  (system.retire as (...all: unknown[]) => void).call(system, retirement.id, retirement);
  return system;
}

/** Every slot with its props, by a build that spoils nothing. */
const slots: Record<string, readonly string[]> = {};
everything((slot, props) => {
  slots[slot] = Object.keys(props);
  return props;
});

const odd = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    '',
    ' ',
    'x',
    Number.NaN,
    Infinity,
    -1,
    0,
    1.5,
    true,
    [],
    {},
    [undefined],
    [null],
    '10.1.1.0/24',
    '10.1.1.7',
  ),
  fc.constantFrom<unknown>(Symbol('x'), () => 1, 10n, Object.create(null), new Date(0), /x/, new Map(), new Proxy({}, {})),
  fc.constantFrom<unknown>(
    Port.tcp(Number.NaN),
    Port.tcp(70000),
    Size.gibibytes(-1),
    Size.gibibytes(Number.NaN),
    External.cidrs([]),
    External.cidr('nonsense'),
  ),
  fc.constantFrom<unknown>(Image.file('', {}), GuestOs.windowsServer2003(), DatabaseEngine.mysql('constructor'), PACKAGES),
  fc.anything({ withNullPrototype: true, withBigInt: true, withSparseArray: true, maxDepth: 2 }),
);

/** Props that the system does without. */
const MORE_PROPS = [
  ...[
    'name',
    'kind',
    'cluster',
    'namespace',
    'listens',
    'services',
    'pool',
    'rootDisk',
    'addressedBy',
    'isolation',
    'forward',
    'nameservers',
    'reserved',
    'dns',
  ],
  ...['routes', 'virtualization', 'ssh', 'stateless', 'database', 'filesystem', 'morePorts', 'replicas', 'runAs', 'tlsSecret', 'podEgress'],
  ...['metallbNamespace', 'mtls', 'trustDomain', 'controlPlaneLabels', 'serviceAccount', 'dataDisks', 'address', 'from', 'to'],
];

const spoilt = fc.constantFrom(...Object.keys(slots)).chain((slot) =>
  fc.record({
    slot: fc.constant(slot),
    prop: fc.constantFrom(...(slots[slot] ?? []), ...MORE_PROPS),
    value: odd,
  }),
);

describe('nonsense in place of props', () => {
  test('the system itself is sound but for a call of retire', () => {
    expect(problemsOf(everything((_slot, props) => props)).map(({ code }) => code)).toEqual(['RETIRE_UNKNOWN']);
  });

  test('single props of any value give problems, never another error', () => {
    fc.assert(
      fc.property(fc.array(spoilt, { minLength: 1, maxLength: 3 }), (spoils) => {
        const system = everything((slot, props) => {
          const own = spoils.filter((spoil) => spoil.slot === slot);
          return { ...props, ...Object.fromEntries(own.map(({ prop, value }) => [prop, value])) };
        });
        problemsOf(system);
      }),
      // Something else's props in the place of what is gone through one by one.
      { ...runs(25), examples: [[[{ slot: 'service', prop: 'hooks', value: Port.tcp(Number.NaN) }]]] },
    );
  });

  const constructs = Object.keys(slots).filter((slot) => slot !== 'ends' && slot !== 'retire');
  test.each(constructs)('anything in place of all props of %s gives problems, never another error', (slot) => {
    fc.assert(
      fc.property(odd, (value) => {
        problemsOf(everything((own, props) => (own === slot ? (value as Props) : props)));
      }),
      runs(6, 0.1),
    );
  });
});
