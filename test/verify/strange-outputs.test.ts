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
    ['networking.istio.io/v1', 'VirtualService'],
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
