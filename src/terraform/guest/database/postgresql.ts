import type { DatabaseRole, ResolvedDatabase } from '../../../model/resolved';
import { isSince } from '../../../model/values';
import { postgresqlWatcher } from '../monitoring/logins';
import { bashProgram, ETC, type GuestFile, type GuestPart, type PackageManager, program } from '../part';
import { type DataDisk, dataDiskPart } from '../storage';
import { backupPart } from './backup';
import { type PostgresqlPlace, spoolOf } from './backup/place';
import { ARCHIVE_SETTINGS, archiveProgram, COPY_ACCESS } from './backup/point-in-time/archive';
import { initialSqlFile, initialSqlFiles, noteNewDatabases, runInitialSql } from './initial-sql';
import { postgresqlDumps } from './postgresql-dumps';
import { applyRights, rightsFiles } from './postgresql-rights';
import { endsOnStandby, firstFollow, replicationPart } from './replication';
import {
  postgresqlReplication,
  postgresqlReplicationSettings,
  replicationAccess,
  servesPostgresqlStandbys,
} from './replication/postgresql';
import { takeCertificate, tlsPart, tlsPaths, watchCertificate } from './tls';
import { postgresqlTuning } from './tuning';
import { expectVerifier, takeVerifiers, verifierFiles } from './verifier';

const SETTINGS_FILE = `${ETC}/postgresql.conf`;
const ACCESS_FILE = `${ETC}/pg_hba.conf`;
const ACCOUNTS_FILE = `${ETC}/pg_ident.conf`;

/** How a distribution lays PostgreSQL out. */
interface Layout {
  /** Where the distribution keeps clusters. */
  readonly home: string;
  /** Where it keeps their configuration, unless that lies with the data. On the data disk too: a new machine finds the cluster as it was. */
  readonly settings?: string;
  readonly data: string;
  /** Main configuration file; ours is included at its end. */
  readonly configuration: string;
  readonly unit: string;
  /** Shell command that makes a new cluster. */
  readonly initialise: string;
  /** Folder of the server's and the clients' own programs: what Debian's packages have in their place starts others. */
  readonly programs: string;
  /** What has to be there before the packages are installed. */
  readonly before: readonly GuestFile[];
}

/** Debian's packages would else make a cluster on the root disk, in whatever locale the installation runs. */
const NO_CLUSTER_BY_PACKAGE: GuestFile = {
  path: '/etc/postgresql-common/createcluster.conf',
  content: '# Clusters are made on the data disk.\ncreate_main_cluster = false\n',
  mode: '0644',
};

/** Where Enterprise Linux has it, and SUSE. */
const PGSQL = {
  home: '/var/lib/pgsql',
  data: '/var/lib/pgsql/data',
  configuration: '/var/lib/pgsql/data/postgresql.conf',
  unit: 'postgresql.service',
  before: [],
} as const;

/** Options of a new cluster there. */
const INITDB_OPTIONS = '--data-checksums --locale=C.UTF-8 --auth-local=peer --auth-host=scram-sha-256';

const LAYOUTS: Record<PackageManager, (version: string) => Layout> = {
  apt: (version) => ({
    home: '/var/lib/postgresql',
    settings: '/etc/postgresql',
    data: `/var/lib/postgresql/${version}/main`,
    configuration: `/etc/postgresql/${version}/main/postgresql.conf`,
    unit: `postgresql@${version}-main.service`,
    initialise: `pg_createcluster ${version} main --locale C.UTF-8 -- --data-checksums`,
    programs: `/usr/lib/postgresql/${version}/bin`,
    before: [NO_CLUSTER_BY_PACKAGE],
  }),
  dnf: () => ({
    ...PGSQL,
    initialise: `PGSETUP_INITDB_OPTIONS='${INITDB_OPTIONS}' postgresql-setup --initdb`,
    programs: '/usr/bin',
  }),
  // Its unit would make a cluster by itself, without checksums (README.SUSE of its packages).
  zypper: (version) => ({
    ...PGSQL,
    initialise: `runuser -u postgres -- /usr/lib/postgresql${version}/bin/initdb --pgdata=${PGSQL.data} ${INITDB_OPTIONS} > /dev/null`,
    programs: `/usr/lib/postgresql${version}/bin`,
  }),
};

