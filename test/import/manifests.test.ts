import { stringify } from 'yaml';
import { manifestsIn } from '../../src/import/manifests/manifests';
import { programOfManifests } from '../../src/import/manifests/program';
import { InvalidSystemError } from '../../src/model';
import { synthKubernetes } from '../../src/testing';
import { EXAMPLES, type Example, exampleOf } from '../examples/outputs';
import { ODD_NUMBERS } from '../model/texts/numbers';
import { differences } from './differences';
import { compiled, systemOf } from './program';

const importAs = (system: string, objects: readonly unknown[]): string =>
  programOfManifests(manifestsIn(objects.map((object) => stringify(object)).join('---\n')), system);
const importOf = (...objects: readonly unknown[]): string => importAs('imported', objects);

const EXAMPLE_PROGRAMS = Object.fromEntries(
  Object.keys(EXAMPLES).map((name) => [name, importAs(name, Object.values(exampleOf(name).kubernetes).flat())]),
);

/** What manifests do not tell, and what an import therefore does not say. */
const NOT_SAID: Readonly<Record<string, RegExp>> = {
  'reasons of flows': /^(NetworkPolicy|AuthorizationPolicy) .* metadata\.annotations\.isthmus\/because: /,
  'a digest of the whole system': /^ConfigMap .*-digest data\.digest: |^Job .* metadata\.name: /,
  'the version of the cluster': /^Namespace .* metadata\.labels\.pod-security\.kubernetes\.io\/\w+-version: /,
  'machines: to manifests they are addresses':
    /^(Service|EndpointSlice) \S+-db|redis-cart is gone$|^DestinationRule \S+-db is gone$|^Sidecar \S+ spec\.egress\.0\.hosts|^NetworkPolicy .*-to-(\S+-db|redis-cart) is gone$|^NetworkPolicy .*-to-[\d-]+ is new$/,
  'who comes from outside':
    /^Service .*-external is gone$|^NetworkPolicy .*-from-(anyone|edge-router) is gone$|^(L2Advertisement|IPAddressPool) |^AuthorizationPolicy \S+\/frontend spec\.rules\.\d\.|^PeerAuthentication \S+\/frontend is gone$/,
  'whose namespaces are: those of others stay theirs':
    /^(Namespace \/|NetworkPolicy )loadtest(\/(default-deny|deny-load-test))? is (gone|new)$/,
  'headers of probes, which may be secret': /Probe\.httpGet\.httpHeaders\./,
};

describe.each(Object.keys(EXAMPLES))('%s, out of its own manifests', (name) => {
  const text = EXAMPLE_PROGRAMS[name] as string;
  const { resolution } = exampleOf(name);

  test('has the same workloads with the same images, ports and flows between them', () => {
    const { system } = systemOf(text).resolve();
    const facts = ({ workloads }: typeof system) =>
      workloads.map(({ name, kind, namespace, ports, pods }) => ({
        name,
        kind,
        namespace,
        ports: ports.map(({ from, protocol, servicePort }) => ({ from, protocol, servicePort })),
        containers: pods.containers.map(({ image, env }) => ({ image, env: env.map((each) => each.name).sort() })),
      }));
    expect(facts(system)).toEqual(facts(resolution.system));
    const between = ({ flows }: typeof system) =>
      flows
        .filter(
          ({ origin, from, to }) =>
            origin === 'declared' && from.is === 'pods' && to.is === 'pods' && from.owner === 'us' && to.owner === 'us',
        )
        .map(({ id }) => id);
    expect(between(system)).toEqual(between(resolution.system));
  });

  test('is written as the same manifests again, but for what they do not tell', () => {
    const again = Object.values(synthKubernetes(systemOf(text))).flat() as Example['kubernetes'][string];
    const all = differences(Object.values(exampleOf(name).kubernetes).flat(), again);
    expect(all.filter((each) => !Object.values(NOT_SAID).some((reason) => reason.test(each)))).toEqual([]);
    for (const [reason, sign] of Object.entries(NOT_SAID)) if (all.some((each) => sign.test(each))) seen.add(reason);
  });
});

const seen = new Set<string>();
test('nothing is excused that is said', () => expect([...seen].sort()).toEqual(Object.keys(NOT_SAID).sort()));

