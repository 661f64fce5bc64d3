import type { DatabaseRole } from '../../../../model/resolved';
import { isSince, parseIp } from '../../../../model/values';
import { tlsPaths } from '../tls';
import type { MysqlEngine } from '../tuning';
import { othersThan, REPLICATION_PASSWORD, REPLICATOR, type ReplicationMethod, STANDBY_STATE } from '.';

interface Place {
  /** Data directory. */
  readonly home: string;
  /** Folder whose files the engine reads last. */
  readonly settings: string;
  readonly unit: string;
  /** Folder of its certificate. */
  readonly readable?: string;
}

/** What the two engines call things by. */
interface Words {
  /** Settings of each machine, beside those that both engines have. */
  readonly settings: readonly string[];
  /** What a standby is kept from writing by. */
  readonly readOnly: string;
  readonly dumpOptions: string;
  /** Before a copy is read. */
  readonly forget: (version: string) => string;
  /** Statement that has it follow `$machine`. @param more for TLS */
  readonly follow: (port: number, more: readonly string[]) => string;
  /** Words before what is said of TLS. */
  readonly prefix: string;
  readonly withoutTls: readonly string[];
  readonly start: string;
  readonly stop: string;
  readonly status: string;
  readonly stopped: string;
  /** Shell text that fails while something that has come over is not applied yet. */
  readonly applied: string;
  readonly runs: string;
  readonly host: string;
}

const WORDS: Record<MysqlEngine, Words> = {
  // MariaDB, "Global Transaction ID" and "CHANGE MASTER TO".
  mariadb: {
    settings: ['gtid_strict_mode = ON', 'log_slave_updates = ON', 'expire_logs_days = 7'],
    readOnly: 'read_only = ON',
    dumpOptions: '--master-data=1 --gtid',
    forget: () => 'STOP SLAVE; RESET SLAVE ALL; RESET MASTER;',
    follow: (port, more) =>
      `CHANGE MASTER TO MASTER_HOST='$host', MASTER_PORT=${port}, MASTER_USER='${REPLICATOR}', MASTER_PASSWORD='%s', MASTER_USE_GTID=slave_pos${more.map((each) => `, ${each}`).join('')};`,
    prefix: 'MASTER',
    withoutTls: [],
    start: 'START SLAVE;',
    stop: 'STOP SLAVE; RESET SLAVE ALL;',
    status: 'SHOW SLAVE STATUS',
    stopped: 'STOP SLAVE IO_THREAD;',
    applied: `mysql --user=root --vertical --execute='SHOW SLAVE STATUS' | grep -q 'SQL_Running_State: .*has read all relay log'`,
    runs: 'Slave_SQL_Running: Yes',
    host: 'Master_Host',
  },
  // MySQL, "Replication with Global Transaction Identifiers" and "CHANGE REPLICATION SOURCE TO".
  mysql: {
    settings: ['gtid_mode = ON', 'enforce_gtid_consistency = ON', 'binlog_expire_logs_seconds = 604800'],
    readOnly: 'super_read_only = ON',
    dumpOptions: '--set-gtid-purged=ON',
    forget: (version) =>
      `STOP REPLICA; RESET REPLICA ALL; ${isSince(version, '8.4') ? 'RESET BINARY LOGS AND GTIDS' : 'RESET MASTER'}; SET GLOBAL super_read_only = OFF;`,
    follow: (port, more) =>
      `CHANGE REPLICATION SOURCE TO SOURCE_HOST='$host', SOURCE_PORT=${port}, SOURCE_USER='${REPLICATOR}', SOURCE_PASSWORD='%s', SOURCE_AUTO_POSITION=1${more.map((each) => `, ${each}`).join('')};`,
    prefix: 'SOURCE',
    // Its passwords ask for TLS, or for the server's key.
    withoutTls: ['GET_SOURCE_PUBLIC_KEY=1'],
    start: 'START REPLICA; SET GLOBAL super_read_only = ON;',
    stop: 'STOP REPLICA; RESET REPLICA ALL;',
    status: 'SHOW REPLICA STATUS',
    stopped: 'STOP REPLICA IO_THREAD;',
    // Several threads apply: the state of the one that hands out tells nothing of them.
    applied: `[ "$(mysql --user=root --batch --skip-column-names --execute='SELECT MIN(GTID_SUBSET(received_transaction_set, @@GLOBAL.gtid_executed)) FROM performance_schema.replication_connection_status')" = 1 ]`,
    runs: 'Replica_SQL_Running: Yes',
    host: 'Source_Host',
  },
};

/** Where those that follow can tell by its certificate who answers. */
const CHECKED: { readonly [B in NonNullable<DatabaseRole['tls']>['by']]: boolean } = { 'self-signed': false, variables: true, files: true };

/** What the server reads while it follows. */
const standbySettings = (settings: string): string => `${settings}/zz-isthmus-standby.cnf`;

