import { awaiting, type BroughtUp, comingBack, mayComeBack } from '../unit';
import { announcing, joinCluster } from './join';
import { COMING_BACK, CONFIGURATION, FILLED, KUBECTL } from './places';

/** What an earlier try has left and may be taken up again, as kubeadm's checks call it. */
const AS_BEFORE = `--ignore-preflight-errors=${[
  ...['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'etcd'].map(
    (name) => `FileAvailable--etc-kubernetes-manifests-${name}.yaml`,
  ),
  ...[6443, 10250, 10257, 10259, 2379, 2380].map((port) => `Port-${port}`),
  'DirAvailable--var-lib-etcd',
].join(',')}`;

/** What kubeadm does once the control plane answers: before that there is nothing that anybody could join with. */
const ONCE_IT_ANSWERS = 'upload-config,upload-certs,mark-control-plane,bootstrap-token,kubelet-finalize,addon,show-join-command';

/**
 * Nothing is thrown away here once the control plane has answered: a try that was cut off is gone through again, with its authority and its
 * data. An etcd that was cut off before has perhaps no member, and never answers: nobody has joined it, and all is made anew.
 */
const initialise = ({ bringUp, name, cluster }: BroughtUp): string => `
if [ ! -e $state/joined ]; then
  say 'making the cluster ${cluster}'
  encrypt
  again=
  boot=$(cat /proc/sys/kernel/random/boot_id)
  if [ -e $state/begun ] && [ ! -e $state/answered ] && [ "$(cat $state/begun)" != "$boot" ]; then
    say 'it was cut off before it had answered: all is made anew'
    kubeadm reset --force > /dev/null 2>&1 || true
    rm -rf /etc/kubernetes/pki /etc/kubernetes/manifests /etc/kubernetes/*.conf /var/lib/etcd/member
  elif [ -e $state/begun ]; then
    again=${AS_BEFORE}
  fi
  printf '%s' "$boot" > $state/begun
  if [ ! -e $state/answered ]; then
    configure
    kubeadm init --config ${FILLED} --skip-phases=${ONCE_IT_ANSWERS} $again
    touch $state/answered
    sync
  fi
  configure
  kubeadm init --config ${FILLED} --skip-token-print${bringUp.secrets.certificateKey === undefined ? '' : ' --upload-certs --skip-certificate-key-print'} ${AS_BEFORE}
${announcing(bringUp, name)}  rm -f ${FILLED}
  touch $state/joined
  say 'the cluster ${cluster} is there'
fi
`;

/** The token lives as long as somebody needs it: a day at most. */
function awaitOthers(node: BroughtUp): string {
  const { awaits, secrets } = node.bringUp;
  const planes = awaits.filter(({ controlPlane }) => controlPlane).map(({ name }) => name);
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
  return `${awaiting(node, KUBECTL, 'uploaded=$made\n', renewal)}if [ -e $secrets/join-token ]; then
  token=$(cat $secrets/join-token)
  kubeadm token delete "\${token%%.*}" > /dev/null 2>&1 || true
  ${KUBECTL} --namespace=kube-system delete secret kubeadm-certs --ignore-not-found > /dev/null
fi
rm -rf $secrets ${CONFIGURATION}${mayComeBack(node.bringUp) ? ` ${COMING_BACK}` : ''}
touch $state/done
say 'done: what is secret is deleted'`;
}

/** Shell text that makes a cluster, or goes back to it. */
export const makeCluster = (node: BroughtUp): string =>
  `${mayComeBack(node.bringUp) ? comingBack(node, '! grep -q / $secrets/join-token || return 0', joinCluster(node, COMING_BACK)) : ''}${initialise(node)}${awaitOthers(node)}`;