const inShop = (kind: string, name: string, rest: object): object => ({ kind, metadata: { name, namespace: 'shop' }, ...rest });
const web = (container: object, pod: object = {}, rest: object = {}): object =>
  inShop('Deployment', 'web', {
    spec: {
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ image: 'web:1', ...container }], ...pod } },
      ...rest,
    },
  });

/** What no prop says, but for labels of pods, which are the library's own. */
const notSaid = (text: string): readonly string[] =>
  [...text.matchAll(/\/\/ {3}(\S+)|\/\/ not said: (.*)/g)]
    .map(([, path, what]) => path ?? what ?? '')
    .filter((each) => !each.includes('.labels.'));

describe('what stands beside a workload', () => {
  test('claims: its own, those that are there, and those of each pod', () => {
    const mounts = [
      { name: 'own', mountPath: '/own' },
      { name: 'other', mountPath: '/other', readOnly: true },
    ];
    const volumes = [
      { name: 'own', persistentVolumeClaim: { claimName: 'web-files' } },
      { name: 'other', persistentVolumeClaim: { claimName: 'archive' } },
    ];
    const claim = { spec: { accessModes: ['ReadWriteMany'], storageClassName: 'fast', resources: { requests: { storage: '5Gi' } } } };
    const queue = inShop('StatefulSet', 'queue', {
      spec: {
        template: { spec: { containers: [{ image: 'q:1', volumeMounts: [{ name: 'data', mountPath: '/data' }] }] } },
        volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { resources: { requests: { storage: '2Gi' } } } }],
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Delete' },
      },
    });
    const text = importOf(web({ volumeMounts: mounts }, { volumes }), inShop('PersistentVolumeClaim', 'web-files', claim), queue);
    expect(notSaid(text)).toEqual([]);
    const { workloads } = systemOf(text).resolve().system;
    const claims = workloads.map(({ name, pods }) => [name, pods.claims]);
    expect(claims).toEqual([
      ['queue', [expect.objectContaining({ id: 'data', sizeMiB: 2048, keep: false, ofEachPod: true })]],
      ['web', [expect.objectContaining({ id: 'files', sizeMiB: 5120, storageClass: 'fast', accessMode: 'ReadWriteMany', keep: true })]],
    ]);
    expect(text).toContain('Volume.existingClaim("archive", { readOnly: true })');
  });

  test('an autoscaler and a budget', () => {
    const metrics = [{ type: 'Resource', resource: { name: 'memory', target: { type: 'Utilization', averageUtilization: 60 } } }];
    const text = importOf(
      web({}, {}, { replicas: 9 }),
      inShop('HorizontalPodAutoscaler', 'scaler', {
        spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' }, minReplicas: 2, maxReplicas: 6, metrics },
      }),
      inShop('PodDisruptionBudget', 'budget', { spec: { minAvailable: '50%', selector: { matchLabels: { app: 'web' } } } }),
    );
    expect(text).toContain('scaling: { min: 2, max: 6, metrics: [Metric.memory(60)] }');
    expect(text).toContain('disruption: { minAvailable: "50%" }');
    expect(notSaid(text)).toEqual([]);
    expect(systemOf(text).resolve().system.workloads).toMatchObject([{ replicas: { min: 2, max: 6 } }]);
  });

  test('files: text of ConfigMaps, keys of Secrets, whatever looks secret by its key alone', () => {
    const volumes = [
      { name: 'config', configMap: { name: 'config' } },
      { name: 'keys', secret: { secretName: 'keys', items: [{ key: 'tls.key', path: 'key.pem', mode: 256 }] } },
      { name: 'whole', secret: { secretName: 'whole' } },
    ];
    const volumeMounts = ['config', 'keys', 'whole'].map((name) => ({ name, mountPath: `/etc/${name}` }));
    const config = { data: { 'app.ini': 'colour = red\n', password: 'hunter2' } };
    const groups = [{ secretRef: { name: 'all' }, prefix: 'ALL_' }, { configMapRef: { name: 'more', optional: true } }];
    const text = importOf(
      web({ volumeMounts, envFrom: groups }, { volumes, imagePullSecrets: [{ name: 'pull' }] }),
      inShop('ConfigMap', 'config', config),
    );
    expect(text).not.toContain('hunter2');
    expect(notSaid(text)).toEqual([]);
    for (const said of [
      '"/etc/config/app.ini": "colour = red\\n"',
      '"/etc/config/password": FileSource.configMapKey("config", "password")',
      '"/etc/keys/key.pem": FileSource.secret(keysSecret.key("tls.key"), { mode: 0o400 })',
      '"/etc/whole": Volume.secret(wholeSecret)',
      '{ source: EnvGroup.secret(allSecret), prefix: "ALL_" }',
      'imagePullSecrets: [pullSecret]',
      '// State the keys of whole: nothing names them.',
      'EnvGroup.configMap("more", { optional: true })',
    ])
      expect(text).toContain(said);
    systemOf(text).resolve();
  });

  test('access, but for what takes a reason of its own', () => {
    const role = (name: string, rules: readonly object[]) => inShop('Role', name, { rules });
    const binding = inShop('RoleBinding', 'web', {
      subjects: [{ kind: 'ServiceAccount', name: 'robot' }],
      roleRef: { kind: 'Role', name: 'reader' },
    });
    const rules = [
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] },
      { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
    ];
    const text = importOf(web({}, { serviceAccountName: 'robot' }), inShop('ServiceAccount', 'robot', {}), role('reader', rules), binding);
    expect(text).toContain('serviceAccount: "robot"');
    expect(text).toContain('{ verbs: ["get", "list"], resources: ["pods"], because: "a Role lets it" }');
    expect(text).toContain('// access: a rule of Role reader is not said: ');
    expect(text).not.toContain('"*"');
  });

  test('variables in arguments stay variables', () => {
    const text = importOf(web({ args: ['--user=$(NAME)', 'plain', '$$(NAME)'], env: [{ name: 'NAME', value: 'a$$(b)' }] }));
    expect(text).toContain('args: [EnvSource.expand("--user=$(NAME)"), "plain", "$(NAME)"]');
    const [container] = (Object.values(synthKubernetes(systemOf(text))).flat() as Example['kubernetes'][string])
      .filter(({ kind }) => kind === 'Deployment')
      .flatMap(
        (deployment) => (deployment as unknown as { spec: { template: { spec: { containers: object[] } } } }).spec.template.spec.containers,
      );
    expect(container).toMatchObject({ args: ['--user=$(NAME)', 'plain', '$$(NAME)'], env: [{ name: 'NAME', value: 'a$$(b)' }] });
  });
});

