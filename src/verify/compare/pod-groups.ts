import { endKey, type ResolvedPort, type ResolvedSystem } from '../../model/resolved';
import type { Pods } from '../kubernetes/pods';
import type { Cluster, World } from '../world/world';
import { protocolOf } from './values';

/** Pods of one kind behind an end, with the cluster that they run in. */
export interface FoundPods {
  readonly pods: Pods;
  readonly cluster: Cluster;
}

/** Pods of the model by the key of their end: those of the outputs, undefined where they are not there, and those that only the model knows. */
export function podGroups(system: ResolvedSystem, world: World): ReadonlyMap<string, FoundPods | undefined> {
  const groups = new Map<string, FoundPods | undefined>();
  const add = (key: string, clusterName: string, pods: (cluster: Cluster) => Pods | undefined) => {
    const cluster = world.clusters.get(clusterName);
    const found = cluster && pods(cluster);
    groups.set(key, found && { pods: found, cluster });
  };
  const own = new Map([...world.clusters].map(([name, { pods }]) => [name, new Map(pods.map((each) => [each.name, each]))]));
  const ends = system.flows.flatMap(({ from, to }) => [from, to]);
  for (const end of ends) {
    if (end.is !== 'pods' || end.owner !== 'us' || groups.has(endKey(end))) continue;
    add(endKey(end), end.cluster, () => own.get(end.cluster)?.get(`${end.selector.namespace}/${end.name}`));
  }
  const foreign = (key: string, cluster: string, facts: ForeignPods) => add(key, cluster, (found) => foreignPods(found, facts));
  for (const { name, cluster, proxy, inMesh, listeners } of system.gateways) {
    const ports = listeners.map(({ port, proxyPort }) => ({ ...port, from: proxyPort, to: proxyPort }));
    foreign(`gateway/${name}`, cluster, { ...proxy, name, inMesh, ports });
  }
  for (const { name, cluster, selector, serviceAccount, inMesh, listens } of system.pods) {
    foreign(`pods/${name}`, cluster, { ...selector, name, inMesh, ports: listens, ...(serviceAccount && { serviceAccount }) });
  }
  for (const { name, dns, mesh } of system.clusters) {
    foreign(`cluster-dns/${name}`, name, { ...dns, name: 'cluster DNS', inMesh: false });
    if (mesh) foreign(`mesh-control-plane/${name}`, name, { ...mesh.controlPlane, name: 'mesh control plane', inMesh: false });
  }
  return groups;
}

interface ForeignPods {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceAccount?: string;
  readonly inMesh: boolean;
  readonly ports: readonly ResolvedPort[];
}

/** An account of which nothing is known. */
export const UNKNOWN_ACCOUNT = 'unknown';

function foreignPods({ facts }: Cluster, { name, namespace, labels, serviceAccount, inMesh, ports }: ForeignPods): Pods {
  return {
    name: `${namespace}/${name}`,
    namespace,
    labels,
    identity: labels,
    serviceAccount: serviceAccount ?? UNKNOWN_ACCOUNT,
    hasToken: false,
    hostAccess: [],
    ports: ports.map((port) => ({ name: port.name, protocol: protocolOf(port)[0], port: port.from })),
    probes: [],
    addresses: [facts.podAddresses],
    ...(inMesh && { mesh: facts.meshMode ?? 'sidecar' }),
  };
}
