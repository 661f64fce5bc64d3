import {
  DatabaseEngine,
  Duration,
  EnvGroup,
  EnvSource,
  External,
  FileSource,
  MeshMode,
  MeshProvider,
  Microservice,
  PodEgress,
  Port,
  Secret,
  SecretStore,
  ServiceMesh,
  type System,
  Volume,
} from '../../src';
import { synthKubernetes, synthTerraform } from '../../src/testing';
import { verify } from '../../src/verify';
import { bothListeners, gatewayOf } from '../gateway-fixture';
import type { Manifest } from '../kubernetes/manifests';
import { cluster, database, existingCluster, HTTP, namespace, service, vm, yard } from '../model/fixture';

const because = 'test';
const PARTNER = External.address('192.0.2.77', { hostname: 'partner.example', listens: [Port.tcp(443, 'https')] });
const ADDRESS = External.address('192.0.2.78', { listens: [Port.tcp(9000)] });

/** A workload that is connected with everything there is. */
const build = (podEgress: PodEgress, own: boolean) => (): System => {
  const y = yard();
  const east = own ? cluster(y, 'east', { podEgress }) : existingCluster(y, 'east', { podEgress });
  const west = existingCluster(y, 'west', {
    podEgress,
    podCidr: '10.245.0.0/16',
    serviceCidr: '10.112.0.0/16',
    services: '172.16.10.0/28',
    nodeAddresses: ['172.16.1.11'],
  });
  const password = new Secret(y.system, 'db-password', {
    store: SecretStore.clusterWide('vault'),
    keys: { password: { path: 'shop/db', property: 'value', version: '3' } },
    refresh: Duration.minutes(5),
  });
  const token = Secret.fromExisting(y.system, 'partner', { name: 'partner-api', keys: ['token'] });
  const db = database(y, 'orders-db', {
    engine: DatabaseEngine.postgresql('15'),
    databases: { orders: {} },
    roles: { reader: { reads: ['orders'], password: password.key('password') } },
  });
  const erp = vm(y, 'erp');
  const near = service(east, 'near', { namespace: namespace(east, 'back') });
  const far = service(west, 'far');
  const connection = db.connection({ user: 'reader' });
  const user = new Microservice(east, 'user', {
    image: 'registry.example/user:1',
    port: HTTP,
    env: {
      DB_HOST: connection.host,
      DB_PORT: connection.port,
      DB_NAME: connection.database,
      DB_USER: connection.user,
      DB_PASSWORD: connection.password,
      DB_URL: connection.url({ scheme: 'postgresql', passwordFrom: 'DB_PASSWORD', query: 'sslmode=disable' }),
      ERP: erp.connection().text(({ host, port }) => `http://${host}:${port}/$(NAME)`),
      NEAR: near.connection().host,
      FAR: far.connection().host,
      PARTNER: PARTNER.connection().host,
      ADDRESS: ADDRESS.connection({ port: Port.tcp(9000) }).url({ scheme: 'tcp' }),
      TOKEN: EnvSource.secret(token.key('token')),
    },
    files: {
      '/etc/user/db.ini': connection.file(({ host, database: name }) => `[db]\nhost=${host}\nname=${name}\n`),
      '/etc/keys/password': FileSource.secret(password.key('password')),
    },
    command: ['/bin/user', erp.connection().url({ scheme: 'http' })],
  });
  y.system.policy.allow(user, [db, erp, near, far, PARTNER, ADDRESS], { because });
  return y.system;
};

const CASES = [PodEgress.MASQUERADE, PodEgress.NATIVE].flatMap((egress) => [true, false].map((own) => [egress, own] as const));
const objectsOf = (make: () => System): Manifest[] => Object.values(synthKubernetes(make())).flat() as unknown as Manifest[];