describe('NetworkPolicies', () => {
  const pods = (name: string): object =>
    inShop('Deployment', name, {
      spec: {
        template: {
          metadata: { labels: { app: name } },
          spec: {
            containers: [
              {
                image: 'x:1',
                ports: [
                  { containerPort: 80, name: 'http' },
                  { containerPort: 9090, name: 'metrics' },
                ],
              },
            ],
          },
        },
      },
    });
  const policy = (name: string, spec: object): object => inShop('NetworkPolicy', name, { spec });
  const of = (name: string) => ({ podSelector: { matchLabels: { app: name } } });
  const allowed = (...policies: readonly object[]): readonly string[] =>
    [...importOf(pods('a'), pods('b'), ...policies).matchAll(/this\.policy\.allow\((.*?)because/g)].map(([, said]) => said as string);

  test('open the ports that they name, and no others', () => {
    const ports = [{ port: 'metrics' }];
    expect(allowed(policy('p', { ...of('b'), ingress: [{ from: [of('a')], ports }] }))).toEqual(['a, b, { ports: [Port.tcp(9090)], ']);
    expect(allowed(policy('p', { ...of('b'), ingress: [{ from: [of('a')], ports: [{ port: 1, endPort: 9999 }] }] }))).toEqual(['a, b, { ']);
    expect(allowed(policy('p', { ...of('b'), ingress: [{ from: [of('a')], ports: [{ port: 80, protocol: 'UDP' }] }] }))).toEqual([]);
  });

  test('of both ends have to agree', () => {
    const [toB, fromA] = [
      { ...of('a'), egress: [{ to: [of('b')] }] },
      { ...of('b'), ingress: [{ from: [of('a')], ports: [{ port: 80 }] }] },
    ];
    expect(allowed(policy('p', toB), policy('q', fromA))).toEqual(['a, b, { ports: [Port.tcp(80)], ']);
    expect(allowed(policy('p', toB), policy('q', { ...of('b'), policyTypes: ['Ingress'] }))).toEqual([]);
    expect(allowed(policy('p', toB))).toEqual(['a, b, { ']);
  });
});

const ODD = [
  `"; process.exit(1); //`,
  ['`$', '{process.exit(1)}`'].join(''),
  '*/ process.exit(1) /*',
  "it's\nprocess.exit(1)",
  '\u2028process.exit(1)',
  '</script>',
  '__proto__',
];

const odd = (text: string, index: number) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: `odd-${index}`, namespace: 'odd', annotations: { [text]: text } },
  spec: {
    template: {
      metadata: { labels: { app: text } },
      spec: { containers: [{ name: text, image: 'a:1', args: [text], env: [{ name: 'TEXT', value: text }], [text]: text }] },
    },
  },
});

