import { canReach, findParty, reachable } from '../../../src/verify';
import { address } from '../../../src/verify/sets/addresses';
import type { World } from '../../../src/verify/world/world';
import { accept, filtered, type SmallWorld, smallWorld } from './small-world';

const EVERY = [[0, 65535]];
const NODES = ['10.0.1.11', '10.0.1.12'];

const deployment = (name: string, labels = '') => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name}${labels} } }
    spec: { serviceAccountName: ${name}, containers: [{ name: c, ports: [{ name: http, containerPort: 8080 }] }] }
`;
const policy = (name: string, app: string, direction: 'ingress' | 'egress', rule: string) => `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: shop }
spec: { podSelector: { matchLabels: { app: ${app} } }, policyTypes: [${direction === 'ingress' ? 'Ingress' : 'Egress'}], ${direction}: [${rule}] }
`;
const DENY = `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny, namespace: shop }
spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
`;
const balancer = (more = 'externalTrafficPolicy: Local') => `---
apiVersion: v1
kind: Service
metadata: { name: order, namespace: shop, annotations: { metallb.io/loadBalancerIPs: 10.0.1.200 } }
spec: { type: LoadBalancer, ${more}, selector: { app: order }, ports: [{ port: 80, targetPort: http }] }
`;

const NETWORKS: SmallWorld['networks'] = { 'h1/nodes': ['route', '10.0.1.0/24'], 'h1/data': ['route', '10.0.2.0/24'] };
const machines = (nodeRules: string | undefined, databaseRules: string | undefined): SmallWorld['machines'] => ({
  ...Object.fromEntries(
    NODES.map((ip, i) => [`node-${i + 1}`, { network: 'h1/nodes', address: ip, ...(nodeRules !== undefined && { rules: nodeRules }) }]),
  ),
  database: { network: 'h1/data', address: '10.0.2.5', ...(databaseRules !== undefined && { rules: databaseRules }) },
});
const CLUSTER = { nodes: ['node-1', 'node-2'], nodeAddresses: NODES.map(address), masquerades: true };

const judge = (world: World, from: string, to: string, port: number, protocol: 'tcp' | 'udp' = 'tcp') =>
  canReach(world, findParty(world, from), findParty(world, to), protocol, port);

describe('from pods to a machine', () => {
  const manifests =
    deployment('order') +
    deployment('user') +
    DENY +
    policy('db', 'order', 'egress', '{ to: [{ ipBlock: { cidr: 10.0.2.5/32 } }], ports: [{ port: 5432 }] }');
  const fromNodes = NODES.flatMap((ip) => [
    accept('in', `protocol='tcp' srcipaddr='${ip}' dstportstart='5432'`),
    accept('out', `dstipaddr='${ip}'`),
  ]);

  test('their own policy, the node and the machine have to agree', () => {
    const world = smallWorld({ networks: NETWORKS, machines: machines(undefined, filtered(...fromNodes)), manifests, cluster: CLUSTER });
    expect(judge(world, 'shop/order', 'database', 5432)).toMatchObject({
      allowed: true,
      assured: EVERY,
      path: [
        'NetworkPolicy shop/db (egress)',
        'the node node-1',
        'routes of node-1',
        'an interface without a filter',
        expect.stringMatching(/nwfilter "database"/),
      ],
      obstacles: [],
    });
    expect(judge(world, 'shop/user', 'database', 5432)).toMatchObject({
      allowed: false,
      obstacles: ['the NetworkPolicies of shop/user (egress)'],
    });
    expect(judge(world, 'shop/order', 'database', 22).allowed).toBe(false);
  });

  test('it must work from every node', () => {
    const one = filtered(accept('in', `srcipaddr='${NODES[0]}'`), accept('out', ''));
    const world = smallWorld({ networks: NETWORKS, machines: machines(undefined, one), manifests, cluster: CLUSTER });
    expect(judge(world, 'shop/order', 'database', 5432)).toMatchObject({ allowed: true, assured: [] });
  });

  test("a node's own filter counts, too", () => {
    const silent = smallWorld({
      networks: NETWORKS,
      machines: machines(filtered(accept('in', '')), undefined),
      manifests,
      cluster: CLUSTER,
    });
    expect(judge(silent, 'shop/order', 'database', 5432)).toMatchObject({
      allowed: false,
      obstacles: ['the filter of node-1 (out)', 'the filter of node-2 (out)'],
    });
  });

  test('without masquerading the machine sees the pods', () => {
    const byPods = filtered(accept('in', `srcipaddr='10.244.0.0' srcipmask='16'`), accept('out', `dstipaddr='10.244.0.0' dstipmask='16'`));
    const world = (masquerades: boolean) =>
      smallWorld({ networks: NETWORKS, machines: machines(undefined, byPods), manifests, cluster: { ...CLUSTER, masquerades } });
    expect(judge(world(false), 'shop/order', 'database', 5432)).toMatchObject({ allowed: true, assured: EVERY });
    expect(judge(world(true), 'shop/order', 'database', 5432).allowed).toBe(false);
  });

  test('nodes that are no machines of the stack', () => {
    const cluster = { nodes: [], nodeAddresses: [address('192.0.2.7')], masquerades: true };
    const byNode = filtered(accept('in', `srcipaddr='192.0.2.7'`), accept('out', `dstipaddr='192.0.2.7'`));
    const world = smallWorld({
      networks: NETWORKS,
      machines: { database: { network: 'h1/data', address: '10.0.2.5', rules: byNode } },
      manifests,
      cluster,
    });
    expect(judge(world, 'shop/order', 'database', 5432)).toMatchObject({ allowed: true, assured: EVERY });
  });
});

describe('from a machine to pods', () => {
  const admits = policy('in', 'order', 'ingress', '{ from: [{ ipBlock: { cidr: 10.0.2.5/32 } }], ports: [{ port: http }] }');
  const world = (manifests: string, more: Partial<SmallWorld> = {}) =>
    smallWorld({
      networks: NETWORKS,
      machines: machines(undefined, undefined),
      cluster: CLUSTER,
      ...more,
      manifests: deployment('order') + DENY + manifests,
    });

  test('through the virtual address of a Service', () => {
    expect(judge(world(admits + balancer()), 'database', 'shop/order', 8080)).toMatchObject({
      allowed: true,
      assured: EVERY,
      path: [expect.anything(), expect.anything(), expect.anything(), 'NetworkPolicy shop/in (ingress)'],
    });
    expect(judge(world(admits + balancer()), 'database', 'shop/order', 80).allowed).toBe(false);
    expect(judge(world(balancer()), 'database', 'shop/order', 8080).allowed).toBe(false);
    expect(judge(world(admits + balancer()), '10.0.2.6', 'shop/order', 8080).allowed).toBe(false);
  });

  test('every node that may hold the address has to let it in', () => {
    const rules = (port: number) =>
      filtered(accept('in', `protocol='tcp' dstipaddr='10.0.1.200' dstportstart='${port}'`), accept('out', `srcipaddr='10.0.1.200'`));
    expect(judge(world(admits + balancer(), { machines: machines(rules(80), undefined) }), 'database', 'shop/order', 8080)).toMatchObject({
      assured: EVERY,
    });
    expect(judge(world(admits + balancer(), { machines: machines(rules(8080), undefined) }), 'database', 'shop/order', 8080).allowed).toBe(
      false,
    );
  });

  test('a Service that hides the sender keeps the policy from knowing it', () => {
    expect(judge(world(admits + balancer('externalTrafficPolicy: Cluster')), 'database', 'shop/order', 8080)).toMatchObject({
      assured: [],
    });
    const nodes = policy('nodes', 'order', 'ingress', `{ from: [{ ipBlock: { cidr: ${NODES[0]}/32 } }] }`);
    expect(judge(world(nodes + balancer('externalTrafficPolicy: Cluster')), 'database', 'shop/order', 8080)).toMatchObject({
      allowed: true,
      assured: [],
      obstacles: expect.arrayContaining(['Service shop/order, which hides senders']),
    });
  });

  test('without a Service there is no way that can be relied on', () => {
    expect(judge(world(admits), 'database', 'shop/order', 8080)).toMatchObject({
      allowed: true,
      assured: [],
      obstacles: ['there is no way between them'],
    });
  });

  test('the mesh has the last word', () => {
    const mesh = { rootNamespace: 'istio-system', trustDomain: 'cluster.local' };
    const strict = `---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: shop }
