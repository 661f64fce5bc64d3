import {
  CpuFeaturePolicy,
  CpuMode,
  DatabaseEngine,
  DatabaseTls,
  type DatabaseVmProps,
  External,
  GuestOs,
  Image,
  PodEgress,
  Repository,
} from '../../../src/model';
import { AUTHORITY, LEAF } from '../../first-boot-fixture';
import { database, existingCluster, service, subnet, type Yard } from '../fixture';
import type { ProblemCase } from './case';

const because = 'test';
const AUDITORS = External.cidr('198.51.100.0/24', { name: 'auditors' });
const REDIS = DatabaseEngine.redis('7');
const MONGODB = DatabaseEngine.mongodb('8.0');
const PREINSTALLED = Image.file('/images/guest.qcow2', { version: '1', preinstalled: true });

/** A service that logs in to a machine, and may reach it. */
function client(y: Yard, props: Partial<DatabaseVmProps>, login: { readonly user?: string; readonly database?: string }): void {
  const db = database(y, 'db', props);
  const k8s = existingCluster(y);
  y.system.policy.allow(service(k8s, 'web', { env: { X: db.connection(login).user } }), db, { because });
}

/** A service that is told of an encrypted connection by a URL. */
function encryptedClient(y: Yard, { trusted }: { readonly trusted?: string }): void {
  const db = database(y, 'db', { tls: DatabaseTls.variables({ authority: AUTHORITY }) });
  const url = db.connection().url({ scheme: 'postgresql', ...(trusted !== undefined && { trusted }) });
  y.system.policy.allow(service(existingCluster(y), 'web', { env: { X: url } }), db, { because });
}

const wrong = (
  when: string,
  code: string,
  props: Partial<DatabaseVmProps>,
  says: readonly string[],
  fix: readonly string[],
): ProblemCase => ({ when, code, path: 'yard/db', says, fix, build: (y) => database(y, 'db', props) });

const SEVERAL: Partial<DatabaseVmProps> = { databases: { shop: {}, audit: {} }, roles: { reader: { reads: ['shop'] } } };

