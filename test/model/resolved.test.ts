import {
  AddressedBy,
  External,
  Forward,
  GuestOs,
  Host,
  Isolation,
  Port,
  type ResolvedMachine,
  type ResolvedSystem,
  Size,
} from '../../src/model';
import { macFor } from '../../src/model/values';
import { Shop } from '../../system';
import { Depot } from './depot';
import { cluster, database, existingCluster, legacy, resolved, service, subnet, vm, type Yard, yard } from './fixture';

const shop = new Shop().resolve().system;
const depot = new Depot().resolve().system;

function named<T extends { readonly name: string }>(list: readonly T[], name: string): T {
  const found = list.find((item) => item.name === name);
  if (!found) throw new Error(`no ${name} among ${list.map((item) => item.name).join(', ')}`);
  return found;
}

const machine = (system: ResolvedSystem, name: string): ResolvedMachine => named(system.machines, name);
const only = (build: (y: Yard) => unknown): ResolvedMachine => resolved(build).system.machines[0] as ResolvedMachine;

describe('machines', () => {
  test('the database of the reference system, as a whole', () => {
    expect(machine(shop, 'database-vm')).toEqual({
      kind: 'database',
      name: 'database-vm',
      objectName: 'shop-database-vm',
      host: 'kvm1',
      pool: 'default',
      os: {
        id: 'rhel-8',
        title: 'Red Hat Enterprise Linux 8',
        family: 'linux',
        packages: 'dnf',
        firewall: 'firewalld',
        ephemeralPorts: { from: 32768, to: 60999 },
      },
      hardware: expect.objectContaining({ machineType: 'q35', firmware: 'bios', diskBus: 'virtio', nicModel: 'virtio', graphics: false }),
      cpus: 8,
      memoryMiB: 32768,
      image: { volumeName: 'shop-rhel-8-8.10.qcow2', source: '/var/lib/libvirt/images/rhel-8.qcow2', format: 'qcow2' },
      root: expect.objectContaining({ id: 'root', key: 'database-vm-root', protected: false }),
      data: [
        {
          id: 'data',
          volumeName: 'shop-database-vm-data.qcow2',
          key: 'database-vm-data',
          sizeBytes: 500 * 1024 ** 3,
          protected: true,
          serial: 'data',
        },
      ],
      nic: expect.objectContaining({
        mac: macFor('shop/database-vm'),
        subnet: 'data',
        address: '10.10.10.2',
        mtu: 1500,
        filter: { name: 'shop-database-vm', uuid: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-5/) },
        speaksFor: [],
        portIsolated: true,
      }),
      guest: expect.objectContaining({
        configuredBy: 'cloud-init',
        hostname: 'database-vm',
        fqdn: 'database-vm.shop.internal',
        ntpServers: ['10.1.1.20'],
        installs: true,
        baseline: ['10.10.0.0/16'],
        role: {
          kind: 'database',
          engine: 'postgresql',
          version: '15',
          port: 5432,
          database: 'app',
          dataSerial: 'data',
          filesystem: 'xfs',
          clients: ['10.10.0.0/16'],
          verifierVariable: 'database_vm_verifier',
          backup: { daily: '02:00', keep: 14 },
          memoryMiB: 32768,
          cpus: 8,
        },
      }),
      listens: [{ protocol: 'tcp', from: 5432, to: 5432, name: 'postgresql' }],
    });
  });

  test('high isolation: no default route, but routes to the blocks of the system and to where it installs from', () => {
    expect(machine(shop, 'database-vm').guest.network).toEqual({
      addressedBy: 'static',
      prefix: 24,
      routes: ['10.1.0.0/24', '10.1.1.10/32', '10.1.1.20/32', '10.1.1.30/32', '10.2.0.0/24', '10.10.0.0/16'].map((to) => ({
        to,
        via: '10.10.10.1',
      })),
      nameservers: ['10.10.10.1'],
      searchDomain: 'shop.internal',
    });
  });

  test('a standard subnet has a default route and needs no other, an isolated one has neither', () => {
    expect(machine(shop, 'legacy-app-vm').guest.network).toMatchObject({ addressedBy: 'dhcp', defaultGateway: '10.10.20.1', routes: [] });
    const apart = only((y) => vm(y, 'a', { subnet: subnet(y, 'apart', 5, { forward: Forward.ISOLATED }) }));
    expect(apart.guest.network).toEqual({
      addressedBy: 'static',
      prefix: 24,
      routes: [],
      nameservers: ['10.1.5.1'],
      searchDomain: 'yard.internal',
    });
  });

  test('a bridged subnet has the name servers and the router that it is said to have', () => {
    expect(machine(depot, 'archive').guest.network).toMatchObject({
      prefix: 23,
      defaultGateway: '10.40.11.254',
      nameservers: expect.arrayContaining(['10.40.10.53', '10.40.10.54']),
    });
    expect(machine(depot, 'archive').nic.mtu).toBe(9000);
  });

  test('high isolation takes the console away', () => {
    const graphics = (isolation: Isolation) =>
      only((y) => legacy(y, 'a', { subnet: subnet(y, 'apart', 5, { isolation }), addressedBy: AddressedBy.IMAGE })).hardware.graphics;
    expect([graphics(Isolation.STANDARD), graphics(Isolation.HIGH)]).toEqual([true, false]);
  });

  test('nodes speak for the addresses of services and for their pods', () => {
    expect(machine(shop, 'k8s-node-1').nic.speaksFor).toEqual(['10.10.30.192/26', '10.244.0.0/16']);
    expect(machine(shop, 'k8s-node-1')).toMatchObject({
      kind: 'cluster-node',
      cluster: 'k8s',
      guest: { role: { kind: 'cluster-node', version: '1.34' } },
    });
    expect(machine(depot, 'archive').nic.speaksFor).toEqual([]);
  });

  test.each([
    [
      'windowsServer2003',
      { machineType: 'pc', diskBus: 'ide', nicModel: 'rtl8139', firmware: 'bios', clock: 'localtime', hyperV: false, tpm: false },
    ],
    ['windowsServer2008R2', { machineType: 'q35', diskBus: 'sata', nicModel: 'e1000', firmware: 'bios', clock: 'localtime', hyperV: true }],
    ['windowsServer2012', { machineType: 'q35', diskBus: 'sata', nicModel: 'e1000e', firmware: 'bios', clock: 'localtime', hyperV: true }],
    ['windowsServer2022', { machineType: 'q35', diskBus: 'sata', nicModel: 'e1000e', firmware: 'uefi', clock: 'localtime', hyperV: true }],
    ['windowsServer2025', { firmware: 'uefi-secure-boot', tpm: true }],
    ['ubuntu2404', { machineType: 'q35', diskBus: 'virtio', nicModel: 'virtio', clock: 'utc', hyperV: false }],
  ] as const)('%s gets hardware that it knows', (os, hardware) => {
    expect(only((y) => legacy(y, 'a', { os: GuestOs[os]() })).hardware).toMatchObject(hardware);
  });

  test('nothing configures a legacy machine: its address comes by a reservation, or is in its image', () => {
    expect(machine(shop, 'legacy-app-vm').guest).toMatchObject({ configuredBy: 'none', installs: false, role: { kind: 'plain' } });
    expect(named(shop.subnets, 'legacy').reservations).toEqual([
      { mac: macFor('shop/legacy-app-vm'), address: '10.10.20.2', name: 'legacy-app-vm' },
    ]);
    expect(machine(depot, 'scales').guest.network.addressedBy).toBe('image');
    expect(named(depot.subnets, 'office').reservations).toEqual([]);
  });

  test('a guest lets in its own ports from the blocks of the system, and administrators', () => {
    const { firewall } = machine(depot, 'phone').guest;
    expect(firewall.map(({ ports, from }) => [ports.map(({ name }) => name), from])).toEqual([
      [
        ['sip', 'rtp', 'm3ua'],
        ['10.40.0.0/16', '10.200.0.0/16', '172.31.0.0/16'],
      ],
      [['ssh'], ['203.0.113.128/25']],
    ]);
    expect(
      machine(depot, 'customs')
        .guest.firewall.at(-1)
        ?.ports.map(({ name }) => name),
    ).toEqual(['rdp']);
    expect(machine(depot, 'door').guest.firewall[0]?.from).toEqual(['0.0.0.0/0']);
    expect(machine(depot, 'phone').guest).toMatchObject({
      sshAuthorizedKeys: ['ssh-ed25519 AAAA a', 'ssh-ed25519 BBBB b'],
      ntpServers: ['203.0.113.64', '203.0.113.65'],
    });
  });

  test('software that the image brings is not installed', () => {
    expect([machine(depot, 'archive').guest.installs, machine(depot, 'orders').guest.installs]).toEqual([false, true]);
    expect(depot.flows.some(({ origin, from }) => origin === 'packages' && from.name === 'archive')).toBe(false);
  });

  test('the order in which ports are listed does not matter', () => {
    const ports = [Port.tcp(80, 'http'), Port.udp(53, 'dns'), Port.tcp(443, 'https')];
    const build = (listens: readonly Port[]) =>
      JSON.stringify(resolved((y) => y.system.policy.allow(vm(y, 'a', { listens }), vm(y, 'b', { listens }), { because: 'test' })));
    expect(build([...ports].reverse())).toBe(build(ports));
  });

  test('long names are cut for tap devices and still differ', () => {
    const { machines } = resolved((y) => [vm(y, 'warehouse-controller-east'), vm(y, 'warehouse-controller-west')]).system;
    const taps = machines.map(({ nic }) => nic.tap);
    expect(new Set(taps).size).toBe(2);
    for (const tap of taps) expect(tap).toMatch(/^[a-z0-9-]{1,15}$/);
  });

  test('a MAC address that somebody has already is not given again', () => {
    const first = resolved((y) => vm(y, 'a', { stateless: true })).lock;
    const a = first.machines.a;
    if (!a) throw new Error('no a');
    const { lock } = resolved((y) => [vm(y, 'a', { stateless: true }), vm(y, 'b')], {
      ...first,
      machines: { a: { ...a, mac: macFor('yard/b') } },
    });
    expect(lock.machines.b?.mac).toBe(macFor('yard/b', 1));
  });
});

