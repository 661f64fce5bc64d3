import type { Cluster } from '../../control-plane/cluster';
import type { List, Manifest } from '../../control-plane/objects';

/**
 * What the gateway's controller does, which does not run here: it writes the status. Until then the server keeps a Gateway without
 * the status that its definition states as default, and stores it anew with the next write, whatever that is.
 */
export async function acceptGateways(cluster: Cluster): Promise<void> {
  const { items } = await cluster.get<List<Manifest>>('gateways.gateway.networking.k8s.io', '--all-namespaces');
  for (const gateway of items) await cluster.patchStatus('gateways.gateway.networking.k8s.io', gateway, { listeners: [] });
}