/** PostgreSQL on the data disk, with databases, roles, and access for each role from where it may log in only. */
export function postgresqlPart(role: DatabaseRole, packages: PackageManager, disk: DataDisk, machine: string): readonly GuestPart[] {
  const layout = LAYOUTS[packages](role.version);
  const place = placeOf(role, layout);
  return [
    {
      files: [
        { path: SETTINGS_FILE, content: settings(role, disk.mebibytes), mode: '0644' },
        // Each of those that have the same data lets the others in.
        { path: ACCESS_FILE, content: accessRules(role, machine), mode: '0644', individual: role.replication !== undefined },
        { path: ACCOUNTS_FILE, content: accounts(role), mode: '0644' },
        ...layout.before,
        ...rightsFiles(role),
        ...initialSqlFiles(role),
        ...verifierFiles(role, machine),
        ...(role.backup?.pointInTime ? [archiveProgram(place, disk.mebibytes)] : []),
      ],
    },
    dataDiskPart(role, packages, disk, { user: 'postgres', folders: folders(layout), unit: layout.unit }),
    replicationPart(role, layout.unit, postgresqlReplication(role, layout)),
    tlsPart(role, { group: 'postgres', unit: layout.unit, reload: `systemctl reload ${layout.unit}` }),
    {
      files: [
        bashProgram(
          'database',
          `Brings PostgreSQL ${role.version} up on the data disk. A cluster that is there is never initialised again. Safe to run again.`,
          setupScript(role, layout, machine),
        ),
      ],
      steps: [program('database')],
    },
    backupPart(role, packages, { user: 'postgres', unit: layout.unit, ...postgresqlDumps(role), pointInTime: place }),
  ];
}

const placeOf = ({ version, port }: DatabaseRole, { home, data, settings, configuration, programs, unit }: Layout): PostgresqlPlace => ({
  ...{ version, port, home, data, programs, unit },
  ...(settings !== undefined && { configuration }),
  accessFile: ACCESS_FILE,
  accountsFile: ACCOUNTS_FILE,
});

const folders = ({ home, settings }: Layout): Readonly<Record<string, string>> => ({
  [home]: 'data',
  ...(settings === undefined ? {} : { [settings]: 'settings' }),
});

function settings(role: DatabaseRole, diskMiB: number): string {
  const tuning = Object.entries(postgresqlTuning(role, diskMiB)).map(([name, value]) => `${name} = ${value}`);
  return `# Included at the end of the distribution's postgresql.conf.
# Every address of this machine, which has one network: the firewall and pg_hba.conf say who gets in.
listen_addresses = '0.0.0.0'
port = ${role.port}
hba_file = '${ACCESS_FILE}'
ident_file = '${ACCOUNTS_FILE}'
password_encryption = 'scram-sha-256'
${role.tls ? tlsSettings(role) : UNENCRYPTED}${postgresqlReplicationSettings(role, diskMiB)}${role.backup?.pointInTime ? ARCHIVE_SETTINGS : ''}
${tuning.join('\n')}
`;
}

const UNENCRYPTED = `# TLS needs a certificate that the clients trust: set ssl, ssl_cert_file and ssl_key_file behind this file's include, then
# "hostssl" in pg_hba.conf. Passwords never cross the network in the clear: SCRAM.
`;

/** That no login comes without is said by the list of clients. Before 12 the library's own lowest version holds. */
function tlsSettings({ version }: DatabaseRole): string {
  const { certificate, key } = tlsPaths();
  return `ssl = on
ssl_cert_file = '${certificate}'
ssl_key_file = '${key}'
${isSince(version, '12') ? "ssl_min_protocol_version = 'TLSv1.2'\n" : ''}`;
}

