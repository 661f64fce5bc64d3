import type { DatabaseRole, ResolvedMachine, ResolvedOs } from '../../../src/model/resolved';
import { renderCloudInit, verifierVariables } from '../../../src/terraform/guest';
import { DATABASE, machine, OS, owned, shared } from './machines';
import { fileOf, inOrder, readCloudInit, settingsOf } from './render';

const MYSQL: DatabaseRole = { ...DATABASE, engine: 'mysql', version: '8.0', port: 3306 };
const MARIADB: DatabaseRole = { ...DATABASE, engine: 'mariadb', version: '10.11', port: 3306 };
const setup = (subject: ResolvedMachine): string => fileOf(subject, '/usr/local/sbin/isthmus-database').content;
const disk = (subject: ResolvedMachine): string => fileOf(subject, '/usr/local/sbin/isthmus-data-disk').content;
const fstab = (subject: ResolvedMachine): string[] => [...disk(subject).matchAll(/^add_mount '(.*)'$/gm)].map(([, line = '']) => line);

describe('the data disk', () => {
  test.each([
    ['xfs', 0, 'mkfs.xfs', 'xfsprogs'],
    ['ext4', 2, 'mkfs.ext4', 'e2fsprogs'],
  ] as const)('%s: found by its serial, mounted without holding the boot up', (filesystem, pass, make, packaged) => {
    const subject = machine(OS.debian12, { ...DATABASE, filesystem });
    expect(fstab(subject)[0]).toBe(
      `/dev/disk/by-id/virtio-database-data /srv/database ${filesystem} noatime,nofail,x-systemd.device-timeout=60s 0 ${pass}`,
    );
    expect(disk(subject)).toContain(`    ${make} `);
    expect(readCloudInit(subject).userData.packages).toContain(packaged);
  });

  test.each([
    ['virtio', '/dev/disk/by-id/virtio-database-data'],
    ['scsi', '/dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_database-data'],
    ['sata', '/dev/disk/by-id/ata-QEMU_HARDDISK_database-data'],
    ['ide', '/dev/disk/by-id/ata-QEMU_HARDDISK_database-data'],
  ] as const)('%s: is looked for where the guest finds it', (diskBus, path) => {
    const subject = machine(OS.debian12, DATABASE);
    const moved = { ...subject, data: subject.data.map((disk) => ({ ...disk, bus: diskBus })) };
    expect(disk(moved)).toContain(`disk=${path}\n`);
    expect(fstab(moved)[0]).toMatch(new RegExp(`^${path} /srv/database `));
  });

  const LAYOUTS: [string, ResolvedOs, DatabaseRole, Record<string, string>, string, string][] = [
    [
      'PostgreSQL, apt',
      OS.debian12,
      DATABASE,
      { data: '/var/lib/postgresql', settings: '/etc/postgresql' },
      'postgresql@15-main.service',
      'postgres',
    ],
    ['PostgreSQL, dnf', OS.rhel8, DATABASE, { data: '/var/lib/pgsql' }, 'postgresql.service', 'postgres'],
    ['PostgreSQL, zypper', OS.sles15, { ...DATABASE, version: '17' }, { data: '/var/lib/pgsql' }, 'postgresql.service', 'postgres'],
    ['MariaDB, zypper', OS.sles15, MARIADB, { data: '/var/lib/mysql' }, 'mariadb.service', 'mysql'],
    ['MySQL, apt', OS.ubuntu2204, MYSQL, { data: '/var/lib/mysql' }, 'mysql.service', 'mysql'],
    ['MySQL, dnf', OS.rhel9, MYSQL, { data: '/var/lib/mysql' }, 'mysqld.service', 'mysql'],
    ['MariaDB, apt', OS.debian12, MARIADB, { data: '/var/lib/mysql' }, 'mariadb.service', 'mysql'],
    ['MariaDB, dnf', OS.rhel9, MARIADB, { data: '/var/lib/mysql' }, 'mariadb.service', 'mysql'],
  ];
  test.each(LAYOUTS)('%s: shows up where the engine looks, which never runs without it', (_, os, role, folders, unit, user) => {
    const subject = machine(os, role);
    const paths = Object.entries(folders);
    expect(fstab(subject).slice(1)).toEqual(
      paths.map(([folder, path]) => `/srv/database/${folder} ${path} none bind,nofail,x-systemd.requires-mounts-for=/srv/database 0 0`),
    );
    expect(fileOf(subject, `/etc/systemd/system/${unit}.d/data-disk.conf`).content).toBe(
      `[Unit]\nRequiresMountsFor=/srv/database ${paths.map(([, path]) => path).join(' ')}\n`,
    );
    expect(disk(subject)).toContain(`-exec chown -h ${user}:${user} {} +`);
    for (const [folder, path] of paths) expect(disk(subject)).toContain(`semanage fcontext --add --equal ${path} /srv/database/${folder}`);
  });

  test('what labels need is installed where SELinux is in force', () => {
    expect(readCloudInit(machine(OS.rhel8, DATABASE)).userData.packages).toContain('policycoreutils-python-utils');
    expect(readCloudInit(machine(OS.debian12, DATABASE)).userData.packages).not.toContain('policycoreutils-python-utils');
  });

  test('is formatted in one place only: where nothing is known and the disk reads as zeros', () => {
    const text = disk(machine(OS.debian12, DATABASE));
    expect(text.match(/mkfs/g)).toHaveLength(1);
    expect(text).toMatch(/^ {2}2\)\n.*\n {4}cmp -s -n 1048576 "\$disk" \/dev\/zero \|\| fail .*\n {4}mkfs\.xfs /m);
  });

  test('is there before the engine is set up', () => {
    const { runcmd } = readCloudInit(machine(OS.debian12, DATABASE)).userData;
    expect(runcmd.filter((line) => line.startsWith('/usr/local/sbin/'))).toEqual([
      '/usr/local/sbin/isthmus-data-disk',
      '/usr/local/sbin/isthmus-database',
    ]);
  });

  test('must be one of the machine', () => {
    expect(() => renderCloudInit(machine(OS.debian12, { ...DATABASE, dataSerial: 'other' }))).toThrow(
      'database-vm: no data volume has the serial other',
    );
  });
});

