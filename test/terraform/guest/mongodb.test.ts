import { execFileSync, spawnSync } from 'node:child_process';
import { load } from 'js-yaml';
import type { DatabaseRole, ResolvedOs } from '../../../src/model/resolved';
import { verifierVariables } from '../../../src/terraform/guest';
import { DATABASE, machine, OS, owned, shared } from './machines';
import { fileOf, inOrder, readCloudInit } from './render';

const MONGODB: DatabaseRole = {
  ...owned(DATABASE, { database: 'orders', owner: 'clerk' }),
  engine: 'mongodb',
  version: '8.0',
  port: 27017,
  memoryMiB: 8192,
};
const text = (path: string, role = MONGODB, os: ResolvedOs = OS.debian12): string => fileOf(machine(os, role), path).content;
const program = (name: string, role = MONGODB): string => text(`/usr/local/sbin/isthmus-${name}`, role);
const settings = (role = MONGODB, os = OS.debian12) => load(text('/etc/isthmus/mongod.conf', role, os)) as Record<string, unknown>;
const DROP_IN = '/etc/systemd/system/mongod.service.d/isthmus.conf';

test('listens at its own addresses, asks for a password, and takes the cache that its maker reckons', () => {
  expect(settings()).toEqual({
    net: { port: 27017, bindIp: '127.0.0.1,10.10.10.10', unixDomainSocket: { enabled: false } },
    security: { authorization: 'enabled' },
    setParameter: { authenticationMechanisms: 'SCRAM-SHA-256' },
    storage: { dbPath: '/var/lib/mongodb', wiredTiger: { engineConfig: { cacheSizeGB: 3.5 } } },
    processManagement: { timeZoneInfo: '/usr/share/zoneinfo' },
  });
});

// MongoDB, "storage.wiredTiger.engineConfig.cacheSizeGB": half of what is beyond 1 GB, and 256 MB at least.
test.each([
  [1024, 0.25],
  [1536, 0.25],
  [2048, 0.5],
  [4096, 1.5],
  [1048576, 511.5],
])('of %d MiB its cache is %d GB', (memoryMiB, cacheSizeGB) => {
  expect(settings({ ...MONGODB, memoryMiB }).storage).toMatchObject({ wiredTiger: { engineConfig: { cacheSizeGB } } });
});

test('its packages and its data lie where its distribution has them', () => {
  const { packages } = readCloudInit(machine(OS.debian12, MONGODB)).userData;
  expect(packages).toEqual(expect.arrayContaining(['mongodb-org-server', 'mongodb-mongosh', 'mongodb-database-tools']));
  expect(settings(MONGODB, OS.rhel9).storage).toMatchObject({ dbPath: '/var/lib/mongo' });
  expect(text('/etc/systemd/system/mongod.service.d/data-disk.conf', MONGODB, OS.rhel9)).toContain('/var/lib/mongo\n');
  expect(text('/usr/local/sbin/isthmus-data-disk', MONGODB, OS.rhel9)).toContain(' -o mongod -g mongod ');
});

test('huge pages are what its version wants them to be, before it begins', () => {
  expect(text(DROP_IN)).toContain('echo always > /sys/kernel/mm/transparent_hugepage/enabled && echo defer+madvise > ');
  expect(text(DROP_IN, { ...MONGODB, version: '7.0' })).toContain(
    "ExecStartPre=+/bin/sh -c 'echo never > /sys/kernel/mm/transparent_hugepage/enabled'\n",
  );
  expect(text('/etc/sysctl.d/60-isthmus-mongodb.conf')).toBe('vm.max_map_count = 128000\nvm.swappiness = 1\nvm.overcommit_memory = 1\n');
  expect(readCloudInit(machine(OS.debian12, MONGODB)).userData.runcmd).toContain(
    'sysctl --quiet --load=/etc/sysctl.d/60-isthmus-mongodb.conf',
  );
  expect(text('/etc/systemd/system/mongod.service.d/addresses.conf')).toContain('After=network-online.target\n');
});

test('its shell tells nobody of what is done in it', () => {
  expect(load(text('/etc/mongosh.conf'))).toEqual({
    mongosh: { forceDisableTelemetry: true, enableTelemetry: false, disableLogging: true },
  });
});

test('each role has what it may do, in its own databases alone', () => {
  const told = JSON.parse(
    text('/etc/isthmus/mongodb/accounts.json', { ...MONGODB, ...shared(DATABASE), engine: 'mongodb', version: '8.0' }),
  );
  expect(told).toEqual({
    roles: [
      {
        role: 'isthmus-writes-shop_1',
        privileges: [{ resource: { db: 'shop_1', collection: '' }, actions: ['insert', 'remove', 'update'] }],
        roles: [{ role: 'read', db: 'shop_1' }],
      },
    ],
    users: {
      auditor: [
        { role: 'dbAdmin', db: 'audit' },
        { role: 'readWrite', db: 'audit' },
      ],
      clerk: [
        { role: 'read', db: 'audit' },
        { role: 'isthmus-writes-shop_1', db: 'admin' },
      ],
      reader: [{ role: 'read', db: 'shop_1' }],
      shop: [
        { role: 'dbAdmin', db: 'shop_1' },
        { role: 'readWrite', db: 'shop_1' },
      ],
    },
    own: [
      { user: 'isthmus-backup', role: 'backup', file: '/etc/isthmus/mongodb/backup.yaml' },
      { user: 'isthmus-restore', role: 'restore', file: '/etc/isthmus/mongodb/restore.yaml' },
    ],
  });
});