/** Databases of one machine, and who logs in to them. */
export const DATABASES: readonly ProblemCase[] = [
  wrong('a server has no database', 'NO_DATABASES', { databases: {} }, ['"databases" is empty'], ['orders: {}']),
  wrong('a role has no rights', 'ROLE_WITHOUT_RIGHTS', { roles: { reader: {} } }, ['"reader"', 'There are: app'], ["reads: ['app']"]),
  wrong(
    'a role reads what there is not',
    'UNKNOWN_DATABASE',
    { roles: { reader: { reads: ['shop'] } } },
    ['"reader" reads "shop"', 'There are: app'],
    ['`databases`'],
  ),
  wrong(
    'a role writes what there is not',
    'UNKNOWN_DATABASE',
    { roles: { clerk: { writes: ['shop'] } } },
    ['"clerk" writes "shop"'],
    ['`databases`'],
  ),
  wrong('a role is called as none can be', 'INVALID_ROLE_NAME', { roles: { Reader: { reads: ['app'] } } }, ['"Reader"'], ['1 to 32']),
  wrong(
    'a store of keys has databases',
    'ENGINE_LACKS',
    { engine: REDIS, databases: { app: {} } },
    ['"databases"', 'redis'],
    ['Leave "databases" out'],
  ),
  wrong(
    'a broker is given SQL',
    'ENGINE_LACKS',
    { engine: DatabaseEngine.rabbitmq('3.10'), databases: { app: { initialSql: 'SELECT 1;' } } },
    ['"initialSql"', 'rabbitmq'],
    ['Leave "initialSql" out'],
  ),
  wrong(
    'a server of its maker is to come from nowhere',
    'ENGINE_REPOSITORY_MISSING',
    { engine: MONGODB },
    ['No distribution has mongodb-8.0'],
    ["Repository.apt({ url: 'https://repo.mongodb.org/apt/debian', suites: ['bookworm/mongodb-org/8.0'], key })", 'server-8.0.asc'],
  ),
  wrong(
    'a server of its maker is to come from the repository of another version',
    'ENGINE_REPOSITORY_MISSING',
    {
      engine: MONGODB,
      os: GuestOs.rocky9(),
      firstBoot: { repositories: { old: Repository.dnf({ url: 'https://repo.mongodb.org/yum/redhat/9/mongodb-org/7.0/x86_64/' }) } },
    },
    ['names none for it'],
    ["Repository.dnf({ url: 'https://repo.mongodb.org/yum/redhat/9/mongodb-org/8.0/x86_64/', key })"],
  ),
  wrong(
    'a server of its maker is to come to a system of one’s own',
    'ENGINE_REPOSITORY_MISSING',
    {
      engine: MONGODB,
      os: GuestOs.custom({
        like: GuestOs.debian12(),
        id: 'own',
        title: 'Own Linux',
        engines: { mongodb: { '8.0': ['mongodb-org-server'] } },
      }),
    },
    ['mongodb-8.0'],
    ['the one for Own Linux'],
  ),
  wrong(
    'a processor has not what a server needs',
    'ENGINE_NEEDS_PROCESSOR',
    { engine: MONGODB, image: PREINSTALLED, hardware: { cpu: { mode: CpuMode.CUSTOM, model: 'Westmere' } } },
    ['mongodb-8.0', 'AVX', 'the model Westmere has none'],
    ['SandyBridge'],
  ),
  wrong(
    'what a server needs of its processor is left out',
    'ENGINE_NEEDS_PROCESSOR',
    { engine: MONGODB, image: PREINSTALLED, hardware: { cpu: { features: { avx: CpuFeaturePolicy.DISABLE } } } },
    ['leaves it out (disable)'],
    ['Leave `hardware.cpu` out'],
  ),
  wrong(
    'a replica set is to be made of standbys',
    'REPLICAS_NOT_SET_UP',
    { engine: MONGODB, image: PREINSTALLED, replicas: { 'db-2': { onPrimaryHost: { because } } } },
    ['mongodb', 'elect their primary themselves'],
    ['Leave "replicas" out'],
  ),
  wrong(
    'a store of keys lists no clients by address',
    'ENGINE_LACKS',
    { engine: REDIS, roles: { reader: { reads: ['*'], from: [AUDITORS] } } },
    ['"from"', 'redis'],
    ['Leave "from" out'],
  ),
  wrong(
    'a pattern of keys has a blank',
    'INVALID_KEY_PATTERN',
    { engine: REDIS, roles: { reader: { reads: ['orders:* ~*'] } } },
    ['"reader"', '"orders:* ~*"'],
    ['orders:*'],
  ),
  wrong(
    'an old store of keys is to tell what is read from what is written',
    'MIXED_KEY_RIGHTS',
    { os: GuestOs.ubuntu2204(), engine: DatabaseEngine.redis('6'), roles: { clerk: { reads: ['a:*'], writes: ['b:*'] } } },
    ['"clerk"', 'redis-6'],
    ['version 7'],
  ),
  {
    when: 'an address of those who may log in is none',
    code: 'INVALID_CIDR',
    path: 'External "auditors"',
    says: ['198.51.100.0/33'],
    fix: ['prefix length'],
    build: (y) =>
      database(y, 'db', { roles: { reader: { reads: ['app'], from: [External.cidr('198.51.100.0/33', { name: 'auditors' })] } } }),
  },
  {
    when: 'two roles have one Terraform variable',
    code: 'DERIVED_NAME_CLASH',
    path: 'yard/db',
    says: ['Terraform variable "db_a_b_verifier"'],
    fix: ['Rename'],
    build: (y) => database(y, 'db', { roles: { 'a-b': { reads: ['app'] }, a_b: { reads: ['app'] } } }),
  },
  wrong(
    'a store of keys is to have standbys',
    'ENGINE_LACKS',
    { engine: REDIS, replicas: { 'db-2': { onPrimaryHost: { because } } } },
    ['"replicas"', 'redis'],
    ['Leave "replicas" out'],
  ),
  wrong(
    'an old engine is to have standbys',
    'REPLICAS_OF_OLD_ENGINE',
    { engine: DatabaseEngine.postgresql('10'), os: GuestOs.rhel8(), replicas: { 'db-2': { onPrimaryHost: { because } } } },
    ['postgresql-10', 'older than 12'],
    ['version 12'],
  ),
  wrong(
    'a standby has no other host than its primary',
    'REPLICA_ON_PRIMARY_HOST',
    { replicas: { 'db-2': {} } },
    ['"db-2"', 'on kvm alone', 'fail together'],
    ['onPrimaryHost'],
  ),
  wrong(
    'a standby is on the host of its primary without a reason',
    'WAIVER_WITHOUT_REASON',
    { replicas: { 'db-2': { onPrimaryHost: { because: ' ' } } } },
    ['"db-2"', 'without a reason'],
    ['because'],
  ),
  {
    when: 'a connection that only reads leads to a database without standbys',
    code: 'REFUSED_PROP',
    path: 'yard/k8s/web',
    says: ['connection({ readOnly })', 'no replicas'],
    fix: ['replicas: {'],
    build: (y) => {
      const db = database(y, 'db', {});
      const web = service(existingCluster(y), 'web', { env: { X: db.connection({ readOnly: true }).host } });
      y.system.policy.allow(web, db, { because });
    },
  },
  {
    when: 'a connection that only reads has no flow to all standbys',
    code: 'CONNECTION_WITHOUT_FLOW',
    path: 'yard/k8s/web',
    says: ['env.X', 'db-ro', 'tcp/5432'],
    fix: ['system.policy.allow(web, db.replicas,'],
    build: (y) => {
      const here = { onPrimaryHost: { because } };
      const db = database(y, 'db', { replicas: { 'db-2': here, 'db-3': here } });
      const web = service(existingCluster(y), 'web', { env: { X: db.connection({ readOnly: true }).host } });
      y.system.policy.allow(web, [db, ...db.replicas.slice(0, 1)], { because });
    },
  },
  wrong(
    'an authority is no certificate',
    'INVALID_DATABASE_TLS',
    { tls: DatabaseTls.variables({ authority: 'none' }) },
    ['tls.authority', 'no certificate in PEM form'],
    ['readFileSync'],
  ),
  wrong(
    'what is to be an authority is none',
    'INVALID_DATABASE_TLS',
    { tls: DatabaseTls.variables({ authority: LEAF }) },
    ['tls.authority', '"CN=leaf"', 'no authority'],
    ['readFileSync'],
  ),
  wrong(
    'the certificate of a machine is none',
    'INVALID_DATABASE_TLS',
    { tls: DatabaseTls.selfSigned({ certificate: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n' }) },
    ['tls.certificate', 'no certificate in PEM form'],
    ['/srv/database/tls/certificate.pem'],
  ),
  wrong(
    'a key has no path',
    'INVALID_DATABASE_TLS',
    { tls: DatabaseTls.files({ authority: AUTHORITY, certificate: '/etc/pki/db.pem', key: 'db.key; reboot' }) },
    ['tls.key', '"db.key; reboot"'],
    ['/etc/pki/database.pem'],
  ),
  wrong(
    'a key is in the file of its certificate',
    'INVALID_DATABASE_TLS',
    { tls: DatabaseTls.files({ authority: AUTHORITY, certificate: '/etc/pki/db.pem', key: '/etc/pki/db.pem' }) },
    ['tls.key', 'others may read'],
    ['a file of its own'],
  ),
  {
    when: 'a URL does not say whom to trust',
    code: 'CONNECTION_UNCHECKED',
    path: 'yard/k8s/web',
    says: ['env.X', 'db', 'who answers'],
    fix: ['database.connection().trusted'],
    build: (y) => encryptedClient(y, {}),
  },
  {
    when: 'a URL names a file that the container does not have',
    code: 'CONNECTION_UNCHECKED',
    path: 'yard/k8s/web',
    says: ['env.X', '/etc/db/trusted.pem', 'does not have'],
    fix: ["files: { '/etc/db/trusted.pem':"],
    build: (y) => encryptedClient(y, { trusted: '/etc/db/trusted.pem' }),
  },
  {
    when: 'a connection is asked for what nobody has said to trust',
    code: 'REFUSED_PROP',
    path: 'yard/k8s/web',
    says: ['connection().trusted', 'nothing says'],
    fix: ['DatabaseTls.variables'],
    build: (y) => {
      const db = database(y, 'db', { tls: DatabaseTls.selfSigned() });
      const k8s = existingCluster(y);
      y.system.policy.allow(service(k8s, 'web', { files: { '/etc/db/trusted.pem': db.connection().trusted } }), db, { because });
    },
  },
  {
    when: 'a connection does not say which of several databases is meant',
    code: 'LOGIN_NOT_TOLD',
    path: 'yard/k8s/web',
    says: ['env.X', 'db', 'audit, shop'],
    fix: ['connection({ database'],
    build: (y) => client(y, SEVERAL, {}),
  },
  {
    when: 'a connection is made as somebody whom nobody makes',
    code: 'LOGIN_REFUSED',
    path: 'yard/k8s/web',
    says: ['"app" on db as "reader"', 'app in app'],
    fix: ["'reader': { reads: ['app'] }"],
    build: (y) => client(y, {}, { user: 'reader', database: 'app' }),
  },
  {
    when: 'a connection is made to a database that its role has no rights in',
    code: 'LOGIN_REFUSED',
    path: 'yard/k8s/web',
    says: ['"audit" on db as "reader"', 'reader in shop'],
    fix: ["reads: ['audit']"],
    build: (y) => client(y, SEVERAL, { user: 'reader', database: 'audit' }),
  },
  {
    when: 'a connection is made to a database that there is not',
    code: 'LOGIN_REFUSED',
    path: 'yard/k8s/web',
    says: ['"old" on db,', 'app in app'],
    fix: ['`databases`'],
    build: (y) => client(y, {}, { database: 'old' }),
  },
  {
    when: 'a connection is made to a store of keys as somebody whom nobody makes',
    code: 'LOGIN_REFUSED',
    path: 'yard/k8s/web',
    says: ['as "clerk"', 'default'],
    fix: ["'clerk'"],
    build: (y) => client(y, { engine: REDIS }, { user: 'clerk' }),
  },
  {
    when: 'a role may not log in from where a workload is seen to come from',
    code: 'LOGIN_FROM_ELSEWHERE',
    path: 'yard/k8s/web',
    says: ['"reader"', 'from 10.1.6.0/24 alone', 'comes from 172.16.0.11/32'],
    fix: ['`from` of the role'],
    build: (y) => client(y, { roles: { reader: { reads: ['app'], from: [subnet(y, 'reports', 6)] } } }, { user: 'reader' }),
  },
  {
    when: 'a role may log in from the nodes of a cluster, whose pods keep their addresses',
    code: 'LOGIN_FROM_ELSEWHERE',
    path: 'yard/k8s/web',
    says: ['comes from 10.244.0.0/16'],
    fix: ['`from` of the role'],
    build: (y) => {
      const nodes = External.address('172.16.0.11', { name: 'node' });
      const db = database(y, 'db', { roles: { reader: { reads: ['app'], from: [nodes] } } });
      const k8s = existingCluster(y, 'k8s', { podEgress: PodEgress.NATIVE });
      y.system.policy.allow(service(k8s, 'web', { env: { X: db.connection({ user: 'reader' }).user } }), db, { because });
    },
  },
];
