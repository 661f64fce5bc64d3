import { bashProgram, type GuestFile } from '../../part';
import { ADMIN, KUBELET, SERVICE } from './places';
import { GET, RELEASE_HERE } from './program';

/** The program that upgrades a node. */
const NAME = 'upgrade-node';

/** Puts another k3s into the place of the one that is there, and restarts it (docs.k3s.io, "Manual Upgrades"). Pods run on meanwhile. @param server whether it is one */
export const replaceProgram = (server: boolean): GuestFile => ({
  ...bashProgram(
    NAME,
    `Upgrades this node to another release of k3s: isthmus-${NAME} 1.35 v1.35.1+k3s1 [<address> <SHA-256>]. Safe to run again.
Servers come before all others.`,
    `
version=\${1:-}
release=\${2:-}
[[ $version =~ ^1\\.[0-9]+$ ]] || fail 'name a minor version, such as 1.35'
[[ $release =~ ^v[0-9.]+\\+k3s[0-9]+$ && $release == "v$version."* ]] || fail "name a release of k3s for Kubernetes $version, such as v$version.1+k3s1"
name=$(hostname)
${GET}
there() {
  ${RELEASE_HERE}
}
if [ "$(there)" != "$release" ]; then
  [ -n "\${4:-}" ] || fail "k3s is $(there) here: put k3s $release onto $name as /usr/local/bin/k3s first"
  get "$3" "$4"
  [ "$(there)" = "$release" ] || fail "what $3 holds is k3s $(there), and not $release"
fi

systemctl restart ${SERVICE}
for try in $(seq 60); do
  kubelet=$(${server ? ADMIN : KUBELET} get node "$name" --output='jsonpath={.status.nodeInfo.kubeletVersion}' || true)
  [ "$kubelet" != "$release" ] || break
  sleep 5
done
[ "$kubelet" = "$release" ] || fail "the kubelet is \${kubelet:-not there}, and not $release: journalctl -u ${SERVICE}"
echo "isthmus-${NAME}: $name has k3s $release"
`,
  ),
  individual: true,
});
