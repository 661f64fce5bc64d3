import type { ResolvedCluster } from '../../src/model/resolved';
import { cluster, system, tcp, udp } from './fixture';
import { named, names, objects } from './manifests';

const withCluster = (more: Partial<ResolvedCluster>) => objects(system({ clusters: [cluster(more)] }));

describe('a virtual machine that pods may reach', () => {
  test('is a headless Service with an EndpointSlice of our own; their ports have the same names', () => {
    const ports = [tcp(5432, 'postgresql'), tcp(53, 'dns'), udp(53, 'dns')];
    const all = withCluster({ machineServices: [{ machine: 'database-vm', address: '10.10.10.10', ports }] });
    const service = named(all, 'Service', 'database-vm', 'shop');
    const slice = named(all, 'EndpointSlice', 'database-vm', 'shop');
    expect(service.spec).not.toHaveProperty('selector');
    expect(service.spec).toMatchObject({ clusterIP: 'None', ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv4'] });
    expect(slice.endpoints).toEqual([{ addresses: ['10.10.10.10'], conditions: { ready: true } }]);
    expect(slice.metadata.labels).toMatchObject({
      'kubernetes.io/service-name': 'database-vm',
      'endpointslice.kubernetes.io/managed-by': 'isthmus',
    });
    expect(slice.ports).toEqual(service.spec.ports);
    expect(service.spec.ports).toEqual([
      { name: 'postgresql', port: 5432, protocol: 'TCP', appProtocol: 'tcp' },
      { name: 'dns-tcp53', port: 53, protocol: 'TCP', appProtocol: 'tcp' },
      { name: 'dns-udp53', port: 53, protocol: 'UDP' },
    ]);
  });

  test('says which ports a Service cannot list', () => {
    const machine = { machine: 'sip-vm', address: '10.10.10.11', ports: [udp(10000, 'rtp', 20000)] };
    const service = named(withCluster({ machineServices: [machine] }), 'Service', 'sip-vm');
    expect(service.spec.ports).toEqual([]);
    expect(service.metadata.annotations).toEqual({ 'isthmus/not-representable': 'UDP 10000-20000: a Service lists single ports' });
  });

  test('never has an address of the service CIDR', () => {
    const machine = { machine: 'database-vm', address: '10.96.0.10', ports: [tcp(5432)] };
    expect(() => withCluster({ machineServices: [machine] })).toThrow(
      'database-vm has the address 10.96.0.10, which lies in the service CIDR 10.96.0.0/12 of the cluster k8s.',
    );
  });
});

describe('the address pool', () => {
  test("gives addresses to this system's namespaces and gateways, and to nobody who does not ask", () => {
    const all = objects(system());
    expect(named(all, 'IPAddressPool', 'shop-services', 'metallb-system').spec).toEqual({
      addresses: ['10.10.30.192/26'],
      autoAssign: false,
      serviceAllocation: { namespaces: ['kong', 'shop'] },
    });
    expect(named(all, 'L2Advertisement', 'shop-services', 'metallb-system').spec).toEqual({ ipAddressPools: ['shop-services'] });
  });

  test('is not there for a cluster without one', () => {
    expect(names(withCluster({ pool: undefined }), 'IPAddressPool')).toEqual([]);
  });
});

test('the digest stands in exactly one ConfigMap of each cluster', () => {
  const maps = objects(system()).filter((each) => JSON.stringify(each).includes('0123456789abcdef'));
  expect(maps.map(({ kind, metadata, data }) => [kind, metadata.namespace, metadata.name, data])).toEqual([
    ['ConfigMap', 'shop', 'shop-digest', { digest: '0123456789abcdef' }],
  ]);
});
