import { type ClusterNodeRole, NODE_PARTS, type NodePart, type ResolvedMachine } from '../../../../model/resolved';
import type { GuestPart } from '../../part';
import { apiServerFiles, encryption } from '../api-server';
import { JOIN_TOKENS, secretFiles } from '../secrets';
import { type BroughtUp, mayComeBack, opening, unitPart } from '../unit';
import { joinConfiguration, kubeadmConfiguration } from './configuration';
import { joinCluster } from './join';
import { makeCluster } from './make';
import { API_SERVER_FOLDER, COMING_BACK, CONFIGURATION, ENCRYPTION, FILLED, KUBEADM_API_SERVER, MARKS } from './places';

/** Makes a machine part of its cluster when it is first started, and does nothing ever after. */
export function bringUpPart(role: ClusterNodeRole, machine: ResolvedMachine): GuestPart {
  const { bringUp } = role;
  if (!bringUp) return {};
  const { cluster, version, imageRepository } = role;
  const node = { bringUp, cluster, version, imageRepository, name: machine.guest.hostname, address: machine.nic.address };
  return unitPart(
    node,
    [
      { path: CONFIGURATION, content: kubeadmConfiguration(node), mode: '0600', individual: true },
      ...(mayComeBack(bringUp) ? [{ path: COMING_BACK, content: joinConfiguration(node), mode: '0600', individual: true }] : []),
      ...secretFiles(bringUp),
      ...(NODE_PARTS[bringUp.part].controlPlane ? apiServerFiles(KUBEADM_API_SERVER) : []),
    ],
    script(node),
    // Workers are told the same.
    NODE_PARTS[bringUp.part].controlPlane,
    'containerd.service',
  );
}

const PARTS: { readonly [P in NodePart]: (node: BroughtUp) => string } = {
  first: makeCluster,
  'control-plane': joinCluster,
  worker: joinCluster,
};

function script(node: BroughtUp): string {
  const { bringUp, version } = node;
  return `${opening(node, JOIN_TOKENS.kubeadm)}
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