test('texts stay texts, whatever is in them', () => {
  const program = importOf(...ODD.map(odd), { apiVersion: 'v1', kind: ODD[3], metadata: { name: ODD[4], namespace: ODD[2] } });
  const { props } = (systemOf(program)
    .node.findAll()
    .find(({ node }) => node.id === 'odd-0') ?? {}) as { props?: Record<string, unknown> };
  expect(props).toMatchObject({ args: [ODD[0]], env: { TEXT: ODD[0] } });
  for (const [index, text] of ODD.entries()) {
    const found = systemOf(program)
      .node.findAll()
      .find(({ node }) => node.id === `odd-${index}`) as unknown as { props: Record<string, unknown> };
    expect(found.props).toMatchObject({ args: [text], env: { TEXT: text } });
  }
});

test('nothing that is secret is printed', () => {
  const program = importOf(
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'login', namespace: 'shop' },
      data: { password: 'aHVudGVyMg==' },
      stringData: { other: 'hunter2' },
    },
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'mail', namespace: 'shop', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': 'hunter2' } },
      spec: {
        template: {
          spec: {
            containers: [
              {
                name: 'mail',
                image: 'mail:1',
                args: [
                  '--password=hunter2',
                  '-u',
                  'me:hunter2',
                  '--header',
                  'Authorization: Bearer hunter2hunter2',
                  'curl --user me:hunter2 it',
                ],
                command: ['mail', '--token', 'hunter2'],
                env: [
                  { name: 'DB_PASSWORD', value: 'hunter2' },
                  { name: 'URL', value: 'amqp://me:hunter2@queue' },
                  { name: 'OTHER', valueFrom: { secretKeyRef: { name: 'login', key: 'other' } } },
                ],
              },
            ],
          },
        },
      },
    },
  );
  expect(program).not.toContain('hunter2');
  expect(program).not.toContain('aHVudGVyMg');
  expect(program).toContain('Secret.fromExisting(this, "login", { keys: ["other"] })');
  expect(program).toContain('// DB_PASSWORD: its text looks like a secret and is not printed');
  expect(program).toContain('// not said: Secret login in shop');
});

test.each([
  [['-u', 'me:hunter2']],
  [['--user=me:hunter2']],
  [['curl --user me:hunter2 https://api.example']],
  [['--header', 'Authorization: hunter2']],
  [['-H', 'X-Way: Bearer hunter2hunter2']],
  [['--token', 'hunter2']],
])('nor what a program logs in with: %j', (args) => {
  const containers = [{ name: 'call', image: 'call:1', args }];
  const spec = { template: { metadata: { labels: { app: 'call' } }, spec: { containers } } };
  expect(importOf({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'call', namespace: 'shop' }, spec })).not.toContain(
    'hunter2',
  );
});

test('what cannot be said stands beside it, by its path', () => {
  const [only] = ODD.slice(0, 1).map(odd);
  expect(importOf({ ...only, spec: { ...only?.spec, minReadySeconds: 7 } })).toContain('// not said:\n    //   metadata.annotations.');
});

