import { NotUnderstoodError, reading } from '../errors';
import { type FirstBoot, runs } from './first-boot';

/** A program that tells whoever may ask it how a guest, or its engine, is. */
export interface GuestExporter {
  /** Its program, or `rabbitmq_prometheus` for a plug-in of that. */
  readonly by: string;
  readonly port: number;
  /** Whether it speaks TLS alone. */
  readonly tls: boolean;
}

/** What tells of a guest, and what that may see of its engine. */
export interface GuestMonitoring {
  readonly exporters: readonly GuestExporter[];
  /** Whether the engine lets its exporter in, to what it has to see. */
  readonly login: boolean;
}

const FOLDER = '/etc/isthmus/monitoring';
const WRAPPER = '/usr/local/sbin/isthmus-exporter-tls';
const BEGIN = '/usr/local/sbin/isthmus-exporters';
const DROP_IN = /^\/etc\/systemd\/system\/(prometheus-[a-z]+-exporter)\.service\.d\/isthmus\.conf$/;
const DATABASE = '/usr/local/sbin/isthmus-database';

/** @throws NotUnderstoodError for exporters that are begun, sealed or let in in an unknown way */
export function readMonitoring(boot: FirstBoot): GuestMonitoring {
  const begun = begins(boot);
  const programs = [...boot.files].flatMap(([path, text]): readonly GuestExporter[] => {
    const [, by] = DROP_IN.exec(path) ?? [];
    if (by === undefined) return [];
    return begun.includes(`${by}.service`) ? [reading(path, () => exporter(boot, by, text))] : [];
  });
  const script = boot.files.get(DATABASE) ?? '';
  return { exporters: [...programs, ...plugIns(boot, script)], login: reading(DATABASE, () => readLogin(script)) };
}

/** Units that are begun now, and whenever the guest boots. */
function begins(boot: FirstBoot): readonly string[] {
  const [, units = ''] =
    /^for unit in (.*); do\n {2}systemctl enable "\$unit"\n(?: {2}.*\n)* {2}systemctl restart "\$unit"\ndone$/m.exec(
      boot.files.get(BEGIN) ?? '',
    ) ?? [];
  return runs(boot, BEGIN) ? units.split(' ') : [];
}

function exporter(boot: FirstBoot, by: string, text: string): GuestExporter {
  const commands = [...text.matchAll(/^ExecStart=(.*)$/gm)].map(([, command = '']) => command);
  const [, wrapper, options = ''] = new RegExp(`^(${WRAPPER} )?/usr/bin/${by}((?: --\\S+)*)$`).exec(commands.at(-1) ?? '') ?? [];
  const port = Number(/ --web\.listen-address=0\.0\.0\.0:(\d+)/.exec(options)?.[1]);
  if (commands[0] !== '' || !Number.isInteger(port)) throw new NotUnderstoodError(`${by} is begun in an unknown way`);
  checkAccount(boot, options);
  const own = [`--tls-server-cert-file=${FOLDER}/certificate.pem`, `--tls-server-key-file=${FOLDER}/key.pem`];
  const isSealed = own.every((option) => options.includes(` ${option}`));
  if (wrapper !== undefined) checkWrapper(boot);
  const tls = wrapper !== undefined || isSealed;
  if (tls) checkCertificate(boot);
  return { by, port, tls };
}

/** What it is told of how to log in, where that stands in a file. */
function checkAccount({ files }: FirstBoot, options: string): void {
  const [, path] = / --config\.my-cnf=(\S+)/.exec(options) ?? [];
  const [user, socket] = [/^user = prometheus$/m, /^socket = \S+$/m];
  const text = files.get(path ?? '') ?? '';
  if (path !== undefined && !(user.test(text) && socket.test(text)))
    throw new NotUnderstoodError('an exporter that logs in in an unknown way');
}

/** It hands the program a configuration in which there is nothing but TLS. */
function checkWrapper({ files }: FirstBoot): void {
  const web = files.get(`${FOLDER}/web.yml`) ?? '';
  const isHanded = files.get(WRAPPER)?.endsWith(`exec "$own" "$option=${FOLDER}/web.yml" "$@"\n`) ?? false;
  if (!isHanded || !web.startsWith(`tls_server_config:\n  cert_file: ${FOLDER}/certificate.pem\n  key_file: ${FOLDER}/key.pem\n`))
    throw new NotUnderstoodError('an exporter with TLS of an unknown kind');
}

function checkCertificate({ files }: FirstBoot): void {
  const program = files.get('/usr/local/sbin/isthmus-database-tls') ?? '';
  if (!program.includes(`mv "${FOLDER}/$file.pem.new" "${FOLDER}/$file.pem"\n`))
    throw new NotUnderstoodError('an exporter with a certificate that nothing brings');
}

function plugIns({ files }: FirstBoot, script: string): readonly GuestExporter[] {
  if (!/^rabbitmq-plugins .*\benable --offline rabbitmq_prometheus$/m.test(script)) return [];
  const listeners = [...(files.get('/etc/isthmus/rabbitmq.conf') ?? '').matchAll(/^prometheus\.(tcp|ssl)\.port = (\d+)$/gm)];
  const [[, by, port] = []] = listeners;
  if (listeners.length !== 1) throw new NotUnderstoodError('a plug-in of RabbitMQ that listens in an unknown way');
  return [{ by: 'rabbitmq_prometheus', port: Number(port), tls: by === 'ssl' }];
}

/** Lines in which an account is named by which exporters log in. */
const NAMES_IT = /"prometheus"|'prometheus'@|\buser prometheus /;

/** All that each engine is to say of it: who it is known by, and what it may see. */
const LOGINS: readonly (readonly RegExp[])[] = [
  [
    /^SELECT 'CREATE ROLE "prometheus"' WHERE NOT EXISTS \(SELECT FROM pg_roles WHERE rolname = 'prometheus'\) \\gexec$/,
    /^ALTER ROLE "prometheus" LOGIN PASSWORD NULL CONNECTION LIMIT \d+;$/,
    /^GRANT pg_monitor TO "prometheus";$/,
  ],
  [
    /^CREATE USER IF NOT EXISTS 'prometheus'@'localhost';$/,
    /^ALTER USER 'prometheus'@'localhost' IDENTIFIED (WITH auth_socket|VIA unix_socket) WITH MAX_USER_CONNECTIONS \d+;$/,
    /^GRANT PROCESS, (REPLICATION CLIENT|BINLOG MONITOR, SLAVE MONITOR) ON \*\.\* TO 'prometheus'@'localhost';$/,
    /^GRANT SELECT ON performance_schema\.\* TO 'prometheus'@'localhost';$/,
  ],
  [
    /^sed -i '\/\^user prometheus \/d' \S+$/,
    /^printf '%s\\n' "user prometheus on #\$watcher -@all \+ping \+info \+latency\|latest \+slowlog\|len \+client\|setname" >> \S+$/,
  ],
];

/** @throws NotUnderstoodError where it may see or do anything else */
function readLogin(script: string): boolean {
  const lines = script
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => NAMES_IT.test(line));
  if (lines.length === 0) return false;
  const login = LOGINS.find((each) => each.some((form) => form.test(lines[0] ?? ''))) ?? [];
  const strange = lines.find((line) => !login.some((form) => form.test(line)));
  if (strange !== undefined) throw new NotUnderstoodError(`"${strange}", of the account by which an exporter logs in`);
  return login.every((form) => lines.some((line) => form.test(line)));
}
