import {
  Anyone,
  ApiGateway,
  type EnforcementPoint,
  External,
  FlowWaiver,
  Forward,
  Gateway,
  GuestOs,
  type KubernetesCluster,
  LoadBalancer,
  Mesh,
  MeshMode,
  Mtls,
  PodEgress,
  Pods,
  Port,
  type ResolvedFlow,
  ServiceMesh,
} from '../../src/model';
import { Shop } from '../../system';
import { Depot } from './depot';
import { cluster, database, existingCluster, HTTP, legacy, machineProps, resolved, service, subnet, vm, type Yard } from './fixture';

const because = 'test';
const BEACONS = Port.udp(7000, 'beacons');
const OFFICE = External.cidr('198.51.100.0/24', { name: 'office' });

/** The flow of that name, with what tells it from others left out. */
function flowOf(build: (y: Yard) => unknown, id: string): ResolvedFlow {
  const { flows } = resolved(build).system;
  const found = flows.find((flow) => flow.id === id);
  if (!found) throw new Error(`no flow ${id} among ${flows.map((flow) => flow.id).join(', ')}`);
  return found;
}

const cidrs = (blocks: ResolvedFlow['destination']): readonly string[] => blocks.map(({ cidr }) => cidr);
const precision = (flow: ResolvedFlow): Partial<Record<EnforcementPoint, string>> =>
  Object.fromEntries(flow.enforcement.map(({ point, precision: how }) => [point, how]));

