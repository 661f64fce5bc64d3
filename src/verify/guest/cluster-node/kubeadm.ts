import { NotUnderstoodError } from '../../errors';
import type { FirstBoot } from '../first-boot';
import { besides } from './api-server';
import { at, type Document, documents, text } from './document';
import type { ClusterMembership } from './membership';

/** What kubeadm reads, as first boot leaves it. */
export const KUBEADM_CONFIGURATION = '/etc/isthmus/kubernetes/kubeadm.yaml';

export function readKubeadm(boot: FirstBoot, content: string): Omit<ClusterMembership, 'distribution' | 'addresses'> {
  const all = documents(content);
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
  const controlPlane = makes || at(joining, 'controlPlane') !== undefined;
  const common = { makes, controlPlane, apiServer, ...marksOf(boot), told: {} };
  const open = controlPlane ? besides(boot, '/etc/kubernetes/isthmus/') : [];
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