describe('PostgreSQL', () => {
  const settings = (role: Partial<DatabaseRole> = {}): Record<string, string> =>
    settingsOf(fileOf(machine(OS.debian12, { ...DATABASE, ...role }), '/etc/isthmus/postgresql.conf').content);

  test('is tuned to the machine', () => {
    expect(settings()).toEqual({
      listen_addresses: "'0.0.0.0'",
      port: '5432',
      hba_file: "'/etc/isthmus/pg_hba.conf'",
      ident_file: "'/etc/isthmus/pg_ident.conf'",
      password_encryption: "'scram-sha-256'",
      max_connections: '200',
      shared_buffers: '8192MB',
      effective_cache_size: '24576MB',
      maintenance_work_mem: '2048MB',
      work_mem: '41943kB',
      max_wal_size: '16384MB',
      max_worker_processes: '8',
      max_parallel_workers: '8',
      max_parallel_workers_per_gather: '4',
    });
  });

  test('fits a small machine too', () => {
    expect(settings({ memoryMiB: 512, cpus: 1 })).toMatchObject({
      max_connections: '100',
      shared_buffers: '128MB',
      maintenance_work_mem: '32MB',
      work_mem: '1310kB',
      max_parallel_workers_per_gather: '0',
    });
  });

  test('lets in the owner alone, by SCRAM, from the declared networks alone', () => {
    const subject = machine(OS.debian12, owned(DATABASE, { clients: ['10.10.0.0/16', '192.0.2.0/24'] }));
    const lines = fileOf(subject, '/etc/isthmus/pg_hba.conf')
      .content.split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.split(/\s+/));
    expect(lines).toEqual([
      ['local', 'all', 'all', 'peer', 'map=isthmus'],
      ['host', '"app"', '"app"', '127.0.0.1/32', 'scram-sha-256'],
      ['host', '"app"', '"app"', '10.10.0.0/16', 'scram-sha-256'],
      ['host', '"app"', '"app"', '192.0.2.0/24', 'scram-sha-256'],
    ]);
  });

  test('accounts of the machine log in as themselves, and the engine as an owner, too: a dump is brought back by whose it is', () => {
    const subject = machine(OS.debian12, { ...shared(DATABASE), backup: { daily: '02:00', keep: 2 } });
    const lines = fileOf(subject, '/etc/isthmus/pg_ident.conf').content.split('\n');
    expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([
      'isthmus  /^(.*)$  \\1',
      'isthmus  postgres  "auditor"',
      'isthmus  postgres  "shop"',
    ]);
    const restore = fileOf(subject, '/usr/local/sbin/isthmus-restore').content;
    expect(restore).toContain('declare -A owners=([audit]=auditor [shop_1]=shop)\n');
    expect(restore.split('pg_restore --port').length).toBe(2);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell fills it in
    expect(restore).toContain('--username="${trusted:-${owners[$database]}}"');
  });

  test.each([
    ['apt', OS.debian12, 'pg_createcluster 15 main', '/var/lib/postgresql/15/main'],
    ['dnf', OS.rhel8, 'postgresql-setup --initdb', '/var/lib/pgsql/data'],
  ])('%s: a cluster that is there is never initialised again', (_, os, initialise, data) => {
    const text = setup(machine(os, DATABASE));
    expect(text).toContain(`data=${data}\n`);
    const lines = text.split('\n').filter((line) => line.includes(initialise));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^\[ -e "\$data\/PG_VERSION" \] \|\| /);
  });

  test('Debian makes no cluster of its own on the root disk', () => {
    expect(
      settingsOf(fileOf(machine(OS.ubuntu2404, { ...DATABASE, version: '16' }), '/etc/postgresql-common/createcluster.conf').content),
    ).toEqual({
      create_main_cluster: 'false',
    });
    expect(readCloudInit(machine(OS.rhel8, DATABASE)).userData.write_files?.map(({ path }) => path)).not.toContain(
      '/etc/postgresql-common/createcluster.conf',
    );
  });
});