describe('hosts', () => {
  test('have one URI for the provider and one for virsh', () => {
    expect(named(depot.hosts, 'two')).toMatchObject({
      providerUri: 'qemu+sshcmd://ops@two.depot.example:2222/system?keyfile=/home/ops/.ssh/id',
      virshUri: 'qemu+ssh://ops@two.depot.example:2222/system?keyfile=/home/ops/.ssh/id',
    });
    expect(named(depot.hosts, 'one')).toMatchObject({
      providerUri: 'qemu:///system',
      virshUri: 'qemu:///system',
      cpus: 48,
      memoryMiB: 262144,
    });
  });

  test('have the pools that their machines use, with the path of those that the system makes', () => {
    expect(depot.hosts.map(({ name, pools }) => [name, pools])).toEqual([
      ['one', [{ name: 'default' }]],
      ['three', [{ name: 'default' }]],
      ['two', [{ name: 'depot', path: '/srv/depot' }]],
    ]);
    const { hosts } = resolved((y) => [vm(y, 'a', { pool: 'fast' }), vm(y, 'b')]).system;
    expect(hosts[0]?.pools).toEqual([{ name: 'default' }, { name: 'fast' }]);
  });

  test('that are full to the last mebibyte are not over capacity', () => {
    const fill = (mebibytes: number) => {
      const y = yard({}, { memory: Size.gibibytes(10), reservedMemory: Size.gibibytes(1) });
      vm(y, 'a', { memory: Size.mebibytes(mebibytes) });
      return y.system;
    };
    expect(() => fill(9 * 1024 - 256).resolve()).not.toThrow();
    expect(() => fill(9 * 1024 - 255).resolve()).toThrow('HOST_OVER_CAPACITY');
  });

  test('count only their own machines', () => {
    const y = yard({}, { memory: Size.gibibytes(8) });
    const other = new Host(y.system, 'other', { uri: 'qemu:///system', cpus: 4, memory: Size.gibibytes(8) });
    vm(y, 'a', { memory: Size.gibibytes(5) });
    vm(y, 'b', { memory: Size.gibibytes(5), host: other, subnet: subnet(y, 'there', 5) });
    expect(() => y.system.resolve()).not.toThrow();
  });
});

