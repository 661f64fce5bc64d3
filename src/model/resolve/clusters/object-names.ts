import { GATEWAYS } from '../../kinds/gateway';
import { kindOfWorkload, WORKLOADS } from '../../kinds/workload';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type {
  ResolvedCluster,
  ResolvedGateway,
  ResolvedMeshShare,
  ResolvedMigration,
  ResolvedSecret,
  ResolvedTraffic,
  ResolvedWorkload,
} from '../../resolved';
import { grantsOf, ROUTE_KINDS } from '../../resolved/gateway-names';
import { claimName, digestName, externalServiceName, NAMESPACE_OBJECTS, proxyServiceName } from '../../resolved/object-names';
import { trafficPlaces } from '../../resolved/traffic-names';
import type { Inventory } from '../inventory/inventory';

/** What the manifests are made of. */
interface Parts {
  readonly clusters: readonly ResolvedCluster[];
  readonly workloads: readonly ResolvedWorkload[];
  readonly gateways: readonly ResolvedGateway[];
  readonly secrets: readonly ResolvedSecret[];
  readonly migrations: readonly ResolvedMigration[];
  readonly traffic: readonly ResolvedTraffic[];
}

/** A Kubernetes object, and the construct that it is there for. */
interface Named {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly path: string;
}

/** Objects whose names follow from names of the system can meet, also with those that name something themselves: the later would overwrite the other. */
export function checkObjectNames(inventory: Inventory, parts: Parts, report: Report): void {
  const paths = pathsOf(inventory);
  for (const cluster of parts.clusters) {
    const holders = new Map<string, Named>();
    for (const object of [...objectsOf(inventory.name, cluster, parts, paths), ...secretsOf(cluster, parts, inventory, paths)]) {
      const { kind, namespace, name, path } = object;
      const key = `${kind} ${namespace}/${name}`;
      const other = holders.get(key);
      if (isOfKubernetes(object))
        report(problems.derivedNameClash(path, `${kind} of the namespace "${namespace}"`, name, 'Kubernetes itself'));
      if (!other) holders.set(key, object);
      else if (other.path !== path) report(problems.derivedNameClash(path, `${kind} of the namespace "${namespace}"`, name, other.path));
    }
    for (const { name, cluster: home, namespace, pods } of parts.workloads) {
      const holder = holders.get(`ServiceAccount ${namespace}/${pods.serviceAccount}`);
      if (home === cluster.name && !pods.ownAccount && holder)
        report(problems.borrowedAccount(paths(name), pods.serviceAccount, holder.path));
    }
  }
}

type Paths = (name: string) => string;

function pathsOf({ workloads, gateways, migrations, machineNames, root }: Inventory): Paths {
  const known = new Map([...workloads, ...gateways, ...migrations].map(({ name, node }) => [name, node.path]));
  return (name) => known.get(name) ?? (machineNames.has(name) ? `the machine "${name}"` : root.node.path);
}

/** Objects that are there in every cluster, and that pods and controllers of others go by. */
const isOfKubernetes = ({ kind, namespace, name }: Named): boolean =>
  (kind === 'ServiceAccount' && name === 'default') || (kind === 'Service' && namespace === 'default' && name === 'kubernetes');

/**
 * Secrets that pods and gateways find by their names, whoever makes them: somebody, the operator of a store, or cert-manager. Each would write
 * over what the other has made.
 */
function secretsOf({ name: here }: ResolvedCluster, { gateways, secrets }: Parts, inventory: Inventory, pathOf: Paths): readonly Named[] {
  const paths = new Map(inventory.secrets.map(({ name, node }) => [name, node.path]));
  const made = gateways
    .filter(({ cluster }) => cluster === here)
    .flatMap(({ name, namespace, certificates }) =>
      certificates.map((certificate) => ({ kind: 'Secret', namespace, name: certificate.name, path: pathOf(name) })),
    );
  const known = secrets.flatMap(({ name, places }) =>
    places
      .filter(({ cluster }) => cluster === here)
      .map(({ namespace }) => ({ kind: 'Secret', namespace, name, path: paths.get(name) ?? inventory.root.node.path })),
  );
  return [...known, ...made];
}

