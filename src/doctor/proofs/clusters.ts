import type { Asking } from '../asking';
import { holds, missing, type ProofOf, unknown, type Verdict } from '../verdict';

/** What clusters are asked. */

/** What a cluster without an answer leaves open. */
export const clusterUnasked = (cluster: string): Verdict =>
  unknown(`the cluster ${cluster} does not answer`, `What is said of the cluster ${cluster} itself comes first.`);

export const reachesCluster = async (asking: Asking, cluster: string): Promise<boolean> =>
  (await asking.kubectl(cluster, 'api-versions')).ok;

export async function api({ cluster, groupVersion }: ProofOf<'api'>, asking: Asking): Promise<Verdict> {
  const { ok, text } = await asking.kubectl(cluster, 'api-versions');
  if (!ok) return clusterUnasked(cluster);
  const versions = text.split('\n');
  if (versions.includes(groupVersion)) return holds(`${groupVersion} is served`);
  const [group = ''] = groupVersion.split('/');
  const others = versions.filter((each) => each.startsWith(`${group}/`));
  return others.length > 0
    ? missing(`it serves ${others.join(', ')}, and not ${groupVersion}`, `Update the add-on that ${group} is of.`)
    : missing(`${group} is not served`, 'Install it, with its definitions (CRDs), before the manifests are applied.');
}

/** Keys of what an object holds, never the values. */
const KEYS = '{{range $key, $value := .data}}{{$key}}{{"\\n"}}{{end}}{{range $key, $value := .binaryData}}{{$key}}{{"\\n"}}{{end}}';

export async function object({ cluster, resource, namespace, name, key }: ProofOf<'object'>, asking: Asking): Promise<Verdict> {
  if (!(await reachesCluster(asking, cluster))) return clusterUnasked(cluster);
  const place = namespace === undefined ? [] : ['--namespace', namespace];
  const output = key === undefined ? 'name' : `go-template=${KEYS}`;
  const { ok, text } = await asking.kubectl(cluster, 'get', resource, name, ...place, '--output', output);
  const command = `${asking.kubectlFor(cluster)} get ${resource}${place.map((word) => ` ${word}`).join('')}`;
  if (!ok) {
    const forbidden = /forbidden/i.test(text);
    return forbidden
      ? unknown(text, `Ask as somebody who may \`${command}\`.`)
      : missing(text, `Make it, or name another one; \`${command}\` shows those that are there.`);
  }
  if (key === undefined) return holds('it is there');
  const keys = text.split('\n').filter((each) => each !== '');
  if (keys.includes(key)) return holds(`it is there, with the key ${key}`);
  return missing(`it has ${keys.length === 0 ? 'no keys' : `the keys ${keys.join(', ')}`}`, `Give it the key ${key}.`);
}

const IS_DEFAULT = 'storageclass.kubernetes.io/is-default-class';

export async function defaultStorageClass({ cluster }: ProofOf<'default-storage-class'>, asking: Asking): Promise<Verdict> {
  if (!(await reachesCluster(asking, cluster))) return clusterUnasked(cluster);
  const { ok, text } = await asking.kubectl(cluster, 'get', 'storageclasses', '--output', 'json');
  if (!ok) return unknown(text, 'Ask as somebody who may list StorageClasses.');
  const { items } = JSON.parse(text) as { readonly items: readonly StorageClass[] };
  const found = items.filter(({ metadata }) => metadata.annotations?.[IS_DEFAULT] === 'true').map(({ metadata }) => metadata.name);
  if (found.length > 0) return holds(found.join(', '));
  return missing(
    items.length === 0 ? 'there is no StorageClass' : `none of ${items.map(({ metadata }) => metadata.name).join(', ')} is the default`,
    `Name one in \`storageClass\`, or make one the default: \`${asking.kubectlFor(cluster)} annotate storageclass <name> ${IS_DEFAULT}=true\`.`,
  );
}

