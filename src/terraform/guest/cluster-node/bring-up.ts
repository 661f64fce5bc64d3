import { type ClusterNodeRole, NODE_PARTS, type NodePart, type ResolvedMachine } from '../../../model/resolved';
import { bashProgram, type GuestFile, type GuestPart, program } from '../part';
import { admission, auditPolicy, encryption } from './api-server';
import { type BroughtUp, joinCluster } from './join';
import { joinConfiguration, kubeadmConfiguration } from './kubeadm';
import { makeCluster, mayComeBack } from './make';
import {
  ADMISSION,
  API_SERVER_FOLDER,
  AUDIT_POLICY,
  COMING_BACK,
  CONFIGURATION,
  ENCRYPTION,
  FILLED,
  FOLDER,
  MARKS,
  SECRETS,
} from './places';
import { secretFiles, TOKEN } from './secrets';

/** The program that makes a machine part of its cluster, and its unit. */
const NAME = 'kubernetes';
const UNIT = `isthmus-${NAME}.service`;
const STATE = '/var/lib/isthmus/kubernetes';
/** Set once all of first boot is done. */
const SET_UP = `${STATE}/set-up`;

/** Makes a machine part of its cluster when it is first started, and does nothing ever after. */
export function bringUpPart(role: ClusterNodeRole, machine: ResolvedMachine): GuestPart {
  const { bringUp } = role;
  if (!bringUp) return {};
  const { cluster, version, imageRepository } = role;
  const node = { bringUp, cluster, version, imageRepository, name: machine.guest.hostname, address: machine.nic.address };
  return {
    files: [
      { path: CONFIGURATION, content: kubeadmConfiguration(node), mode: '0600', individual: true },
      ...(mayComeBack(bringUp) ? [{ path: COMING_BACK, content: joinConfiguration(node), mode: '0600', individual: true }] : []),
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

const PARTS: { readonly [P in NodePart]: (node: BroughtUp) => string } = {
  first: makeCluster,
  'control-plane': joinCluster,
  worker: joinCluster,
};

function script(node: BroughtUp): string {
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
  text=$(cat ${mayComeBack(bringUp) ? `"\${1:-${CONFIGURATION}}"` : CONFIGURATION})
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
