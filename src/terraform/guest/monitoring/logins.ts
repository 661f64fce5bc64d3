import type { DatabaseRole } from '../../../model/resolved';
import { isSince } from '../../../model/values';
import { NEW_PASSWORD } from '../secret';
import { MONITORING, STORE_PASSWORD, WATCHER } from './places';

type MysqlEngine = Extract<DatabaseRole['engine'], 'mysql' | 'mariadb'>;

/** Statements by which PostgreSQL lets its exporter in, by the socket and its account alone: statistics, and no table of anybody. */
export const postgresqlWatcher = ({ exporter }: DatabaseRole): readonly string[] =>
  exporter
    ? [
        `SELECT 'CREATE ROLE "${WATCHER}"' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${WATCHER}') \\gexec`,
        `ALTER ROLE "${WATCHER}" LOGIN PASSWORD NULL CONNECTION LIMIT 5;`,
        `GRANT pg_monitor TO "${WATCHER}";`,
      ]
    : [];

const BY_SOCKET: Record<MysqlEngine, string> = { mysql: 'IDENTIFIED WITH auth_socket', mariadb: 'IDENTIFIED VIA unix_socket' };

/** What says how a standby follows has a right of its own since MariaDB 10.5 (MariaDB, "GRANT": SLAVE MONITOR). */
const LOOKS: Record<MysqlEngine, (version: string) => string> = {
  mysql: () => 'PROCESS, REPLICATION CLIENT',
  mariadb: (version) => (isSince(version, '10.5') ? 'PROCESS, BINLOG MONITOR, SLAVE MONITOR' : 'PROCESS, REPLICATION CLIENT'),
};

/** The same for MySQL and MariaDB. */
export function mysqlWatcher(engine: MysqlEngine, { exporter, version }: DatabaseRole): readonly string[] {
  if (!exporter) return [];
  const account = `'${WATCHER}'@'localhost'`;
  return [
    `CREATE USER IF NOT EXISTS ${account};`,
    `ALTER USER ${account} ${BY_SOCKET[engine]} WITH MAX_USER_CONNECTIONS 5;`,
    `GRANT ${LOOKS[engine](version)} ON *.* TO ${account};`,
    `GRANT SELECT ON performance_schema.* TO ${account};`,
  ];
}

/** What the exporter of a store of keys asks. No key, no channel and no setting is its own to see. */
const ASKS = '+ping +info +latency|latest +slowlog|len +client|setname';

/** Shell text that gives the exporter of a store of keys a password of its own, in the list of users. @param users path of that */
export const redisWatcher = ({ exporter }: DatabaseRole, users: string): string =>
  exporter
    ? `
# For its exporter, by a password that never leaves the machine.
if [ ! -s ${STORE_PASSWORD} ]; then
  install -d -m 0755 ${MONITORING}
  (umask 077 && printf 'REDIS_PASSWORD=%s\\n' "$(${NEW_PASSWORD})" > ${STORE_PASSWORD})
fi
watcher=$(sed -n 's/^REDIS_PASSWORD=//p' ${STORE_PASSWORD} | tr -d '\\n' | sha256sum | cut -d ' ' -f 1)
sed -i '/^user ${WATCHER} /d' ${users}
printf '%s\\n' "user ${WATCHER} on #$watcher -@all ${ASKS}" >> ${users}
`
    : '';

/** Settings of RabbitMQ's own plug-in, which takes no login (rabbitmq.com, "Monitoring with Prometheus and Grafana"). */
export const rabbitmqWatcher = (
  { exporter }: DatabaseRole,
  { certificate, key, trusted }: { readonly certificate: string; readonly key: string; readonly trusted: string },
): readonly string[] => {
  if (!exporter) return [];
  const { port, tls } = exporter;
  if (!tls) return [`prometheus.tcp.port = ${port}`];
  const files = [`certfile = ${certificate}`, `keyfile = ${key}`, `cacertfile = ${trusted}`].map((line) => `prometheus.ssl.${line}`);
  return [`prometheus.ssl.port = ${port}`, ...files];
};

/** Shell text that has RabbitMQ bring it along, before it begins. */
export const rabbitmqPlugin = ({ exporter }: DatabaseRole): string =>
  exporter ? 'rabbitmq-plugins --quiet enable --offline rabbitmq_prometheus\n' : '';

/** Shell text that hands exporters the certificate `$certificate` and its key `$key`, as the engine has them. */
export const giveExporters = ({ exporter }: DatabaseRole): string =>
  exporter?.tls
    ? `# Exporters show the same; each new connection reads what is there.
install -d -m 0755 ${MONITORING}
for file in certificate key; do
  install -m 0640 -g ${WATCHER} "\${!file}" "${MONITORING}/$file.pem.new"
  mv "${MONITORING}/$file.pem.new" "${MONITORING}/$file.pem"
done
`
    : '';
