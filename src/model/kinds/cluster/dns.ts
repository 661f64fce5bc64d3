import { External } from '../../network/external';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ClusterDns } from '../../resolved';
import { asArray, Cidr, compareBlocks, Port, parseIp } from '../../values';
import type { KubernetesCluster } from '../../workload/kubernetes-cluster';

/** The cluster's DNS. Rules for pods hold behind a Service: they name the port that pods listen on. */
export function clusterDns(cluster: KubernetesCluster): ClusterDns {
  const { namespace = 'kube-system', labels = { 'k8s-app': 'kube-dns' }, port = 53 } = cluster.facts.dns ?? {};
  const nodeLocal = nodeLocalAddresses(cluster);
  const ports = [Port.tcp(port, 'dns-tcp').resolved, Port.udp(port, 'dns').resolved];
  return { namespace, labels, ports, ...(nodeLocal.length > 0 && { nodeLocal }) };
}

const nodeLocalAddresses = ({ facts }: KubernetesCluster): readonly string[] =>
  [...new Set(asArray(facts.dns?.nodeLocal ?? []))].sort(compareBlocks);

/** The cache that each node runs for its own pods. */
export function nodeLocalDns(cluster: KubernetesCluster): External | undefined {
  const blocks = nodeLocalAddresses(cluster).map((address) => `${address}/32`);
  return blocks.length === 0 ? undefined : External.cidrs(blocks, { name: `${cluster.node.id}-node-dns` });
}

/** Nobody routes it (RFC 3927, 2.7). */
const LINK_LOCAL = Cidr.parse('169.254.0.0/16') as Cidr;

/** Addresses that lead to a pod's own node must lead nowhere else. */
export function checkNodeLocalDns(cluster: KubernetesCluster, report: Report): void {
  const { path } = cluster.node;
  const services = Cidr.parse(cluster.facts.serviceCidr);
  for (const text of nodeLocalAddresses(cluster)) {
    const address = parseIp(text);
    if (address === undefined) report(problems.invalidAddress(path, 'dns.nodeLocal', text));
    else if (!LINK_LOCAL.contains(address) && !(services instanceof Cidr && services.contains(address))) {
      const what = `dns.nodeLocal: ${text} is neither link-local (${LINK_LOCAL}) nor an address of a Service (${cluster.facts.serviceCidr}).`;
      report(problems.invalidCluster(path, what, 'Give the addresses that pods ask and that their own node answers.'));
    }
  }
}
