import {
  Anyone,
  ApiGateway,
  BringUp,
  GatewayProvider,
  GuestOs,
  Image,
  Listener,
  LoadBalancer,
  MeshMode,
  MeshProvider,
  ServiceMesh,
  Size,
  StatefulService,
  Toleration,
  Volume,
} from '../../../src/model';
import {
  cluster,
  database,
  existingCluster,
  machineProps,
  OFFICE,
  problemsOf,
  resolved,
  secretOf,
  service,
  subnet,
  vm,
  type Yard,
  yard,
} from '../fixture';

const of = (build: (y: Yard) => unknown): readonly string[] => resolved(build).system.prerequisites;

describe('images that nobody installs software on', () => {
  const image = Image.file('/images/node.qcow2', { version: '9.4', preinstalled: true });

  test.each([
    ['Enterprise Linux', GuestOs.rocky9()],
    ['Ubuntu', GuestOs.ubuntu2404()],
  ])('a node of %s has nftables: its firewall is never another', (_, os) => {
    expect(of((y) => cluster(y, 'k8s', { nodes: { os, image } }))).toContain(
      'Image /images/node.qcow2 has cloud-init, nftables, qemu-guest-agent.',
    );
  });
});

test.each([
  ['Ignition', GuestOs.flatcar(), 'Image /images/node.qcow2 has Ignition, nftables, and it has never been started.'],
])('an image for %s is as it was made', (_, os, line) => {
  const image = Image.file('/images/node.qcow2', { version: '9.4' });
  expect(of((y) => vm(y, 'web', { os, image }))).toContain(line);
});

test('claims need a StorageClass: the one that is named, or one that is the default', () => {
  const claim = (storageClass?: string) => ({
    image: 'r/db:1.0.0',
    volumes: { '/data': Volume.claim('data', { size: Size.gibibytes(1), storageClass }) },
  });
  const found = of((y) => {
    const k8s = existingCluster(y);
    new StatefulService(k8s, 'fast', claim('fast'));
    new StatefulService(k8s, 'usual', claim());
  });
  expect(found).toContain('Cluster k8s: the StorageClass fast exists.');
  expect(found).toContain('Cluster k8s: one of its StorageClasses is the default, and makes volumes.');
});

test('each role of a database has a password of its own', () => {
  const password = (y: Yard) => secretOf(y, 'login', 'reader').key('reader');
  const found = of((y) => database(y, 'db', { roles: { reader: { reads: ['app'], password: password(y) } } }));
  expect(found).toEqual(
    expect.arrayContaining([
      'Terraform variable db_app_verifier: the password verifier of the database role "app" on db (`npx isthmus verifier postgresql` makes one).',
      'Terraform variable db_reader_verifier: the password verifier of the database role "reader" on db (`npx isthmus verifier postgresql` makes one of what the key reader of the Secret login holds).',
    ]),
  );
});

describe('a gateway that everybody has to tell the address of the client', () => {
  const gateway = (y: Yard): ApiGateway => {
    const k8s = cluster(y, 'k8s', { nodes: { subnet: subnet(y, 'nodes', 7, { services: '10.1.7.192/26' }) } });
    const made = new ApiGateway(k8s, 'gate', { provider: GatewayProvider.KONG, listeners: [Listener.http()], proxyProtocol: true });
    made.addHttpRoute('web', { backends: service(k8s, 'web') });
    return made;
  };
  const balancer = (y: Yard): LoadBalancer => {
    const lb = new LoadBalancer(y.system, 'lb', { ...machineProps(y), backends: gateway(y) });
    lb.addInterface('inner', { subnet: subnet(y, 'inner', 8), routes: [{ to: '10.1.7.0/24' }] });
    return lb;
  };
  const tellers = (lines: readonly string[]) => lines.filter((line) => line.includes('by PROXY protocol'));

  test('is told by a load balancer of the system, by whichever card that reaches it: nobody else has to see to it', () => {
    const { system } = resolved(balancer);
    expect(system.flows).toContainEqual(
      expect.objectContaining({ origin: 'load-balancer-backend', from: expect.objectContaining({ name: 'lb-inner', machine: 'lb' }) }),
    );
    expect(tellers(system.prerequisites)).toEqual([]);
  });

  test('is told by the load balancer of somebody else, who has to see to it', () => {
    expect(tellers(of((y) => y.system.policy.allow(OFFICE, gateway(y), { because: 'its users' })))).toEqual([
      'office begins each connection to the gateway gate by PROXY protocol.',
    ]);
  });

  test('is told by whichever card of a load balancer: that another one is named is the only problem then', () => {
    const y = yard();
    const lb = balancer(y);
    y.system.policy.allow(lb.firstInterface, lb.backends[0]?.to as ApiGateway, { because: 'checks' });
    expect(problemsOf(y.system).map(({ code }) => code)).toEqual(['FLOW_BY_OTHER_CARD']);
  });
});

