import { cpSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verify } from '../../src/verify';
import { STACK, writeReferenceOutputs } from './reference-outputs';

/** Whatever `terraform` and `kubectl apply -f` would read is read, and what nobody here understands is never taken for fine. */
const { system, folder, pristine, remove } = writeReferenceOutputs();

afterAll(remove);

const found = (project: string): readonly string[] =>
  verify({ terraform: join(project, 'cdktf.out'), kubernetes: join(project, 'dist'), system }).map(({ kind, text }) => `${kind}: ${text}`);

function beside(write: (project: string) => void): readonly string[] {
  const project = mkdtempSync(join(folder, 'beside-'));
  cpSync(pristine, project, { recursive: true });
  write(project);
  return found(project);
}

const add = (file: string, text: string) => (project: string) => writeFileSync(join(project, file), text);
const object = (apiVersion: string, kind: string, spec: object, more: object = {}): string =>
  JSON.stringify({ apiVersion, kind, metadata: { name: 'strange', namespace: 'shop', ...more }, spec });
const EVERYBODY = { podSelector: {}, policyTypes: ['Ingress'], ingress: [{}] };
const pods = (spec: object, annotations: object = {}) => ({
  selector: { matchLabels: { app: 'strange' } },
  template: { metadata: { labels: { app: 'strange' }, annotations }, spec: { containers: [{ name: 'app', image: 'a:1' }], ...spec } },
});
const FOLDER = join(STACK, '..');

test.each<readonly [string, (project: string) => void, RegExp]>([
  ['a manifest that ends in .yml', add('dist/x.yml', object('networking.k8s.io/v1', 'NetworkPolicy', EVERYBODY)), /^too-wide: .*strange/],
  ['a manifest in JSON', add('dist/x.json', object('networking.k8s.io/v1', 'NetworkPolicy', EVERYBODY)), /^too-wide: .*strange/],
  [
    'a link to a manifest',
    (project) => {
      add('elsewhere', object('networking.k8s.io/v1', 'NetworkPolicy', EVERYBODY))(project);
      symlinkSync('../elsewhere', join(project, 'dist', 'x.yaml'));
    },
    /^too-wide: .*strange/,
  ],
  ['an override', add(`${FOLDER}/x_override.tf.json`, '{}'), /^unreadable: .*x_override\.tf\.json is no output of this system/],
  ['another configuration', add(`${FOLDER}/more.tf`, 'resource {}'), /^unreadable: .*more\.tf is no output of this system/],
  ...[
    ['networking.istio.io/v1', 'WorkloadEntry'],
    ['networking.istio.io/v1alpha3', 'EnvoyFilter'],
    ['networking.k8s.io/v1', 'Ingress'],
    ['v1', 'Endpoints'],
    ['cilium.io/v2', 'CiliumNetworkPolicy'],
    ['example.com/v1', 'Tunnel'],
  ].map(([apiVersion = '', kind = '']): readonly [string, (project: string) => void, RegExp] => [
    `a ${kind}`,
    add('dist/x.yaml', object(apiVersion, kind, {})),
    new RegExp(`^unreadable: .*what a ${kind} .* does to traffic is not known`),
  ]),
  [
    'a DestinationRule for a Service of the system',
    add(
      'dist/x.yaml',
      object('networking.istio.io/v1', 'DestinationRule', { host: 'order-service', trafficPolicy: { tls: { mode: 'DISABLE' } } }),
    ),
    /^too-wide: the DestinationRule shop\/strange says how proxies talk to order-service\.shop/,
  ],
  [
    'a DestinationRule for a whole domain',
    add('dist/x.yaml', object('networking.istio.io/v1', 'DestinationRule', { host: '*.shop.svc.cluster.local' })),
    /^too-wide: the DestinationRule shop\/strange says how proxies talk to/,
  ],
  [
    'a VirtualService for a Service of the system',
    add('dist/x.yaml', object('networking.istio.io/v1', 'VirtualService', { hosts: ['order-service'], http: [{ timeout: '1s' }] })),
    /^too-wide: the VirtualService shop\/strange says how proxies talk to order-service\.shop/,
  ],
  [
    'a ServiceEntry',
    add('dist/x.yaml', object('networking.istio.io/v1', 'ServiceEntry', { hosts: ['other.example'], resolution: 'DNS' })),
    /^too-wide: the ServiceEntry shop\/strange tells proxies of other\.example, which no flow leads to/,
  ],
  [
    'a second Sidecar for the same pods',
    add(
      'dist/x.yaml',
      object('networking.istio.io/v1', 'Sidecar', {
        workloadSelector: { labels: { 'app.kubernetes.io/name': 'order-service' } },
        egress: [{ hosts: ['*/*'] }],
      }),
    ),
    /^missing: shop\/order-service: several Sidecars are for it/,
  ],
  [
    'a Sidecar that captures by itself',
    add(
      'dist/x.yaml',
      object('networking.istio.io/v1', 'Sidecar', {
        workloadSelector: { labels: { 'app.kubernetes.io/name': 'order-service' } },
        egress: [{ hosts: ['./*'], captureMode: 'NONE' }],
      }),
    ),
    /^unreadable: .*captureMode/,
  ],
  [
    'pods on the network of their node',
    add('dist/x.yaml', object('apps/v1', 'DaemonSet', pods({ hostNetwork: true }))),
    /^unreadable: .*its node's network/,
  ],
  [
    'pods at a port of their node',
    add('dist/x.yaml', object('apps/v1', 'DaemonSet', pods({ containers: [{ name: 'a', ports: [{ containerPort: 80, hostPort: 80 }] }] }))),
    /^unreadable: .*takes the port 80 of its node/,
  ],
  ...[
    'traffic.sidecar.istio.io/excludeInboundPorts',
    'k8s.v1.cni.cncf.io/networks',
    'proxy.istio.io/config',
    'ambient.istio.io/redirection',
  ].map((annotation): readonly [string, (project: string) => void, RegExp] => [
    `pods with the annotation ${annotation}`,
    add('dist/x.yaml', object('apps/v1', 'Deployment', pods({}, { [annotation]: 'x' }))),
    new RegExp(`^unreadable: .*has the annotation ${annotation}`),
  ]),
  [
    'a Service that lets in some addresses only',
    add('dist/x.yaml', object('v1', 'Service', { type: 'LoadBalancer', loadBalancerSourceRanges: ['10.0.0.0/8'], selector: { a: 'b' } })),
    /^unreadable: .*loadBalancerSourceRanges/,
  ],
])('%s', (_what, write, difference) => {
  expect(beside(write)).toContainEqual(expect.stringMatching(difference));
});

