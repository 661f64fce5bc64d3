import type { DatabaseRole, ResolvedDatabaseTls, ResolvedMachine, ResolvedOs } from '../../../src/model/resolved';
import { tlsVariables } from '../../../src/terraform/guest';
import { AUTHORITY } from '../../first-boot-fixture';
import { DATABASE, machine, OS } from './machines';
import { fileOf, inOrder, readCloudInit, settingsOf } from './render';

const COMMON = { names: ['db.shop.internal', 'db.shop.svc'], addresses: ['10.10.10.2'] };
const TLS: { readonly [B in ResolvedDatabaseTls['by']]: Extract<ResolvedDatabaseTls, { by: B }> } = {
  'self-signed': { by: 'self-signed', ...COMMON },
  variables: {
    ...{ by: 'variables', ...COMMON, trusted: AUTHORITY },
    ...{ certificateVariable: 'db_tls_certificate', keyVariable: 'db_tls_key' },
  },
  files: { by: 'files', ...COMMON, trusted: AUTHORITY, certificate: '/etc/pki/db.pem', key: '/etc/pki/db.key' },
};
const ENGINES: { readonly [E in DatabaseRole['engine']]: readonly [os: ResolvedOs, version: string, settings: string] } = {
  postgresql: [OS.debian12, '15', '/etc/isthmus/postgresql.conf'],
  mysql: [OS.ubuntu2204, '8.0', '/etc/isthmus/mysql.cnf'],
  mariadb: [OS.debian12, '10.11', '/etc/isthmus/mysql.cnf'],
  redis: [OS.debian12, '7', '/etc/isthmus/redis.conf'],
  valkey: [OS.ubuntu2404, '7', '/etc/isthmus/redis.conf'],
  rabbitmq: [OS.debian12, '3.10', '/etc/isthmus/rabbitmq.conf'],
  mongodb: [OS.debian12, '8.0', '/etc/isthmus/mongod.conf'],
};
type Engine = keyof typeof ENGINES;

const server = (
  engine: Engine,
  tls: ResolvedDatabaseTls | undefined,
  version = ENGINES[engine][1],
  os = ENGINES[engine][0],
): ResolvedMachine => machine(os, { ...DATABASE, engine, version, ...(tls && { tls }) });
const PROGRAM = '/usr/local/sbin/isthmus-database-tls';
const takes = (subject: ResolvedMachine): string => fileOf(subject, PROGRAM).content;
const setup = (subject: ResolvedMachine): string => fileOf(subject, '/usr/local/sbin/isthmus-database').content;
const settings = (engine: Engine, subject: ResolvedMachine): string => fileOf(subject, ENGINES[engine][2]).content;

test.each(
  Object.keys(ENGINES) as Engine[],
)('%s: the certificate is looked at before the engine begins, and noticed when it is renewed', (engine) => {
  for (const tls of Object.values(TLS)) {
    const subject = server(engine, tls);
    inOrder(
      setup(subject),
      `\n${PROGRAM}\n`,
      'systemctl enable ',
      'systemctl restart ',
      'systemctl enable --now isthmus-database-tls.path',
    );
    expect(readCloudInit(subject).userData.packages).toContain('openssl');
    expect(fileOf(subject, '/etc/systemd/system/isthmus-database-tls.service').content).toContain(`ExecStart=${PROGRAM}\n`);
    inOrder(
      takes(subject),
      'openssl pkey ',
      ' -checkend 0 ',
      ' -checkhost "$name" ',
      ...(tls.by === 'self-signed' ? [] : ['openssl verify ']),
      'install -d -m 0755 ',
      'put 0640 "$key" ',
      'systemctl is-active --quiet ',
    );
  }
  expect(setup(server(engine, undefined))).not.toContain('tls');
});

