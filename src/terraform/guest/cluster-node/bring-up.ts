import { type ClusterNodeRole, NODE_PARTS, type NodePart, type ResolvedBringUp, type ResolvedMachine } from '../../../model/resolved';
import { bashProgram, type GuestFile, type GuestPart, program } from '../part';
import { admission, auditPolicy, encryption } from './api-server';
import { kubeadmConfiguration } from './kubeadm';
import { ADMISSION, API_SERVER_FOLDER, AUDIT_POLICY, CONFIGURATION, ENCRYPTION, FOLDER, MARKS, SECRETS } from './places';
import { secretFiles, TOKEN } from './secrets';

/** The program that makes a machine part of its cluster, and its unit. */
const NAME = 'kubernetes';
const UNIT = `isthmus-${NAME}.service`;
const STATE = '/var/lib/isthmus/kubernetes';
/** Set once all of first boot is done. */
const SET_UP = `${STATE}/set-up`;
/** The configuration as kubeadm gets it: in memory alone. */
const FILLED = '/run/isthmus/kubeadm.yaml';

/** Makes a machine part of its cluster when it is first started, and does nothing ever after. */
export function bringUpPart(role: ClusterNodeRole, machine: ResolvedMachine): GuestPart {
  const { bringUp } = role;
  if (!bringUp) return {};
  const { cluster, version, imageRepository } = role;
  const node = { bringUp, cluster, version, imageRepository, name: machine.guest.hostname, address: machine.nic.address };
  return {
    files: [
      { path: CONFIGURATION, content: kubeadmConfiguration(node), mode: '0600', individual: true },
      ...secretFiles(bringUp),
      ...(NODE_PARTS[bringUp.part].controlPlane ? API_SERVER_FILES : []),
      { path: `/etc/systemd/system/${UNIT}`, content: unit(cluster), mode: '0644' },
      {
        ...bashProgram(
          NAME,
          `Makes this machine part of the cluster ${cluster}, once. Safe to run again: what is part of it already stays as it is.
With the word "token" it takes another join token from standard input, for a machine whose own has expired.`,
          script(node),
        ),
        // Workers are told the same.
        individual: NODE_PARTS[bringUp.part].controlPlane,
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

const API_SERVER_FILES: readonly GuestFile[] = [
  { path: AUDIT_POLICY, content: auditPolicy(), mode: '0600', individual: true },
  { path: ADMISSION, content: admission(), mode: '0600', individual: true },
];

// Started again whenever it fails: others may not be there yet.
const unit = (cluster: string): string => `[Unit]
Description=Makes this machine part of the cluster ${cluster}
Wants=network-online.target
After=network-online.target containerd.service
ConditionPathExists=!${STATE}/done
StartLimitIntervalSec=0

[Service]
ExecStart=${program(NAME)}
Restart=on-failure
RestartSec=15

[Install]
WantedBy=multi-user.target
`;

interface Node {
  readonly bringUp: ResolvedBringUp;
  readonly cluster: string;
  readonly version: string;
  readonly name: string;
}

const PARTS: { readonly [P in NodePart]: (node: Node) => string } = {
  first: ({ bringUp, name, cluster }) => `${initialise(bringUp, name, cluster)}${awaitOthers(bringUp, cluster)}`,
  'control-plane': join,
  worker: join,
};

function script(node: Node): string {
  const { bringUp, version, cluster } = node;
  const { name, addresses } = bringUp.apiServer;
  return `
state=${STATE}
secrets=${SECRETS}

say() {
  echo "isthmus-${NAME}: $*"
}

if [ "\${1:-}" = token ]; then
  [ ! -e $state/joined ] || fail 'this machine is part of the cluster ${cluster} already'
  mkdir -p $secrets
  umask 077
  cat > $secrets/join-token.new
  grep -qE '${TOKEN}' $secrets/join-token.new || { rm -f $secrets/join-token.new; fail 'that is no token: \`npx isthmus join-token ${cluster}\` makes one'; }
  mv $secrets/join-token.new $secrets/join-token
  systemctl restart --no-block ${UNIT}
  exit 0
fi

mkdir -p $state
chmod 0700 $state ${FOLDER}

# The name that all nodes know the API servers by.
for address in ${addresses.join(' ')}; do
  grep -qxF "$address ${name}" /etc/hosts || echo "$address ${name}" >> /etc/hosts
done

version=$(kubeadm version --output short)
case $version in
  v${version}.*) ;;
  *) fail "kubeadm is $version, and the cluster is to be ${version}: the image has another version than the system says" ;;
esac

# In memory: with what is secret in its places.
configure() {
  local text
  text=$(cat ${CONFIGURATION})
  text=\${text//${MARKS.version}/$version}
  local token pin
  token=$(cat $secrets/join-token)
  pin=\${token#*/}
  text=\${text//${MARKS.joinToken}/\${token%%/*}}
  [ "$pin" = "$token" ] || text=\${text/unsafeSkipCAVerification: true/caCertHashes: ["\\"$pin\\""]}
  [ ! -e $secrets/certificate-key ] || text=\${text//${MARKS.certificateKey}/$(cat $secrets/certificate-key)}
  mkdir -p -m 0700 /run/isthmus
  (umask 077; printf '%s\\n' "$text" > ${FILLED})
}
${NODE_PARTS[bringUp.part].controlPlane ? ENCRYPT : ''}
${PARTS[bringUp.part](node)}
`;
}

/** The key's only other place is the CD that the guest is set up from. */
const ENCRYPT = `
encrypt() {
  [ -e $secrets/encryption-key ] || return 0
  local text
  text=$(cat <<'END'
${encryption('@key@')}END
  )
  chmod 0700 ${API_SERVER_FOLDER}
  (umask 077; printf '%s\\n' "\${text//@key@/$(cat $secrets/encryption-key)}" > ${ENCRYPTION})
  sync
  rm -f $secrets/encryption-key
}
`;

const KUBECTL = 'kubectl --kubeconfig=/etc/kubernetes/admin.conf';

/** What an earlier try has left and may be taken up again, as kubeadm's checks call it. */
const OF_AN_EARLIER_TRY = [
  ...['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'etcd'].map(
    (name) => `FileAvailable--etc-kubernetes-manifests-${name}.yaml`,
  ),
  ...[6443, 10250, 10257, 10259, 2379, 2380].map((port) => `Port-${port}`),
  'DirAvailable--var-lib-etcd',
].join(',');

/** Nothing is ever thrown away here once there is an etcd: a try that was cut off is gone through again, with its authority and its data. */
const initialise = ({ secrets, runsPods }: ResolvedBringUp, name: string, cluster: string): string => `
if [ ! -e $state/joined ]; then
  say 'making the cluster ${cluster}'
  encrypt
  configure
  again=
  if [ -e $state/begun ]; then
    again=--ignore-preflight-errors=${OF_AN_EARLIER_TRY}
    [ -d /var/lib/etcd/member ] || rm -rf /etc/kubernetes/pki /etc/kubernetes/manifests /etc/kubernetes/*.conf
  fi
  touch $state/begun
  kubeadm init --config ${FILLED} --skip-token-print${secrets.certificateKey === undefined ? '' : ' --upload-certs --skip-certificate-key-print'} $again
${runsPods ? `  ${KUBECTL} label node ${name} node.kubernetes.io/exclude-from-external-load-balancers-\n` : ''}  rm -f ${FILLED}
  touch $state/joined
  say 'the cluster ${cluster} is there'
fi
`;

/** The token lives as long as somebody needs it: a day at most. */
function awaitOthers({ awaits, secrets }: ResolvedBringUp, cluster: string): string {
  const planes = awaits.filter(({ controlPlane }) => controlPlane).map(({ name }) => name);
  const wanted = awaits.map(({ name }) => name).join(' ');
  const renewal =
    secrets.certificateKey === undefined
      ? ''
      : `
  # Kubernetes forgets the control plane's keys after two hours.
  if [ -e $secrets/certificate-key ] && [ -n "$(absent ${planes.join(' ')})" ] && [ $(($(date +%s) - uploaded)) -ge 5400 ]; then
    configure
    kubeadm init phase upload-certs --upload-certs --skip-certificate-key-print --config ${FILLED}
    rm -f ${FILLED}
    uploaded=$(date +%s)
  fi`;
  return `
# Nodes that have not joined yet.
absent() {
  local name
  for name in "$@"; do
    ${KUBECTL} get node "$name" > /dev/null 2>&1 || printf '%s ' "$name"
  done
}

made=$(stat --format=%Y $state/joined)
uploaded=$made
said=
until [ -z "$(absent ${wanted})" ]; do
  missing=$(absent ${wanted})
  [ "$said" = "$missing" ] || say "waiting for $missing"
  said=$missing
  if [ $(($(date +%s) - made)) -ge 86400 ]; then
    say "$missing did not join within a day: what they join with is taken back"
    say 'another token is handed over by \`npx isthmus join-token ${cluster} --to <node>\`'
    break
  fi${renewal}
  sleep 15
done
if [ -e $secrets/join-token ]; then
  token=$(cat $secrets/join-token)
  kubeadm token delete "\${token%%.*}" > /dev/null 2>&1 || true
  ${KUBECTL} --namespace=kube-system delete secret kubeadm-certs --ignore-not-found > /dev/null
fi
rm -rf $secrets ${CONFIGURATION}
touch $state/done
say 'done: what is secret is deleted'`;
}

/** What is no part of the cluster yet may be thrown away. */
function join({ bringUp: { part }, cluster }: Node): string {
  return `
if [ ! -e $state/joined ]; then
  say 'joining the cluster ${cluster}'${NODE_PARTS[part].controlPlane ? '\n  encrypt' : ''}
  if [ -e $state/begun ]; then
    kubeadm reset --force > /dev/null 2>&1 || true
  fi
  configure
  touch $state/begun
  kubeadm join --config ${FILLED} || fail 'not joined; the next try is in 15 seconds. Where the token has expired: \`npx isthmus join-token ${cluster} --to '"$(hostname)\\\`"
  touch $state/joined
fi
rm -rf $secrets ${FILLED} ${CONFIGURATION}
touch $state/done
say 'joined the cluster ${cluster}: what is secret is deleted'`;
}