/** Who may log in from where. Everything that no line names is refused. */
function accessRules(role: DatabaseRole, machine: string): string {
  const { roles, tls, backup } = role;
  const type = tls ? 'hostssl  ' : 'host   ';
  const lines = roles.flatMap(({ name, rights, clients }) =>
    rights.flatMap((right) => ['127.0.0.1/32', ...clients].map((client) => `${type}"${right.in}"  "${name}"  ${client}  scram-sha-256`)),
  );
  return `# Who may log in from where. Coarse and stable: the exact rules of each flow are at the hypervisor.
local  all  all  peer map=${ACCOUNTS}
${backup?.pointInTime ? COPY_ACCESS(ACCOUNTS) : ''}${[...lines, ...replicationAccess(role, type, machine)].join('\n')}
`;
}

const ACCOUNTS = 'isthmus';

/** Who logs in as whom by the socket. */
const accounts = ({
  databases,
}: DatabaseRole): string => `# Accounts of the system are roles of their names. That of the engine may be the owner of a database, too: what a dump holds is brought back by its owner.
${ACCOUNTS}  /^(.*)$  \\1
${[...new Set(databases.map(({ owner }) => owner))].map((owner) => `${ACCOUNTS}  postgres  "${owner}"`).join('\n')}
`;

function setupScript(role: DatabaseRole, { home, data, configuration, unit, initialise, programs }: Layout, machine: string): string {
  const { databases, roles, port, version } = role;
  const include = `include = '${SETTINGS_FILE}'`;
  return `
data=${data}
cd /
${takeCertificate(role)}
while read -r found; do
  [ "$found" = "$data/PG_VERSION" ] || fail "there is another cluster on the data disk: $(dirname "$found")"
  [ "$(cat "$found")" = ${version} ] || fail "the data disk holds version $(cat "$found") of PostgreSQL, not ${version}"
done < <(find ${home} -maxdepth 3 -name PG_VERSION)
${firstFollow(role, machine, '[ -e "$data/PG_VERSION" ]')}[ -e "$data/PG_VERSION" ] || ${initialise}
[ -e ${configuration} ] || fail 'the data disk holds a cluster, but not its configuration'
grep -qxF "${include}" ${configuration} || echo "${include}" >> ${configuration}

${role.backup?.pointInTime ? `install -d -m 0700 -o postgres -g postgres ${spoolOf({ home })}\n` : ''}systemctl enable ${unit}
systemctl restart ${unit}
${watchCertificate(role)}${endsOnStandby(role)}
sql() {
  runuser -u postgres -- psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --port=${port} --dbname=postgres
}

${noteNewDatabases(role, (name) => `sql <<< "COPY (SELECT 1 FROM pg_database WHERE datname = '${name}') TO STDOUT"`)}sql <<'SQL'
${[...roles.map(({ name }) => newRole(name)), ...databases.map(newDatabase), ...databases.map(({ name }) => `REVOKE ALL ON DATABASE "${name}" FROM PUBLIC;`), ...postgresqlWatcher(role)].join('\n')}
SQL
${applyRights(role)}${servesPostgresqlStandbys(role, machine)}${runInitialSql(role, (database) => runSql(role, database, `${programs}/psql`))}
${takeVerifiers(role, ({ name }) => [
  expectVerifier(role, 'a SCRAM-SHA-256 verifier'),
  `  printf '%s\\n' "ALTER ROLE \\"${name}\\" LOGIN PASSWORD '$verifier';" | sql`,
])}
`;
}

const newRole = (name: string): string =>
  `SELECT 'CREATE ROLE "${name}"' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${name}') \\gexec`;

const newDatabase = ({ name, owner }: ResolvedDatabase): string =>
  `SELECT 'CREATE DATABASE "${name}" OWNER "${owner}"' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '${name}') \\gexec`;

/** In one piece: what fails leaves nothing behind. Logged in as everybody is, so that there is nothing to go back to. No argument list shows the password. */
const runSql = ({ port }: DatabaseRole, database: ResolvedDatabase, client: string): string =>
  `  printf '%s\\n' "ALTER ROLE \\"${database.owner}\\" LOGIN PASSWORD '$password';" | sql
  PGPASSWORD=$password PGCLIENTENCODING=UTF8 apart ${client} --no-psqlrc --quiet --no-password --set=ON_ERROR_STOP=1 \\
    --host=127.0.0.1 --port=${port} --username=${database.owner} --dbname=${database.name} --single-transaction --file=- < ${initialSqlFile(database)} > /dev/null`;
