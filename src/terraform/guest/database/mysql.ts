import type { DatabaseRight, DatabaseRole, ResolvedDatabase, ResolvedDatabaseRole } from '../../../model/resolved';
import { isSince } from '../../../model/values';
import { isEverywhere, netmask } from '../addresses';
import { mysqlWatcher } from '../monitoring/logins';
import { bashProgram, ETC, type GuestPart, type PackageManager, program, setUpOn, type WhereSetUp } from '../part';
import { type DataDisk, dataDiskPart } from '../storage';
import { backupPart, type DumpMethod } from './backup';
import { initialSqlFile, initialSqlFiles, noteNewDatabases, runInitialSql } from './initial-sql';
import { endsOnStandby, firstFollow, REPLICATOR, replicationPart } from './replication';
import { keepsReadOnly, mysqlReplication, mysqlReplicationSettings, replicators, servesMysqlStandbys } from './replication/mysql';
import { takeCertificate, tlsPart, tlsPaths, watchCertificate } from './tls';
import { type MysqlEngine, mysqlTuning } from './tuning';
import { takeVerifiers, verifierFiles, verifierForms } from './verifier';

const HOME = '/var/lib/mysql';
const SETTINGS_FILE = `${ETC}/mysql.cnf`;

/** How a distribution lays the engine out. */
interface Layout {
  /** Folder whose files the engine reads last. */
  readonly settings: string;
  readonly unit: string;
  /** Shell command that initialises an empty data directory; unset where the unit does so itself. */
  readonly initialise?: string;
  /** Folder that AppArmor lets it read from, where it lets it read from few. */
  readonly readable?: string;
}

const LAYOUTS: Record<MysqlEngine, WhereSetUp<Layout>> = {
  mysql: {
    apt: {
      settings: '/etc/mysql/mysql.conf.d',
      unit: 'mysql.service',
      initialise: `mysqld --no-defaults --initialize-insecure --user=mysql --datadir=${HOME}`,
      readable: '/etc/mysql/isthmus',
    },
    dnf: { settings: '/etc/my.cnf.d', unit: 'mysqld.service' },
    zypper: undefined,
  },
  mariadb: {
    apt: {
      settings: '/etc/mysql/mariadb.conf.d',
      unit: 'mariadb.service',
      initialise: `mysql_install_db --user=mysql --datadir=${HOME} --auth-root-authentication-method=socket --skip-test-db > /dev/null`,
    },
    dnf: { settings: '/etc/my.cnf.d', unit: 'mariadb.service' },
    zypper: { settings: '/etc/my.cnf.d', unit: 'mariadb.service' },
  },
};

/** How the operating system's root becomes the engine's root, by the socket and without a password. */
const ROOT_BY_SOCKET: Record<MysqlEngine, string> = {
  mysql: "ALTER USER 'root'@'localhost' IDENTIFIED WITH auth_socket;",
  mariadb: "ALTER USER 'root'@'localhost' IDENTIFIED VIA unix_socket;",
};

/** MySQL or MariaDB on the data disk, with databases, and accounts for each role from where it may log in only. */
export function mysqlPart(
  engine: MysqlEngine,
  role: DatabaseRole,
  packages: PackageManager,
  disk: DataDisk,
  machine: string,
): readonly GuestPart[] {
  const layout = setUpOn(LAYOUTS[engine], packages);
  return [
    {
      files: [
        {
          path: SETTINGS_FILE,
          content: settings(engine, role, layout, disk.mebibytes, machine),
          mode: '0644',
          // Each of those that have the same data has a number of its own.
          individual: role.replication !== undefined,
        },
        ...initialSqlFiles(role),
        ...verifierFiles(role, machine),
      ],
    },
    dataDiskPart(role, packages, disk, { user: 'mysql', folders: { [HOME]: 'data' }, unit: layout.unit }),
    replicationPart(role, layout.unit, mysqlReplication(engine, role, { ...layout, home: HOME })),
    tlsPart(role, { folder: layout.readable, group: 'mysql', unit: layout.unit, reload: RELOADS[engine](role.version, layout.unit) }),
    {
      files: [
        bashProgram(
          'database',
          'Brings the engine up on the data disk. Data that is there is never initialised again. Safe to run again.',
          setupScript(engine, role, layout, machine),
        ),
      ],
      steps: [program('database')],
    },
    backupPart(role, packages, { user: 'root', unit: layout.unit, ...dumps(engine, role) }),
  ];
}

/** Or MySQL's dump says itself which transactions it is of: the server that wrote them takes it no more, and standbys would never hear of it. */
const WITHOUT_ITS_TRANSACTIONS: Record<MysqlEngine, string> = { mysql: ' --set-gtid-purged=OFF', mariadb: '' };