describe('subnets', () => {
  test('the data subnet of the reference system, as a whole', () => {
    expect(named(shop.subnets, 'data')).toEqual({
      name: 'data',
      network: 'net',
      cidr: '10.10.10.0/24',
      prefix: 24,
      gateway: '10.10.10.1',
      mode: 'route',
      objectName: 'shop-data',
      bridge: 'shop-data',
      hosts: ['kvm1'],
      isolation: 'high',
      mtu: 1500,
      nameservers: ['10.10.10.1'],
      dnsForward: false,
      records: [{ address: '10.10.10.2', names: ['database-vm.shop.internal'] }],
      reservations: [],
    });
  });

  test('serve the names of other subnets and of services that their machines may call', () => {
    expect(named(shop.subnets, 'legacy').records).toEqual([
      { address: '10.10.20.2', names: ['legacy-app-vm.shop.internal'] },
      { address: '10.10.30.193', names: ['order-service.shop.internal'] },
    ]);
    expect(named(shop.subnets, 'edge').records.flatMap(({ names }) => names)).toEqual(['api.shop.internal', 'lb.shop.internal']);
  });

  test('forward names only where their machines may talk to the world', () => {
    expect(Object.fromEntries([...shop.subnets, ...depot.subnets].map(({ name, dnsForward }) => [name, dnsForward]))).toMatchObject({
      data: false,
      legacy: true,
      edge: true,
      vault: false,
      plant: false,
      build: true,
    });
  });

  test('span hosts on a bridge', () => {
    expect(named(depot.subnets, 'office')).toMatchObject({ mode: 'bridge', bridge: 'br-office', hosts: ['one', 'two'], records: [] });
  });

  test('warn of name servers that nobody asks', () => {
    const { warnings } = resolved((y) => subnet(y, 'a', 5, { nameservers: ['10.1.5.53'] })).system;
    expect(warnings.map(({ code, path }) => [code, path])).toEqual([['NAMESERVERS_UNUSED', 'yard/net/a']]);
  });

  test('have bridges of at most 15 characters', () => {
    const { subnets } = resolved((y) => y.net.addSubnet('warehouse-controllers', { cidr: '10.1.5.0/24' })).system;
    expect(named(subnets, 'warehouse-controllers').bridge).toMatch(/^yard-war.*-[0-9a-f]{6}$/);
    expect(named(subnets, 'warehouse-controllers').bridge.length).toBeLessThanOrEqual(15);
  });
});

