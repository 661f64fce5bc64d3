import { NotUnderstoodError } from '../errors';
import type { Fields } from '../fields';
import type { IntervalSet } from '../sets/intervals';
import { AccessSet, type Role, type RoleBinding, readRole, readRoleBinding } from './access';
import { ADD_ON_KINDS, type AddOnObject, readAddOn } from './add-ons';
import { type AuthorizationPolicy, readAuthorizationPolicy } from './authorization';
import { detoursOf } from './bypasses';
import type { KubernetesObject } from './documents';
import { type GatewayObject, type ReferenceGrant, readGateway, readGrant } from './gateways';
import { type MeshSettings, type PeerAuthentication, ProxyRules, readPeerAuthentication } from './mesh';
import { type NetworkPolicy, readNetworkPolicy } from './network-policy';
import type { Pods } from './pods';
import { PolicySet } from './policies';
import { type AddressPool, type Announcement, readAnnouncement, readPool } from './pools';
import { type Route, readRoute } from './routes';
import type { Labels } from './selector';
import { type EndpointSlice, readEndpointSlice, readService, type Service, ServiceSet } from './services';
import { type Defaults, type MadeSecret, type Quota, readDefaults, readMadeSecret, readQuota, readShare, type Share } from './surroundings';
import { readPods, type Template } from './templates';
import {
  type HostRule,
  type OutsideHost,
  type ProxyScope,
  type RequestRule,
  readHostRule,
  readOutsideHost,
  readRequestRule,
  readScope,
} from './traffic';
import { type Unread, unreadOf } from './unread';
import { WITHOUT_TRAFFIC } from './without-traffic';

