import type { DatabaseRole, ResolvedMachine, ResolvedOs, ResolvedReplication } from '../../../src/model/resolved';
import { replicationVariables, verifierVariables } from '../../../src/terraform/guest';
import { AUTHORITY } from '../../first-boot-fixture';
import { DATABASE, machine, OS } from './machines';
import { fileOf, inOrder, readCloudInit } from './render';

const members = [
  { name: 'database-vm', address: '10.10.10.2', fqdn: 'database-vm.shop.internal' },
  { name: 'database-vm-2', address: '10.10.10.3', fqdn: 'database-vm-2.shop.internal' },
];
/** What `machine()` makes is called `database-vm`. */
const PRIMARY: ResolvedReplication = { primary: 'database-vm', members, passwordVariable: 'database_vm_replication_password' };
const STANDBY: ResolvedReplication = { ...PRIMARY, primary: 'database-vm-2' };
const TLS: NonNullable<DatabaseRole['tls']> = {
  ...{ by: 'files', names: ['db.shop.internal'], addresses: ['10.10.10.2'], trusted: AUTHORITY },
  ...{ certificate: '/etc/pki/db.pem', key: '/etc/pki/db.key' },
};
type Engine = 'postgresql' | 'mysql' | 'mariadb';
const ENGINES: Readonly<Record<Engine, readonly [ResolvedOs, string]>> = {
  postgresql: [OS.debian12, '15'],
  mysql: [OS.ubuntu2204, '8.0'],
  mariadb: [OS.debian12, '10.11'],
};
/** By what a standby knows that all that has come over is applied. MySQL's state tells of the thread alone that hands it out to others. */
const APPLIED: Readonly<Record<Engine, string>> = {
  postgresql: 'pg_promote()',
  mysql: 'GTID_SUBSET(received_transaction_set, @@GLOBAL.gtid_executed)',
  mariadb: 'has read all relay log',
};
const EACH = Object.keys(ENGINES) as Engine[];

const server = (engine: Engine, replication: ResolvedReplication, more: Partial<DatabaseRole> = {}): ResolvedMachine => {
  const [os, version] = ENGINES[engine];
  return machine(os, { ...DATABASE, engine, version, replication, ...more });
};
const program = (name: string, subject: ResolvedMachine): string => fileOf(subject, `/usr/local/sbin/isthmus-${name}`).content;