const REFUSALS: { readonly [E in Engine]: (subject: ResolvedMachine) => void } = {
  postgresql: (subject) => {
    expect(fileOf(subject, '/etc/isthmus/pg_hba.conf').content).not.toMatch(/^host\s/m);
    expect(fileOf(subject, '/etc/isthmus/pg_hba.conf').content).toMatch(
      /^hostssl {2}"app" {2}"app" {2}127\.0\.0\.1\/32 {2}scram-sha-256$/m,
    );
    expect(settingsOf(settings('postgresql', subject))).toMatchObject({ ssl: 'on', ssl_min_protocol_version: "'TLSv1.2'" });
  },
  mysql: (subject) => {
    expect(settings('mysql', subject)).toMatch(/^require_secure_transport = ON$/m);
    expect(setup(subject)).toContain('$identified REQUIRE $([ "$host" = localhost ] && echo NONE || echo SSL);');
    // What AppArmor lets it read there.
    expect(settings('mysql', subject)).toMatch(/^ssl_key = \/etc\/mysql\/isthmus\/key\.pem$/m);
    // Without it, it takes no renewed one.
    expect(settings('mysql', subject)).toMatch(/^ssl_ca = \/etc\/mysql\/isthmus\/trusted\.pem$/m);
  },
  mariadb: (subject) => {
    expect(settings('mariadb', subject)).toMatch(/^require_secure_transport = ON$/m);
    expect(setup(subject)).toContain('echo NONE || echo SSL);');
  },
  redis: (subject) => expect(settings('redis', subject)).toMatch(/^port 0\ntls-port 5432$/m),
  valkey: (subject) => expect(settings('valkey', subject)).toMatch(/^port 0\ntls-port 5432$/m),
  rabbitmq: (subject) => {
    expect(settings('rabbitmq', subject)).toMatch(/^listeners\.tcp = none$/m);
    expect(settings('rabbitmq', subject)).toMatch(/^listeners\.ssl\.1 = 127\.0\.0\.1:5432$/m);
  },
  mongodb: (subject) => {
    expect(settings('mongodb', subject)).toMatch(/^ {4}mode: requireTLS\n {4}certificateKeyFile: \/etc\/isthmus\/tls\/both\.pem$/m);
    // The key first, each in lines of its own, for the server alone to read.
    expect(takes(subject)).toContain('(cat "$key"; echo; cat "$certificate") | put 0640 /dev/stdin /etc/isthmus/tls/both.pem\n');
    expect(takes(subject)).toContain('  /usr/local/sbin/isthmus-mongosh /etc/isthmus/mongodb/renew.js\n');
  },
};
test.each(Object.keys(ENGINES) as Engine[])('%s: nothing is taken in the clear', (engine) => {
  REFUSALS[engine](server(engine, TLS.variables));
});

test('versions that lack a setting are not told of it', () => {
  expect(settings('mariadb', server('mariadb', TLS.files, '10.3', OS.rhel8))).not.toContain('require_secure_transport');
  expect(setup(server('mariadb', TLS.files, '10.3', OS.rhel8))).toContain('echo NONE || echo SSL);');
  expect(takes(server('mariadb', TLS.files, '10.3', OS.rhel8))).toContain('  systemctl restart mariadb.service\n');
  // Of its own log nothing may come between what a standby follows.
  expect(takes(server('mariadb', TLS.files))).toContain("  mysql --user=root --execute='FLUSH LOCAL SSL'\n");
  expect(settings('postgresql', server('postgresql', TLS.files, '10', OS.rhel8))).not.toContain('ssl_min_protocol_version');
  expect(takes(server('redis', TLS.files, '6', OS.rhel8))).toContain('  systemctl restart redis.service\n');
});

test('accounts that had to come by TLS need not once the server does not speak it', () => {
  expect(setup(server('mysql', undefined))).toContain("'@'$host' $identified REQUIRE NONE;");
});

describe('where a certificate comes from', () => {
  test('a machine makes its own on the data disk, once, for all of its names and addresses', () => {
    const subject = server('postgresql', TLS['self-signed']);
    expect(takes(subject)).toContain('certificate=/srv/database/tls/certificate.pem\n');
    expect(takes(subject)).toMatch(/^if \[ ! -s "\$certificate" \]; then\n(?:.*\n)*? {2}\(umask 077 && openssl req -x509 /m);
    expect(fileOf(subject, '/etc/isthmus/database-tls/request.cnf').content).toContain(
      'subjectAltName = DNS:db.shop.internal, DNS:db.shop.svc, IP:10.10.10.2\n',
    );
    expect(tlsVariables({ ...DATABASE, tls: TLS['self-signed'] })).toEqual([]);
  });

  test('variables fill files that root alone reads; a key is no certificate', () => {
    const subject = server('postgresql', TLS.variables);
    expect(fileOf(subject, '/etc/isthmus/database-tls/key.pem').permissions).toBe('0600');
    const [certificate, key] = tlsVariables({ ...DATABASE, tls: TLS.variables });
    const isTaken = (pattern: string | undefined, text: string): boolean => new RegExp(pattern ?? '').test(text);
    expect([certificate?.name, key?.name]).toEqual(['db_tls_certificate', 'db_tls_key']);
    expect(isTaken(certificate?.pattern, AUTHORITY)).toBe(true);
    expect(isTaken(certificate?.pattern, '-----BEGIN PRIVATE KEY-----')).toBe(false);
    expect(isTaken(key?.pattern, '-----BEGIN EC PRIVATE KEY-----')).toBe(true);
    expect(isTaken(key?.pattern, AUTHORITY)).toBe(false);
  });

  test('files are watched where they lie, and copied to where the engine may read', () => {
    const subject = server('mysql', TLS.files);
    expect(fileOf(subject, '/etc/systemd/system/isthmus-database-tls.path').content).toContain(
      'PathChanged=/etc/pki/db.pem\nPathChanged=/etc/pki/db.key\n',
    );
    expect(takes(subject)).toContain('put 0640 "$key" /etc/mysql/isthmus/key.pem\n');
    expect(takes(subject)).toContain('install -m "$1" -o root -g mysql ');
  });
});
