import { exporterPackages } from '../../../model/guest/exporters';
import { type DatabaseRole, exportersOf, type ResolvedExporter, type ResolvedMachine } from '../../../model/resolved';
import { bashProgram, type GuestFile, type GuestPart, program } from '../part';
import { EXPORTER_TLS, MONITORING, STORE_PASSWORD, WATCHER } from './places';

/** How a program is told whom to ask, and what it is to show. */
interface Way {
  readonly files: readonly GuestFile[];
  readonly environment: readonly string[];
  readonly options: readonly string[];
  /** What brings it into TLS. Unset: a configuration of Prometheus' exporter toolkit. */
  readonly tls?: readonly string[];
}

const MY_CNF = `${MONITORING}/my.cnf`;
const [BEGIN, TLS] = ['exporters', 'exporter-tls'];
const WEB = `${MONITORING}/web.yml`;

/** By the socket, where the engine knows accounts of the system; over the loopback, which nobody reads, where it does not. */
const mysql: Way = {
  // It wants a password to be there, which the engine does not look at.
  files: [{ path: MY_CNF, content: `[client]\nuser = ${WATCHER}\npassword = none\nsocket = /run/mysqld/mysqld.sock\n`, mode: '0644' }],
  environment: [],
  options: [`--config.my-cnf=${MY_CNF}`],
};
const redis = ({ port, tls }: Pick<DatabaseRole, 'port' | 'tls'>): Way => ({
  files: [],
  environment: [`EnvironmentFile=${STORE_PASSWORD}`],
  options: [
    `--redis.addr=${tls ? 'rediss' : 'redis'}://127.0.0.1:${port}`,
    `--redis.user=${WATCHER}`,
    // No setting is told: they may hold secrets.
    '--config-command=-',
    ...(tls ? ['--skip-tls-verification'] : []),
  ],
  tls: [`--tls-server-cert-file=${EXPORTER_TLS.certificate}`, `--tls-server-key-file=${EXPORTER_TLS.key}`],
});

/** Undefined: there is no program beside the engine. */
const WAYS: { readonly [O in ResolvedExporter['of']]: (role: Pick<DatabaseRole, 'port' | 'tls'>) => Way | undefined } = {
  node: () => ({ files: [], environment: [], options: [] }),
  postgresql: ({ port }) => ({
    files: [],
    environment: [`Environment="DATA_SOURCE_NAME=user=${WATCHER} host=/run/postgresql port=${port} dbname=postgres"`],
    options: [],
  }),
  mysql: () => mysql,
  mariadb: () => mysql,
  redis,
  valkey: redis,
  rabbitmq: () => undefined,
  mongodb: () => undefined,
};

/** Exporters of metrics, of the machine and its engine, which answers when they begin. */
export function monitoringPart({ guest }: ResolvedMachine): GuestPart {
  const exporters = exportersOf(guest);
  if (exporters.length === 0) return {};
  const run = exporters.flatMap((exporter) => programOf(exporter, guest.role as DatabaseRole) ?? []);
  const isSealed = exporters.some(({ tls }) => tls);
  return {
    packages: exporters.flatMap(exporterPackages),
    files: [
      ...(isSealed ? [{ path: WEB, content: WEB_CONFIGURATION, mode: '0644' }, WITH_TLS] : []),
      ...run.flatMap(({ files }) => files),
      begin(
        run.map(({ unit }) => unit),
        exporters.map(({ port }) => port),
      ),
    ],
    steps: [program(BEGIN)],
  };
}

/** Undefined: there is no program beside the engine. */
function programOf(
  exporter: ResolvedExporter,
  role: DatabaseRole,
): { readonly unit: string; readonly files: readonly GuestFile[] } | undefined {
  const { of, program: name, port, tls } = exporter;
  const way = WAYS[of](role);
  if (name === undefined || !way) return undefined;
  const options = [`--web.listen-address=0.0.0.0:${port}`, ...way.options];
  const own = `/usr/bin/${name}`;
  const sealed = way.tls ? [own, ...way.tls] : [program(TLS), own];
  const unit = `${name}.service`;
  return {
    unit,
    files: [
      ...way.files,
      {
        path: `/etc/systemd/system/${unit}.d/isthmus.conf`,
        content: dropIn(way.environment, [...(tls ? sealed : [own]), ...options]),
        mode: '0644',
      },
    ],
  };
}

const dropIn = (environment: readonly string[], command: readonly string[]): string => `# In place of /etc/default.
[Service]
EnvironmentFile=
${environment.map((line) => `${line}\n`).join('')}ExecStart=
ExecStart=${command.join(' ')}
NoNewPrivileges=yes
`;

const WEB_CONFIGURATION = `tls_server_config:
  cert_file: ${EXPORTER_TLS.certificate}
  key_file: ${EXPORTER_TLS.key}
  min_version: TLS12
`;

/** Prometheus' exporter toolkit, release 0.8.0: `--web.config` was renamed. */
const WITH_TLS = bashProgram(
  TLS,
  'Runs an exporter that speaks TLS alone.\nusage: isthmus-exporter-tls PROGRAM [OPTION…]',
  `own=$1
shift
option=--web.config
case $("$own" --help 2>&1 || true) in *--web.config.file*) option=--web.config.file ;; esac
exec "$own" "$option=${WEB}" "$@"`,
);

/** A machine that is set up answers whoever fetches metrics. */
const begin = (units: readonly string[], ports: readonly number[]): GuestFile =>
  bashProgram(
    BEGIN,
    'Begins the exporters of metrics anew. Safe to run again.',
    `systemctl daemon-reload
for unit in ${units.join(' ')}; do
  systemctl enable "$unit"
  # Packages begin theirs before all is there that these need.
  systemctl reset-failed "$unit"
  systemctl restart "$unit"
done
for port in ${ports.join(' ')}; do
  for _try in $(seq 300); do
    if listening=$(ss -Hltn "sport = :$port") && [ -n "$listening" ]; then continue 2; fi
    sleep 1
  done
  fail "nothing listens on port $port: journalctl says why"
done`,
  );