describe.each(CASES)('pods that leave by %s, on nodes of the system: %s', (egress, own) => {
  const make = build(egress, own);
  const all = objectsOf(make);
  const pods = all.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'user')?.spec.template.spec;
  const variable = (name: string) => pods.containers[0].env.find((each: { name: string }) => each.name === name);

  test('parts are what the user of the connection sees', () => {
    expect(variable('DB_HOST').value).toBe('orders-db.yard.svc');
    expect(variable('DB_PORT').value).toBe('5432');
    expect(variable('DB_NAME').value).toBe('orders');
    expect(variable('DB_USER').value).toBe('reader');
    expect(variable('DB_PASSWORD').valueFrom).toEqual({ secretKeyRef: { name: 'db-password', key: 'password' } });
    expect(variable('DB_URL').value).toBe('postgresql://reader:$(DB_PASSWORD)@orders-db.yard.svc:5432/orders?sslmode=disable');
    expect(variable('ERP').value).toBe('http://erp.yard.svc:8080/$$(NAME)');
    expect(variable('NEAR').value).toBe('near.back.svc');
    expect(variable('FAR').value).toBe('far.yard.internal');
    expect(variable('PARTNER').value).toBe('partner.example');
    expect(variable('ADDRESS').value).toBe('tcp://192.0.2.78:9000/');
    expect(variable('TOKEN').valueFrom).toEqual({ secretKeyRef: { name: 'partner-api', key: 'token' } });
    expect(pods.containers[0].command).toEqual(['/bin/user', 'http://erp.yard.svc:8080/']);
    const names = pods.containers[0].env.map((each: { name: string }) => each.name);
    expect(names.indexOf('DB_PASSWORD')).toBeLessThan(names.indexOf('DB_URL'));
  });

  test('a file can hold them', () => {
    const texts = all.filter(({ kind }) => kind === 'ConfigMap').flatMap(({ data }) => Object.values(data ?? {}));
    expect(texts).toContain('[db]\nhost=orders-db.yard.svc\nname=orders\n');
  });

  test('names are those of Services that are there, or ones that somebody tells', () => {
    const services = all.filter(({ kind }) => kind === 'Service').map(({ metadata }) => `${metadata.name}.${metadata.namespace}.svc`);
    expect(services).toEqual(expect.arrayContaining(['orders-db.yard.svc', 'erp.yard.svc', 'near.back.svc']));
    const { subnets, prerequisites } = make().resolve().system;
    const told = subnets.find(({ name }) => name === 'east-nodes')?.records.flatMap(({ names }) => names) ?? [];
    const asked = ['far.yard.internal', 'partner.example'];
    if (own) expect(told).toEqual(expect.arrayContaining(asked));
    else
      expect(prerequisites).toEqual(
        expect.arrayContaining(asked.map((name) => `Cluster east: its DNS tells pods the address of ${name}.`)),
      );
  });

  test('the outputs let them through', () => {
    const found = verify({ system: make().resolve().system, terraform: synthTerraform(make()), kubernetes: synthKubernetes(make()) });
    expect(found.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([]);
  });
});

describe('secrets', () => {
  const make = build(PodEgress.MASQUERADE, true);

  test('of a store are made by the operator, where they are needed', () => {
    const made = objectsOf(make).filter(({ kind }) => kind === 'ExternalSecret');
    expect(made).toMatchObject([
      {
        apiVersion: 'external-secrets.io/v1',
        metadata: { name: 'db-password', namespace: 'yard' },
        spec: {
          secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' },
          refreshInterval: '300s',
          target: { name: 'db-password', creationPolicy: 'Owner' },
          data: [{ secretKey: 'password', remoteRef: { key: 'shop/db', property: 'value', version: '3' } }],
        },
      },
    ]);
    expect(Object.keys(synthKubernetes(make()))).toContain('east/30-secrets.k8s.yaml');
  });

  test('have to be there, with their keys', () => {
    expect(make().resolve().system.prerequisites).toEqual(
      expect.arrayContaining([
        'Cluster east: External Secrets Operator 0.16 or later runs with its CRDs (external-secrets.io/v1).',
        'Cluster east: the ClusterSecretStore vault exists and has shop/db, property value, version 3: the key password of the Secret yard/db-password.',
        'Cluster east: the Secret yard/partner-api exists, with the key token.',
        expect.stringMatching(/^Terraform variable orders_db_reader_verifier: .* of what the key password of the Secret db-password holds/),
      ]),
    );
    expect(
      make()
        .resolve()
        .system.prerequisites.filter((line) => /Secret yard\/db-password exists/.test(line)),
    ).toEqual([]);
  });
});

test('Secrets of a store are made for whatever refers to them: whole, optional, for a gateway', () => {
  const make = () => {
    const y = yard();
    const stored = (id: string, ...keys: readonly string[]) =>
      new Secret(y.system, id, {
        store: SecretStore.clusterWide('vault'),
        ...(id === 'tls' && { type: 'kubernetes.io/tls' as const }),
        keys: Object.fromEntries(keys.map((key) => [key, { path: id }])),
      });
    const k8s = cluster(y, 'k8s');
    const web = service(k8s, 'web', {
      namespace: namespace(k8s, 'front'),
      env: { KEY: EnvSource.secret(stored('optional', 'key').key('key'), { optional: true }) },
      envFrom: [{ source: EnvGroup.secret(stored('variables', 'A', 'B')) }],
      volumes: { '/keys': Volume.secret(stored('folder', 'a', 'b')) },
    });
    gatewayOf(k8s, 'gate', { '/': web }, { listeners: bothListeners(stored('tls', 'tls.crt', 'tls.key')) });
    stored('unused', 'key');
    return y.system;
  };
  const made = objectsOf(make).filter(({ kind }) => kind === 'ExternalSecret');
  expect(made.map(({ metadata: { name, namespace: where } }) => `${where}/${name}`).sort()).toEqual([
    'front/folder',
    'front/optional',
    'front/variables',
    'yard/tls',
  ]);
  expect(made.find(({ metadata }) => metadata.name === 'tls')?.spec.target.template).toMatchObject({ type: 'kubernetes.io/tls' });
  expect(
    make()
      .resolve()
      .system.prerequisites.filter((line) => /Secret \S+ (of type \S+ )?exists/.test(line)),
  ).toEqual([]);
});