describe('clusters', () => {
  test('the cluster of the reference system', () => {
    expect(shop.clusters).toHaveLength(1);
    expect(shop.clusters[0]).toMatchObject({
      name: 'k8s',
      version: '1.34',
      podCidr: '10.244.0.0/16',
      serviceCidr: '10.96.0.0/12',
      podEgress: 'masquerade',
      namespace: 'shop',
      namespaces: ['shop'],
      nodes: ['k8s-node-1', 'k8s-node-2', 'k8s-node-3'],
      nodeAddresses: ['10.10.30.2', '10.10.30.3', '10.10.30.4'],
      mesh: { mode: 'sidecar-with-cni', mtls: 'strict', trustDomain: 'cluster.local', namespace: 'istio-system' },
      pool: { name: 'shop-k8s', cidr: '10.10.30.192/26', namespace: 'metallb-system', nodesSubnet: 'nodes' },
      machineServices: [
        { machine: 'database-vm', address: '10.10.10.2', ports: [{ name: 'postgresql', from: 5432 }] },
        { machine: 'legacy-app-vm', address: '10.10.20.2', ports: [{ name: 'http', from: 8080 }] },
      ],
    });
  });

  test('one that was there before', () => {
    expect(depot.clusters[0]).toMatchObject({
      podEgress: 'native',
      namespace: 'freight',
      namespaces: ['freight', 'money'],
      nodes: [],
      nodeAddresses: ['10.40.10.11', '10.40.10.12', '10.40.10.13'],
      mesh: { mode: 'ambient', trustDomain: 'depot.example' },
      pool: { cidr: '10.40.11.192/28', nodesSubnet: '' },
    });
  });

  test('keep apart what their pods may call', () => {
    const { clusters } = resolved((y) => {
      const [web, db] = [vm(y, 'web'), database(y, 'db')];
      const [one, two] = [cluster(y, 'one'), existingCluster(y, 'two', { podCidr: '10.245.0.0/16', serviceCidr: '10.112.0.0/16' })];
      y.system.policy.allow(service(one, 'a'), [web, db], { because: 'test' });
      y.system.policy.allow(service(two, 'b'), db, { because: 'test' });
    }).system;
    expect(clusters.map(({ name, machineServices }) => [name, machineServices.map((item) => item.machine)])).toEqual([
      ['one', ['db', 'web']],
      ['two', ['db']],
    ]);
  });
});