describe('a cluster', () => {
  const open = (y: Yard, count: number, bringUp = BringUp.BY_HAND) =>
    y.system.policy.allow(OFFICE, service(cluster(y, 'k8s', { nodes: { count, bringUp } }), 'web'), { because: 'its users' });
  const exclude = expect.stringContaining('kubectl label nodes k8s-node-1 node.kubernetes.io/exclude-from-external-load-balancers-');

  test('of one node, which kubeadm makes a control plane, announces no address unless it is told to', () => {
    expect(of((y) => open(y, 1))).toContainEqual(exclude);
    expect(of((y) => open(y, 1))).toContainEqual(
      expect.stringContaining('kubectl taint nodes k8s-node-1 node-role.kubernetes.io/control-plane-'),
    );
    expect(of((y) => open(y, 2))).not.toContainEqual(exclude);
    // It sees to it by itself where it makes its cluster.
    expect(of((y) => open(y, 1, BringUp.AUTOMATIC)).filter((line) => line.includes('node-role.kubernetes.io'))).toEqual([]);
  });

  test('of control planes alone runs pods that do not say so only when it is told to', () => {
    const taint = expect.stringContaining('kubectl taint nodes k8s-node-1 k8s-node-2 node-role.kubernetes.io/control-plane-');
    const nodes = { count: 2, controlPlanes: 2, bringUp: BringUp.BY_HAND };
    const everywhere = { tolerations: [Toleration.everything()] };
    expect(of((y) => service(cluster(y, 'k8s', { nodes }), 'web'))).toContainEqual(taint);
    expect(of((y) => service(cluster(y, 'k8s', { nodes }), 'web', { placement: everywhere }))).not.toContainEqual(taint);
    expect(of((y) => service(cluster(y, 'k8s', { nodes: { count: 2 } }), 'web'))).not.toContainEqual(taint);
  });

  test('add-ons are named with the first version that reads what is written for them', () => {
    const lines = of((y) => {
      const k8s = existingCluster(y);
      const mesh = new ServiceMesh(k8s, 'mesh', { provider: MeshProvider.ISTIO, mode: MeshMode.AMBIENT });
      service(k8s, 'web', { mesh });
    });
    expect(lines).toContainEqual(expect.stringContaining('MetalLB 0.14.9 or later'));
    expect(lines).toContainEqual(expect.stringContaining('Istio 1.22 or later'));
  });

  const CILIUM = 'where its network plug-in is Cilium, `policyCIDRMatchMode` holds `nodes`';
  test.each<[string, boolean, (y: Yard) => unknown]>([
    [
      'by the subnet that they stand in',
      true,
      (y) => {
        const nodes = subnet(y, 'nodes', 7, { services: '10.1.7.192/26' });
        y.system.policy.allow(nodes, service(cluster(y, 'k8s', { nodes: { subnet: nodes } }), 'web'), { because: 'its users' });
      },
    ],
    ['by nobody', false, (y) => y.system.policy.allow(OFFICE, service(cluster(y), 'web'), { because: 'its users' })],
    [
      'as part of everyone, who they are not',
      false,
      (y) => y.system.policy.allow(Anyone.ipv4(), service(cluster(y), 'web'), { because: 'all' }),
    ],
  ])('whose nodes are named in policies %s: what Cilium needs to match them is said (%s)', (_, said, build) => {
    expect(of(build).some((line) => line.includes(CILIUM))).toBe(said);
  });

  test('with node-local DNS says how that is done with Cilium', () => {
    const lines = of((y) => service(existingCluster(y, 'k8s', { dns: { nodeLocal: '169.254.20.10' } }), 'web'));
    expect(lines).toContainEqual(expect.stringContaining('CiliumLocalRedirectPolicy'));
  });

  test.each([
    ['1.27', 0],
    ['1.35', 0],
    ['1.36', 1],
    ['1.100', 1],
  ])('of version %s: %d warnings that it is newer than what was tried', (version, count) => {
    const { warnings } = resolved((y) => existingCluster(y, 'k8s', { version }));
    expect(warnings.filter(({ code }) => code === 'KUBERNETES_UNTRIED')).toHaveLength(count);
  });
});