/** Dumps of several databases say themselves which one each table is of. */
function dumps(engine: MysqlEngine, { databases }: DatabaseRole): Omit<DumpMethod, 'user' | 'unit'> {
  const names = databases.map(({ name }) => name);
  const [only = '', ...others] = names;
  const several = others.length > 0;
  return {
    suffix: 'sql.gz',
    dump: `mysqldump --single-transaction --routines --events --triggers${WITHOUT_ITS_TRANSACTIONS[engine]} ${several ? `--databases ${names.join(' ')}` : only} | gzip --rsyncable > "$dump"`,
    // The last line of a dump that ended well.
    check: 'zcat "$dump" | tail -n 1 | grep -q "^-- Dump completed"',
    restore: `gzip --test "$dump"\nzcat "$dump" | mysql --binary-mode${several ? '' : ` ${only}`}`,
  };
}

const SOCKET_PLUGIN = ['plugin_load_add = auth_socket.so'];

/** Plugin that lets root in by the socket, where it is not built in. */
const SOCKET_PLUGINS: Record<MysqlEngine, (version: string) => readonly string[]> = {
  mysql: () => SOCKET_PLUGIN,
  mariadb: (version) => (version === '10.3' ? SOCKET_PLUGIN : []),
};

const PROTOCOL_X: Record<MysqlEngine, readonly string[]> = { mysql: ['mysqlx = OFF'], mariadb: [] };

function settings(engine: MysqlEngine, role: DatabaseRole, layout: Layout, diskMiB: number, machine: string): string {
  const tuning = Object.entries(mysqlTuning(engine, role, diskMiB)).map(([name, value]) => `${name} = ${value}`);
  return `[mysqld]
# Every address of this machine, which has one network: the firewall and the accounts' hosts say who gets in.
bind_address = 0.0.0.0
port = ${role.port}
# Accounts are bound to addresses, not to names.
skip_name_resolve = ON
local_infile = OFF
character_set_server = utf8mb4
${role.tls ? tlsSettings(engine, role, layout) : UNENCRYPTED}
${[...SOCKET_PLUGINS[engine](role.version), ...PROTOCOL_X[engine], ...mysqlReplicationSettings(engine, role, machine), ...tuning].join('\n')}
`;
}

const UNENCRYPTED =
  '# TLS needs a certificate that the clients trust: set ssl_ca, ssl_cert and ssl_key in a file that is read after this one.';

/** Whether the server as a whole refuses what is in the clear; accounts do in any version. MariaDB knows it since 10.5. */
const REFUSES: Record<MysqlEngine, (version: string) => boolean> = { mysql: () => true, mariadb: (version) => isSince(version, '10.5') };

/** MySQL of today speaks no older version of TLS; MariaDB 10.3 does not know the setting. */
const VERSIONS_OF_TLS: Record<MysqlEngine, readonly string[]> = { mysql: [], mariadb: ['loose_tls_version = TLSv1.2,TLSv1.3'] };

/** MySQL takes a renewed certificate only when it knows who has signed it (ERROR 3888 of ALTER INSTANCE RELOAD TLS, 9.7). It asks no client for one. */
const KNOWS_ITS_SIGNER: Record<MysqlEngine, (trusted: string) => readonly string[]> = {
  mysql: (trusted) => [`ssl_ca = ${trusted}`],
  mariadb: () => [],
};

function tlsSettings(engine: MysqlEngine, { version }: DatabaseRole, { readable }: Layout): string {
  const { certificate, key, trusted } = tlsPaths(readable);
  return [
    `ssl_cert = ${certificate}`,
    `ssl_key = ${key}`,
    ...KNOWS_ITS_SIGNER[engine](trusted),
    ...VERSIONS_OF_TLS[engine],
    ...(REFUSES[engine](version) ? ['require_secure_transport = ON'] : []),
  ].join('\n');
}

/**
 * What has the server take a new certificate while it runs; MariaDB can since 10.4. A machine that follows another one writes nothing of its
 * own into its log, or it could not go on (MariaDB, "gtid_strict_mode").
 */
const RELOADS: Record<MysqlEngine, (version: string, unit: string) => string> = {
  mysql: () => "mysql --user=root --execute='ALTER INSTANCE RELOAD TLS'",
  mariadb: (version, unit) => (isSince(version, '10.4') ? "mysql --user=root --execute='FLUSH LOCAL SSL'" : `systemctl restart ${unit}`),
};