test('images are pulled with Secrets of the system, the cluster and the workload, which have to be there', () => {
  const make = () => {
    const y = yard();
    const docker = (id: string, pullsImages = false) =>
      Secret.fromExisting(y.system, id, { type: 'kubernetes.io/dockerconfigjson', pullsImages, keys: ['.dockerconfigjson'] });
    const [here, own] = [docker('here'), docker('own')];
    docker('all', true);
    const k8s = cluster(y, 'k8s', { imagePullSecrets: [here] });
    service(k8s, 'a', { imagePullSecrets: [own] });
    service(k8s, 'b');
    return y.system;
  };
  const deployments = objectsOf(make).filter(({ kind }) => kind === 'Deployment');
  expect(deployments.map(({ spec }) => spec.template.spec.imagePullSecrets)).toEqual([
    [{ name: 'all' }, { name: 'here' }, { name: 'own' }],
    [{ name: 'all' }, { name: 'here' }],
  ]);
  expect(make().resolve().system.prerequisites).toContain('Cluster k8s: the Secret yard/own exists, with the key .dockerconfigjson.');
});

/** What Terraform is told of a cluster's nodes and a database. */
const SECRETS = ['east_encryption_key', 'east_join_token', 'orders_db_orders_verifier', 'orders_db_reader_verifier'];

test('whatever the environment holds when outputs are made, they do not', () => {
  const canary = 'canary-7f3a';
  const before = { ...process.env };
  const secrets = Object.fromEntries(SECRETS.map((name) => [`TF_VAR_${name}`, canary]));
  Object.assign(process.env, { ...secrets, DB_PASSWORD: canary, 'db-password': canary });
  try {
    const make = build(PodEgress.MASQUERADE, true);
    const { system, lock } = make().resolve();
    const outputs = { system, lock, terraform: synthTerraform(make()), kubernetes: synthKubernetes(make()) };
    expect(JSON.stringify(outputs)).toContain('db-password');
    expect(JSON.stringify(outputs)).not.toContain(canary);
    const { variable } = Object.values(outputs.terraform).find((file) => 'variable' in file) as { variable: Record<string, object> };
    expect(Object.keys(variable).sort()).toEqual(SECRETS);
    for (const each of Object.values(variable)) expect(each).toMatchObject({ sensitive: true });
    expect(JSON.stringify(variable)).not.toContain('"default"');
  } finally {
    process.env = before;
  }
});

test('a variable that is called like a secret, and is none, is warned of', () => {
  const y = yard();
  service(cluster(y), 'user', {
    env: { DB_PASSWORD: 'hunter2', TOKEN: '', ALLOW_EMPTY_PASSWORD: 'yes', SECRET: '/run/secrets/a', NAME: 'x' },
  });
  const found = y.system.resolve().warnings.filter(({ code }) => code === 'LITERAL_SECRET');
  expect(found.map(({ message }) => /variable (\S+)/.exec(message)?.[1])).toEqual(['DB_PASSWORD']);
  expect(found.map(({ message }) => message).join()).not.toContain('hunter2');
});

test('one that keeps clients to pods where a mesh chooses is warned of', () => {
  const y = yard();
  const k8s = cluster(y);
  const mesh = new ServiceMesh(k8s, 'mesh', { provider: MeshProvider.ISTIO, mode: MeshMode.AMBIENT });
  const sessionAffinity = Duration.minutes(5);
  service(k8s, 'inside', { mesh, sessionAffinity });
  service(k8s, 'outside', { sessionAffinity });
  const found = y.system.resolve().warnings.filter(({ code }) => code === 'AFFINITY_IGNORED');
  expect(found.map(({ path }) => path)).toEqual(['yard/k8s/inside']);
});

test('what a user is told does not change with flows', () => {
  const templates = (more: boolean) => {
    const make = () => {
      const y = yard();
      const k8s = cluster(y);
      const db = database(y, 'db');
      const user = service(k8s, 'user', { env: { HOST: db.connection().host } });
      const other = service(k8s, 'other');
      y.system.policy.allow(user, db, { because });
      if (more) y.system.policy.allow([user, other], [db, user, other], { because });
      return y.system;
    };
    return objectsOf(make).flatMap(({ kind, spec }) => (kind === 'Deployment' ? [spec.template] : []));
  };
  expect(templates(true)).toEqual(templates(false));
});