describe('MySQL and MariaDB', () => {
  test.each([
    ['MySQL', OS.ubuntu2204, MYSQL, { loose_innodb_redo_log_capacity: '4096M', mysqlx: 'OFF', plugin_load_add: 'auth_socket.so' }],
    ['MariaDB', OS.debian12, MARIADB, { innodb_log_file_size: '4096M' }],
    ['MariaDB 10.3', OS.rhel8, { ...MARIADB, version: '10.3' }, { innodb_log_file_size: '4096M', plugin_load_add: 'auth_socket.so' }],
  ])('%s is tuned to the machine', (_, os, role, own) => {
    expect(settingsOf(fileOf(machine(os, role), '/etc/isthmus/mysql.cnf').content)).toEqual({
      bind_address: '0.0.0.0',
      port: '3306',
      skip_name_resolve: 'ON',
      local_infile: 'OFF',
      character_set_server: 'utf8mb4',
      max_connections: '200',
      innodb_buffer_pool_size: '22937M',
      innodb_flush_method: 'O_DIRECT',
      ...own,
    });
  });

  test('accounts are bound to the declared networks, and others of the owner go', () => {
    const text = setup(machine(OS.debian12, owned(MARIADB, { clients: ['10.10.0.0/16', '192.0.2.64/26'] })));
    expect(text).toContain("for host in 'localhost' '127.0.0.1' '10.10.0.0/255.255.0.0' '192.0.2.64/255.255.255.192'; do");
    expect(text).toContain("Host NOT IN ('localhost', '127.0.0.1', '10.10.0.0/255.255.0.0', '192.0.2.64/255.255.255.192')");
    expect(setup(machine(OS.debian12, owned(MARIADB, { clients: ['0.0.0.0/0'] })))).toContain(
      "for host in 'localhost' '127.0.0.1' '%'; do",
    );
  });

  test('a grant is for one database, whatever its name', () => {
    expect(setup(machine(OS.debian12, owned(MARIADB, { database: 'my_app', owner: 'keeper' })))).toContain(
      "\"GRANT ALL PRIVILEGES ON \\`my\\\\_app\\`.* TO 'keeper'@'$host';\"",
    );
  });

  test.each([
    ['MySQL, apt', OS.ubuntu2204, MYSQL, 'mysqld --no-defaults --initialize-insecure'],
    ['MariaDB, apt', OS.debian12, MARIADB, 'mysql_install_db'],
  ])('%s: data that is there is never initialised again', (_, os, role, initialise) => {
    const text = setup(machine(os, role));
    expect(text.split(initialise)).toHaveLength(2);
    expect(text).toMatch(new RegExp(`^if \\[ ! -d /var/lib/mysql/mysql \\]; then\\n.*\\n {2}${initialise}`, 'm'));
  });

  test("Debian's maintenance account gets the password of this installation, with MySQL only", () => {
    expect(setup(machine(OS.ubuntu2204, MYSQL))).toContain('debian-sys-maint');
    expect(setup(machine(OS.debian12, MARIADB))).not.toContain('debian-sys-maint');
  });
});

