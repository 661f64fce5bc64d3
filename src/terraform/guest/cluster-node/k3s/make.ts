import { NODE_PARTS, type NodePart } from '../../../../model/resolved';
import { AUDIT_LOG } from '../api-server';
import { awaiting, comingBack, mayComeBack } from '../unit';
import { type K3sNode, serverUrl } from './configuration';
import { ADMIN, CONFIG, KUBELET, SERVER_DATA, SERVICE, TOKEN } from './places';
import { RELEASE_HERE } from './program';

/** What a node joins with. */
const JOINS_WITH: { readonly [P in NodePart]: string } = {
  first: 'server-token',
  'control-plane': 'server-token',
  worker: 'join-token',
};

/** Shell text: k3s begins with what it is told last, and goes on by itself when the machine starts again. */
const HELPERS = `
# Hands k3s what it joins with.
start() {
  local given=$secrets/$1
  if [ -e "$given" ] && ! cmp --silent "$given" ${TOKEN}; then
    (umask 077; cp "$given" ${TOKEN}.new)
    sync
    mv ${TOKEN}.new ${TOKEN}
    systemctl stop ${SERVICE}
  fi
  systemctl enable ${SERVICE}
  systemctl start --no-block ${SERVICE}
}

# For five minutes: then the unit begins again.
comes_true() {
  local try
  for try in $(seq 20); do
    if "$@" > /dev/null 2>&1; then return 0; fi
    sleep 15
  done
  return 1
}
`;

/** Shell text that joins a cluster. Nothing is thrown away: k3s goes on with what an earlier try has left. */
function joinServers({ bringUp: { part }, cluster, name }: K3sNode, before = ''): string {
  const server = NODE_PARTS[part].controlPlane;
  const hint = server ? '' : ` Where the token has expired: \`npx isthmus join-token ${cluster} --to ${name}\``;
  return `
if [ ! -e $state/joined ]; then
  say 'joining the cluster ${cluster}'
${before}  start ${JOINS_WITH[part]}
  comes_true ${server ? ADMIN : KUBELET} get node ${name} || fail 'not joined yet; journalctl -u ${SERVICE} tells why.${hint}'
  touch $state/joined
fi
rm -rf $secrets
touch $state/done
say 'joined the cluster ${cluster}: what is no longer needed of its secrets is deleted'`;
}

/**
 * Nothing is thrown away here once k3s has answered. An etcd that was cut off before may have no member, and never answers: nobody has joined it, and
 * all is made anew.
 */
const initialise = ({ cluster, name }: K3sNode): string => `
if [ ! -e $state/joined ]; then
  say 'making the cluster ${cluster}'
  boot=$(cat /proc/sys/kernel/random/boot_id)
  if [ -e $state/begun ] && [ ! -e $state/answered ] && [ "$(cat $state/begun)" != "$boot" ]; then
    say 'it was cut off before it had answered: all is made anew'
    systemctl stop ${SERVICE}
    rm -rf ${SERVER_DATA}
  fi
  printf '%s' "$boot" > $state/begun
  start ${JOINS_WITH.first}
  comes_true ${ADMIN} get --raw=/readyz || fail 'k3s does not answer yet; journalctl -u ${SERVICE} tells why'
  touch $state/answered
  sync
  comes_true ${ADMIN} get node ${name} || fail 'its own node is not there yet; journalctl -u ${SERVICE} tells why'
  touch $state/joined
  say 'the cluster ${cluster} is there'
fi
`;

/** A token as \`k3s token create\` makes them, with the words that were given: it is read from standard input, and never an argument. */
const keepToken = `
# What agents join with, for a day.
if [ -e $secrets/join-token ]; then
  token=$(cat $secrets/join-token)
  token=\${token#*::}
  expires=$(date --utc --date="@$(($(stat --format=%Y $state/joined) + 86400))" +%Y-%m-%dT%H:%M:%SZ)
  ${ADMIN} apply --server-side --force-conflicts --filename=- > /dev/null <<END
{
  "apiVersion": "v1", "kind": "Secret", "type": "bootstrap.kubernetes.io/token",
  "metadata": { "name": "bootstrap-token-\${token%%.*}", "namespace": "kube-system" },
  "stringData": {
    "token-id": "\${token%%.*}", "token-secret": "\${token#*.}", "expiration": "$expires",
    "description": "Nodes of the system join with it; deleted once all have.",
    "usage-bootstrap-authentication": "true", "usage-bootstrap-signing": "true",
    "auth-extra-groups": "system:bootstrappers:k3s:default-node-token"
  }
}
END
fi
`;

const takeTokenBack = `
if [ -e $secrets/join-token ]; then
  ${ADMIN} --namespace=kube-system delete secret "bootstrap-token-\${token%%.*}" --ignore-not-found > /dev/null
fi`;

/** Shell text that makes a cluster, or goes back to it. */
function becomeFirst(node: K3sNode): string {
  const agents = node.bringUp.awaits.some(({ controlPlane }) => !controlPlane);
  const joins = `  sed -i 's|^cluster-init: true$|server: "${serverUrl(node)}"|' ${CONFIG}\n`;
  return `${mayComeBack(node.bringUp) ? comingBack(node, '! grep -q ^K10 $secrets/join-token || return 0', joinServers(node, joins)) : ''}${initialise(node)}${
    agents ? keepToken + awaiting(node, ADMIN) + takeTokenBack.trimStart() : ''
  }
rm -rf $secrets
touch $state/done
say 'done: what is no longer needed of its secrets is deleted'`;
}

const PARTS: { readonly [P in NodePart]: (node: K3sNode) => string } = {
  first: becomeFirst,
  'control-plane': joinServers,
  worker: joinServers,
};

/** Shell text that makes a machine part of its cluster. */
export function script(node: K3sNode): string {
  const { bringUp, distribution } = node;
  const server = NODE_PARTS[bringUp.part].controlPlane;
  return `
version=$(${RELEASE_HERE})
[ "$version" = '${distribution.release}' ] || fail "k3s is $version, and the cluster is to be ${distribution.release}: the image has another one than the system says"
${server ? `mkdir -p -m 0700 ${AUDIT_LOG}\n` : ''}${HELPERS}${PARTS[bringUp.part](node)}
`;
}