interface StorageClass {
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
}

/** DaemonSets of network plug-ins by how their names begin, and whether they enforce NetworkPolicy. */
const PLUG_INS: readonly (readonly [name: string, enforces: boolean])[] = [
  ['antrea-agent', true],
  ['calico-node', true],
  ['canal', true],
  ['cilium', true],
  ['kube-network-policies', true],
  ['kube-router', true],
  ['ovnkube-node', true],
  ['weave-net', true],
  ['kube-flannel', false],
];

export async function policyEnforcement({ cluster }: ProofOf<'policy-enforcement'>, asking: Asking): Promise<Verdict> {
  if (!(await reachesCluster(asking, cluster))) return clusterUnasked(cluster);
  const { ok, text } = await asking.kubectl(cluster, 'get', 'daemonsets', '--all-namespaces', '--output', 'json');
  if (!ok) return unknown(text, 'Ask as somebody who may list DaemonSets.');
  const { items } = JSON.parse(text) as { readonly items: readonly DaemonSet[] };
  const known = items.flatMap(({ metadata: { name }, status = {} }) => {
    const plugIn = PLUG_INS.find(([start]) => name === start || name.startsWith(`${start}-`));
    const { desiredNumberScheduled: wanted = 0, numberReady: ready = 0 } = status;
    return plugIn ? [{ name, enforces: plugIn[1], wanted, ready }] : [];
  });
  const enforcing = known.find(({ enforces }) => enforces);
  const [other] = known;
  const install = `Install one that does, for instance Calico or Cilium: without it nothing of the policy holds between pods.`;
  if (enforcing) {
    const { name, wanted, ready } = enforcing;
    if (wanted > 0 && ready === wanted) return holds(`${name} runs on ${ready} nodes`);
    return missing(
      `${name} is ready on ${ready} of ${wanted} nodes`,
      `\`${asking.kubectlFor(cluster)} get pods --all-namespaces\` shows what keeps it from running.`,
    );
  }
  const servers = await k3sServers(cluster, asking);
  if (servers.length > 0 && servers.every(enforces))
    return holds(`k3s enforces it by itself, on ${servers.length} ${servers.length === 1 ? 'server' : 'servers'}`);
  if (servers.length > 0 && !other)
    return missing('k3s runs without its policy controller, and nothing that is known here stands in for it', install);
  if (other) return missing(`${other.name} does not enforce NetworkPolicy`, install);
  return unknown('no network plug-in that is known here runs as a DaemonSet', `Look by hand whether it enforces NetworkPolicy. ${install}`);
}

/** What servers of k3s were told, as it notes of its nodes: its policy controller is no pod (pkg/nodeconfig of k3s). */
async function k3sServers(cluster: string, asking: Asking): Promise<readonly (readonly string[])[]> {
  const { ok, text } = await asking.kubectl(cluster, 'get', 'nodes', '--output', 'json');
  if (!ok) return [];
  const { items } = JSON.parse(text) as {
    readonly items: readonly { readonly metadata: { readonly annotations?: Readonly<Record<string, string>> } }[];
  };
  return items.map(({ metadata }) => wordsIn(metadata.annotations?.['k3s.io/node-args'])).filter(([command]) => command === 'server');
}

function wordsIn(annotation = '[]'): readonly string[] {
  try {
    const words: unknown = JSON.parse(annotation);
    return Array.isArray(words) ? words.map(String) : [];
  } catch {
    return [];
  }
}

/** As k3s reads it: a flag alone, or with `true`. */
function enforces(words: readonly string[]): boolean {
  const told = words.join(' ').replaceAll('=', ' ');
  return !/ --disable-network-policy(?! false)/.test(told) && !/ --flannel-backend none\b/.test(told);
}

interface DaemonSet {
  readonly metadata: { readonly name: string };
  readonly status?: { readonly desiredNumberScheduled?: number; readonly numberReady?: number };
}
