import { ALL_KEYS } from '../../../model/configuration/database-logins';
import type { DatabaseRight, DatabaseRole, ResolvedDatabaseRole } from '../../../model/resolved';
import { isSince } from '../../../model/values';
import { redisWatcher } from '../monitoring/logins';
import { bashProgram, ETC, type GuestPart, type PackageManager, program, setUpOn, type WhereSetUp } from '../part';
import { NEW_PASSWORD } from '../secret';
import { type DataDisk, dataDiskPart } from '../storage';
import { afterAddresses } from './addresses';
import { backupPart } from './backup';
import { takeCertificate, tlsPart, tlsPaths, watchCertificate } from './tls';
import { redisTuning } from './tuning';
import { expectVerifier, takeVerifiers, verifierFiles } from './verifier';

/** The engines that speak Redis' protocol. */
type RedisEngine = Extract<DatabaseRole['engine'], 'redis' | 'valkey'>;

/** How a distribution lays the engine out. */
interface Layout {
  /** Main configuration file; ours is included at its end. */
  readonly configuration: string;
  readonly unit: string;
}

const LAYOUTS: Record<RedisEngine, WhereSetUp<Layout>> = {
  redis: {
    apt: { configuration: '/etc/redis/redis.conf', unit: 'redis-server.service' },
    dnf: { configuration: '/etc/redis/redis.conf', unit: 'redis.service' },
    zypper: undefined,
  },
  valkey: {
    apt: { configuration: '/etc/valkey/valkey.conf', unit: 'valkey-server.service' },
    dnf: { configuration: '/etc/valkey/valkey.conf', unit: 'valkey.service' },
    zypper: undefined,
  },
};

/** Where version 6 of Enterprise Linux 8 keeps its configuration. */
const EARLIER_CONFIGURATION = '/etc/redis.conf';

const SETTINGS_FILE = `${ETC}/redis.conf`;
const ACCESS_FILE = `${ETC}/redis-users.acl`;
/** Password of the machine's own root, who alone reads it. */
const ADMIN_FILE = `${ETC}/redis-admin`;
const SYSCTL = '/etc/sysctl.d/60-isthmus-redis.conf';

/** Redis or Valkey on the data disk: users with passwords, at the machine's own addresses. */
export function redisPart(
  engine: RedisEngine,
  role: DatabaseRole,
  packages: PackageManager,
  disk: DataDisk,
  machine: string,
  addresses: readonly string[],
): readonly GuestPart[] {
  const layout = setUpOn(LAYOUTS[engine], packages);
  const home = `/var/lib/${engine}`;
  const cli = `env REDISCLI_AUTH="$(cat ${ADMIN_FILE})" ${engine}-cli --user root -p ${role.port}${role.tls ? ` --tls --cacert ${tlsPaths().trusted}` : ''}`;
  return [
    {
      files: [
        { path: SETTINGS_FILE, content: settings(role, addresses, home), mode: '0644', individual: true },
        // A copy of itself is made by a fork, which the kernel else refuses where half of the memory is in use.
        { path: SYSCTL, content: 'vm.overcommit_memory = 1\n', mode: '0644' },
        ...verifierFiles(role, machine),
      ],
      steps: [`sysctl --quiet --load=${SYSCTL}`],
    },
    dataDiskPart(role, packages, disk, { user: engine, folders: { [home]: 'data' }, unit: layout.unit }),
    tlsPart(role, { group: engine, unit: layout.unit, reload: reloadText(role, cli, layout.unit) }),
    {
      files: [
        bashProgram('database', 'Brings the engine up on the data disk. Safe to run again.', setupScript(engine, role, layout)),
        afterAddresses(layout.unit),
      ],
      steps: [program('database')],
    },
    backupPart(role, packages, {
      user: 'root',
      unit: layout.unit,
      suffix: 'rdb',
      dump: `${cli} --rdb "$dump" > /dev/null`,
      check: `${engine}-check-rdb "$dump" > /dev/null`,
      restore: restoreText(engine, home, layout.unit),
    }),
  ];
}

const settings = (
  role: DatabaseRole,
  addresses: readonly string[],
  home: string,
): string => `# Included at the end of the distribution's configuration.
# This machine's own addresses: the firewall says who gets in.
bind 127.0.0.1 ${addresses.join(' ')}
${portText(role)}
dir ${home}
aclfile ${ACCESS_FILE}
# Every second, what was written is on the disk.
appendonly yes
appendfsync everysec
${Object.entries(redisTuning(role))
  .map(([name, value]) => `${name} ${value}`)
  .join('\n')}
`;

const { certificate, key } = tlsPaths();

/** Clients show no certificate: they have passwords. */
const portText = ({ port, tls }: DatabaseRole): string =>
  tls
    ? `port 0
tls-port ${port}
tls-cert-file ${certificate}
tls-key-file ${key}
tls-auth-clients no
tls-protocols "TLSv1.2 TLSv1.3"`
    : `port ${port}`;

/** Version 6 does not notice that files have changed which are called as before. */
const reloadText = ({ version }: DatabaseRole, cli: string, unit: string): string =>
  isSince(version, '7')
    ? `[ "$(${cli} config set tls-cert-file ${certificate} tls-key-file ${key})" = OK ] || fail 'the engine does not take the certificate'`
    : `systemctl restart ${unit}`;