describe.each(EACH)('%s', (engine) => {
  const [primary, standby] = [server(engine, PRIMARY), server(engine, STANDBY)];

  test('a standby gets a copy before anything of its own is made, and goes on where a copy broke off', () => {
    inOrder(
      program('database', standby),
      'exec /usr/local/sbin/isthmus-standby database-vm-2; fi',
      'exec /usr/local/sbin/isthmus-standby --discard-data database-vm-2; fi',
      'systemctl restart ',
      'exit 0',
    );
    expect(program('database', primary)).not.toContain('/usr/local/sbin/isthmus-standby');
    // Whichever it was told to be: after a promotion it is the other one.
    for (const subject of [primary, standby])
      expect(program('database', subject)).toMatch(/^if \[ -e \/srv\/database\/standby \]; then\n.*\n {2}exit 0\nfi$/m);
  });

  test('nothing is thrown away unasked, nor before the other one hands its data over', () => {
    const text = program('standby', standby);
    inOrder(
      text,
      'throws it away',
      'reach > /dev/null || fail',
      'echo copying > /srv/database/standby',
      'systemctl stop ',
      ' -mindepth 1 -delete',
      'echo follows > ',
    );
    expect(text.match(/-delete/g)).toHaveLength(1);
  });

  test('a promotion is refused while the primary answers, and leaves a machine that is set up as one', () => {
    inOrder(
      program('promote', standby),
      'follows nobody',
      'still answers',
      APPLIED[engine],
      'rm /srv/database/standby',
      'exec /usr/local/sbin/isthmus-database',
    );
    // A command of clients, which those of MySQL 9 refuse.
    expect(program('promote', standby)).not.toContain('\\G');
  });

  test('a standby has no verifiers, makes no backups and takes none back', () => {
    expect(verifierVariables({ ...DATABASE, replication: STANDBY }, 'database-vm')).toEqual([]);
    expect(verifierVariables({ ...DATABASE, replication: PRIMARY }, 'database-vm')).toHaveLength(1);
    const files = readCloudInit(standby).userData.write_files?.map(({ path }) => path);
    expect(files?.some((path) => path.startsWith('/etc/isthmus/database-verifiers/'))).toBe(false);
    expect(fileOf(standby, '/etc/systemd/system/isthmus-backup.service').content).toContain('ConditionPathExists=!/srv/database/standby\n');
    expect(program('restore', standby)).toContain("[ ! -e /srv/database/standby ] || fail 'this machine follows another one");
  });

  test('the password is in a file of root’s, and in no other text', () => {
    expect(fileOf(primary, '/etc/isthmus/replication/password').permissions).toBe('0600');
    const [variable] = replicationVariables({ ...DATABASE, replication: PRIMARY });
    expect(variable?.name).toBe('database_vm_replication_password');
    const isTaken = (text: string): boolean => new RegExp(variable?.pattern ?? '').test(text);
    expect(['0123456789abcdef01234567', "0123456789abcdef0123456'", 'short', 'x'.repeat(33)].map(isTaken)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  test('a machine alone has nothing of it', () => {
    const alone = machine(ENGINES[engine][0], { ...DATABASE, engine, version: ENGINES[engine][1] });
    const files = readCloudInit(alone).userData.write_files ?? [];
    expect(files.filter(({ path, content }) => /replica|standby|promote/i.test(`${path} ${content}`)).map(({ path }) => path)).toEqual([]);
  });
});

describe('who is let in for all that is written', () => {
  test('PostgreSQL: the other machines, with their password, and by TLS where there is any', () => {
    const access = (more: Partial<DatabaseRole>): string => fileOf(server('postgresql', PRIMARY, more), '/etc/isthmus/pg_hba.conf').content;
    expect(access({})).toMatch(/^host {3}replication {2}"replicator" {2}10\.10\.10\.3\/32 {2}scram-sha-256$/m);
    expect(access({ tls: TLS })).toMatch(/^hostssl {2}replication {2}"replicator" {2}10\.10\.10\.3\/32 {2}scram-sha-256$/m);
    expect(program('standby', server('postgresql', STANDBY, { tls: TLS }))).toContain(
      'sslmode=verify-full sslrootcert=/etc/isthmus/tls/trusted.pem channel_binding=require',
    );
  });

  test('PostgreSQL: a slot for each standby, and no more than a quarter of the disk for one that is away', () => {
    expect(program('database', server('postgresql', PRIMARY))).toContain("pg_create_physical_replication_slot('database_vm_2', true)");
    expect(fileOf(server('postgresql', PRIMARY), '/etc/isthmus/postgresql.conf').content).toMatch(/^max_slot_wal_keep_size = '\d+MB'$/m);
    expect(
      fileOf(machine(OS.rhel8, { ...DATABASE, version: '12', replication: PRIMARY }), '/etc/isthmus/postgresql.conf').content,
    ).not.toContain('max_slot');
  });

  test.each([
    'mysql',
    'mariadb',
  ] as const)('%s: the other machines, by accounts of their addresses, and a number for each server', (engine) => {
    const text = program('database', server(engine, PRIMARY, { tls: TLS }));
    expect(text).toMatch(/^for replica in '10\.10\.10\.3'; do$/m);
    expect(text).toContain(' REQUIRE SSL;" \\\n    "GRANT REPLICATION SLAVE');
    expect(text).toContain("OR (User = 'replicator' AND Host NOT IN ('10.10.10.3'))");
    expect(fileOf(server(engine, PRIMARY), '/etc/isthmus/mysql.cnf').content).toMatch(/^server_id = 168430082$/m);
  });

  test('MySQL and MariaDB: a standby writes nothing, also after its root disk was made anew', () => {
    expect(program('database', server('mariadb', STANDBY))).toContain(
      "printf '[mysqld]\\nread_only = ON\\n' > /etc/mysql/mariadb.conf.d/zz-isthmus-standby.cnf",
    );
    expect(program('database', server('mysql', STANDBY))).toContain('super_read_only = ON');
  });
});
