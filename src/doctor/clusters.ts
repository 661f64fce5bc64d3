import { pinnedRelease, type ResolvedCluster, softwareText } from '../model/resolved';
import { compareText } from '../model/values';
import type { Asking } from './asking';
import type { Finding } from './finding';
import { holds, missing, unknown, type Verdict } from './verdict';

/** What a cluster has to be, as a whole: of the version and with the nodes of the model. */
export const clusterFindings = async (cluster: ResolvedCluster, asking: Asking): Promise<readonly Finding[]> => [
  {
    text: `Cluster ${cluster.name}: kubectl reaches it, and it runs ${softwareText(cluster.version, cluster.distribution)}.`,
    ...(await version(cluster, asking)),
  },
  { text: `Cluster ${cluster.name}: its nodes are those of the model, and Ready.`, ...(await nodes(cluster, asking)) },
];

async function version({ name, version, distribution, controlPlanes }: ResolvedCluster, asking: Asking): Promise<Verdict> {
  const { ok, text } = await asking.kubectl(name, 'version', '--output', 'json');
  const command = asking.kubectlFor(name);
  if (!ok)
    return missing(
      text,
      controlPlanes.length > 0
        ? `Once its first node has made it, \`npx isthmus kubeconfig ${name} --write kubeconfig\` fetches what opens it: \`export KUBECONFIG=kubeconfig\`.`
        : `\`${command} version\` has to work here.`,
    );
  const { major = '', minor = '', gitVersion = '' } = (JSON.parse(text) as { serverVersion?: ServerVersion }).serverVersion ?? {};
  const found = `${major}.${minor.replace(/\D.*$/, '')}`;
  const release = pinnedRelease(distribution);
  if (found === version && release !== undefined && gitVersion !== release)
    return missing(`it runs ${gitVersion}`, 'Upgrade its nodes (`npx isthmus plan` prints how), or say `release` as it is.');
  return found === version
    ? holds(gitVersion)
    : missing(`it runs ${gitVersion || 'an unknown version'}`, `Upgrade it, or say \`version: '${found}'\` of the cluster.`);
}

interface ServerVersion {
  readonly major: string;
  readonly minor: string;
  readonly gitVersion: string;
}

async function nodes({ name, nodeAddresses }: ResolvedCluster, asking: Asking): Promise<Verdict> {
  const { ok, text } = await asking.kubectl(name, 'get', 'nodes', '--output', 'json');
  if (!ok) return unknown(text, `What is said of the cluster ${name} itself comes first.`);
  const { items } = JSON.parse(text) as { readonly items: readonly Node[] };
  const known = new Map(items.map((node) => [addressOf(node), node]));
  const absent = nodeAddresses.filter((address) => !known.has(address));
  const strange = [...known.keys()].filter((address) => !nodeAddresses.includes(address)).sort(compareText);
  const down = items.filter((node) => !isReady(node)).map(({ metadata }) => metadata.name);
  const defects = [
    ...(absent.length > 0 ? [`${absent.join(', ')} ${absent.length === 1 ? 'is' : 'are'} no node`] : []),
    ...(strange.length > 0 ? [`${strange.join(', ')} ${strange.length === 1 ? 'is one' : 'are some'}, and not in the model`] : []),
    ...(down.length > 0 ? [`${down.join(', ')} ${down.length === 1 ? 'is' : 'are'} not Ready`] : []),
  ];
  if (defects.length === 0) return holds(`${items.length}`);
  const remedy =
    strange.length > 0
      ? 'State the nodes that there are: filters and policies let in nobody else, so that what such a node sends is dropped.'
      : `\`${asking.kubectlFor(name)} describe node <name>\` tells what is wrong with one.`;
  return missing(defects.join('; '), remedy);
}

interface Node {
  readonly metadata: { readonly name: string };
  readonly status: {
    readonly addresses?: readonly { readonly type: string; readonly address: string }[];
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

const addressOf = ({ status, metadata }: Node): string =>
  status.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? metadata.name;
const isReady = ({ status }: Node): boolean =>
  status.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false;