describe('microservices and gateways', () => {
  test('one statement is a whole deployment', () => {
    const { microservices } = resolved((y) => service(cluster(y), 'api')).system;
    expect(microservices).toEqual([
      {
        name: 'api',
        cluster: 'k8s',
        namespace: 'yard',
        serviceAccount: 'api',
        image: 'registry.example/api:1.0.0',
        replicas: { min: 2, max: 2 },
        ports: [{ protocol: 'tcp', from: 8080, to: 8080, name: 'http' }],
        env: {},
        secretEnv: [],
        scratch: [],
        resources: expect.objectContaining({ cpuRequestMillis: 250, memoryRequestMiB: 256, memoryLimitMiB: 256, ephemeralStorageMiB: 256 }),
        probes: { startup: { type: 'tcp', port: 8080 }, readiness: { type: 'tcp', port: 8080 }, liveness: { type: 'tcp', port: 8080 } },
        runAs: 10001,
        inMesh: false,
        waivers: [],
      },
    ]);
  });

  test('everything that can be said of one', () => {
    expect(named(depot.microservices, 'tracking')).toMatchObject({
      replicas: { min: 2, max: 9, targetCpuPercent: 70 },
      ports: [{ name: 'http' }, { name: 'beacons', protocol: 'udp' }],
      env: { AREA: '7', ZONE: 'west' },
      secretEnv: [{ name: 'DB_PASSWORD', secret: 'orders-db', key: 'password' }],
      scratch: ['/tmp', '/var/cache'],
      probes: { readiness: { type: 'http', path: '/ready', port: 8080 }, liveness: { type: 'http', path: '/live', port: 8080 } },
      inMesh: true,
      virtualAddress: { fqdn: 'tracking.depot.example' },
    });
    expect(named(depot.microservices, 'billing')).toMatchObject({
      namespace: 'money',
      waivers: [{ rule: 'read-only-root', because: 'writes its own templates' }],
    });
    expect(named(depot.microservices, 'billing').virtualAddress).toBeUndefined();
  });

  test('a gateway knows in which namespace each of its services is', () => {
    expect(depot.gateways).toEqual([
      expect.objectContaining({
        name: 'gate',
        namespace: 'freight',
        hosts: ['*.bills.depot.example', 'track.depot.example'],
        listeners: [
          { port: { protocol: 'tcp', from: 80, to: 80, name: 'http' }, proxyPort: 8000 },
          { port: { protocol: 'tcp', from: 443, to: 443, name: 'https' }, proxyPort: 8443, tlsSecret: 'depot-tls' },
        ],
        routes: [
          { path: '/bills', service: 'billing', namespace: 'money', port: 8080 },
          { path: '/track', service: 'tracking', namespace: 'freight', port: 8080 },
        ],
        virtualAddress: { address: '10.40.11.192', fqdn: 'gate.depot.example' },
      }),
    ]);
  });
});

describe('what stands around', () => {
  test('externals come with their blocks, each once', () => {
    expect(depot.externals).toEqual([
      { name: 'admins', blocks: ['203.0.113.128/25'] },
      { name: 'clocks', blocks: ['203.0.113.64/32', '203.0.113.65/32'] },
      { name: 'mirrors', blocks: ['203.0.113.0/28', '203.0.113.32/28'] },
      { name: 'office', blocks: ['172.31.0.0/16'] },
      { name: 'office-dns', blocks: ['10.40.10.53/32', '10.40.10.54/32'] },
      { name: 'tape', blocks: ['203.0.113.80/32'] },
    ]);
  });

  test.each([
    'Host kvm1: the storage pool "default" exists and is started.',
    'Image /var/lib/libvirt/images/win2012.qcow2 can be read where Terraform runs.',
    'Cluster k8s: MetalLB runs in the namespace metallb-system with its CRDs (metallb.io/v1beta1).',
    'Cluster k8s: the Secret shop/shop-tls of type kubernetes.io/tls exists.',
    'Cluster k8s: the Gateway API CRDs (gateway.networking.k8s.io/v1) are installed.',
  ])('has to be there before the reference system: %s', (line) => expect(shop.prerequisites).toContain(line));

  test.each([
    'Host one: the Linux bridge "br-office" exists and carries 10.40.10.0/23 with the router 10.40.11.254.',
    'Cluster cloud: the Secret freight/orders-db exists.',
    'The image of scales has the address 10.40.10.30 configured.',
  ])('has to be there before the depot: %s', (line) => expect(depot.prerequisites).toContain(line));

  test('the digest changes with addresses and permissions, and with nothing else', () => {
    const digest = (build: (y: Yard) => unknown) => resolved(build).system.digest;
    const pair =
      (props = {}, reason = 'test') =>
      (y: Yard) =>
        y.system.policy.allow(vm(y, 'a', props), vm(y, 'b'), { because: reason });
    const base = digest(pair());
    expect(base).toMatch(/^[0-9a-f]{64}$/);
    expect([digest(pair({}, 'reworded')), digest(pair({ cpus: 4 }))]).toEqual([base, base]);
    expect(digest(pair({ address: '10.1.1.99' }))).not.toBe(base);
    expect(digest((y) => [vm(y, 'a'), vm(y, 'b')])).not.toBe(base);
    expect(digest((y) => y.system.policy.allow(External.address('192.0.2.250'), [vm(y, 'a'), vm(y, 'b')], { because: 'test' }))).not.toBe(
      base,
    );
  });
});