describe('the verifier', () => {
  const ROLES = [
    ['postgresql', DATABASE, OS.rhel8],
    ['mysql', MYSQL, OS.rhel8],
    ['mariadb', MARIADB, OS.rhel9],
  ] as const;

  test.each(ROLES)('%s: reaches the guest in a file that root alone reads, and goes when the engine has it', (_, role, os) => {
    expect(fileOf(machine(os, role), '/etc/isthmus/database-verifiers/app')).toEqual({
      path: '/etc/isthmus/database-verifiers/app',
      permissions: '0600',
      encoding: 'b64',
      content: `\${base64encode(var.database_vm_app_verifier)}`,
    });
    expect(setup(machine(os, role))).toMatch(/\n {2}rm \/etc\/isthmus\/database-verifiers\/app\nfi\n/);
  });

  test.each(ROLES)('%s: is never an argument of a program', (_, role, os) => {
    const uses = setup(machine(os, role))
      .split('\n')
      .filter((line) => /\$(verifier|identified)\b/.test(line));
    expect(uses.length).toBeGreaterThan(0);
    for (const line of uses)
      expect(line).toMatch(/^\s*(printf |\[\[ \$verifier |\[ -n "\$identified" |pattern='[^']*'; if \[\[ \$verifier )/);
  });

  const scram = `SCRAM-SHA-256$4096:${'c2FsdHNhbHRzYWx0c2E='}$${'a'.repeat(43)}=:${'b'.repeat(43)}=`;
  const native = `*${'0123456789ABCDEF'.repeat(3).slice(0, 40)}`;
  const sha2 = `0x24412430303524${'0a'.repeat(63)}`;
  const tenThousandRounds = `0x24412430304124${'0A'.repeat(63)}`;
  test.each([
    ['postgresql', DATABASE, [scram], [native, sha2, 's3cret', `${scram}'; DROP ROLE x`, '']],
    ['mysql 8.0', MYSQL, [sha2, tenThousandRounds, native], [scram, `${sha2}00`, sha2.replace('0x', ''), 's3cret', `${native}'`, '']],
    // The plugin of the older form is not loaded.
    ['mysql 8.4', { ...MYSQL, version: '8.4' }, [sha2, tenThousandRounds], [native, scram, 's3cret', '']],
    ['mysql 10.1', { ...MYSQL, version: '10.1' }, [sha2], [native]],
    ['mariadb', MARIADB, [native], [scram, sha2, 's3cret', '']],
  ])('%s: its variable takes verifiers only', (_, role, good, bad) => {
    const [{ name, pattern, description } = { name: '', pattern: '', description: '' }] = verifierVariables(
      role as DatabaseRole,
      'database-vm',
    );
    expect(name).toBe('database_vm_app_verifier');
    expect(description).toContain('verifier');
    expect([...good, ...bad].filter((value) => new RegExp(pattern).test(value))).toEqual(good);
  });
});

test('a guest refuses a form of verifier that its version of the engine does not take', () => {
  expect(setup(machine(OS.rhel9, MYSQL))).toContain('mysql_native_password');
  expect(setup(machine(OS.rhel9, { ...MYSQL, version: '8.4' }))).not.toContain('mysql_native_password');
  expect(verifierVariables({ ...MYSQL, version: '8.4' }, 'database-vm')[0]?.description).not.toContain('mysql_native_password');
});

describe('the owner', () => {
  const named = { database: 'orders', owner: 'keeper' };

  test('may be called otherwise than the database: PostgreSQL', () => {
    const subject = machine(OS.debian12, owned(DATABASE, named));
    expect(fileOf(subject, '/etc/isthmus/pg_hba.conf').content).toContain('host   "orders"  "keeper"  127.0.0.1/32  scram-sha-256\n');
    expect(setup(subject)).toContain('CREATE DATABASE "orders" OWNER "keeper"');
    expect(setup(subject)).toContain('ALTER ROLE \\"keeper\\" LOGIN PASSWORD');
    expect(setup(subject)).not.toContain('ROLE "orders"');
  });

  test.each([
    ['MySQL', OS.ubuntu2204, MYSQL],
    ['MariaDB', OS.debian12, MARIADB],
  ] as const)('may be called otherwise than the database: %s', (_, os, role) => {
    const text = setup(machine(os, owned(role, named)));
    expect(text).toContain('CREATE DATABASE IF NOT EXISTS `orders`');
    expect(text).toContain("CREATE USER IF NOT EXISTS 'keeper'@'$host'");
    expect(text).toContain("(User = 'keeper' AND Host NOT IN");
    expect(text).not.toContain("'orders'@");
  });
});

describe('several databases, and roles with fewer rights', () => {
  test('PostgreSQL: each role is let in to its databases, from where it may log in', () => {
    const lines = fileOf(machine(OS.debian12, shared(DATABASE)), '/etc/isthmus/pg_hba.conf')
      .content.split('\n')
      .filter((line) => line.startsWith('host'))
      .map((line) => line.split(/\s+/).slice(1, 4).join(' '));
    expect(lines.filter((line) => !line.endsWith('127.0.0.1/32'))).toEqual([
      '"audit" "auditor" 10.10.0.0/16',
      '"audit" "clerk" 10.10.7.0/24',
      '"shop_1" "clerk" 10.10.7.0/24',
      '"shop_1" "reader" 10.10.0.0/16',
      '"shop_1" "shop" 10.10.0.0/16',
    ]);
  });

  test('PostgreSQL: rights are given before the SQL of a new database runs, and again by the way back', () => {
    const subject = machine(OS.debian12, shared(DATABASE));
    const apply = (name: string): string => `--dbname=${name} --single-transaction --file=- < /etc/isthmus/rights/${name}.sql\n`;
    const order = ['CREATE DATABASE "shop_1" OWNER "shop"', apply('audit'), apply('shop_1'), 'PGPASSWORD=', 'database-verifiers/auditor'];
    const places = order.map((line) => setup(subject).indexOf(line));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
    expect(fileOf(subject, '/usr/local/sbin/isthmus-restore').content).toContain(apply('shop_1'));
    // Whoever may make tables in a schema reads what others write there.
    const rights = (version: string): string =>
      fileOf(machine(OS.rhel9, shared({ ...DATABASE, version })), '/etc/isthmus/rights/audit.sql').content;
    expect(rights('13')).toContain('REVOKE CREATE ON SCHEMA public FROM PUBLIC;');
    expect(rights('15')).not.toContain('SCHEMA public');
  });

  test('MySQL and MariaDB: accounts at the hosts of their role, which keep no right that they had', () => {
    for (const text of [setup(machine(OS.ubuntu2204, shared(MYSQL))), setup(machine(OS.debian12, shared(MARIADB)))]) {
      const [clerk = ''] = /verifier=\$\(cat \S+\/clerk\)\n(.*\n)*? {2}rm /.exec(text) ?? [];
      expect(clerk).toContain("for host in 'localhost' '127.0.0.1' '10.10.7.0/255.255.255.0'; do");
      inOrder(
        clerk,
        "REVOKE ALL PRIVILEGES, GRANT OPTION FROM 'clerk'@'$host';",
        "GRANT SELECT, SHOW VIEW ON \\`audit\\`.* TO 'clerk'@'$host';",
        "GRANT SELECT, SHOW VIEW, INSERT, UPDATE, DELETE ON \\`shop\\\\_1\\`.* TO 'clerk'@'$host';",
      );
      expect(text).toContain("OR (User = 'clerk' AND Host NOT IN ('localhost', '127.0.0.1', '10.10.7.0/255.255.255.0'))");
    }
  });

  test('one file is a backup of all of them', () => {
    const backup = (role: DatabaseRole, os = OS.debian12): string => fileOf(machine(os, role), '/usr/local/sbin/isthmus-backup').content;
    expect(backup(shared(MARIADB))).toContain(
      'mysqldump --single-transaction --routines --events --triggers --databases audit shop_1 | gzip',
    );
    // Which transactions it is of is nobody's to hear who follows: what is restored is written anew.
    expect(backup(shared(MYSQL), OS.ubuntu2204)).toContain(
      'mysqldump --single-transaction --routines --events --triggers --set-gtid-purged=OFF --databases audit',
    );
    inOrder(
      backup(shared(DATABASE)),
      'for database in audit shop_1; do',
      'pg_dump ',
      'tar --append --file="$dump"',
      'pg_restore --list "$part"',
    );
  });
});

describe('the SQL of a new database', () => {
  const initialSql = `CREATE TABLE shelf (\n  id int\n);\nINSERT INTO shelf VALUES (1); -- \${id} %{if} 'EOF'\n`;
  const PENDING = '/srv/database/initial-sql.app.pending';
  const ENGINES = [
    ['PostgreSQL', OS.debian12, DATABASE, 'CREATE DATABASE "app"'],
    ['MySQL', OS.ubuntu2204, MYSQL, 'CREATE DATABASE IF NOT EXISTS'],
    ['MariaDB', OS.debian12, MARIADB, 'CREATE DATABASE IF NOT EXISTS'],
  ] as const;

  test.each(ENGINES)('%s: is a file of its own, word for word, which root alone reads', (_, os, role) => {
    expect(fileOf(machine(os, owned(role, { initialSql })), '/etc/isthmus/initial-sql/app.sql')).toMatchObject({
      permissions: '0600',
      content: initialSql,
    });
  });

  test.each(ENGINES)('%s: runs where the database was not there, before its owner can log in', (_, os, role, create) => {
    const text = setup(machine(os, owned(role, { owner: 'keeper', initialSql })));
    const order = [
      'there=$(',
      `[ "$there" = 1 ] || touch ${PENDING}\n`,
      create,
      `if [ -e ${PENDING} ]; then\n`,
      ' < /etc/isthmus/initial-sql/app.sql ',
      `rm ${PENDING}\nfi\n`,
      'verifier=$(',
    ].map((line) => text.indexOf(line));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order).not.toContain(-1);
  });

  test.each(ENGINES)('%s: the client that reads it logs in as the owner, and is no administrator of the machine', (_, os, role) => {
    const text = setup(machine(os, owned(role, { owner: 'keeper', initialSql })));
    const [, client = ''] = /((?:.*\\\n)*.*) < \/etc\/isthmus\/initial-sql\/app\.sql /.exec(text) ?? [];
    expect(client).toMatch(/^ {2}\w+=\$password .*\bapart (\/usr\/lib\/postgresql\/15\/bin\/psql|mysql) /);
    expect(client).toMatch(/ --(username|user)=keeper /);
    expect(client).not.toMatch(/runuser|role=|=root|=postgres/);
    // One process: a client starts no other.
    expect(text).toMatch(/^ .*setpriv --reuid=isthmus-sql --regid=isthmus-sql --clear-groups --no-new-privs prlimit --nproc=1:1 "\$@"$/m);
  });

  test.each(ENGINES)('%s: there is none where none is asked for', (_, os, role) => {
    expect(JSON.stringify(readCloudInit(machine(os, role)).userData)).not.toMatch(/initial[.-]sql/);
  });
});

describe('dumps', () => {
  const backup = { daily: '23:30', keep: 14 };
  const subject = machine(OS.rhel8, { ...DATABASE, backup });

  test('run daily at the declared time, UTC, and are made up for', () => {
    const timer = fileOf(subject, '/etc/systemd/system/isthmus-backup.timer').content;
    expect(timer).toContain('OnCalendar=*-*-* 23:30:00 UTC\nPersistent=yes\n');
    expect(readCloudInit(subject).userData.runcmd).toContain('systemctl enable --now isthmus-backup.timer');
  });

  test('take their final name only when they can be read, and only then the oldest go', () => {
    const text = fileOf(subject, '/usr/local/sbin/isthmus-backup').content;
    const order = ['pg_dump ', 'pg_restore --list', 'mv ', 'tail -n +15'].map((command) => text.indexOf(command));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order).not.toContain(-1);
  });

  test('run as the engine for PostgreSQL, as root for the others, and write nowhere else', () => {
    const service = (role: DatabaseRole): string => fileOf(machine(OS.rhel9, role), '/etc/systemd/system/isthmus-backup.service').content;
    expect(service({ ...DATABASE, backup })).toContain('User=postgres\n');
    expect(service({ ...MARIADB, backup })).toContain('User=root\n');
    expect(service({ ...DATABASE, backup })).toContain('ProtectSystem=strict\n');
    expect(service({ ...DATABASE, backup })).toContain('ReadWritePaths=/srv/database/backups\n');
  });

  test('are none where none are asked for', () => {
    const without = readCloudInit(machine(OS.rhel8, { ...DATABASE, backup: undefined })).userData;
    expect(JSON.stringify(without)).not.toContain('isthmus-backup');
  });
});

describe('a database that cannot be', () => {
  test('an engine that the distribution does not carry', () => {
    expect(() => renderCloudInit(machine(OS.debian12, { ...DATABASE, version: '17' }))).toThrow(
      'database-vm: Debian 12 does not carry postgresql 17',
    );
    expect(() => renderCloudInit(machine(OS.debian12, { ...DATABASE, version: '17' }, { installs: false }))).not.toThrow();
  });

  test('a name that the engine could not take', () => {
    expect(() => renderCloudInit(machine(OS.debian12, owned(DATABASE, { database: 'x"; --' })))).toThrow(
      'database-vm: "x"; --" cannot be the name of a database',
    );
    expect(() => renderCloudInit(machine(OS.debian12, owned(DATABASE, { owner: 'x"; --' })))).toThrow(
      'database-vm: "x"; --" cannot be the name of a role',
    );
  });
});
