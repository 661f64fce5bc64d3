import type { ResolvedCluster, ResolvedMesh, ResolvedSystem } from '../../model/resolved';
import { address, addresses } from '../sets/addresses';
import type { ClusterFacts } from '../world/world';

const MASQUERADES: { readonly [E in ResolvedCluster['podEgress']]: boolean } = { masquerade: true, native: false };
const STRICT: { readonly [M in ResolvedMesh['mtls']]: boolean } = { strict: true, permissive: false };

/** Where the proxies of each provider's mesh are: those of one whose objects cannot be read here have no entry to stand for them. */
const PROXIES: { readonly [P in ResolvedMesh['provider']]: { readonly [M in ResolvedMesh['mode']]: 'sidecar' | 'ambient' } } = {
  istio: { 'sidecar-with-cni': 'sidecar', ambient: 'ambient' },
};

/** What is true of a system's clusters apart from what their manifests say. */
export function clusterFacts(system: ResolvedSystem): readonly ClusterFacts[] {
  const names = new Map(system.machines.map((machine) => [machine.name, machine.objectName]));
  return system.clusters.map(({ name, nodes, nodeAddresses, podCidr, podEgress, mesh, dns }) => ({
    name,
    nodes: nodes.map((node) => names.get(node) ?? node),
    nodeAddresses: nodeAddresses.map(address),
    podAddresses: addresses(podCidr),
    nodeLocal: (dns.nodeLocal ?? []).map(address),
    masquerades: MASQUERADES[podEgress],
    ...(mesh && {
      mesh: { rootNamespace: mesh.namespace, trustDomain: mesh.trustDomain },
      strict: STRICT[mesh.mtls],
      meshMode: PROXIES[mesh.provider][mesh.mode],
    }),
  }));
}
