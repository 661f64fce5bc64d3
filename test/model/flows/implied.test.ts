import { Anyone, Forward, GuestOs, LoadBalancer, Port, type ResolvedFlow } from '../../../src/model';
import { destinationOf } from '../../../src/model/resolved';
import { Shop } from '../../../system';
import { bothListeners, gatewayOf, tlsSecret } from '../../gateway-fixture';
import { Depot } from '../depot';
import {
  cidrsOf,
  cluster,
  database,
  existingCluster,
  flowOf,
  legacy,
  machineProps,
  OFFICE,
  resolved,
  service,
  subnet,
  vm,
  type Yard,
  yard,
} from '../fixture';

const because = 'test';

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

  test('come from those of its clients that are known to bind some, or said to', () => {
    const clientsOf = (port: Port, listens: readonly Port[] = []) =>
      flowOf((y) => y.system.policy.allow(vm(y, 'a'), vm(y, 'b', { listens }), { because, ports: [port] }), 'a-to-b').ports[0]?.clientPorts;
    expect(clientsOf(Port.tcp(2049))).toEqual({ from: 600, to: 1023 });
    expect(clientsOf(Port.udp(123, 'ntp'))).toEqual({ from: 123, to: 123 });
    expect(clientsOf(Port.tcp(8080, 'http'))).toBeUndefined();
    const radius = Port.udp(1812, 'radius', { clientPorts: [1812, 1813] });
    expect(clientsOf(radius)).toEqual({ from: 1812, to: 1813 });
    expect(clientsOf(radius, [Port.udp(1812, 'auth')])).toEqual({ from: 1812, to: 1813 });
    expect(Port.udp(1, 'one', { clientPorts: [9, 3] }).defect).toMatch(/clients' ports 9 to 3/);
  });

  test('of a source that may be anywhere on the internet are those of its kind', () => {
    const y = yard({ provisioning: { packages: Anyone.ipv4() } });
    database(y, 'db');
    const [flow] = y.system.resolve().system.flows.filter(({ origin }) => origin === 'packages');
    expect(flow).toMatchObject({ id: 'db-to-anyone', ports: [{ from: 80 }, { from: 443 }], enforcement: [{ point: 'hypervisor-egress' }] });
    expect(flow && cidrsOf(destinationOf(flow))).toEqual(['0.0.0.0/0']);
  });

  test('that it does not listen on are warned of, those of administrators are not', () => {
    const { warnings } = resolved((y) =>
      y.system.policy.allow(vm(y, 'a'), vm(y, 'b'), { because, ports: [Port.tcp(81), Port.tcp(22), Port.icmp()] }),
    );
    expect(warnings.map(({ code, message }) => [code, message])).toEqual([
      ['PORT_NOT_LISTENED', 'a -> b ("test"): tcp/81 is allowed, but it listens on tcp/8080 only.'],
    ]);
  });

  test('behind a gateway are those of its proxies', () => {
    const flow = flowOf((y) => {
      const k8s = cluster(y);
      const gate = gatewayOf(
        k8s,
        'gate',
        { '/': service(k8s, 'api') },
        {
          listeners: bothListeners(tlsSecret(k8s)),
          proxy: { httpsPort: 9443 },
        },
      );
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
    const { system, warnings } = resolved((y) => y.system.policy.allow(OFFICE, subnet(y, 'empty', 5), { because }));
    expect([system.flows, warnings.map(({ code }) => code)]).toEqual([[], ['FLOW_OF_NOTHING']]);
  });
});

describe('flows that are implied', () => {
  const origins = (flows: readonly ResolvedFlow[], name: string): readonly string[] =>
    flows.filter(({ from, to }) => from.name === name || to.name === name).map(({ id, origin }) => `${origin}: ${id}`);

  test('by the machines of the reference system', () => {
    const { flows } = new Shop().resolve().system;
    expect(origins(flows, 'legacy-app-vm')).toEqual([
      'gateway-route: api-to-legacy-app-vm',
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
        'declared: stock-service-to-database-vm',
        'declared: user-service-to-database-vm',
      ].sort((a, b) => (a.split(': ')[1] ?? '').localeCompare(b.split(': ')[1] ?? '')),
    );
    expect(origins(flows, 'lb')).toEqual(['declared: anyone-to-lb', 'load-balancer-backend: lb-to-api']);
    expect(origins(flows, 'lb-1')).toEqual([
      'admin: external-admin-network-to-lb-1',
      'packages: lb-1-to-external-package-mirror',
      'ntp: lb-1-to-external-time-server',
      'vrrp: lb-1-to-lb-2',
      'dns: lb-1-to-resolver-edge',
      'vrrp: lb-2-to-lb-1',
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
      way: {
        by: 'network',
        source: { blocks: ['10.10.30.2/32', '10.10.30.3/32', '10.10.30.4/32', '10.244.0.0/16'].map((cidr) => ({ cidr, except: [] })) },
      },
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
    const { system, warnings } = new Depot().resolve();
    expect(origins(system.flows, 'plc')).toEqual(['dns: plc-to-resolver-plant']);
    expect(warnings.filter(({ code }) => code === 'NOT_ADMINISTRABLE').map(({ path }) => path)).toEqual(['depot/builder', 'depot/plc']);
  });

  test('by a load balancer to all kinds of backends', () => {
    const build = (backend: (y: Yard) => LoadBalancer['props']['backends']) =>
      flowOf((y) => new LoadBalancer(y.system, 'lb', { ...machineProps(y), backends: backend(y) }), 'lb-to-back');
    const toService = build((y) => service(cluster(y), 'back'));
    const toMachine = build((y) => [vm(y, 'back'), vm(y, 'other')]);
    expect([cidrsOf(destinationOf(toService)), cidrsOf(destinationOf(toMachine))]).toEqual([['10.1.2.192/32'], ['10.1.1.2/32']]);
    const { machines } = resolved(
      (y) => new LoadBalancer(y.system, 'lb', { ...machineProps(y), backends: [vm(y, 'back'), vm(y, 'other')] }),
    ).system;
    expect(machines.find(({ kind }) => kind === 'load-balancer')?.guest.role).toEqual({
      kind: 'load-balancer',
      memoryMiB: 2048,
      frontends: [
        {
          port: { protocol: 'tcp', from: 8080, to: 8080, name: 'http' },
          backends: [
            { name: 'back', address: '10.1.1.2', port: 8080, proxyProtocol: false },
            { name: 'other', address: '10.1.1.4', port: 8080, proxyProtocol: false },
          ],
        },
      ],
    });
  });

  test('by the DNS of another distribution, and by a cache on each node', () => {
    const dns = {
      namespace: 'openshift-dns',
      labels: { 'dns.operator/daemonset': 'default' },
      port: 5353,
      nodeLocal: ['169.254.20.10', '10.96.0.10'],
    };
    const { system } = resolved((y) => service(existingCluster(y, 'k8s', { dns }), 'cart'));
    expect(system.clusters[0]?.dns).toMatchObject({ namespace: 'openshift-dns', labels: { 'dns.operator/daemonset': 'default' } });
    const asked = system.flows.filter(({ origin }) => origin === 'dns');
    expect(
      asked.map((flow) => [flow.id, flow.ports.map(({ protocol, from }) => `${protocol} ${from}`), cidrsOf(destinationOf(flow))]),
    ).toEqual([
      ['cart-to-external-k8s-node-dns', ['tcp 53', 'udp 53'], ['10.96.0.10/32', '169.254.20.10/32']],
      ['cart-to-k8s-dns', ['tcp 5353', 'udp 5353'], []],
    ]);
  });

  test('by name servers of a bridged subnet, which are no part of the system', () => {
    const bridged = (y: Yard) => subnet(y, 'office', 5, { forward: Forward.bridge('br0'), nameservers: ['10.1.5.3', '10.1.5.2'] });
    const { system } = resolved((y) => vm(y, 'web', { subnet: bridged(y) }));
    expect(system.flows.map((flow) => [flow.id, cidrsOf(destinationOf(flow))])).toEqual([
      ['web-to-external-office-dns', ['10.1.5.2/32', '10.1.5.3/32']],
    ]);
    expect(system.machines[0]?.nic.address).toBe('10.1.5.4');
  });

  test('to DHCP servers of somebody else, who are told which addresses the plan has', () => {
    const office = (y: Yard) =>
      subnet(y, 'office', 5, { forward: Forward.bridge('br0'), nameservers: [], dhcpServers: ['10.1.5.3', '10.1.5.2'] });
    const { system, warnings } = resolved((y) => legacy(y, 'erp', { subnet: office(y), os: GuestOs.windowsServer2022() }));
    expect(warnings).toEqual([]);
    expect(system.flows.map((flow) => [flow.id, flow.exchange, cidrsOf(destinationOf(flow))])).toEqual([
      ['erp-to-external-office-dhcp', 'dhcp', ['10.1.5.2/32', '10.1.5.3/32']],
    ]);
    const [erp] = system.machines;
    expect(erp?.nic.address).toBe('10.1.5.4');
    expect(system.prerequisites).toContainEqual(
      expect.stringContaining(`its DHCP servers 10.1.5.2, 10.1.5.3 give 10.1.5.4 to ${erp?.nic.mac} (erp)`),
    );
  });
});