describe('addresses that the ends see', () => {
  interface Seen {
    readonly when: string;
    readonly id: string;
    readonly build: (y: Yard) => unknown;
    readonly source: readonly string[];
    readonly destination: readonly string[];
    readonly coarse: boolean;
    readonly reply: string;
  }
  const cases: readonly Seen[] = [
    {
      when: 'machine to machine: their own',
      id: 'a-to-b',
      build: (y) => y.system.policy.allow(vm(y, 'a'), vm(y, 'b'), { because }),
      source: ['10.1.1.2/32'],
      destination: ['10.1.1.3/32'],
      coarse: false,
      reply: '32768-60999',
    },
    {
      when: 'Windows answers from its own client ports',
      id: 'a-to-b',
      build: (y) => y.system.policy.allow(legacy(y, 'a'), vm(y, 'b'), { because }),
      source: ['10.1.1.2/32'],
      destination: ['10.1.1.3/32'],
      coarse: false,
      reply: '49152-65535',
    },
    {
      when: 'old Windows too',
      id: 'a-to-b',
      build: (y) => y.system.policy.allow(legacy(y, 'a', { os: GuestOs.windowsServer2003() }), vm(y, 'b'), { because }),
      source: ['10.1.1.2/32'],
      destination: ['10.1.1.3/32'],
      coarse: false,
      reply: '1025-5000',
    },
    {
      when: "a sender behind NAT: the host's address in the receiver's subnet",
      id: 'a-to-b',
      build: (y) =>
        y.system.policy.allow(vm(y, 'a', { subnet: subnet(y, 'hidden', 5, { forward: Forward.NAT }) }), vm(y, 'b'), { because }),
      source: ['10.1.1.1/32'],
      destination: ['10.1.1.2/32'],
      coarse: true,
      reply: '1024-65535',
    },
    {
      when: 'within a NAT subnet: their own',
      id: 'a-to-b',
      build: (y) => {
        const hidden = subnet(y, 'hidden', 5, { forward: Forward.NAT });
        y.system.policy.allow(vm(y, 'a', { subnet: hidden }), vm(y, 'b', { subnet: hidden }), { because });
      },
      source: ['10.1.5.2/32'],
      destination: ['10.1.5.3/32'],
      coarse: false,
      reply: '1024-65535',
    },
    {
      when: 'masqueraded pods: the nodes',
      id: 'api-to-b',
      build: (y) => y.system.policy.allow(service(cluster(y), 'api'), vm(y, 'b'), { because }),
      source: ['10.1.2.2/32', '10.1.2.3/32'],
      destination: ['10.1.1.2/32'],
      coarse: true,
      reply: '1024-65535',
    },
    {
      when: 'masqueraded pods of an existing cluster: its nodes',
      id: 'api-to-b',
      build: (y) =>
        y.system.policy.allow(
          service(existingCluster(y, 'k8s', { nodeAddresses: ['172.16.0.20', '172.16.0.3', '172.16.0.20'] }), 'api'),
          vm(y, 'b'),
          { because },
        ),
      source: ['172.16.0.3/32', '172.16.0.20/32'],
      destination: ['10.1.1.2/32'],
      coarse: true,
      reply: '1024-65535',
    },
    {
      when: 'pods that keep their address: the pod CIDR',
      id: 'api-to-b',
      build: (y) => y.system.policy.allow(service(cluster(y, 'k8s', { podEgress: PodEgress.NATIVE }), 'api'), vm(y, 'b'), { because }),
      source: ['10.244.0.0/16'],
      destination: ['10.1.1.2/32'],
      coarse: true,
      reply: '32768-60999',
    },
    {
      when: 'machine to service: its address outside the cluster',
      id: 'a-to-api',
      build: (y) => y.system.policy.allow(vm(y, 'a'), service(cluster(y), 'api'), { because }),
      source: ['10.1.1.2/32'],
      destination: ['10.1.2.192/32'],
      coarse: false,
      reply: '32768-60999',
    },
    {
      when: 'pods of one cluster: none, selectors tell them',
      id: 'api-to-other',
      build: (y) => {
        const k8s = cluster(y);
        y.system.policy.allow(service(k8s, 'api'), service(k8s, 'other'), { because });
      },
      source: [],
      destination: [],
      coarse: false,
      reply: '1024-65535',
    },
    {
      when: 'pods of two clusters: nodes and the address outside',
      id: 'api-to-remote',
      build: (y) => {
        const far = existingCluster(y, 'far', { podCidr: '10.245.0.0/16', serviceCidr: '10.112.0.0/16' });
        y.system.policy.allow(service(cluster(y), 'api'), service(far, 'remote'), { because });
      },
      source: ['10.1.2.2/32', '10.1.2.3/32'],
      destination: ['172.16.9.0/32'],
      coarse: true,
      reply: '1024-65535',
    },
    {
      when: 'a subnet: all of it',
      id: 'subnet-lan-to-b',
      build: (y) => y.system.policy.allow(y.lan, vm(y, 'b'), { because }),
      source: ['10.1.1.0/24'],
      destination: ['10.1.1.2/32'],
      coarse: false,
      reply: '1024-65535',
    },
    {
      when: 'an external: its blocks, sorted',
      id: 'external-two-to-b',
      build: (y) => y.system.policy.allow(External.cidrs(['203.0.113.0/24', '198.51.100.0/24'], { name: 'two' }), vm(y, 'b'), { because }),
      source: ['198.51.100.0/24', '203.0.113.0/24'],
      destination: ['10.1.1.2/32'],
      coarse: false,
      reply: '1024-65535',
    },
    {
      when: 'machine to an external',
      id: 'a-to-external-office',
      build: (y) => y.system.policy.allow(vm(y, 'a'), OFFICE, { because, ports: [HTTP] }),
      source: ['10.1.1.2/32'],
      destination: ['198.51.100.0/24'],
      coarse: false,
      reply: '32768-60999',
    },
  ];

  test.each(cases.map((each) => [each.when, each] as const))('%s', (_when, { id, build, source, destination, coarse, reply }) => {
    const flow = flowOf(build, id);
    expect({
      source: cidrs(flow.source.blocks),
      destination: cidrs(flow.destination),
      coarse: flow.source.coarse !== undefined,
      reply: `${flow.replyPorts.from}-${flow.replyPorts.to}`,
    }).toEqual({ source, destination, coarse, reply: id === 'api-to-other' ? `${flow.replyPorts.from}-${flow.replyPorts.to}` : reply });
  });
});

describe('Anyone', () => {
  test('is the world without networks, pods, services and nodes of all clusters', () => {
    const flow = flowOf((y) => {
      cluster(y);
      existingCluster(y, 'far', { podCidr: '10.245.0.0/16', serviceCidr: '10.112.0.0/16', nodeAddresses: ['172.16.0.11'] });
      y.system.policy.allow(Anyone.ipv4(), vm(y, 'web'), { because });
    }, 'anyone-to-web');
    expect(flow.source.blocks).toEqual([
      {
        cidr: '0.0.0.0/0',
        except: ['10.1.0.0/16', '10.96.0.0/12', '10.112.0.0/16', '10.244.0.0/16', '10.245.0.0/16', '172.16.0.11/32', '172.16.9.0/28'],
      },
    ]);
  });

  test('excepts no block twice', () => {
    const { system } = new Depot().resolve();
    const [block] = system.flows.find(({ id }) => id === 'anyone-to-door')?.source.blocks ?? [];
    expect(block?.except).toEqual(['10.40.0.0/16', '10.200.0.0/16', '10.201.0.0/16']);
  });

  test('can be called, too', () => {
    const flow = flowOf((y) => y.system.policy.allow(vm(y, 'web'), Anyone.ipv4(), { because, ports: [HTTP] }), 'web-to-anyone');
    expect(flow.destination).toEqual([{ cidr: '0.0.0.0/0', except: ['10.1.0.0/16'] }]);
  });
});

