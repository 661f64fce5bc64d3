import { External } from '../policy/external';
import type { ResolvedCluster } from '../resolved';
import { Port } from '../values';
import type { KubernetesCluster } from '../workload/kubernetes-cluster';

/** The cluster's DNS pods. Rules for pods hold behind a Service: they name the port that pods listen on. */
export function clusterDns({ facts }: KubernetesCluster): ResolvedCluster['dns'] {
  const { namespace = 'kube-system', labels = { 'k8s-app': 'kube-dns' }, port = 53 } = facts.dns ?? {};
  return { namespace, labels, ports: [Port.tcp(port, 'dns-tcp').resolved, Port.udp(port, 'dns').resolved] };
}

/** The cache that each node runs for its own pods: on an address that leads nowhere else. */
export const nodeLocalDns = ({ facts, node }: KubernetesCluster): External | undefined =>
  facts.dns?.nodeLocal === undefined ? undefined : External.address(facts.dns.nodeLocal, { name: `${node.id}-node-dns` });
