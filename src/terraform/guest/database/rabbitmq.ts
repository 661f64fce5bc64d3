import type { DatabaseRight, DatabaseRole, ResolvedDatabaseRole } from '../../../model/resolved';
import { rabbitmqPlugin, rabbitmqWatcher } from '../monitoring/logins';
import { bashProgram, ETC, type GuestPart, type PackageManager, program } from '../part';
import { type DataDisk, dataDiskPart } from '../storage';
import { afterAddresses } from './addresses';
import { backupPart } from './backup';
import { takeCertificate, tlsPart, tlsPaths, watchCertificate } from './tls';
import { rabbitmqTuning } from './tuning';
import { expectVerifier, takeVerifiers, verifierFiles } from './verifier';

const USER = 'rabbitmq';
const HOME = '/var/lib/rabbitmq';
const UNIT = 'rabbitmq-server.service';
const SETTINGS_FILE = `${ETC}/rabbitmq.conf`;
const ENVIRONMENT_FILE = `${ETC}/rabbitmq-env.conf`;

/** RabbitMQ on the data disk: virtual hosts and users, at the machine's own addresses. */
export function rabbitmqPart(
  role: DatabaseRole,
  packages: PackageManager,
  disk: DataDisk,
  machine: string,
  addresses: readonly string[],
): readonly GuestPart[] {
  return [
    {
      files: [
        { path: SETTINGS_FILE, content: settings(role, addresses, disk.mebibytes), mode: '0644', individual: true },
        { path: ENVIRONMENT_FILE, content: ENVIRONMENT, mode: '0644' },
        ...verifierFiles(role, machine),
      ],
    },
    dataDiskPart(role, packages, disk, { user: USER, folders: { [HOME]: 'data' }, unit: UNIT }),
    tlsPart(role, { group: USER, unit: UNIT, reload: "rabbitmqctl --quiet eval 'ssl:clear_pem_cache().' > /dev/null" }),
    {
      files: [bashProgram('database', 'Brings RabbitMQ up on the data disk. Safe to run again.', setupScript(role)), afterAddresses(UNIT)],
      steps: [program('database')],
    },
    backupPart(role, packages, {
      user: 'root',
      unit: UNIT,
      suffix: 'json',
      // What is declared: virtual hosts, users, queues, policies. Messages are on their way, and are in no backup.
      dump: 'rabbitmqctl --quiet export_definitions --format json - > "$dump"',
      check: `grep -q '"vhosts"' "$dump"`,
      restore: `grep -q '"vhosts"' "$dump" || fail "$dump holds no definitions"\nrabbitmqctl --quiet import_definitions --format json < "$dump"`,
    }),
  ];
}

// The name is part of where the data lies: that of the machine may change.
const ENVIRONMENT = `NODENAME=rabbit@localhost
# One node has nobody to find.
export ERL_EPMD_ADDRESS=127.0.0.1
`;

const settings = (
  role: DatabaseRole,
  addresses: readonly string[],
  diskMiB: number,
): string => `# This machine's own addresses: the firewall says who gets in.
${listeners(role, addresses)}
distribution.listener.interface = 127.0.0.1
${rabbitmqWatcher(role, tlsPaths())
  .map((line) => `${line}\n`)
  .join('')}${Object.entries(rabbitmqTuning(role, diskMiB))
  .map(([name, value]) => `${name} = ${value}`)
  .join('\n')}
`;

function listeners({ port, tls }: DatabaseRole, addresses: readonly string[]): string {
  const own = ['127.0.0.1', ...addresses].map((address, index) => `listeners.${tls ? 'ssl' : 'tcp'}.${index + 1} = ${address}:${port}`);
  return [...(tls ? ['listeners.tcp = none', ...TLS_SETTINGS] : []), ...own].join('\n');
}

/** Clients show no certificate: they have passwords. */
const { certificate, key, trusted } = tlsPaths();
const TLS_SETTINGS = [
  `ssl_options.certfile = ${certificate}`,
  `ssl_options.keyfile = ${key}`,
  `ssl_options.cacertfile = ${trusted}`,
  'ssl_options.verify = verify_none',
  'ssl_options.fail_if_no_peer_cert = false',
  'ssl_options.versions.1 = tlsv1.3',
  'ssl_options.versions.2 = tlsv1.2',
];

function setupScript(role: DatabaseRole): string {
  return `
install -D -m 0644 ${SETTINGS_FILE} /etc/rabbitmq/conf.d/90-isthmus.conf
install -m 0644 ${ENVIRONMENT_FILE} /etc/rabbitmq/rabbitmq-env.conf
systemctl daemon-reload
${takeCertificate(role)}${rabbitmqPlugin(role)}systemctl enable ${UNIT}
systemctl restart ${UNIT}
${watchCertificate(role)}${PATIENT}# As long as the service itself may take to start: without it, five minutes, which a busy host needs.
rabbitmqctl --quiet --timeout 3600 await_startup

printf '%s\\n' ${shellJson({ vhosts: role.databases.map(({ name }) => ({ name })) })} | ${IMPORT}
${takeVerifiers(role, (each) => [expectVerifier(role, 'a password hash of RabbitMQ'), giveRole(each)])}
# Whom every new node knows, with a password that everybody knows.
users=$(rabbitmqctl --quiet --no-table-headers list_users)
if grep -q '^guest' <<< "$users"; then rabbitmqctl --quiet delete_user guest; fi
`;
}

/** How RabbitMQ's commands end that did not reach the node, or had no answer, in the seconds that they wait: EX_UNAVAILABLE and EX_TEMPFAIL of sysexits.h. */
const UNREACHED = '69 | 75';

/** What a busy host keeps from its node is asked again. */
const PATIENT = `rabbitmqctl() {
  local input= status
  case $* in *import_definitions*) input=$(cat) ;; esac
  for _try in $(seq 60); do
    status=0
    command rabbitmqctl "$@" < <(printf '%s\\n' "$input") || status=$?
    case $status in ${UNREACHED}) sleep 5 ;; *) break ;; esac
  done
  return "$status"
}
`;

const IMPORT = 'rabbitmqctl --quiet import_definitions --format json';

/** As a word of a shell program, in double quotes: `$verifier` is filled in. No name holds what else would have a meaning there. */
const shellJson = (value: unknown): string => `"${JSON.stringify(value).replaceAll('"', '\\"')}"`;

/** What a right comes to, as patterns of names (rabbitmq.com, "Access Control"): an empty one matches nothing. */
const PERMISSIONS: { readonly [R in DatabaseRight]: { readonly configure: string; readonly write: string; readonly read: string } } = {
  own: { configure: '.*', write: '.*', read: '.*' },
  write: { configure: '', write: '.*', read: '.*' },
  read: { configure: '', write: '', read: '.*' },
};

/** The user with its permissions, and with no others that it had. */
function giveRole({ name, rights }: ResolvedDatabaseRole): string {
  const users = [{ name, password_hash: '$verifier', hashing_algorithm: 'rabbit_password_hashing_sha256', tags: [] }];
  const permissions = rights.map((right) => ({ user: name, vhost: right.in, ...PERMISSIONS[right.may] }));
  return `  printf '%s\\n' ${shellJson({ users, permissions })} | ${IMPORT}
  rabbitmqctl --quiet --no-table-headers list_user_permissions ${name} | cut -f 1 | while read -r host; do
    case $host in ${rights.map((right) => right.in).join('|')}) ;; *) rabbitmqctl --quiet clear_permissions -p "$host" ${name} < /dev/null ;; esac
  done`;
}
