import { DatabaseEngine, DatabaseTls, type DatabaseVmProps, Image, Secret, type UrlProps } from '../../../src/model';
import { synthKubernetes } from '../../../src/testing';
import { AUTHORITY } from '../../first-boot-fixture';
import { database, existingCluster, service, yard } from '../../model/fixture';
import type { Manifest } from '../manifests';

const TRUSTED = '/etc/db/trusted.pem';
const KNOWN = DatabaseTls.variables({ authority: AUTHORITY });

/** The URL that a service is told of, and all manifests beside. */
function told(
  tls: DatabaseTls | undefined,
  url: UrlProps,
  props: Partial<DatabaseVmProps> = {},
): { readonly url: string; readonly manifests: string } {
  const y = yard();
  const db = database(y, 'db', { ...props, ...(tls && { tls }) });
  const files = url.trusted === undefined ? {} : { files: { [url.trusted]: db.connection().trusted } };
  const web = service(existingCluster(y), 'web', { env: { URL: db.connection().url(url) }, ...files });
  y.system.policy.allow(web, db, { because: 'test' });
  const manifests = synthKubernetes(y.system);
  const all = JSON.stringify(manifests);
  const [, found = ''] = /"name":"URL","value":"([^"]+)"/.exec(all) ?? [];
  return { url: found, manifests: all };
}

const HOST = 'db.yard.svc';
const RABBITMQ = { engine: DatabaseEngine.rabbitmq('3.10') };
const REDIS = { engine: DatabaseEngine.redis('7') };
const MONGODB = {
  engine: DatabaseEngine.mongodb('8.0'),
  image: Image.file('/images/guest.qcow2', { version: '1', preinstalled: true }),
};

test.each<[scheme: string, props: Partial<DatabaseVmProps>, checked: string, unchecked: string]>([
  [
    'postgresql',
    {},
    `postgresql://${HOST}:5432/app?sslmode=verify-full&sslrootcert=${TRUSTED}`,
    `postgresql://${HOST}:5432/app?sslmode=require`,
  ],
  [
    'jdbc:mariadb',
    { engine: DatabaseEngine.mariadb('10.11') },
    `jdbc:mariadb://${HOST}:3306/app?sslMode=verify-full&serverSslCert=${TRUSTED}`,
    `jdbc:mariadb://${HOST}:3306/app?sslMode=trust`,
  ],
  ['amqp', RABBITMQ, `amqps://${HOST}:5671/app?cacertfile=${TRUSTED}&verify=verify_peer`, `amqps://${HOST}:5671/app?verify=verify_none`],
  [
    'mongodb',
    MONGODB,
    `mongodb://${HOST}:27017/app?tls=true&tlsCAFile=${TRUSTED}`,
    `mongodb://${HOST}:27017/app?tls=true&tlsAllowInvalidCertificates=true`,
  ],
  ['redis', REDIS, `rediss://${HOST}:6379/0`, `rediss://${HOST}:6379/0`],
])('%s: a driver is told whom to trust, or that nobody knows', (scheme, props, checked, unchecked) => {
  expect(told(KNOWN, { scheme, trusted: TRUSTED }, props).url).toBe(checked);
  expect(told(DatabaseTls.selfSigned(), { scheme }, props).url).toBe(unchecked);
  // As ever, where the server speaks in the clear.
  expect(told(undefined, { scheme }, props).url).toMatch(new RegExp(`^${scheme}://${HOST}:\\d+/\\w+$`));
});

test('what is said by the same names stays as it is, and so does what is said besides', () => {
  expect(told(KNOWN, { scheme: 'postgresql', query: 'sslmode=verify-ca&sslrootcert=/own.pem' }).url).toBe(
    `postgresql://${HOST}:5432/app?sslmode=verify-ca&sslrootcert=/own.pem`,
  );
  expect(told(KNOWN, { scheme: 'postgresql', query: 'connect_timeout=5', trusted: TRUSTED }).url).toBe(
    `postgresql://${HOST}:5432/app?sslmode=verify-full&sslrootcert=${TRUSTED}&connect_timeout=5`,
  );
});

test('MongoDB: where whoever logs in is known, unless that is said already', () => {
  const y = yard();
  const db = database(y, 'db', MONGODB);
  const password = Secret.fromExisting(y.system, 'login', { keys: ['password'] }).key('password');
  const env = {
    PASSWORD: db.connection({ password }).password,
    URL: db.connection().url({ scheme: 'mongodb', passwordFrom: 'PASSWORD', query: 'appName=web' }),
    OTHER: db.connection().url({ scheme: 'mongodb', passwordFrom: 'PASSWORD', query: 'authSource=app' }),
  };
  y.system.policy.allow(service(existingCluster(y), 'web', { env }), db, { because: 'test' });
  const all = JSON.stringify(synthKubernetes(y.system));
  expect(all).toContain(`"name":"URL","value":"mongodb://app:$(PASSWORD)@${HOST}:27017/app?authSource=admin&appName=web"`);
  expect(all).toContain(`"name":"OTHER","value":"mongodb://app:$(PASSWORD)@${HOST}:27017/app?authSource=app"`);
});

test('the certificate of the authority is a file of the pod, out of a ConfigMap', () => {
  const { manifests } = told(KNOWN, { scheme: 'postgresql', trusted: TRUSTED });
  const maps = (Object.values(JSON.parse(manifests)) as Manifest[][]).flat().filter(({ kind }) => kind === 'ConfigMap');
  expect(maps.some((map) => JSON.stringify(map).includes(JSON.stringify(AUTHORITY).slice(1, -1)))).toBe(true);
});
