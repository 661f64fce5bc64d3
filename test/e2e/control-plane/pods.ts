import type { Cluster } from './cluster';
import type { List, Manifest, Pod } from './objects';

/** Pods that a Deployment owns. Labels do not matter: what they lead to is what tests ask. */
export async function podsOf(cluster: Cluster, namespace: string, deployment: string): Promise<readonly Pod[]> {
  const sets = await cluster.get<List<Manifest>>(`--namespace=${namespace}`, 'replicasets');
  const pods = await cluster.get<List<Pod>>(`--namespace=${namespace}`, 'pods');
  const own = new Set(sets.items.filter((set) => isOwnedBy(set, 'Deployment', deployment)).map(({ metadata }) => metadata.name));
  return pods.items.filter(
    (pod) => pod.metadata.deletionTimestamp === undefined && [...own].some((set) => isOwnedBy(pod, 'ReplicaSet', set)),
  );
}

const isOwnedBy = ({ metadata }: Manifest, kind: string, name: string): boolean =>
  (metadata.ownerReferences ?? []).some((owner) => owner.kind === kind && owner.name === name);
