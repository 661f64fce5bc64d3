import type { ResolvedBringUp } from '../../../model/resolved';
import { bashProgram, ETC, type GuestFile, type GuestPart, program } from '../part';

/** The program that makes a machine part of its cluster, and its unit. */
const NAME = 'kubernetes';
const UNIT = `isthmus-${NAME}.service`;
const STATE = '/var/lib/isthmus/kubernetes';
/** Where first boot leaves what it is told. */
export const FOLDER = `${ETC}/kubernetes`;
/** Where first boot leaves secrets: each is deleted as soon as it has served. */
export const SECRETS = `${FOLDER}/secrets`;
/** Set once all of first boot is done. */
const SET_UP = `${STATE}/set-up`;

/** How much the name of a service of a cluster is part of. */
export const CLUSTER_DOMAIN = 'cluster.local';
export const API_PORT = 6443;

/** A node, as far as the program that makes it part of its cluster says anything of it. */
export interface BroughtUp {
  readonly bringUp: ResolvedBringUp;
  readonly cluster: string;
  readonly version: string;
  readonly name: string;
  readonly address: string;
}

/**
 * Makes a machine part of its cluster when it is first started, and does nothing ever after.
 * @param files what its program reads @param text of the program @param after units that it needs
 */
export function unitPart({ cluster }: BroughtUp, files: readonly GuestFile[], text: string, individual: boolean, after = ''): GuestPart {
  return {
    files: [
      ...files,
      { path: `/etc/systemd/system/${UNIT}`, content: unit(cluster, after), mode: '0644' },
      {
        ...bashProgram(
          NAME,
          `Makes this machine part of the cluster ${cluster}, once. Safe to run again: what is part of it already stays as it is.
With the word "token" it takes another join token from standard input, for a machine whose own has expired.`,
          text,
        ),
        individual,
      },
    ],
    boot: [BEGIN_AGAIN],
    steps: ['systemctl daemon-reload', `systemctl enable ${UNIT}`, `touch ${SET_UP}`, `systemctl start --no-block ${UNIT}`],
  };
}

/**
 * cloud-init takes what it has begun for done. A first boot that was cut off goes on from there, without what was cut off: let it begin again.
 */
const BEGIN_AGAIN = [
  'sh',
  '-c',
  `set -e
[ ! -e ${SET_UP} ] || exit 0
mkdir -p ${STATE}
cd /var/lib/cloud/instance/sem
rm -f ${['write_files', 'write_files_deferred', 'package_update_upgrade_install', 'runcmd', 'scripts_user'].map((name) => `config_${name}`).join(' ')}
`,
];

// Started again whenever it fails: others may not be there yet.
const unit = (cluster: string, after: string): string => `[Unit]
Description=Makes this machine part of the cluster ${cluster}
Wants=network-online.target
After=network-online.target${after && ` ${after}`}
ConditionPathExists=!${STATE}/done
StartLimitIntervalSec=0

[Service]
ExecStart=${program(NAME)}
Restart=on-failure
RestartSec=15

[Install]
WantedBy=multi-user.target
`;

/** Shell text that every such program begins with. @param token what a join token looks like: a regular expression without quotation marks. Undefined: it joins with another secret */
export const opening = ({ cluster, bringUp: { apiServer } }: BroughtUp, token: string | undefined): string => `
state=${STATE}
secrets=${SECRETS}

say() {
  echo "isthmus-${NAME}: $*"
}

if [ "\${1:-}" = token ]; then
  [ ! -e $state/joined ] || fail 'this machine is part of the cluster ${cluster} already'
${token === undefined ? NO_TOKEN : takeToken(cluster, token)}fi

mkdir -p $state
chmod 0700 $state ${FOLDER}

# The name that all nodes know the API servers by.
for address in ${apiServer.addresses.join(' ')}; do
  grep -qxF "$address ${apiServer.name}" /etc/hosts || echo "$address ${apiServer.name}" >> /etc/hosts
done
`;

const NO_TOKEN = `  fail 'it joins with another secret, which does not expire: see what it waits for'
`;

const takeToken = (cluster: string, token: string): string => `  mkdir -p $secrets
  umask 077
  cat > $secrets/join-token.new
  grep -qE '${token}' $secrets/join-token.new || { rm -f $secrets/join-token.new; fail 'that is no token: \`npx isthmus join-token ${cluster}\` makes one'; }
  mv $secrets/join-token.new $secrets/join-token
  systemctl restart --no-block ${UNIT}
  exit 0
`;

/**
 * Shell text that waits until all nodes have joined, a day at most: as long as that lives what they join with.
 * @param kubectl as an administrator @param first shell text before the first look @param each after every one that misses somebody
 */
export const awaiting = ({ bringUp: { awaits }, cluster }: BroughtUp, kubectl: string, first = '', each = ''): string => {
  const wanted = awaits.map(({ name }) => name).join(' ');
  return `
# Nodes that have not joined yet.
absent() {
  local name
  for name in "$@"; do
    ${kubectl} get node "$name" > /dev/null 2>&1 || printf '%s ' "$name"
  done
}

made=$(stat --format=%Y $state/joined)
${first}said=
until [ -z "$(absent ${wanted})" ]; do
  missing=$(absent ${wanted})
  [ "$said" = "$missing" ] || say "waiting for $missing"
  said=$missing
  if [ $(($(date +%s) - made)) -ge 86400 ]; then
    say "$missing did not join within a day: what they join with is taken back"
    say 'another token is handed over by \`npx isthmus join-token ${cluster} --to <node>\`'
    break
  fi${each}
  sleep 15
done
`;
};

/** Whether others could run the cluster without the node that has made it. */
export const mayComeBack = ({ awaits }: ResolvedBringUp): boolean => awaits.some(({ controlPlane }) => controlPlane);

/**
 * Shell text by which the node that makes a cluster, made anew while others run it, joins them: a second cluster of this name would be the end of the first.
 * @param asked shell text that holds where it was told so @param join shell text that joins
 */
export function comingBack({ bringUp: { apiServer }, address }: BroughtUp, asked: string, join: string): string {
  const others = apiServer.addresses.filter((each) => each !== address);
  return `
# A token with a digest was made by the cluster itself; before it is made none of the others answers.
comes_back() {
  local address
  [ ! -e $state/comes-back ] || return 0
  [ ! -e $state/begun ] || return 1
  ${asked}
  for address in ${others.join(' ')}; do
    if timeout 5 bash -c "exec 3<> /dev/tcp/$address/${API_PORT}" 2> /dev/null; then return 0; fi
  done
  return 1
}
if comes_back; then
  touch $state/comes-back
${join.trim().replace(/^(?=.)/gm, '  ')}
  exit 0
fi
`;
}