/** Replication by global transaction ids, from a dump that says where it was made. */
export function mysqlReplication(engine: MysqlEngine, role: DatabaseRole, { home, settings, unit, readable }: Place): ReplicationMethod {
  const words = WORDS[engine];
  const { trusted } = tlsPaths(readable);
  const isChecked = role.tls !== undefined && CHECKED[role.tls.by];
  // By name where the certificate is looked at: it holds for names.
  const host = isChecked ? 'host=$fqdn' : 'host=$address';
  const tls = role.tls
    ? [
        `${words.prefix}_SSL=1`,
        ...(isChecked
          ? [`${words.prefix}_SSL_CA='${trusted}'`, `${words.prefix}_SSL_VERIFY_SERVER_CERT=1`]
          : [`${words.prefix}_SSL_VERIFY_SERVER_CERT=0`]),
      ]
    : words.withoutTls;
  const asReplicator = `--defaults-extra-file=<(printf '[client]\\npassword=%s\\n' "$(cat ${REPLICATION_PASSWORD})") --protocol=tcp --host="$host" --port=${role.port} --user=${REPLICATOR} ${TLS_OPTIONS[engine](role.tls !== undefined, isChecked ? trusted : undefined)}`;
  return {
    hasData: `[ -d ${home}/mysql ]`,
    reach: `  ${host}
${isChecked ? `  grep -q " $fqdn\\$" /etc/hosts || echo "$address $fqdn" >> /etc/hosts\n` : ''}  mysql ${asReplicator} --execute='SELECT 1'`,
    copy: `${host}
find ${home} -mindepth 1 -delete
${INITIALISE[engine](home)}
echo '[mysqld]
${words.readOnly}' > ${standbySettings(settings)}
systemctl start ${unit}
echo '${words.forget(role.version)}' | mysql --user=root
# What it copies it does not write into its own log.
(
  echo 'SET sql_log_bin = 0;'
  mysqldump ${asReplicator} --all-databases --single-transaction --routines --events --triggers --hex-blob --flush-privileges ${words.dumpOptions}
) | mysql --user=root
printf "${words.follow(role.port, tls)} ${words.start}\\n" "$(cat ${REPLICATION_PASSWORD})" | mysql --user=root`,
    // Clients of MySQL 9 take no commands of their own, such as the one for lines in place of columns.
    follows: `status=$(mysql --user=root --vertical --execute='${words.status}')
grep -q '${words.runs}' <<< "$status" || fail 'the engine follows nobody'`,
    followed: `address=$(sed -n 's/^ *${words.host}: //p' <<< "$status")`,
    answers: `timeout 5 bash -c 'exec 3<>"/dev/tcp/$0/${role.port}"' "$address" 2> /dev/null`,
    promote: `# All that has come over is applied first.
mysql --user=root --execute='${words.stopped}'
applied() {
  ${words.applied}
}
for _try in $(seq 600); do
  if applied; then break; fi
  sleep 1
done
applied || fail 'what has come over is not applied yet: see ${words.status}, and run this again'
mysql --user=root --execute='${words.stop}'
rm -f ${standbySettings(settings)}`,
  };
}

const INITIALISE: Record<MysqlEngine, (home: string) => string> = {
  mysql: (home) => `mysqld --no-defaults --initialize-insecure --user=mysql --datadir=${home}`,
  mariadb: (home) => `mysql_install_db --user=mysql --datadir=${home} --auth-root-authentication-method=socket --skip-test-db > /dev/null`,
};

/** Options of clients. @param trusted whom to trust; undefined: whoever answers */
const TLS_OPTIONS: Record<MysqlEngine, (encrypted: boolean, trusted: string | undefined) => string> = {
  mysql: (encrypted, trusted) =>
    encrypted
      ? trusted === undefined
        ? '--ssl-mode=REQUIRED'
        : `--ssl-mode=VERIFY_IDENTITY --ssl-ca=${trusted}`
      : '--get-server-public-key',
  mariadb: (encrypted, trusted) => (encrypted ? (trusted === undefined ? '--ssl' : `--ssl-ca=${trusted} --ssl-verify-server-cert`) : ''),
};

/** Settings of each machine of those that have the same data. @param machine its name */
export function mysqlReplicationSettings(engine: MysqlEngine, { replication }: DatabaseRole, machine: string): readonly string[] {
  const own = replication?.members.find(({ name }) => name === machine);
  if (!own) return [];
  return [
    // Each has another one: 32 bits, as its address.
    `server_id = ${parseIp(own.address) ?? 1}`,
    'log_bin = binlog',
    'binlog_format = ROW',
    'relay_log = relaylog',
    ...WORDS[engine].settings,
  ];
}

/** Shell text before the engine begins: a standby writes nothing, also after its root disk was made anew. */
export const keepsReadOnly = (engine: MysqlEngine, { replication }: DatabaseRole, settings: string): string =>
  replication
    ? `rm -f ${standbySettings(settings)}
[ ! -e ${STANDBY_STATE} ] || printf '[mysqld]\\n${WORDS[engine].readOnly}\\n' > ${standbySettings(settings)}
`
    : '';

/** What may be read for a copy, and what changes afterwards (MySQL and MariaDB, "mysqldump": privileges). */
const PRIVILEGES = 'REPLICATION SLAVE, REPLICATION CLIENT, SELECT, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES, PROCESS, RELOAD';

/** Accounts of those that may follow, in quotes. */
export const replicators = ({ replication }: DatabaseRole, machine: string): readonly string[] =>
  replication ? othersThan(replication, machine).map(({ address }) => `'${address}'`) : [];

/** Shell text of a primary's set-up: an account for each other machine. No argument list shows the password. */
export function servesMysqlStandbys(role: DatabaseRole, machine: string): string {
  const hosts = replicators(role, machine);
  if (hosts.length === 0) return '';
  return `
# For those that follow.
for replica in ${hosts.join(' ')}; do
  printf '%s\\n' "CREATE USER IF NOT EXISTS '${REPLICATOR}'@'$replica' IDENTIFIED BY '$(cat ${REPLICATION_PASSWORD})';" \\
    "ALTER USER '${REPLICATOR}'@'$replica' IDENTIFIED BY '$(cat ${REPLICATION_PASSWORD})' REQUIRE ${role.tls ? 'SSL' : 'NONE'};" \\
    "GRANT ${PRIVILEGES} ON *.* TO '${REPLICATOR}'@'$replica';"
done | sql
`;
}