test('objects that do nothing to traffic are fine', () => {
  const objects = [
    object('v1', 'ConfigMap', {}),
    object('policy/v1', 'PodDisruptionBudget', {}),
    object('monitoring.coreos.com/v1', 'ServiceMonitor', {}),
  ];
  const differences = beside((project) => {
    for (const [index, text] of objects.entries()) add(`dist/x${index}.json`, text)(project);
  });
  expect(differences).toEqual([]);
});

describe('what others say beside the objects of the system', () => {
  const gateway = system.gateways[0];
  const route = (name: string, parent: object): string =>
    object('gateway.networking.k8s.io/v1', 'HTTPRoute', { parentRefs: [parent], rules: [] }, { name });
  const binding = (name: string, subject: object): string =>
    JSON.stringify({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { kind: 'ClusterRole', name: 'everything' },
      subjects: [subject],
    });
  const whole = (apiVersion: string, kind: string, name: string, namespace: string | undefined, more: object): string =>
    JSON.stringify({ apiVersion, kind, metadata: { name, namespace }, ...more });
  const annotated = (kind: string, name: string, annotation: string, apiVersion = 'v1'): string =>
    object(apiVersion, kind, kind === 'Service' ? { ports: [] } : {}, { name, annotations: { [annotation]: 'x' } });

  const ATTACKS: readonly (readonly [text: string, difference: RegExp])[] = [
    [
      object('gateway.networking.k8s.io/v1', 'Gateway', {
        gatewayClassName: 'kong',
        listeners: [{ name: 'x', port: 8443, protocol: 'HTTP' }],
      }),
      /^too-wide: the Gateway shop\/strange listens for HTTP at port 8443, and the model does not know it/,
    ],
    [route('r1', { name: 'strange' }), /^too-wide: the HTTPRoute shop\/r1 belongs to the Gateway shop\/strange/],
    [
      route('r2', { name: gateway?.name, namespace: 'other' }),
      /^too-wide: the HTTPRoute shop\/r2 belongs to the Gateway other\/.*which the model does not know/,
    ],
    [
      route('r3', { group: 'networking.istio.io', kind: 'ServiceEntry', name: 'x' }),
      /^too-wide: the HTTPRoute shop\/r3 belongs to the ServiceEntry shop\/x/,
    ],
    [
      object('gateway.networking.k8s.io/v1', 'ReferenceGrant', {
        from: [{ kind: 'Gateway', namespace: 'other' }],
        to: [{ kind: 'Secret' }],
      }),
      /^too-wide: every Gateway of other may name the Secret shop\/\*/,
    ],
    [
      whole('gateway.networking.k8s.io/v1', 'GatewayClass', 'kong', undefined, { spec: { parametersRef: { kind: 'X', name: 'x' } } }),
      /^unreadable: the GatewayClass kong has its gateways made by/,
    ],
    [
      object('v1', 'Service', { type: 'ExternalName', externalName: 'evil.example' }, { name: 's0' }),
      /^unreadable: the Service shop\/s0 stands for evil/,
    ],
    ...[
      'konghq.com/plugins',
      'service.cilium.io/global',
      'tailscale.com/expose',
      'networking.istio.io/exportTo',
      'metallb.io/allow-shared-ip',
      'service.beta.kubernetes.io/aws-load-balancer-internal',
    ].map((annotation, index): [string, RegExp] => [
      annotated('Service', `a${index}`, annotation),
      new RegExp(`^unreadable: the Service shop/a${index} has the annotation ${annotation}`),
    ]),
    [
      object('v1', 'Service', { ports: [] }, { name: 's1', labels: { 'istio.io/use-waypoint': 'x' } }),
      /^unreadable: the Service shop\/s1 has the label istio\.io\/use-waypoint/,
    ],
    [whole('v1', 'ConfigMap', 'coredns', 'kube-system', { data: {} }), /^unreadable: the ConfigMap kube-system\/coredns may decide/],
    [whole('v1', 'ConfigMap', 'istio', 'istio-system', { data: {} }), /^unreadable: the ConfigMap istio-system\/istio may decide/],
    [
      whole('v1', 'Secret', 'bootstrap-token-abcdef', 'kube-system', { type: 'bootstrap.kubernetes.io/token' }),
      /^unreadable: the Secret kube-system\/bootstrap-token-abcdef may decide .* who is let in/,
    ],
    [whole('v1', 'Secret', 't', 'shop', { type: 'kubernetes.io/service-account-token' }), /^unreadable: the Secret shop\/t makes a token/],
    [
      whole('discovery.k8s.io/v1', 'EndpointSlice', 'e', undefined, {
        metadata: { name: 'e', namespace: 'default', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
        endpoints: [{ addresses: ['6.6.6.6'] }],
      }),
      /^too-wide: the name kubernetes\.default leads to 6\.6\.6\.6, and there is no such Service/,
    ],
    [
      whole('discovery.k8s.io/v1', 'EndpointSlice', 'f', undefined, {
        metadata: { name: 'f', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'order-service' } },
        endpoints: [{ addresses: ['6.6.6.7'] }],
      }),
      /^too-wide: the name order-service\.shop leads to 6\.6\.6\.7, beside the pods/,
    ],
    [
      object(
        'networking.istio.io/v1',
        'ServiceEntry',
        { hosts: ['x.example'], addresses: ['10.10.10.0/24'], resolution: 'STATIC' },
        { name: 'se', namespace: 'istio-system' },
      ),
      /^too-wide: the ServiceEntry istio-system\/se tells the proxies of all pods of x\.example/,
    ],
    [
      object('networking.istio.io/v1', 'DestinationRule', { host: '*', trafficPolicy: {} }, { name: 'dr', namespace: 'istio-system' }),
      /^too-wide: the DestinationRule istio-system\/dr says how proxies talk to/,
    ],
    [
      object('metallb.io/v1beta1', 'IPAddressPool', { addresses: ['10.10.0.1-10.10.255.254'] }, { name: 'p', namespace: 'metallb-system' }),
      /^too-wide: the pool of addresses p\.metallb-system has addresses of the plan/,
    ],
    [
      whole('v1', 'PersistentVolume', 'pv', undefined, { spec: { hostPath: { path: '/' } } }),
      /^unreadable: the PersistentVolume pv is \/ of a node/,
    ],
    [
      binding('b1', { kind: 'User', name: 'system:anonymous' }),
      /^too-wide: the binding b1 gives the ClusterRole everything to whoever shows/,
    ],
    [binding('b2', { kind: 'Group', name: 'system:unauthenticated' }), /^too-wide: the binding b2 gives/],
    [binding('b3', { kind: 'Group', name: 'system:serviceaccounts:shop' }), /order-service: its account may \* \* .*ClusterRoleBinding b3/],
    [
      binding('b4', { kind: 'User', name: 'system:serviceaccount:shop:order-service' }),
      /order-service: its account may \* \* .*ClusterRoleBinding b4/,
    ],
    [binding('b5', { kind: 'Group', name: 'system:authenticated' }), /order-service: its account may \* \* .*ClusterRoleBinding b5/],
  ];
  const role = whole('rbac.authorization.k8s.io/v1', 'ClusterRole', 'everything', undefined, {
    rules: [{ apiGroups: [''], resources: ['*'], verbs: ['*'] }],
  });
  const differences = beside((project) => {
    for (const [index, text] of [role, ...ATTACKS.map(([each]) => each)].entries()) add(`dist/x${index}.json`, text)(project);
  });

  test.each(ATTACKS)('%s', (_text, difference) => {
    expect(differences).toContainEqual(expect.stringMatching(difference));
  });

  test('what every cluster gives to all is no difference', () => {
    const given = ['system:basic-user', 'system:discovery', 'system:public-info-viewer'].map((name) =>
      binding(`given-${name}`, { kind: 'Group', name: 'system:authenticated' }).replace('"everything"', `"${name}"`),
    );
    const nobody = binding('info', { kind: 'Group', name: 'system:unauthenticated' }).replace('everything', 'system:public-info-viewer');
    const found = beside((project) => {
      for (const [index, text] of [...given, nobody].entries()) add(`dist/x${index}.json`, text)(project);
    });
    expect(found).toEqual([]);
  });

  test.each([
    ['what ends no TLS', { tls: { mode: 'Passthrough' } }, /does not end TLS/],
    ['a certificate of others', { tls: { certificateRefs: [{ name: 'x', namespace: 'other' }] } }, /takes the certificate .* from other/],
    ['other kinds of routes', { allowedRoutes: { kinds: [{ kind: 'TCPRoute' }] } }, /which kinds of routes it takes/],
    ['a field of a later version', { somethingNew: true }, /somethingNew, which is not read here/],
  ])('a Gateway of the system with %s', (_what, listener, difference) => {
    const text = object('gateway.networking.k8s.io/v1', 'Gateway', {
      gatewayClassName: 'kong',
      listeners: [{ name: 'x', port: 443, protocol: 'HTTPS', ...listener }],
    });
    expect(beside(add('dist/x.json', text))).toContainEqual(expect.stringMatching(difference));
  });

  test.each([
    ['names of its own', { hostAliases: [{ ip: '6.6.6.6', hostnames: ['database'] }] }, /names of its own \(hostAliases\)/],
    ['a resolver of its own', { dnsConfig: { nameservers: ['6.6.6.6'] } }, /names of its own \(dnsConfig\)/],
    ['the user of the proxies', { securityContext: { runAsUser: 1337 } }, /runs as the user 1337/],
    [
      'a container with the group of the proxies',
      { containers: [{ name: 'a', image: 'a:1', securityContext: { runAsGroup: 1337 } }] },
      /runs as the user 1337/,
    ],
  ])('pods with %s', (_what, spec, difference) => {
    const made = (namespace: string) => add('dist/x.json', object('apps/v1', 'Deployment', pods(spec), { namespace }));
    expect(beside(made('shop'))).toContainEqual(expect.stringMatching(difference));
    // Those of others may be what they are.
    expect(beside(made('other'))).toEqual([]);
  });
});