/** Objects of the examples, and files with all modes that they can have. */
function numbered(form: (usual: number) => number): readonly unknown[] {
  const volumes = [
    { name: 'key', secret: { secretName: 'key', defaultMode: 0o400, items: [{ key: 'a', path: 'a', mode: 0o440 }] } },
    { name: 'settings', configMap: { name: 'settings', defaultMode: 0o644, items: [{ key: 'b', path: 'b', mode: 0o600 }] } },
    { name: 'both', projected: { sources: [{ secret: { name: 'key', items: [{ key: 'a', path: 'a', mode: 0o400 }] } }] } },
  ];
  const containers = [{ name: 'web', image: 'web:1', volumeMounts: volumes.map(({ name }) => ({ name, mountPath: `/mnt/${name}` })) }];
  const web = {
    ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'files', namespace: 'odd' } },
    spec: { template: { metadata: { labels: { app: 'files' } }, spec: { containers, volumes } } },
  };
  const odd = (value: unknown): unknown =>
    typeof value === 'number'
      ? form(value)
      : Array.isArray(value)
        ? value.map(odd)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, odd(each)]))
          : value;
  return [web, ...Object.keys(EXAMPLES).flatMap((name) => Object.values(exampleOf(name).kubernetes).flat())].map(odd);
}
const NUMBER_PROGRAMS = Object.fromEntries(Object.entries(ODD_NUMBERS).map(([name, form]) => [name, importOf(...numbered(form))]));

test.each(Object.keys(ODD_NUMBERS))('%s in the place of every number leaves a program a program, and the model has its say', (name) => {
  expect(() => systemOf(NUMBER_PROGRAMS[name] as string).resolve()).toThrow(InvalidSystemError);
});

test('a mode that is none is refused', () => {
  expect(NUMBER_PROGRAMS['a fraction']).toContain('mode: 256.5');
  expect(() => systemOf(NUMBER_PROGRAMS['a fraction'] as string).resolve()).toThrow(/the mode 256\.5 is none of a file/);
});

test('the compiler takes all of it', () => {
  expect(compiled({ ...EXAMPLE_PROGRAMS, ...NUMBER_PROGRAMS, odd: importOf(...ODD.map(odd)) })).toBe('');
});