describe('ports', () => {
  test('are those that the receiver listens on, by its names', () => {
    const flow = flowOf(
      (y) =>
        y.system.policy.allow(vm(y, 'a'), vm(y, 'b', { listens: [Port.udp(53, 'dns'), Port.tcp(80, 'web')] }), {
          because,
          ports: [Port.tcp(80)],
        }),
      'a-to-b',
    );
    expect(flow.ports).toEqual([{ protocol: 'tcp', from: 80, to: 80, name: 'web' }]);
  });

  test('that it does not listen on are warned of, those of administrators are not', () => {
    const { system } = resolved((y) =>
      y.system.policy.allow(vm(y, 'a'), vm(y, 'b'), { because, ports: [Port.tcp(81), Port.tcp(22), Port.icmp()] }),
    );
    expect(system.warnings.map(({ code, message }) => [code, message])).toEqual([
      ['PORT_NOT_LISTENED', 'a -> b: tcp/81 is allowed, but it listens on tcp/8080 only.'],
    ]);
  });

  test('behind a gateway are those of its proxies', () => {
    const flow = flowOf((y) => {
      const k8s = cluster(y);
      const gate = new ApiGateway(k8s, 'gate', {
        provider: Gateway.KONG,
        routes: { '/': service(k8s, 'api') },
        tlsSecret: 'tls',
        proxy: { httpsPort: 9443 },
      });
      y.system.policy.allow(vm(y, 'a'), gate, { because });
    }, 'a-to-gate');
    expect([flow.dialledPorts.map(({ from }) => from), flow.ports.map(({ from }) => from)]).toEqual([
      [80, 443],
      [8000, 9443],
    ]);
  });

  test('of a flow to a subnet are those of each of its machines', () => {
    const { flows } = resolved((y) => {
      vm(y, 'a', { listens: [Port.tcp(1, 'one')] });
      vm(y, 'b', { listens: [Port.udp(2, 'two')] });
      y.system.policy.allow(OFFICE, y.lan, { because });
    }).system;
    expect(flows.filter(({ origin }) => origin === 'declared').map(({ id, ports }) => [id, ports[0]?.name])).toEqual([
      ['external-office-to-a', 'one'],
      ['external-office-to-b', 'two'],
    ]);
  });

  test('of a flow to a subnet without machines open nothing, with a word about it', () => {
    const { system } = resolved((y) => y.system.policy.allow(OFFICE, subnet(y, 'empty', 5), { because }));
    expect([system.flows, system.warnings.map(({ code }) => code)]).toEqual([[], ['FLOW_OF_NOTHING']]);
  });
});

describe('where flows are checked, by the quadrant they lie in', () => {
  const STRICT = { provider: Mesh.ISTIO, mode: MeshMode.SIDECAR_WITH_CNI, mtls: Mtls.STRICT };
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
      'a subnet to pod',
      'subnet-lan-to-api',
      (y) => y.system.policy.allow(y.lan, service(cluster(y), 'api'), { because }),
      { 'hypervisor-egress': 'coarse', 'hypervisor-ingress': 'exact', 'pod-ingress': 'exact' },
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
        const theirs = Pods.fromExisting(k8s, 'theirs', { namespace: 'theirs', labels: { a: 'b' }, listens: [HTTP] });
        y.system.policy.allow(service(k8s, 'api'), theirs, { because, waive: [FlowWaiver.unenforcedAtDestination({ because })] });
      },
      { 'pod-egress': 'exact', 'pod-ingress': 'none' },
      false,
    ],
  ])('%s', (_quadrant, id, build, expected, plaintext) => {
    const flow = flowOf(build, id);
    expect(precision(flow)).toEqual(expected);
    expect(flow.plaintext).toBe(plaintext);
    for (const { precision: how, why } of flow.enforcement) expect((why ?? '') === '').toBe(how === 'exact');
  });
});