/** Channels have rights of their own since 6.2; version 6 lets all in to all of them. */
const channels = (version: string, patterns: readonly string[]): string =>
  isSince(version, '7') ? patterns.map((pattern) => ` &${pattern}`).join('') : '';

/** All commands for all keys, in all channels. */
const everything = (version: string): string => `~*${channels(version, ['*'])} +@all`;

const SUBSCRIBE = '+subscribe +unsubscribe +psubscribe +punsubscribe';
const READS = `+@connection +@transaction +@read ${SUBSCRIBE}`;
const WRITES = `+@connection +@transaction +@read +@write ${SUBSCRIBE} +publish`;
/** What goes beyond the patterns: what is an administrator's or does away with all keys, and what looks at the names of all (redis.io, "ACL"). */
const BEYOND = '-@dangerous -@admin';
const NAMES_OF_KEYS = '-scan -randomkey';

/** Whoever owns all data is kept from nothing but what is an administrator's: settings, replicas, other users. */
function rightsText({ rights }: ResolvedDatabaseRole, version: string): string {
  const of = (may: DatabaseRight): readonly string[] => rights.filter((right) => right.may === may).map((right) => right.in);
  if (of('own').length > 0) return `${everything(version)} -@admin`;
  const [written, read] = [of('write'), of('read')];
  const isAll = [...written, ...read].includes(ALL_KEYS);
  const writes = written.length > 0;
  // Keys that are only read are told apart since 7.
  const keys = [...written.map((pattern) => `~${pattern}`), ...read.map((pattern) => `${writes ? '%R' : ''}~${pattern}`)].join(' ');
  const commands = `${writes ? WRITES : READS} ${BEYOND}${isAll ? '' : ` ${NAMES_OF_KEYS}`}`;
  return `${keys}${channels(version, [...written, ...read])} ${commands}`;
}

function setupScript(engine: RedisEngine, role: DatabaseRole, { configuration, unit }: Layout): string {
  const { version } = role;
  const include = `include ${SETTINGS_FILE}`;
  return `
configuration=${configuration}
[ -e "$configuration" ] || configuration=${EARLIER_CONFIGURATION}
grep -qxF '${include}' "$configuration" || printf '\\n%s\\n' '${include}' >> "$configuration"

if [ ! -s ${ADMIN_FILE} ]; then
  (umask 077 && ${NEW_PASSWORD} > ${ADMIN_FILE})
  own=$(sha256sum < ${ADMIN_FILE} | cut -d ' ' -f 1)
  install -m 0640 -g ${engine} /dev/null ${ACCESS_FILE}
  # Whom the engine would else let in without a password.
  printf '%s\\n' 'user default off' "user root on #$own ${everything(version)}" > ${ACCESS_FILE}
fi
${takeVerifiers(role, (each) => [
  expectVerifier(role, 'the SHA-256 digest of a password'),
  `  sed -i '/^user ${each.name} /d' ${ACCESS_FILE}
  printf '%s\\n' "user ${each.name} on #$verifier ${rightsText(each, version)}" >> ${ACCESS_FILE}`,
])}${redisWatcher(role, ACCESS_FILE)}
grep -q '^user root ' ${ACCESS_FILE} || fail 'nobody may log in yet: ${ACCESS_FILE} has no users'

systemctl daemon-reload
${takeCertificate(role)}systemctl enable ${unit}
systemctl restart ${unit}
${watchCertificate(role)}`;
}

/** By a server of its own that nobody reaches: with the log that is written to, the engine reads no dump. */
const restoreText = (engine: RedisEngine, home: string, unit: string): string => `${engine}-check-rdb "$dump" > /dev/null
systemctl stop ${unit}
# What is there stays until the dump is in its place.
aside=$(mktemp --directory ${home}/restore.XXXXXX)
find ${home} -mindepth 1 -maxdepth 1 ! -path "$aside" -exec mv -t "$aside" {} +
back() {
  find ${home} -mindepth 1 -maxdepth 1 ! -path "$aside" -exec rm -rf {} +
  find "$aside" -mindepth 1 -maxdepth 1 -exec mv -t ${home} {} +
  rmdir "$aside"
  systemctl start ${unit}
}
trap back EXIT
install -m 0640 -o ${engine} -g ${engine} "$dump" ${home}/dump.rdb
socket=${home}/restore.sock
runuser -u ${engine} -- ${engine}-server --port 0 --unixsocket "$socket" --dir ${home} --save '' --appendonly no > /dev/null &
loader=$!
loaded() { ${engine}-cli -s "$socket" "$@" 2> /dev/null | tr -d '\\r'; }
until [ "$(loaded ping)" = PONG ]; do
  kill -0 "$loader" 2> /dev/null || fail "$dump cannot be loaded"
  sleep 1
done
[ "$(loaded config set appendonly yes)" = OK ] || fail 'the log cannot be written'
until loaded info persistence | grep -qx 'aof_rewrite_in_progress:0' && loaded info persistence | grep -qx 'aof_rewrite_scheduled:0'; do sleep 1; done
loaded info persistence | grep -qx 'aof_last_bgrewrite_status:ok' || fail 'the log cannot be written'
loaded shutdown nosave || true
wait "$loader" || true
trap - EXIT
rm -rf "$aside"
systemctl start ${unit}`;
