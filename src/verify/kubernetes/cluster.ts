import { NotUnderstoodError } from '../errors';
import type { Fields } from '../fields';
import type { IntervalSet } from '../sets/intervals';
import { AccessSet, type Role, type RoleBinding, readRole, readRoleBinding } from './access';
import { type AuthorizationPolicy, readAuthorizationPolicy } from './authorization';
import { refuseBypasses } from './bypasses';
import type { KubernetesObject } from './documents';
import { Mesh, type MeshSettings, type PeerAuthentication, readPeerAuthentication } from './mesh';
import { type NetworkPolicy, protocolNumber, readNetworkPolicy } from './network-policy';
import type { ContainerPort, Pods } from './pods';
import { PolicySet } from './policies';
import { type Route, readRoute } from './routes';
import type { Labels } from './selector';
import { type EndpointSlice, readEndpointSlice, readService, type Service, ServiceSet } from './services';

/** What the manifests of one cluster say about traffic. */
export interface ClusterContents {
  readonly pods: readonly Pods[];
  readonly policies: PolicySet;
  readonly mesh: Mesh;
  readonly services: ServiceSet;
  readonly slices: readonly EndpointSlice[];
  readonly routes: readonly Route[];
  readonly access: AccessSet;
}

export interface ReadContents extends ClusterContents {
  /** What was found and not understood. Everything else was read. */
  readonly problems: readonly NotUnderstoodError[];
}

interface Found {
  readonly namespaces: Map<string, Labels>;
  readonly templates: Template[];
  readonly policies: NetworkPolicy[];
  readonly authorizations: AuthorizationPolicy[];
  readonly authentications: PeerAuthentication[];
  readonly services: Service[];
  readonly slices: EndpointSlice[];
  readonly routes: Route[];
  readonly roles: Role[];
  readonly bindings: RoleBinding[];
}

interface Template {
  readonly name: string;
  readonly namespace: string;
  readonly metadata: Fields | undefined;
  readonly spec: Fields;
  /** Labels by which its controller knows its pods; unset where it does not go by labels that are written down. */
  readonly selector?: Labels;
  readonly place: string;
}

interface Named {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly object: Fields;
  readonly place: string;
}

type Reader = (found: Found, named: Named) => void;

const spec = ({ object }: Named): Fields =>
  object.required(
    'spec',
    object.object('spec', (fields) => fields),
  );

const workload: Reader = (found, named) => podTemplate(found, named, spec(named));

/** Kinds that are read, by `group/kind`. */
const READERS: Readonly<Record<string, Reader>> = {
  '/Namespace': (found, { name, labels }) => void found.namespaces.set(name, labels),
  '/Pod': (found, named) => void found.templates.push({ ...named, metadata: named.object.object('metadata', (m) => m), spec: spec(named) }),
  'apps/Deployment': workload,
  'apps/StatefulSet': workload,
  'apps/DaemonSet': workload,
  'apps/ReplicaSet': workload,
  'batch/Job': (found, named) => {
    // A Job's name goes with what it runs; its label says whose it is.
    const { labels, name } = named;
    podTemplate(found, { ...named, name: labels['app.kubernetes.io/name'] ?? name }, spec(named));
  },
  'batch/CronJob': (found, named) => {
    const job = spec(named).object('jobTemplate', (template) => template.object('spec', (fields) => fields));
    podTemplate(found, named, spec(named).required('jobTemplate.spec', job));
  },
  '/Service': (found, named) => void found.services.push(readService(named.name, named.namespace, named.annotations, spec(named))),
  'discovery.k8s.io/EndpointSlice': (found, { namespace, labels, object }) =>
    void found.slices.push(readEndpointSlice(namespace, labels, object)),
  'gateway.networking.k8s.io/HTTPRoute': (found, named) =>
    void found.routes.push(readRoute(named.name, named.namespace, named.annotations, spec(named))),
  'networking.k8s.io/NetworkPolicy': (found, named) =>
    void found.policies.push(readNetworkPolicy(named.name, named.namespace, spec(named))),
  'rbac.authorization.k8s.io/Role': (found, { name, namespace, object }) =>
    void found.roles.push(readRole('Role', name, namespace, object)),
  'rbac.authorization.k8s.io/ClusterRole': (found, { name, object }) =>
    void found.roles.push(readRole('ClusterRole', name, undefined, object)),
  'rbac.authorization.k8s.io/RoleBinding': (found, { name, namespace, object }) =>
    void found.bindings.push(readRoleBinding(name, namespace, object)),
  'rbac.authorization.k8s.io/ClusterRoleBinding': (found, { name, object }) =>
    void found.bindings.push(readRoleBinding(name, undefined, object)),
  'security.istio.io/AuthorizationPolicy': (found, named) =>
    void found.authorizations.push(readAuthorizationPolicy(named.name, named.namespace, spec(named))),
  'security.istio.io/PeerAuthentication': (found, named) =>
    void found.authentications.push(readPeerAuthentication(named.name, named.namespace, spec(named))),
};