spec: { mtls: { mode: STRICT } }
`;
    const manifests = deployment('order', ', sidecar.istio.io/inject: "true"') + DENY + admits + balancer();
    const meshed = (more: string) =>
      smallWorld({
        networks: NETWORKS,
        machines: machines(undefined, undefined),
        cluster: { ...CLUSTER, mesh },
        manifests: manifests + more,
      });
    expect(judge(meshed(''), 'database', 'shop/order', 8080).assured).toEqual(EVERY);
    expect(judge(meshed(strict), 'database', 'shop/order', 8080)).toMatchObject({
      allowed: false,
      obstacles: ['the policies of shop/order (ingress)'],
    });
  });
});

describe('between pods', () => {
  const both = deployment('order') + deployment('user') + DENY;
  const out = policy(
    'out',
    'user',
    'egress',
    '{ to: [{ podSelector: { matchLabels: { app: order } } }], ports: [{ port: http }, { port: 9090 }] }',
  );
  const into = policy('into', 'order', 'ingress', '{ from: [{ podSelector: { matchLabels: { app: user } } }], ports: [{ port: 8080 }] }');
  const world = (manifests: string, more: Partial<SmallWorld> = {}) =>
    smallWorld({ networks: NETWORKS, machines: {}, cluster: CLUSTER, ...more, manifests });

  test('both ends have to allow it', () => {
    expect(judge(world(both + out + into), 'shop/user', 'shop/order', 8080)).toMatchObject({
      allowed: true,
      assured: EVERY,
      path: ['NetworkPolicy shop/out (egress), NetworkPolicy shop/into (ingress)'],
    });
    expect(judge(world(both + out + into), 'shop/user', 'shop/order', 9090).allowed).toBe(false);
    expect(judge(world(both + out), 'shop/user', 'shop/order', 8080).allowed).toBe(false);
    expect(judge(world(both + into), 'shop/user', 'shop/order', 8080).allowed).toBe(false);
    expect(judge(world(both + out + into), 'shop/order', 'shop/user', 8080).allowed).toBe(false);
  });

  test('in ambient mode policies see the tunnel, and the mesh sees the port', () => {
    const ambient = ', istio.io/dataplane-mode: ambient';
    const pods = deployment('order', ambient) + deployment('user', ambient) + DENY;
    const mesh = { mesh: { rootNamespace: 'istio-system', trustDomain: 'cluster.local' } };
    const tunnel = [
      policy('t1', 'user', 'egress', '{ ports: [{ port: 15008 }] }'),
      policy('t2', 'order', 'ingress', '{ ports: [{ port: 15008 }] }'),
    ].join('');
    const authorization = `---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: a, namespace: shop }
spec: { selector: { matchLabels: { app: order } }, rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/user] } }], to: [{ operation: { ports: ["8080"] } }] }] }
`;
    const built = (manifests: string) => world(pods + manifests, { cluster: { ...CLUSTER, ...mesh } });
    expect(judge(built(out + into), 'shop/user', 'shop/order', 8080).allowed).toBe(false);
    expect(judge(built(tunnel + authorization), 'shop/user', 'shop/order', 8080).assured).toEqual(EVERY);
    expect(judge(built(tunnel + authorization), 'shop/user', 'shop/order', 9090).allowed).toBe(false);
  });

  test('all of it at once', () => {
    const found = [
      ...reachable(
        world(
          both +
            out +
            into +
            policy('dns', 'order', 'egress', '{ to: [{ ipBlock: { cidr: 192.0.2.53/32 } }], ports: [{ port: 53, protocol: UDP }] }'),
        ),
      ),
    ];
    expect(found.map(({ from, to, protocol, ports }) => `${from} → ${to} ${protocol} ${ports[0]}`).sort()).toEqual([
      'shop/order → 192.0.2.53 udp 53',
      'shop/user → shop/order tcp 8080',
    ]);
  });
});