/** What the manifests of one cluster say about traffic. */
export interface ClusterContents {
  readonly pods: readonly Pods[];
  readonly policies: PolicySet;
  readonly mesh: ProxyRules;
  readonly services: ServiceSet;
  readonly slices: readonly EndpointSlice[];
  readonly routes: readonly Route[];
  readonly access: AccessSet;
  readonly gateways: readonly GatewayObject[];
  readonly grants: readonly ReferenceGrant[];
  readonly addOns: readonly AddOnObject[];
  readonly pools: readonly AddressPool[];
  readonly announcements: readonly Announcement[];
  /** Labels of namespaces, by name. */
  readonly namespaces: ReadonlyMap<string, Labels>;
  readonly quotas: readonly Quota[];
  readonly defaults: readonly Defaults[];
  readonly secrets: readonly MadeSecret[];
  readonly shares: readonly Share[];
  /** What proxies of a mesh are told of, by the pods beside them. */
  readonly scopes: readonly ProxyScope[];
  /** How proxies of a mesh talk to hosts. */
  readonly hostRules: readonly HostRule[];
  /** What they do with requests to hosts. */
  readonly requestRules: readonly RequestRule[];
  /** Whom they know outside of the cluster. */
  readonly outside: readonly OutsideHost[];
  /** What may open ways or lead elsewhere, and is not read. */
  readonly unread: readonly Unread[];
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
  readonly gateways: GatewayObject[];
  readonly grants: ReferenceGrant[];
  readonly addOns: AddOnObject[];
  readonly pools: AddressPool[];
  readonly announcements: Announcement[];
  readonly quotas: Quota[];
  readonly defaults: Defaults[];
  readonly secrets: MadeSecret[];
  readonly shares: Share[];
  readonly scopes: ProxyScope[];
  readonly hostRules: HostRule[];
  readonly requestRules: RequestRule[];
  readonly outside: OutsideHost[];
  readonly unread: Unread[];
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

const announcement: Reader = (found, { namespace, object }) =>
  void found.announcements.push(
    readAnnouncement(
      namespace,
      object.object('spec', (fields) => fields),
    ),
  );

const workload: Reader = (found, named) => podTemplate(found, named, spec(named));

/** Kinds that are read, by `group/kind`. */
const READERS: Readonly<Record<string, Reader>> = {
  '/Namespace': (found, { name, labels }) => void found.namespaces.set(name, labels),
  '/ResourceQuota': (found, named) => void found.quotas.push(readQuota(named.name, named.namespace, spec(named))),
  '/LimitRange': (found, named) => void found.defaults.push(readDefaults(named.name, named.namespace, spec(named))),
  '/PersistentVolume': (found, named) => {
    const share = readShare(named.name, spec(named));
    if (share) found.shares.push(share);
  },
  'external-secrets.io/ExternalSecret': (found, named) => void found.secrets.push(readMadeSecret(named.name, named.namespace, spec(named))),
  '/Pod': (found, named) => void found.templates.push({ ...named, metadata: named.object.object('metadata', (m) => m), spec: spec(named) }),
  'apps/Deployment': workload,
  'apps/StatefulSet': (found, named) => {
    const owner = spec(named);
    podTemplate(found, named, owner, owner.optionalText('serviceName'));
  },
  'apps/DaemonSet': workload,
  'apps/ReplicaSet': workload,
  'batch/Job': (found, named) => {
    const { labels, name, object } = named;
    const owners = object.object('metadata', (metadata) => metadata.list('ownerReferences', (owner) => owner.text('kind'))) ?? [];
    if (owners.includes('CronJob')) return; // one run of it: its pods are read there
    // A Job's name goes with what it runs; its label says whose it is.
    podTemplate(found, { ...named, name: labels['app.kubernetes.io/name'] ?? name }, spec(named));
  },
  'batch/CronJob': (found, named) => {
    const job = spec(named).object('jobTemplate', (template) => template.object('spec', (fields) => fields));
    podTemplate(found, named, spec(named).required('jobTemplate.spec', job));
  },
  '/Service': (found, named) => void found.services.push(readService(named.name, named.namespace, named.annotations, spec(named))),
  'discovery.k8s.io/EndpointSlice': (found, { namespace, labels, object }) =>
    void found.slices.push(readEndpointSlice(namespace, labels, object)),
  'gateway.networking.k8s.io/HTTPRoute': (found, named) => void found.routes.push(readRoute('HTTPRoute', named, spec(named))),
  'gateway.networking.k8s.io/GRPCRoute': (found, named) => void found.routes.push(readRoute('GRPCRoute', named, spec(named))),
  ...Object.fromEntries(
    ADD_ON_KINDS.map((id): [string, Reader] => [id, (found, named) => void found.addOns.push(...readAddOn(id, named))]),
  ),
  'gateway.networking.k8s.io/Gateway': (found, named) => void found.gateways.push(readGateway(named.name, named.namespace, spec(named))),
  'gateway.networking.k8s.io/ReferenceGrant': (found, named) => void found.grants.push(readGrant(named.namespace, spec(named))),
  'metallb.io/IPAddressPool': (found, named) => void found.pools.push(readPool(named.name, named.namespace, spec(named))),
  'metallb.io/L2Advertisement': announcement,
  'metallb.io/BGPAdvertisement': announcement,
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
  'networking.istio.io/Sidecar': (found, named) => {
    const scope = readScope(named, spec(named));
    if (scope) found.scopes.push(scope);
  },
  'networking.istio.io/DestinationRule': (found, named) => void found.hostRules.push(readHostRule(named, spec(named))),
  'networking.istio.io/VirtualService': (found, named) => void found.requestRules.push(readRequestRule(named, spec(named))),
  'networking.istio.io/ServiceEntry': (found, named) => void found.outside.push(readOutsideHost(named, spec(named))),
  'security.istio.io/AuthorizationPolicy': (found, named) =>
    void found.authorizations.push(readAuthorizationPolicy(named.name, named.namespace, spec(named))),
  'security.istio.io/PeerAuthentication': (found, named) =>
    void found.authentications.push(readPeerAuthentication(named.name, named.namespace, spec(named))),
};

/** Kinds that are read, as `group/kind`. */
export const READ_KINDS: readonly string[] = Object.keys(READERS);

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
    gateways: [],
    grants: [],
    addOns: [],
    pools: [],
    announcements: [],
    quotas: [],
    defaults: [],
    secrets: [],
    shares: [],
    scopes: [],
    hostRules: [],
    requestRules: [],
    outside: [],
    unread: [],
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
    attempt(template.place, () => {
      pods.push(readPods(template, found.namespaces, mesh, podAddresses));
      found.unread.push(...detoursOf(template));
    });
  }
  const settings = mesh ?? { rootNamespace: 'istio-system', trustDomain: 'cluster.local' };
  return {
    pods,
    policies: new PolicySet(found.policies, found.namespaces),
    mesh: new ProxyRules(found.authorizations, found.authentications, settings),
    services: new ServiceSet(found.services),
    slices: found.slices,
    routes: found.routes,
    access: new AccessSet(found.roles, found.bindings),
    gateways: found.gateways,
    grants: found.grants,
    addOns: found.addOns,
    pools: found.pools,
    announcements: found.announcements,
    namespaces: found.namespaces,
    quotas: found.quotas,
    defaults: found.defaults,
    secrets: found.secrets,
    shares: found.shares,
    scopes: found.scopes,
    hostRules: found.hostRules,
    requestRules: found.requestRules,
    outside: found.outside,
    unread: found.unread,
    problems,
  };
}

function readObject(found: Found, { group, kind, fields, place }: KubernetesObject): void {
  const id = `${group}/${kind}`;
  const reader = READERS[id];
  if (!reader && !WITHOUT_TRAFFIC.has(id) && !WITHOUT_TRAFFIC.has(`${group}/*`))
    throw new NotUnderstoodError(`what a ${kind} (${group || 'v1'}) does to traffic is not known here`);
  const metadata = fields.object('metadata', (each) => ({
    name: each.text('name'),
    namespace: each.optionalText('namespace') ?? 'default',
    labels: each.map('labels'),
    annotations: each.map('annotations'),
  }));
  const named: Named = { ...fields.required('metadata', metadata), object: fields, place };
  const { namespace, name } = named;
  try {
    found.unread.push(...unreadOf(id, named));
    reader?.(found, named);
  } catch (error) {
    throw error instanceof NotUnderstoodError ? error.at(`${kind} ${namespace}/${name}`) : error;
  }
}

function podTemplate(found: Found, { name, namespace, place }: Named, owner: Fields, namedBy?: string): void {
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
  found.templates.push({ name, namespace, metadata, spec: podSpec, place, ...(selector && { selector }), ...(namedBy && { namedBy }) });
}
