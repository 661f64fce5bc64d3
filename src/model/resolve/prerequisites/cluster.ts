import { METALLB_SINCE } from '../../kinds/add-on/metallb';
import { CLUSTERS } from '../../kinds/cluster';
import { WAYS_UP } from '../../kinds/cluster/bring-up';
import { EGRESSES } from '../../kinds/cluster/egress';
import { MESHES } from '../../kinds/mesh';
import { needsOf } from '../../kinds/pod/needs';
import { claimNeeds, placementNeeds } from '../../kinds/pod/placement-needs';
import { kindOfWorkload } from '../../kinds/workload';
import type { Prerequisite, Proof, ResolvedCluster, ResolvedFlow } from '../../resolved';
import { addOnOf, isInstalled, plugInOf } from '../../resolved/declared-add-ons';
import { CONTROL_PLANE_TAINT, isOpenTo } from '../../resolved/taints';
import { namesNodes } from '../clusters/names-nodes';
import { ofNamespaces } from '../clusters/namespace-prerequisites';
import { secretPrerequisites } from '../clusters/secrets';
import { addOnPrerequisites } from './add-ons';
import type { Parts } from './parts';

/** Whether nodes run pods, and announce addresses, by themselves where there are no others. */
const lifts = (bringUp: ResolvedCluster['bringUp']): boolean => bringUp !== undefined && WAYS_UP[bringUp].lifts;

/** What it takes for LoadBalancer Services to be heard of. */
function announced(at: string, cluster: ResolvedCluster, namespace: string): readonly Prerequisite[] {
  const { name, nodes, bringUp } = cluster;
  const [only, ...others] = nodes;
  const text = `${at}: MetalLB ${METALLB_SINCE.version} or later runs in the namespace ${namespace} with its CRDs (metallb.io/v1beta1).`;
  const metallb: readonly Prerequisite[] = isInstalled(cluster, 'metallb')
    ? []
    : [
        { text, proof: { is: 'api', cluster: name, groupVersion: 'metallb.io/v1beta1' } },
        { text, proof: { is: 'object', cluster: name, resource: 'namespaces', name: namespace } },
      ];
  if (only === undefined || others.length > 0 || lifts(bringUp)) return metallb;
  // kubeadm labels and taints control planes (kubernetes.io, "Well-Known Labels, Annotations and Taints").
  return [
    ...metallb,
    `${at}: its only node runs pods, and announces addresses of Services, after \`kubectl taint nodes ${only} node-role.kubernetes.io/control-plane-\` and \`kubectl label nodes ${only} node.kubernetes.io/exclude-from-external-load-balancers-\`.`,
  ];
}

/** What Cilium takes for nodes is no address to it (docs.cilium.io, "Layer 3 Policies": selecting nodes with CIDR). */
function cilium(cluster: ResolvedCluster, flows: readonly ResolvedFlow[]): readonly string[] {
  const at = `Cluster ${cluster.name}`;
  const { nodeLocal } = cluster.dns;
  const plugIn = plugInOf(cluster);
  // One that is installed is told, and of others nobody asks.
  if (plugIn && !(plugIn.existing && addOnOf(cluster, 'cilium'))) return [];
  return [
    ...(namesNodes(cluster, flows)
      ? [
          `${at}: where its network plug-in is Cilium, \`policyCIDRMatchMode\` holds \`nodes\`: NetworkPolicies name the addresses of its nodes.`,
        ]
      : []),
    ...(nodeLocal
      ? [
          `${at}: where its network plug-in is Cilium, \`dns.nodeLocal\` is left out and a CiliumLocalRedirectPolicy leads to the node-local DNS, whose pods \`dns.labels\` describe.`,
        ]
      : []),
  ];
}

/** What it takes for pods to run where every node is one of the control plane: kubeadm taints those. */
function taints({ name, controlPlanes, nodes, pool, bringUp }: ResolvedCluster, { workloads }: Parts): readonly string[] {
  if (lifts(bringUp)) return [];
  // Of a single node that announces addresses all is said together.
  if (controlPlanes.length < nodes.length || nodes.length === 0 || (nodes.length === 1 && pool)) return [];
  const waiting = workloads.some(({ cluster, pods }) => cluster === name && !isOpenTo([CONTROL_PLANE_TAINT], pods.placement.tolerations));
  const command = `kubectl taint nodes ${nodes.join(' ')} ${CONTROL_PLANE_TAINT.key}-`;
  return waiting ? [`Cluster ${name}: its nodes, all of the control plane, run pods after \`${command}\`.`] : [];
}

/** What has to be in a cluster before the manifests are applied. */
export function ofCluster(cluster: ResolvedCluster, parts: Parts): readonly Prerequisite[] {
  const { workloads, flows } = parts;
  const at = `Cluster ${cluster.name}`;
  const lines: Prerequisite[] = [...CLUSTERS[cluster.kind].prerequisites(cluster)];
  if (cluster.pool) lines.push(...announced(at, cluster, cluster.pool.namespace));
  lines.push(...taints(cluster, parts));
  lines.push(...cilium(cluster, flows));
  lines.push(...EGRESSES[cluster.podEgress].prerequisites(cluster));
  const mesh = cluster.mesh && MESHES[cluster.mesh.provider];
  if (cluster.mesh && mesh && !isInstalled(cluster, mesh.addOn)) {
    const meshed = workloads.filter((workload) => workload.cluster === cluster.name && workload.pods.inMesh).map(({ pods }) => pods);
    lines.push(...mesh.prerequisites(cluster.mesh, cluster.name, meshed));
  }
  lines.push(...ofNamespaces(cluster, parts), ...secretPrerequisites(parts.secrets, cluster), ...addOnPrerequisites(cluster));
  const secrets = new Map(parts.secrets.map((secret) => [secret.name, secret]));
  for (const workload of workloads) {
    const { cluster: home, namespace, pods } = workload;
    if (home !== cluster.name) continue;
    for (const { server, path } of pods.shares ?? [])
      lines.push(`${at}: its nodes mount NFS 4.1 (nfs-common, nfs-utils), and ${server} exports ${path} to them.`);
    const object = (resource: string, name: string, key = ''): Proof => ({
      ...{ is: 'object', cluster: cluster.name, resource, namespace, name },
      ...(key !== '' && { key }),
    });
    if (!pods.ownAccount)
      lines.push({
        text: `${at}: the ServiceAccount ${namespace}/${pods.serviceAccount} exists.`,
        proof: object('serviceaccounts', pods.serviceAccount),
      });
    for (const { words, proof } of [...placementNeeds(workload), ...claimNeeds(workload), ...kindOfWorkload(workload).needs(workload)])
      lines.push({ text: `${at}: ${words}.`, proof: proof(cluster.name) });
    for (const { kind, name, key } of needsOf(pods)) {
      const secret = kind === 'Secret' ? secrets.get(name) : undefined;
      if (secret?.external) continue;
      const keys = key === undefined ? (secret?.keys ?? ['']) : [key];
      for (const each of keys)
        lines.push({
          text: `${at}: the ${kind} ${namespace}/${name} exists${each && `, with the key ${each}`}.`,
          proof: object(`${kind.toLowerCase()}s`, name, each),
        });
    }
  }
  return lines;
}