/** Kinds, by `group/kind`, that neither carry nor steer traffic between workloads. Of a group with `*` that holds for all kinds. */
const WITHOUT_TRAFFIC: ReadonlySet<string> = new Set([
  ...['ConfigMap', 'Secret', 'ServiceAccount', 'PersistentVolume', 'PersistentVolumeClaim', 'LimitRange', 'ResourceQuota', 'Event'].map(
    (kind) => `/${kind}`,
  ),
  'apiextensions.k8s.io/CustomResourceDefinition',
  'autoscaling/*',
  'policy/*',
  'scheduling.k8s.io/*',
  'storage.k8s.io/*',
  // Listeners and grants lead nowhere without routes, which are read.
  'gateway.networking.k8s.io/Gateway',
  'gateway.networking.k8s.io/GatewayClass',
  'gateway.networking.k8s.io/ReferenceGrant',
  // Which addresses there are; which of them are meant stands at the Services.
  'metallb.io/IPAddressPool',
  'metallb.io/L2Advertisement',
  // Common add-ons that only read, or make Secrets.
  'cert-manager.io/*',
  'external-secrets.io/*',
  'monitoring.coreos.com/*',
]);

/**
 * Reads the objects of one cluster.
 *
 * @param mesh unset: the cluster has no service mesh
 * @param podAddresses addresses that its pods may have
 */
export function readCluster(objects: readonly KubernetesObject[], mesh: MeshSettings | undefined, podAddresses: IntervalSet): ReadContents {
  const found: Found = {
    namespaces: new Map(),
    templates: [],
    policies: [],
    authorizations: [],
    authentications: [],
    services: [],
    slices: [],
    routes: [],
    roles: [],
    bindings: [],
  };
  const problems: NotUnderstoodError[] = [];
  const attempt = (place: string, read: () => void) => {
    try {
      read();
    } catch (error) {
      if (!(error instanceof NotUnderstoodError)) throw error;
      problems.push(error.at(place));
    }
  };
  for (const object of objects) attempt(object.place, () => readObject(found, object));
  const pods: Pods[] = [];
  for (const template of found.templates) {
    attempt(template.place, () => pods.push(readPods(template, found.namespaces, mesh, podAddresses)));
  }
  const settings = mesh ?? { rootNamespace: 'istio-system', trustDomain: 'cluster.local' };
  return {
    pods,
    policies: new PolicySet(found.policies, found.namespaces),
    mesh: new Mesh(found.authorizations, found.authentications, settings),
    services: new ServiceSet(found.services),
    slices: found.slices,
    routes: found.routes,
    access: new AccessSet(found.roles, found.bindings),
    problems,
  };
}