describe('what is said of a mesh', () => {
  const PORT = { name: 'http', containerPort: 8080 };
  const workload = (name: string, labels: object = {}): object =>
    inShop('Deployment', name, {
      spec: {
        template: {
          metadata: { labels: { app: name, 'sidecar.istio.io/inject': 'true', ...labels }, annotations: { 'proxy.istio.io/config': '{}' } },
          spec: { containers: [{ image: `${name}:1`, ports: [PORT] }] },
        },
      },
    });
  const peer = (name: string): object => ({ podSelector: { matchLabels: { app: name } } });
  const flow = inShop('NetworkPolicy', 'to-stock', {
    spec: {
      podSelector: { matchLabels: { app: 'stock' } },
      ingress: [{ from: [peer('web')], ports: [{ port: 8080 }] }],
      policyTypes: ['Ingress'],
    },
  });
  const rule = (spec: object, host = 'stock'): object => inShop('DestinationRule', 'stock', { spec: { host, ...spec } });
  const requests = (http: object): object =>
    inShop('VirtualService', 'stock', {
      spec: { hosts: ['stock.shop.svc.cluster.local'], http: [{ route: [{ destination: { host: 'stock' } }], ...http }] },
    });
  const base = [workload('web'), workload('stock'), flow];
  const traffic = (text: string) =>
    systemOf(text)
      .resolve()
      .system.traffic.map(({ name, ports }) => ({ name, ports }));

  test('workloads are in it, and how they are called is said again', () => {
    const trafficPolicy = {
      connectionPool: { tcp: { maxConnections: 20, connectTimeout: '2s' }, http: { http1MaxPendingRequests: 10, maxRetries: 5 } },
      outlierDetection: { consecutiveGatewayErrors: 3, interval: '1m', baseEjectionTime: '30s', maxEjectionPercent: 40 },
    };
    const retries = { attempts: 3, perTryTimeout: '2s', retryOn: 'connect-failure,refused-stream' };
    const text = importOf(...base, rule({ trafficPolicy }), requests({ timeout: '7s', retries }));
    expect(traffic(text)).toEqual([
      {
        name: 'stock',
        ports: [
          {
            number: 8080,
            requests: { spoken: 'http', timeoutSeconds: 7, retries: { of: 'unprocessed', attempts: 3, perTrySeconds: 2 } },
            connectionPool: { connections: 20, pendingRequests: 10, retries: 5, connectTimeoutSeconds: 2 },
            outlierDetection: { consecutiveErrors: 3, intervalSeconds: 60, ejectionSeconds: 30, maxEjectionPercent: 40 },
          },
        ],
      },
    ]);
    expect(notSaid(text)).toEqual([]);
  });

  test('what cannot be said stands beside it, by its path', () => {
    const trafficPolicy = {
      connectionPool: { tcp: { maxConnections: 20 } },
      loadBalancer: { simple: 'RANDOM' },
      outlierDetection: { consecutive5xxErrors: 3 },
    };
    const text = importOf(
      ...base,
      rule({ trafficPolicy, subsets: [{ name: 'v2' }] }),
      requests({ fault: { abort: { httpStatus: 500 } }, retries: { attempts: 2 } }),
    );
    expect(notSaid(text)).toEqual([
      'spec.http.0.fault.abort.httpStatus',
      'spec.http.0.retries.attempts',
      'spec.subsets.0.name',
      'spec.trafficPolicy.loadBalancer.simple',
      'spec.trafficPolicy.outlierDetection.consecutive5xxErrors',
    ]);
    expect(traffic(text)).toMatchObject([{ ports: [{ connectionPool: { connections: 20 } }] }]);
  });

  test.each([
    [
      'nobody of the mesh calls it',
      [
        workload('web', { 'sidecar.istio.io/inject': 'false' }),
        workload('stock'),
        flow,
        rule({ trafficPolicy: { connectionPool: { tcp: { maxConnections: 2 } } } }),
      ],
    ],
    ['it is for somebody else', [...base, rule({ trafficPolicy: { connectionPool: { tcp: { maxConnections: 2 } } } }, 'other')]],
    ['it says nothing that can be said', [...base, rule({ trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } })]],
    [
      'several are for one host',
      [
        ...base,
        rule({ trafficPolicy: { connectionPool: { tcp: { maxConnections: 2 } } } }),
        inShop('DestinationRule', 'two', { spec: { host: 'stock.shop', trafficPolicy: {} } }),
      ],
    ],
  ])('an object stays beside the program where %s', (_, objects) => {
    const text = importOf(...objects);
    expect(notSaid(text)).toContain('DestinationRule stock in shop');
    expect(traffic(text)).toEqual([]);
  });

  test('names that proxies are told of are flows of their pods', () => {
    const entry = inShop('ServiceEntry', 'psp', {
      spec: {
        hosts: ['api.psp.example'],
        resolution: 'DNS',
        location: 'MESH_EXTERNAL',
        ports: [{ number: 443, name: 'tls', protocol: 'TLS' }],
      },
    });
    const scope = inShop('Sidecar', 'web', {
      spec: { workloadSelector: { labels: { app: 'web' } }, egress: [{ hosts: ['./api.psp.example', 'shop/stock'] }] },
    });
    const text = importOf(...base, entry, scope);
    const { flows } = systemOf(text).resolve().system;
    expect(
      flows.filter(({ to }) => to.name === 'api.psp.example').map(({ from, dialledPorts }) => [from.name, dialledPorts[0]?.from]),
    ).toEqual([['web', 443]]);
    expect(notSaid(text)).toEqual(['Sidecar web in shop']);
    expect(notSaid(importOf(...base, entry))).toEqual(['ServiceEntry psp in shop']);
  });

  test('a mesh of nodes is one, of which nothing more is said', () => {
    const text = importOf(
      inShop('Namespace', 'shop', { metadata: { name: 'shop', labels: { 'istio.io/dataplane-mode': 'ambient' } } }),
      ...['web', 'stock'].map((name) => workload(name, { 'sidecar.istio.io/inject': undefined })),
      flow,
      rule({ trafficPolicy: { connectionPool: { tcp: { maxConnections: 2 } } } }),
    );
    expect(text).toContain('MeshMode.AMBIENT');
    expect(notSaid(text)).toContain('DestinationRule stock in shop');
    systemOf(text).resolve();
  });
});