function setupScript(engine: MysqlEngine, role: DatabaseRole, { settings, unit, initialise }: Layout, machine: string): string {
  const { databases, roles } = role;
  const identified = verifierForms(role).map(
    ({ pattern, identified }) => `  pattern='${pattern}'; if [[ $verifier =~ $pattern ]]; then identified="${identified}"; fi`,
  );
  return `
${takeCertificate(role)}${firstSettings(role, settings)}${firstFollow(role, machine, `[ -d ${HOME}/mysql ]`)}if [ ! -d ${HOME}/mysql ]; then
  [ -z "$(ls -A ${HOME})" ] || fail 'the data disk holds something else than data of ${engine}: left as it is'
  ${initialise ?? ': # its unit initialises an empty folder'}
fi

install -m 0644 ${SETTINGS_FILE} ${settings}/zz-isthmus.cnf
${keepsReadOnly(engine, role, settings)}systemctl enable ${unit}
systemctl restart ${unit}
${watchCertificate(role)}${endsOnStandby(role)}
sql() {
  mysql --user=root --batch --raw --skip-column-names
}

${noteNewDatabases(role, (name) => `sql <<< "SELECT 1 FROM information_schema.schemata WHERE schema_name = '${name}'"`)}sql <<'SQL'
${ROOT_BY_SOCKET[engine]}
${databases.map(({ name }) => `CREATE DATABASE IF NOT EXISTS ${'`'}${name}${'`'} CHARACTER SET utf8mb4;`).join('\n')}
DROP DATABASE IF EXISTS test;
${mysqlWatcher(engine, role)
  .map((line) => `${line}\n`)
  .join('')}SQL

# Accounts without a name go, and those of roles from networks that are not declared.
sql <<'SQL' | sql
SELECT CONCAT('DROP USER ', QUOTE(User), '@', QUOTE(Host), ';') FROM mysql.user
WHERE User = ''${roles.map((each) => ` OR (User = '${each.name}' AND Host NOT IN (${hostsOf(each).join(', ')}))`).join('')}${strangers(replicators(role, machine))};
SQL
${servesMysqlStandbys(role, machine)}${runInitialSql(role, runSql)}
${takeVerifiers(role, (each) => [
  `  identified=
${identified.join('\n')}
  [ -n "$identified" ] || fail 'the verifier that Terraform was given is not a password verifier of ${engine}'
  for host in ${hostsOf(each).join(' ')}; do
    printf '%s\\n' "CREATE USER IF NOT EXISTS '${each.name}'@'$host' $identified;"
    printf '%s\\n' "ALTER USER '${each.name}'@'$host' $identified REQUIRE ${role.tls ? '$([ "$host" = localhost ] && echo NONE || echo SSL)' : 'NONE'};"
    printf '%s\\n' "REVOKE ALL PRIVILEGES, GRANT OPTION FROM '${each.name}'@'$host';"
${each.rights.map((right) => `    printf '%s\\n' "GRANT ${PRIVILEGES[right.may]} ON ${granted(right.in)}.* TO '${each.name}'@'$host';"`).join('\n')}
  done | sql`,
])}
${MAINTENANCE[engine]}`;
}

/** Accounts by which machines followed this one that are none of its standbys any more. */
const strangers = (hosts: readonly string[]): string =>
  hosts.length > 0 ? ` OR (User = '${REPLICATOR}' AND Host NOT IN (${hosts.join(', ')}))` : '';

/** A machine that is to follow another one begins with a copy of that, and with these settings, before anything else is done. */
const firstSettings = ({ replication }: DatabaseRole, settings: string): string =>
  replication ? `install -m 0644 ${SETTINGS_FILE} ${settings}/zz-isthmus.cnf\n` : '';

/** What a right comes to. */
const PRIVILEGES: { readonly [R in DatabaseRight]: string } = {
  own: 'ALL PRIVILEGES',
  write: 'SELECT, SHOW VIEW, INSERT, UPDATE, DELETE',
  read: 'SELECT, SHOW VIEW',
};

/** In quotes. Names are not looked up: over TCP, the machine itself comes from its loopback address. */
const hostsOf = ({ clients }: ResolvedDatabaseRole): readonly string[] =>
  ['localhost', '127.0.0.1', ...clients.map(accountHost)].map((host) => `'${host}'`);

/** In a grant, _ would stand for any character. Escaped twice over: this stands in a shell word. */
const granted = (database: string): string => `\\\`${database.replaceAll('_', '\\\\_')}\\\``;

/** Over the socket. No argument list shows the password. */
const runSql = (
  database: ResolvedDatabase,
): string => `  printf '%s\\n' "CREATE USER IF NOT EXISTS '${database.owner}'@'localhost' IDENTIFIED BY '$password';" \\
    "ALTER USER '${database.owner}'@'localhost' IDENTIFIED BY '$password';" \\
    "GRANT ALL PRIVILEGES ON ${granted(database.name)}.* TO '${database.owner}'@'localhost';" | sql
  MYSQL_PWD=$password apart mysql --protocol=socket --default-character-set=utf8mb4 \\
    --user=${database.owner} --database=${database.name} < ${initialSqlFile(database)} > /dev/null`;

/** A block as the host part of an account. */
const accountHost = (block: string): string => (isEverywhere(block) ? '%' : netmask(block));

/** Debian's own account, whose password the packages keep in a file: a data directory of another installation has an older one. */
const MAINTENANCE_ACCOUNT = `
if [ -e /etc/mysql/debian.cnf ]; then
  password=$(sed -n 's/^password *= *//p' /etc/mysql/debian.cnf | sed -n 1p)
  sql <<SQL
CREATE USER IF NOT EXISTS 'debian-sys-maint'@'localhost';
ALTER USER 'debian-sys-maint'@'localhost' IDENTIFIED BY '$password';
GRANT ALL PRIVILEGES ON *.* TO 'debian-sys-maint'@'localhost' WITH GRANT OPTION;
SQL
fi
`;

const MAINTENANCE: Record<MysqlEngine, string> = { mysql: MAINTENANCE_ACCOUNT, mariadb: '' };