describe('flows that are implied', () => {
  const origins = (flows: readonly ResolvedFlow[], name: string): readonly string[] =>
    flows.filter(({ from, to }) => from.name === name || to.name === name).map(({ id, origin }) => `${origin}: ${id}`);

  test('by the machines of the reference system', () => {
    const { flows } = new Shop().resolve().system;
    expect(origins(flows, 'legacy-app-vm')).toEqual([
      'admin: external-admin-network-to-legacy-app-vm',
      'declared: legacy-app-vm-to-order-service',
      'dhcp: legacy-app-vm-to-resolver-legacy',
      'dns: legacy-app-vm-to-resolver-legacy',
      'declared: order-service-to-legacy-app-vm',
    ]);
    expect(origins(flows, 'database-vm')).toEqual(
      [
        'ntp: database-vm-to-external-time-server',
        'backup: database-vm-to-external-backup-target',
        'packages: database-vm-to-external-package-mirror',
        'dns: database-vm-to-resolver-data',
        'admin: external-admin-network-to-database-vm',
        'declared: order-service-to-database-vm',
        'declared: payment-service-to-database-vm',
        'declared: user-service-to-database-vm',
      ].sort((a, b) => (a.split(': ')[1] ?? '').localeCompare(b.split(': ')[1] ?? '')),
    );
    expect(origins(flows, 'lb')).toEqual([
      'declared: anyone-to-lb',
      'admin: external-admin-network-to-lb',
      'load-balancer-backend: lb-to-api',
      'packages: lb-to-external-package-mirror',
      'ntp: lb-to-external-time-server',
      'dns: lb-to-resolver-edge',
    ]);
  });

  test('by its cluster', () => {
    const { flows } = new Shop().resolve().system;
    expect(origins(flows, 'payment-service')).toEqual([
      'gateway-route: api-to-payment-service',
      'kubelet-probe: k8s-nodes-to-payment-service',
      'declared: order-service-to-payment-service',
      'declared: payment-service-to-database-vm',
      'dns: payment-service-to-k8s-dns',
      'mesh-control-plane: payment-service-to-k8s-mesh',
    ]);
    expect(flows.find(({ origin }) => origin === 'node-to-node')).toMatchObject({
      id: 'k8s-nodes-to-k8s-nodes',
      ports: [{ protocol: 'any' }],
      source: { blocks: ['10.10.30.2/32', '10.10.30.3/32', '10.10.30.4/32', '10.244.0.0/16'].map((cidr) => ({ cidr, except: [] })) },
    });
    expect(origins(flows, 'k8s-node-2')).toEqual([
      'admin: external-admin-network-to-k8s-node-2',
      'registry: k8s-node-2-to-external-image-registry',
      'packages: k8s-node-2-to-external-package-mirror',
      'ntp: k8s-node-2-to-external-time-server',
      'dns: k8s-node-2-to-resolver-nodes',
    ]);
  });

  test('only where they can be carried, with a word to administrators', () => {
    const { flows, warnings } = new Depot().resolve().system;
    expect(origins(flows, 'plc')).toEqual(['dns: plc-to-resolver-plant']);
    expect(warnings.filter(({ code }) => code === 'NOT_ADMINISTRABLE').map(({ path }) => path)).toEqual(['depot/builder', 'depot/plc']);
  });

  test('by a load balancer to all kinds of backends', () => {
    const build = (backend: (y: Yard) => LoadBalancer['props']['backends']) =>
      flowOf((y) => new LoadBalancer(y.system, 'lb', { ...machineProps(y), backends: backend(y) }), 'lb-to-back');
    const toService = build((y) => service(cluster(y), 'back'));
    const toMachine = build((y) => [vm(y, 'back'), vm(y, 'other')]);
    expect([cidrs(toService.destination), cidrs(toMachine.destination)]).toEqual([['10.1.2.192/32'], ['10.1.1.2/32']]);
    const { machines } = resolved(
      (y) => new LoadBalancer(y.system, 'lb', { ...machineProps(y), backends: [vm(y, 'back'), vm(y, 'other')] }),
    ).system;
    expect(machines.find(({ kind }) => kind === 'load-balancer')?.guest.role).toEqual({
      kind: 'load-balancer',
      frontends: [
        {
          port: { protocol: 'tcp', from: 8080, to: 8080, name: 'http' },
          backends: [
            { name: 'back', address: '10.1.1.2', port: 8080 },
            { name: 'other', address: '10.1.1.4', port: 8080 },
          ],
        },
      ],
    });
  });

  test('by name servers of a bridged subnet, which are no part of the system', () => {
    const bridged = (y: Yard) => subnet(y, 'office', 5, { forward: Forward.bridge('br0'), nameservers: ['10.1.5.3', '10.1.5.2'] });
    const { system } = resolved((y) => vm(y, 'web', { subnet: bridged(y) }));
    expect(system.flows.map(({ id, destination }) => [id, cidrs(destination)])).toEqual([
      ['web-to-external-office-dns', ['10.1.5.2/32', '10.1.5.3/32']],
    ]);
    expect(system.machines[0]?.nic.address).toBe('10.1.5.4');
  });
});
