import { loadAll } from 'js-yaml';
import { NotUnderstoodError, reading } from '../errors';
import { notYaml } from '../yaml';
import { type FirstBoot, runs } from './first-boot';

/** What a node is told of the cluster that it makes or joins, as far as it decides who reaches what. */
export interface ClusterMembership {
  /** It makes the cluster. Else it joins one. */
  readonly makes: boolean;
  /** Name and port of the API servers. */
  readonly apiServer: string;
  /** Addresses that it knows under that name. */
  readonly addresses: readonly string[];
  /** The same and the next two for the node that makes it alone. */
  readonly podCidr?: string;
  readonly serviceCidr?: string;
  readonly certificateNames?: readonly string[];
  /** Labels and taints that it gives itself, as the kubelet reads them. */
  readonly labels: readonly string[];
  readonly taints: readonly string[];
  /** What is open that should not be, in words. */
  readonly open: readonly string[];
}

const CONFIGURATION = '/etc/isthmus/kubernetes/kubeadm.yaml';
const PROGRAM = '/usr/local/sbin/isthmus-kubernetes';
const UNIT = 'isthmus-kubernetes.service';
const SECRETS = '/etc/isthmus/kubernetes/secrets/';

/**
 * Unset: it joins nothing by itself.
 *
 * @throws NotUnderstoodError for a configuration without a known meaning
 */
export function readMembership(boot: FirstBoot): ClusterMembership | undefined {
  const text = boot.files.get(CONFIGURATION);
  const service = boot.files.get(`/etc/systemd/system/${UNIT}`);
  if (text === undefined || !service?.includes(`\nExecStart=${PROGRAM}\n`)) return undefined;
  if (!runs(boot, `systemctl enable ${UNIT}`, `systemctl start --no-block ${UNIT}`)) return undefined;
  return reading(CONFIGURATION, () => membership(boot, documents(text)));
}

type Document = Readonly<Record<string, unknown>>;

function documents(text: string): readonly Document[] {
  try {
    return loadAll(text) as readonly Document[];
  } catch (error) {
    throw notYaml(error);
  }
}

/** What is at a place of a document, by the keys that lead there. */
const at = (document: Document | undefined, ...keys: readonly string[]): unknown =>
  keys.reduce<unknown>((value, key) => (value as Document | undefined)?.[key], document);

function text(document: Document | undefined, ...keys: readonly string[]): string {
  const found = at(document, ...keys);
  if (typeof found !== 'string') throw new NotUnderstoodError(`no text at ${keys.join('.')}`);
  return found;
}

function membership(boot: FirstBoot, all: readonly Document[]): ClusterMembership {
  const of = (kind: string): Document | undefined => {
    const [first, ...others] = all.filter((document) => document.kind === kind);
    if (others.length > 0) throw new NotUnderstoodError(`a ${kind} is there more than once`);
    return first;
  };
  const cluster = of('ClusterConfiguration');
  const joining = of('JoinConfiguration');
  const makes = of('InitConfiguration') !== undefined;
  if (makes === (joining !== undefined)) throw new NotUnderstoodError('neither a cluster that is made nor one that is joined, or both');
  const apiServer = makes ? text(cluster, 'controlPlaneEndpoint') : text(joining, 'discovery', 'bootstrapToken', 'apiServerEndpoint');
  const readable = [...boot.permissions].filter(([path, access]) => path.startsWith(SECRETS) && access !== '0600 root:root');
  const common = { makes, apiServer, addresses: addressesOf(boot, apiServer.replace(/:\d+$/, '')), ...marksOf(boot) };
  const open = readable.map(([path]) => `${path} can be read by others than root`);
  if (!makes) return { ...common, open };
  const names = at(cluster, 'apiServer', 'certSANs');
  return {
    ...common,
    podCidr: text(cluster, 'networking', 'podSubnet'),
    serviceCidr: text(cluster, 'networking', 'serviceSubnet'),
    certificateNames: Array.isArray(names) ? names.map(String) : [],
    open: [...open, ...openings(of('KubeletConfiguration'), of('KubeProxyConfiguration'))],
  };
}

/** By the arguments of its kubelet, which its unit reads of a file that each family of operating systems has elsewhere. */
function marksOf({ files }: FirstBoot): Pick<ClusterMembership, 'labels' | 'taints'> {
  const told = files.get('/etc/default/kubelet') ?? files.get('/etc/sysconfig/kubelet') ?? '';
  const listed = (flag: string): readonly string[] => new RegExp(`(?<=[" ]--${flag}=)[^\\s"]+`).exec(told)?.[0].split(',') ?? [];
  return { labels: listed('node-labels'), taints: listed('register-with-taints') };
}

/** As its program writes them into /etc/hosts. */
function addressesOf({ files }: FirstBoot, name: string): readonly string[] {
  const [, listed = ''] = /^for address in ([\d. ]+); do\n.*"\$address (\S+)" \/etc\/hosts/m.exec(files.get(PROGRAM) ?? '') ?? [];
  return (files.get(PROGRAM) ?? '').includes(`"$address ${name}" >> /etc/hosts`) ? listed.split(' ').filter(Boolean) : [];
}

function openings(kubelet: Document | undefined, proxy: Document | undefined): readonly string[] {
  const ports = at(proxy, 'nodePortAddresses');
  const closed = Array.isArray(ports) && ports.length > 0 && ports.every((block) => /^127\./.test(String(block)));
  const facts: readonly (readonly [boolean, string])[] = [
    [at(kubelet, 'authentication', 'anonymous', 'enabled') === false, 'kubelets answer those without a name'],
    [at(kubelet, 'authorization', 'mode') === 'Webhook', 'kubelets do for everybody what they are asked'],
    [at(kubelet, 'readOnlyPort') === 0, 'kubelets have a port in clear'],
    [closed && at(proxy, 'iptables', 'localhostNodePorts') === false, 'kube-proxy opens node ports'],
  ];
  return facts.flatMap(([holds, words]) => (holds ? [] : [words]));
}