test('no account of the machine’s own is made where nobody dumps', () => {
  const { backup: _, ...alone } = MONGODB;
  expect(JSON.parse(text('/etc/isthmus/mongodb/accounts.json', alone)).own).toEqual([]);
  expect(program('database', alone)).not.toContain('backup.yaml');
});

test('the server begins with its settings, and accounts follow when it answers', () => {
  inOrder(
    program('database'),
    'grep -qw avx /proc/cpuinfo || fail ',
    '[ -e /var/lib/mongodb/WiredTiger ] || fail ',
    'install -m 0644 /etc/isthmus/mongod.conf /etc/mongod.conf',
    '> /srv/database/mongodb-admin',
    'systemctl restart mongod.service',
    '/dev/tcp/127.0.0.1/27017',
    'isthmus-mongosh /etc/isthmus/mongodb/own.js',
    'ISTHMUS_ROLE=clerk /usr/local/sbin/isthmus-mongosh /etc/isthmus/mongodb/user.js',
    'rm /etc/isthmus/database-verifiers/clerk',
  );
});

const SCRIPTS = ['login', 'own', 'user', 'renew'];
const SEALED: DatabaseRole = { ...MONGODB, tls: { by: 'self-signed', names: ['db.shop.internal'], addresses: ['10.10.10.10'] } };

test.each(SCRIPTS)('%s.js is a program', (name) => {
  const { status, stderr } = spawnSync(process.execPath, ['--check', '-'], {
    input: text(`/etc/isthmus/mongodb/${name}.js`, SEALED),
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test('the machine’s own programs find the server where it listens, in the clear or not', () => {
  expect(text('/etc/isthmus/mongodb/login.js')).toContain("connect('mongodb://127.0.0.1:27017/admin?directConnection=true');");
  expect(text('/etc/isthmus/mongodb/login.js', SEALED)).toContain(
    '&tls=true&tlsCAFile=/etc/isthmus/tls/trusted.pem&tlsAllowInvalidHostnames=true',
  );
  expect(program('backup')).not.toContain(' --ssl');
  expect(program('backup', SEALED)).toContain(' --ssl --tlsInsecure ');
});

test('passwords stand in files, and in no argument', () => {
  for (const name of ['backup', 'restore'] as const) {
    expect(program(name)).toMatch(
      new RegExp(`--username=isthmus-${name} --authenticationDatabase=admin --config=/etc/isthmus/mongodb/${name}\\.yaml`),
    );
    expect(program(name)).not.toMatch(/--password|mongodb:\/\//);
  }
});

describe('dumps', () => {
  const check = (make: string): string | null => {
    const [, lines = ''] = /^(gzip --test .*\n.*)\nsync /m.exec(program('backup')) ?? [];
    const { status, stdout } = spawnSync(
      'bash',
      ['-euo', 'pipefail', '-c', `fail() { echo "$*"; exit 1; }; cd "$(mktemp -d)"; trap 'rm -r "$PWD"' EXIT; dump=x; ${make}; ${lines}`],
      {
        encoding: 'utf8',
      },
    );
    return status === 0 ? null : stdout;
  };

  test('are looked at: whole, and of mongodump', () => {
    expect(check("printf '\\x6d\\xe2\\x99\\x81rest' | gzip > x")).toBeNull();
    expect(check('head -c 2000000 /dev/urandom | gzip > y; head -c 1000000 y > x')).toBe('x is not whole\n');
    expect(check('echo else | gzip > x')).toBe('x is no archive of mongodump\n');
  });

  test('bring databases back, and neither users nor what is MongoDB’s own', () => {
    inOrder(program('restore'), 'gzip --test "$dump"', 'mongorestore ', " --stopOnError --drop --nsInclude='orders.*'\n");
  });
});

test('its variable takes verifiers only, and so does the guest', () => {
  const [{ pattern } = { pattern: '' }] = verifierVariables(MONGODB, 'database-vm');
  const [salt, key] = [`${'a'.repeat(38)}==`, `${'b'.repeat(43)}=`];
  const good = `SCRAM-SHA-256$15000:${salt}$${key}:${key}`;
  // One of PostgreSQL's has another salt.
  const bad = [`SCRAM-SHA-256$4096:${'a'.repeat(22)}==$${key}:${key}`, `${good}x`, 'hunter2'];
  expect([good, ...bad].filter((value) => new RegExp(pattern).test(value))).toEqual([good]);
  const [found = ''] = /pattern='.*'/.exec(program('database')) ?? [];
  const matches = (value: string): string =>
    execFileSync('bash', ['-c', `${found}; [[ $1 =~ $pattern ]] && echo yes || echo no`, 'x', value], { encoding: 'utf8' }).trim();
  expect([good, ...bad].map(matches)).toEqual(['yes', 'no', 'no', 'no']);
});