function readObject(found: Found, { group, kind, fields, place }: KubernetesObject): void {
  const id = `${group}/${kind}`;
  const reader = READERS[id];
  if (!reader) {
    if (WITHOUT_TRAFFIC.has(id) || WITHOUT_TRAFFIC.has(`${group}/*`)) return;
    throw new NotUnderstoodError(`what a ${kind} (${group || 'v1'}) does to traffic is not known here`);
  }
  const named = fields.object('metadata', (metadata) => ({
    name: metadata.text('name'),
    namespace: metadata.optionalText('namespace') ?? 'default',
    labels: metadata.map('labels'),
    annotations: metadata.map('annotations'),
  }));
  const { namespace, name } = fields.required('metadata', named);
  try {
    reader(found, { ...fields.required('metadata', named), object: fields, place });
  } catch (error) {
    throw error instanceof NotUnderstoodError ? error.at(`${kind} ${namespace}/${name}`) : error;
  }
}

function podTemplate(found: Found, { name, namespace, place }: Named, owner: Fields): void {
  const template = owner.required(
    'template',
    owner.object('template', (fields) => fields),
  );
  const podSpec = template.required(
    'template.spec',
    template.object('spec', (fields) => fields),
  );
  const metadata = template.object('metadata', (fields) => fields);
  const selector = owner.object('selector', (fields) => fields.map('matchLabels'));
  found.templates.push({ name, namespace, metadata, spec: podSpec, place, ...(selector && { selector }) });
}

function readPods(
  { name, namespace, metadata, spec: pod, selector }: Template,
  namespaces: ReadonlyMap<string, Labels>,
  mesh: MeshSettings | undefined,
  addresses: IntervalSet,
): Pods {
  const full = `${namespace}/${name}`;
  const containers = ['initContainers', 'containers'].flatMap((list) => pod.list(list, (container) => container) ?? []);
  const ports = containers.flatMap(containerPorts);
  const probes = containers.flatMap((container) => probePorts(container, ports));
  const labels = metadata?.map('labels') ?? {};
  const annotations = metadata?.map('annotations') ?? {};
  refuseBypasses(full, pod, annotations);
  const entry = mesh && meshEntry(labels, annotations, namespaces.get(namespace) ?? {});
  const serviceAccount = pod.optionalText('serviceAccountName') ?? 'default';
  const hasToken = !pod.isFalse('automountServiceAccountToken');
  const whose = { name: full, namespace, labels, serviceAccount, hasToken, ...(selector && { identity: selector }) };
  return { ...whose, ports, probes: [...new Set(probes)], addresses, ...(entry && { mesh: entry }) };
}

function containerPorts(container: Fields): readonly ContainerPort[] {
  const ports = container.list('ports', (port) => ({
    name: port.optionalText('name') ?? '',
    protocol: protocolNumber(port.optionalText('protocol')),
    port: port.required('containerPort', port.optionalInteger('containerPort')),
  }));
  return ports ?? [];
}

/** Ports of a container's probes, by number or by name. Probes that run a command have none. */
function probePorts(container: Fields, ports: readonly ContainerPort[]): readonly number[] {
  const probes = ['startupProbe', 'readinessProbe', 'livenessProbe'].flatMap((kind) => container.object(kind, (probe) => probe) ?? []);
  const asked = probes.flatMap((probe) =>
    ['httpGet', 'tcpSocket', 'grpc'].flatMap((how) => probe.object(how, (fields) => fields.optionalPort('port')) ?? []),
  );
  return asked.flatMap((port) => (typeof port === 'number' ? port : (ports.find(({ name }) => name === port)?.port ?? [])));
}

/** Whether Istio puts pods into the mesh: by the pod's own label, else by its namespace's. */
function meshEntry(labels: Labels, annotations: Labels, namespace: Labels): Pods['mesh'] {
  const inject = labels['sidecar.istio.io/inject'] ?? annotations['sidecar.istio.io/inject'];
  const ambient = labels['istio.io/dataplane-mode'] ?? namespace['istio.io/dataplane-mode'];
  if (inject !== 'false' && (inject === 'true' || namespace['istio-injection'] === 'enabled' || namespace['istio.io/rev']))
    return 'sidecar';
  return ambient === 'ambient' ? 'ambient' : undefined;
}
