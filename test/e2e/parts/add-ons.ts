import type { Cluster } from '../control-plane/cluster';
import { addOnDefinitions } from '../control-plane/crds';
import type { Lab } from '../harness/lab';

/** Namespaces of the add-ons: prerequisites, never the system's own. */
const NAMESPACES = ['istio-system', 'kong', 'envoy-gateway-system', 'metallb-system'];

/** What a cluster has before the system's manifests come: the add-ons' definitions and namespaces. Their programs do not run. */
export async function installAddOns(lab: Lab, cluster: Cluster): Promise<void> {
  for (const file of await addOnDefinitions(lab)) await cluster.kubectl(['apply', '--server-side', `--filename=${file}`]);
  await cluster.wait('Established', ['crd', '--all']);
  await cluster.apply(NAMESPACES.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })));
}
