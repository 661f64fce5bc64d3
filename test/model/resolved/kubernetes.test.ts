import { sourceOf } from '../../../src/model/resolved';
import { Shop } from '../../../system';
import { Depot } from '../depot';
import { cluster, database, existingCluster, named, resolved, service, subnet, vm } from '../fixture';

const shop = new Shop().resolve().system;
const depot = new Depot().resolve().system;

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
      namespaces: [{ name: 'shop', owned: true, podSecurity: { level: 'restricted', because: [] } }],
      nodes: ['k8s-node-1', 'k8s-node-2', 'k8s-node-3'],
      nodeAddresses: ['10.10.30.2', '10.10.30.3', '10.10.30.4'],
      mesh: { mode: 'sidecar-with-cni', mtls: 'strict', trustDomain: 'cluster.local', namespace: 'istio-system' },
      pool: { name: 'shop-k8s', cidr: '10.10.30.192/26', namespace: 'metallb-system' },
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
      namespaces: [{ name: 'freight' }, { name: 'money' }],
      nodes: [],
      nodeAddresses: ['10.40.10.11', '10.40.10.12', '10.40.10.13'],
      mesh: { mode: 'ambient', trustDomain: 'depot.example' },
      pool: { cidr: '10.40.11.192/28' },
    });
  });

  test('of the system have nodes and addresses of their own', () => {
    const { system, lock } = resolved((y) => {
      const web = vm(y, 'web');
      const east = cluster(y, 'east');
      const nodes = subnet(y, 'west-nodes', 3, { services: '10.1.3.16/28' });
      const west = cluster(y, 'west', { podCidr: '10.245.0.0/16', serviceCidr: '10.112.0.0/16', nodes: { subnet: nodes, count: 1 } });
      y.system.policy.allow(web, [service(east, 'a'), service(west, 'b')], { because: 'test' });
      y.system.policy.allow(service(west, 'c'), service(east, 'd'), { because: 'test' });
    });
    expect(system.clusters.map(({ name, nodes, nodeAddresses, pool }) => [name, nodes, nodeAddresses, pool?.cidr])).toEqual([
      ['east', ['east-node-1', 'east-node-2'], ['10.1.2.2', '10.1.2.3'], '10.1.2.192/26'],
      ['west', ['west-node-1'], ['10.1.3.2'], '10.1.3.16/28'],
    ]);
    expect(lock.services).toEqual({
      a: { cluster: 'east', address: '10.1.2.192' },
      b: { cluster: 'west', address: '10.1.3.16' },
      d: { cluster: 'east', address: '10.1.2.193' },
    });
    expect(system.flows.filter(({ id }) => id === 'c-to-d').flatMap(sourceOf)).toEqual([{ cidr: '10.1.3.2/32', except: [] }]);
    expect(system.flows.filter(({ origin }) => origin === 'node-to-node').map(({ id }) => id)).toEqual([
      'east-nodes-to-east-nodes',
      'west-nodes-to-west-nodes',
    ]);
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

describe('workloads and gateways', () => {
  test('one statement is a whole deployment', () => {
    const { workloads } = resolved((y) => service(cluster(y), 'api')).system;
    expect(workloads).toEqual([
      {
        kind: 'microservice',
        name: 'api',
        cluster: 'k8s',
        namespace: 'yard',
        disruption: { maxUnavailable: 1 },
        rollout: { kind: 'rolling', maxUnavailable: 0, maxSurge: '25%' },
        replicas: { min: 2, max: 2 },
        ports: [{ protocol: 'tcp', from: 8080, to: 8080, name: 'http' }],
        pods: {
          serviceAccount: 'api',
          ownAccount: true,
          access: [],
          containers: [
            {
              name: 'api',
              image: 'registry.example/api:1.0.0',
              ports: [{ protocol: 'tcp', from: 8080, to: 8080, name: 'http' }],
              env: [],
              envFrom: [],
              mounts: [],
              resources: {
                cpuRequestMillis: 250,
                cpuLimitMillis: 1000,
                memoryRequestMiB: 256,
                memoryLimitMiB: 256,
                ephemeralStorageMiB: 256,
              },
              probes: {
                startup: { type: 'tcp', port: 8080 },
                readiness: { type: 'tcp', port: 8080 },
              },
            },
          ],
          initContainers: [],
          sidecars: [],
          volumes: [],
          runAs: 10001,
          waivers: [],
          shutdown: { drainSeconds: 5, graceSeconds: 30 },
          placement: {
            nodes: {},
            tolerations: [],
            spread: [
              { over: 'zone', required: false },
              { over: 'node', required: false },
            ],
          },
          labels: {},
          annotations: {},
          inMesh: false,
          ends: false,
        },
      },
    ]);
  });

  test('everything that can be said of one', () => {
    expect(named(depot.workloads, 'tracking')).toMatchObject({
      replicas: { min: 2, max: 9, metrics: [{ kind: 'cpu', percent: 70 }] },
      ports: [{ name: 'http' }, { name: 'beacons', protocol: 'udp' }],
      pods: {
        containers: [
          {
            env: [
              { name: 'AREA', from: 'value', value: '7' },
              { name: 'DB_PASSWORD', from: 'secret', key: { name: 'orders-db', key: 'password', optional: false } },
              { name: 'ZONE', from: 'value', value: 'west' },
            ],
            mounts: [{ path: '/tmp' }, { path: '/var/cache' }],
            probes: { readiness: { type: 'http', path: '/ready', port: 8080 }, liveness: { type: 'http', path: '/live', port: 8080 } },
          },
        ],
        inMesh: true,
      },
      virtualAddress: { fqdn: 'tracking.depot.example' },
    });
    expect(named(depot.workloads, 'billing')).toMatchObject({
      namespace: 'money',
      pods: { waivers: [{ rule: 'read-only-root', because: 'writes its own templates' }] },
    });
    expect(named(depot.workloads, 'billing').virtualAddress).toBeUndefined();
  });

  test('a gateway knows in which namespace each of its services is', () => {
    const port = { protocol: 'tcp', from: 80, to: 80, name: 'http' };
    const plain = { protocol: 'http', port, proxyPort: 8000 };
    const sealed = { protocol: 'https', port: { ...port, from: 443, to: 443, name: 'https' }, proxyPort: 8443, tlsSecret: 'depot-tls' };
    expect(depot.gateways).toEqual([
      expect.objectContaining({
        name: 'gate',
        namespace: 'freight',
        listeners: [
          { ...plain, name: 'http-any.bills.depot.example', hostname: '*.bills.depot.example' },
          { ...plain, name: 'http-track.depot.example', hostname: 'track.depot.example' },
          { ...sealed, name: 'https-any.bills.depot.example', hostname: '*.bills.depot.example' },
          { ...sealed, name: 'https-track.depot.example', hostname: 'track.depot.example' },
        ],
        routes: [
          expect.objectContaining({
            id: 'bills',
            name: 'gate-bills',
            hostnames: ['*.bills.depot.example', 'track.depot.example'],
            backends: [{ service: 'billing', namespace: 'money', port: 8080, weight: 100, machine: false }],
          }),
          expect.objectContaining({
            id: 'track',
            backends: [{ service: 'tracking', namespace: 'freight', port: 8080, weight: 100, machine: false }],
          }),
        ],
        virtualAddress: { address: '10.40.11.192', fqdn: 'gate.depot.example' },
      }),
    ]);
  });
});