/** In the order in which one would be blamed: what bears a name of the user's own comes first. */
export function objectsOf(system: string, cluster: ResolvedCluster, parts: Parts, pathOf: Paths): readonly Named[] {
  const here = ({ cluster: own }: { readonly cluster: string }): boolean => own === cluster.name;
  const [workloads, gateways] = [parts.workloads.filter(here), parts.gateways.filter(here)];
  const object = (kind: string, namespace: string, name: string, owner: string): Named => ({ kind, namespace, name, path: pathOf(owner) });
  return [
    ...cluster.namespaces
      .filter(({ owned }) => owned)
      .flatMap(({ name: namespace }) => [
        object('PeerAuthentication', namespace, NAMESPACE_OBJECTS.mutualTls, system),
        object('AuthorizationPolicy', namespace, NAMESPACE_OBJECTS.authorization, system),
      ]),
    object('ConfigMap', cluster.namespace, digestName(system), system),
    ...cluster.machineServices.flatMap(({ machine }) =>
      ['Service', 'DestinationRule'].map((kind) => object(kind, cluster.namespace, machine, machine)),
    ),
    ...(cluster.standbyServices ?? []).flatMap(({ name, machines: [first = ''] }) =>
      ['Service', 'DestinationRule'].map((kind) => object(kind, cluster.namespace, name, first)),
    ),
    ...(cluster.outside ?? []).map(({ name, namespace, to }) => ({ kind: 'ServiceEntry', namespace, name, path: to })),
    ...workloads.flatMap(({ name, namespace, pods: { serviceAccount, ownAccount } }) =>
      ownAccount ? [object('ServiceAccount', namespace, serviceAccount, name)] : [],
    ),
    ...workloads.flatMap(({ kind, name, namespace, ports, pods: { inMesh } }) => [
      ...[...(ports.length > 0 ? [name] : []), ...WORKLOADS[kind].moreServices(name)].map((own) => object('Service', namespace, own, name)),
      ...(inMesh ? ['PeerAuthentication', 'AuthorizationPolicy', 'Sidecar'].map((kind) => object(kind, namespace, name, name)) : []),
    ]),
    ...workloads.flatMap((workload) =>
      claimNames(workload).map((claim) => object('PersistentVolumeClaim', workload.namespace, claim, workload.name)),
    ),
    ...workloads.flatMap(({ name, namespace, virtualAddress }) =>
      virtualAddress ? [object('Service', namespace, externalServiceName(name), name)] : [],
    ),
    ...gateways.flatMap((gateway) => gatewayObjects(system, gateway, object)),
    ...parts.traffic.filter(here).flatMap((traffic) => trafficObjects(traffic, object)),
    ...parts.migrations.flatMap(({ name, meshes }) => meshes.filter(here).flatMap((share) => shareObjects(name, share, object))),
  ];
}

/** Claims of a workload, and of each of its pods. */
function claimNames(workload: ResolvedWorkload): readonly string[] {
  const { name, pods } = workload;
  const { claims = [], shares = [] } = pods;
  return [
    ...claims.flatMap(({ id, ofEachPod }) => (ofEachPod ? kindOfWorkload(workload).podClaims(workload, id) : [claimName(name, id)])),
    ...shares.map(({ claim }) => claim),
  ];
}

/** A rule for pods of the system alone stands in each of their namespaces. */
function trafficObjects(
  traffic: ResolvedTraffic,
  object: (kind: string, namespace: string, name: string, owner: string) => Named,
): readonly Named[] {
  const { name, namespace, dialled } = traffic;
  // Others are those of migrations.
  if (!dialled) return [];
  const { namespaces } = trafficPlaces(traffic);
  return [...namespaces.map((place) => object('DestinationRule', place, name, name)), object('VirtualService', namespace, name, name)];
}

function shareObjects(
  name: string,
  { namespace, machines }: ResolvedMeshShare,
  object: (kind: string, namespace: string, name: string, owner: string) => Named,
): readonly Named[] {
  return [
    object('Service', namespace, name, name),
    object('VirtualService', namespace, name, name),
    ...machines.flatMap(({ service }) => ['Service', 'DestinationRule'].map((kind) => object(kind, namespace, service, name))),
  ];
}

function gatewayObjects(
  system: string,
  gateway: ResolvedGateway,
  object: (kind: string, namespace: string, name: string, owner: string) => Named,
): readonly Named[] {
  const { name, namespace, proxy, virtualAddress, routes, certificates } = gateway;
  const ofRoute = (kind: string, objectName: string, route: string): Named => {
    const named = object(kind, namespace, objectName, name);
    return { ...named, path: `${named.path}/${route}` };
  };
  return [
    ...(virtualAddress ? [object('Service', proxy.namespace, proxyServiceName(system, name), name)] : []),
    ...certificates.map((certificate) => object('Certificate', namespace, certificate.name, name)),
    ...routes.map((route) => ofRoute(ROUTE_KINDS[route.kind], route.name, route.id)),
    ...GATEWAYS[gateway.provider]
      .objects(gateway)
      .map(({ kind, name: own, route }) => (route === undefined ? object(kind, namespace, own, name) : ofRoute(kind, own, route))),
    ...grantsOf(gateway).map((grant) => object('ReferenceGrant', grant.namespace, grant.name, name)),
  ];
}
