import {
  type DatabaseConnection,
  EnvSource,
  External,
  type Microservice,
  Port,
  Secret,
  type SecretKey,
  type SecretProps,
  SecretStore,
} from '../../../src/model';
import { cluster, database, existingCluster, HTTP, secretOf, service, vm, type Yard } from '../fixture';
import { type ProblemCase, wrong } from './case';

const because = 'test';
const STORE = SecretStore.clusterWide('vault');

const secret = (when: string, props: Partial<SecretProps>, says: readonly string[], fix: string, code = 'INVALID_SECRET'): ProblemCase => ({
  when,
  code,
  path: 'yard/secret',
  says,
  fix: [fix],
  build: (y) => new Secret(y.system, 'secret', { store: STORE, keys: { key: { path: 'a' } }, ...props }),
});

/** A workload with a connection in its variable X. */
const connected = (y: Yard, x: EnvSource, k8s = cluster(y)): Microservice => service(k8s, 'order-service', { env: { X: x } });

export const SECRETS: readonly ProblemCase[] = [
  secret('a Secret has no keys', { keys: {} }, ['it has none'], 'Name the keys'),
  secret('a key is none', { keys: { 'a b': { path: 'a' } } }, ['keys', 'not repeated'], 'letters, digits'),
  secret('a key is nowhere', { keys: { key: { path: ' ' } } }, ['keys.key.path'], 'in the store'),
  secret('a docker config has other keys', { type: 'kubernetes.io/dockerconfigjson' }, ['.dockerconfigjson'], 'Add it'),
  secret('the name of a Secret is none', { name: 'A' }, ['"A"'], 'lower-case', 'INVALID_OBJECT_NAME'),
  secret('the name of a store is none', { store: SecretStore.inNamespace('A') }, ['store', '"A"'], 'lower-case', 'INVALID_OBJECT_NAME'),
  secret('the value of a key is given', { keys: wrong({ key: 'hunter2' }) }, ['keys', 'a reference'], 'secret.key', 'SECRET_GIVEN'),
  {
    when: 'a password is given in the place of a key of a Secret',
    code: 'SECRET_GIVEN',
    path: 'yard/db',
    says: ['password', 'a reference'],
    fix: ['secret.key'],
    build: (y) => database(y, 'db', { roles: { app: { password: wrong<SecretKey>('hunter2') } } }),
  },
  ...(
    [
      ['an access token', `ghp_${'a1B2'.repeat(9)}`, 'an access token'],
      ['a key of a cloud', 'AKIAIOSFODNN7EXAMPLE', 'an access token'],
      ['a password in a URI', 'postgresql://app:hunter2@db.yard.svc:5432/app', 'a password'],
    ] as const
  ).map(
    ([what, value, says]): ProblemCase => ({
      when: `a variable holds ${what}`,
      code: 'SECRET_GIVEN',
      path: 'yard/k8s/order-service',
      says: ['"env.X"', says],
      fix: [what.includes('URI') ? 'EnvSource.expand' : 'secret.key'],
      build: (y) => service(cluster(y), 'order-service', { env: { X: value } }),
    }),
  ),
  {
    when: 'images are pulled with a Secret of another type',
    code: 'INVALID_SECRET',
    path: 'yard/a',
    says: ['dockerconfigjson', '"Opaque"'],
    fix: ['that type'],
    build: (y) => service(cluster(y), 'api', { imagePullSecrets: [Secret.fromExisting(y.system, 'a', { keys: ['.dockerconfigjson'] })] }),
  },
  {
    when: 'two Secrets have one name',
    code: 'SECRET_TWICE',
    path: 'yard/b',
    says: ['"same"', 'yard/a'],
    fix: ['another `name`'],
    build: (y) => {
      for (const id of ['a', 'b']) Secret.fromExisting(y.system, id, { name: 'same', keys: ['key'] });
    },
  },
  {
    when: 'a key is listed twice',
    code: 'INVALID_SECRET',
    path: 'yard/a',
    says: ['twice'],
    fix: ['once'],
    build: (y) => Secret.fromExisting(y.system, 'a', { keys: ['key', 'key'] }),
  },
  {
    when: 'a Secret lacks the key that is asked of it',
    code: 'UNKNOWN_SECRET_KEY',
    path: 'yard/k8s/order-service',
    says: ['"db"', '"pasword"', 'password, user'],
    fix: ['Use one of these'],
    build: (y) => connected(y, EnvSource.secret(Secret.fromExisting(y.system, 'db', { keys: ['password', 'user'] }).key('pasword'))),
  },
  {
    when: 'a Secret lacks the key that pods would start without',
    code: 'UNKNOWN_SECRET_KEY',
    path: 'yard/k8s/order-service',
    says: ['"db"', '"pasword"'],
    fix: ['Use one of these'],
    build: (y) => connected(y, EnvSource.secret(secretOf(y, 'db', 'password').key('pasword'), { optional: true })),
  },
  {
    when: 'a workload is told of a machine that it may not reach',
    code: 'CONNECTION_WITHOUT_FLOW',
    path: 'yard/k8s/order-service',
    says: ['env.X', 'orders-db', 'tcp/5432'],
    fix: ["system.policy.allow(orderService, ordersDb, { because: '…' })"],
    build: (y) => connected(y, database(y, 'orders-db').connection().host),
  },
  {
    when: 'a workload is told of another port than it may reach',
    code: 'CONNECTION_WITHOUT_FLOW',
    path: 'yard/k8s/order-service',
    says: ['env.X', 'web', 'tcp/9000'],
    fix: ["system.policy.allow(orderService, web, { ports: [Port.tcp(9000, 'admin')], because: '…' })"],
    build: (y) => {
      const admin = Port.tcp(9000, 'admin');
      const web = vm(y, 'web', { listens: [HTTP, admin] });
      y.system.policy.allow(connected(y, web.connection({ port: admin }).host), web, { because, ports: [HTTP] });
    },
  },
  {
    when: 'a file of a helper is for a connection that no flow allows',
    code: 'CONNECTION_WITHOUT_FLOW',
    path: 'yard/k8s/order-service',
    says: ['sidecars.proxy.files./etc/app/a', 'web'],
    fix: ['system.policy.allow'],
    build: (y) => {
      const file = vm(y, 'web')
        .connection()
        .file(({ host }) => host);
      service(cluster(y), 'order-service', { sidecars: [{ name: 'proxy', image: 'r.example/p:1', files: { '/etc/app/a': file } }] });
    },
  },
  {
    when: 'which port of a machine is meant is not known',
    code: 'CONNECTION_WITHOUT_PORT',
    path: 'yard/k8s/order-service',
    says: ['env.X', 'web', 'tcp/8080, tcp/9000'],
    fix: ['connection({ port'],
    build: (y) => connected(y, vm(y, 'web', { listens: [HTTP, Port.tcp(9000)] }).connection().host),
  },
  ...(
    [
      ['a port is a number', (y) => vm(y, 'web').connection({ port: wrong(8080) }).host, 'connection({ port })', 'a Port', 'INVALID_VALUE'],
      [
        'a user is a number',
        (y) => database(y, 'db').connection({ user: wrong(5) }).user,
        'connection({ user })',
        'a name',
        'INVALID_VALUE',
      ],
      ['a user has no name', (y) => database(y, 'db').connection({ user: '' }).user, 'connection({ user })', 'a name', 'INVALID_VALUE'],
      [
        'a database is two lines',
        (y) => database(y, 'db').connection({ database: 'a\nb' }).host,
        'connection({ database })',
        'a name',
        'INVALID_VALUE',
      ],
      [
        'a query begins as it stands in the URL',
        (y) => database(y, 'db').connection().url({ scheme: 'postgresql', query: '?sslmode=require' }),
        'url({ query })',
        'sslmode=require',
        'INVALID_VALUE',
      ],
      [
        'a query has a blank',
        (y) => vm(y, 'web').connection().url({ scheme: 'http', query: 'a=b c' }),
        'url({ query })',
        'sslmode=require',
        'INVALID_VALUE',
      ],
      [
        'a password is text',
        (y) => database(y, 'db').connection({ password: wrong('hunter2') }).password,
        'connection({ password })',
        'secret.key',
        'SECRET_GIVEN',
      ],
      ['a URL has no scheme', (y) => vm(y, 'web').connection().url(wrong(undefined)), 'url({ scheme })', 'scheme', 'MISSING_VALUE'],
      [
        'a URL has a scheme that is none',
        (y) => vm(y, 'web').connection().url({ scheme: 'ht tp' }),
        'url({ scheme })',
        'scheme',
        'INVALID_VALUE',
      ],
      [
        'a prop of a URL is misspelt',
        (y) =>
          vm(y, 'web')
            .connection()
            .url(wrong({ scheme: 'http', querry: 'a' })),
        'url(…).querry',
        '"query"',
        'UNKNOWN_PROP',
      ],
      ['a prop is misspelt', (y) => vm(y, 'web').connection(wrong({ prt: HTTP })).host, 'connection(…).prt', '"port"', 'UNKNOWN_PROP'],
      [
        'what is no database is asked for a user',
        (y) => wrong<DatabaseConnection>(vm(y, 'web').connection()).user,
        'connection().user',
        'as text',
        'REFUSED_PROP',
      ],
      [
        'text of what is no database is made of a user',
        (y) => wrong<DatabaseConnection>(vm(y, 'web').connection()).text(({ host, user }) => `${user}@${host}`),
        'text(…)',
        'as text',
        'REFUSED_PROP',
      ],
      ['text is made by no function', (y) => vm(y, 'web').connection().text(wrong('x')), 'text(…)', 'a function', 'INVALID_VALUE'],
      [
        'text is made that is none',
        (y) =>
          vm(y, 'web')
            .connection()
            .text(() => wrong(8080)),
        'env.X.value',
        'text',
        'INVALID_VALUE',
      ],
    ] as readonly (readonly [string, (y: Yard) => EnvSource, string, string, string])[]
  ).map(
    ([what, source, says, fix, code]): ProblemCase => ({
      when: `of a connection from plain JavaScript ${what}`,
      code,
      path: 'yard/k8s/order-service',
      says: [`${says}"`],
      fix: [fix],
      build: (y) => connected(y, source(y)),
      // Nothing else is wrong with these.
      with: code.endsWith('_PROP') ? ['CONNECTION_WITHOUT_FLOW'] : [],
    }),
  ),
  {
    when: 'a service is not served at the port that is meant',
    code: 'CONNECTION_TO_CLOSED_PORT',
    path: 'yard/k8s/order-service',
    says: ['env.X', 'other at tcp/9000', 'tcp/8080'],
    fix: ['`morePorts`'],
    build: (y) => {
      const k8s = cluster(y);
      const other = service(k8s, 'other');
      const user = service(k8s, 'order-service', { env: { X: other.connection({ port: Port.tcp(9000) }).host } });
      y.system.policy.allow(user, other, { ports: [Port.tcp(9000)], because: 'test' });
    },
  },
  {
    when: 'an External has no name and many addresses',
    code: 'CONNECTION_WITHOUT_NAME',
    path: 'yard/k8s/order-service',
    says: ['env.X', 'partners'],
    fix: ['`hostname`'],
    build: (y) => {
      const partners = External.cidr('192.0.2.64/28', { name: 'partners', listens: [HTTP] });
      y.system.policy.allow(connected(y, partners.connection().host), partners, { because });
    },
  },
  {
    when: 'a password is asked for that is in no Secret',
    code: 'CONNECTION_WITHOUT_PASSWORD',
    path: 'yard/k8s/order-service',
    says: ['env.X', 'db'],
    fix: ['password: secret.key'],
    build: (y) => {
      const db = database(y, 'db');
      y.system.policy.allow(connected(y, db.connection().password, existingCluster(y)), db, { because });
    },
  },
  {
    when: "a user's password is asked for, and that of the owner alone is known",
    code: 'CONNECTION_WITHOUT_PASSWORD',
    path: 'yard/k8s/order-service',
    says: ['env.X', '"reader" of db'],
    fix: ['the connection `password', 'roles: {'],
    build: (y) => {
      const db = database(y, 'db', {
        roles: { app: { password: secretOf(y, 'login', 'password').key('password') }, reader: { reads: ['app'] } },
      });
      y.system.policy.allow(connected(y, db.connection({ user: 'reader' }).password, existingCluster(y)), db, { because });
    },
  },
];
