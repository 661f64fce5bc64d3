import type { Fields } from '../fields';
import { type Role, type RoleBinding, readRole, readRoleBinding } from './access';
import { ADD_ON_KINDS, type AddOnObject, readAddOn } from './add-ons';
import { type AuthorizationPolicy, readAuthorizationPolicy } from './authorization';
import { type GatewayClass, type GatewayObject, type ReferenceGrant, readClass, readGateway, readGrant } from './gateways';
import { type PeerAuthentication, readPeerAuthentication } from './mesh';
import { type NetworkPolicy, readNetworkPolicy } from './network-policy';
import { type PodAccount, readAccount } from './pod-accounts';
import { type AddressPool, type Announcement, readAnnouncement, readPool } from './pools';
import { type Route, readRoute } from './routes';
import type { Labels } from './selector';
import { type EndpointSlice, readEndpointSlice, readService, type Service } from './services';
import { type Held, type MadeSecret, readLimits, readMadeSecret, readQuota, readShare, type Share } from './surroundings';
import type { Template } from './templates';
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
import type { Unread } from './unread';

/** An object that is compared field by field. */
export interface Plain {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly object: Fields;
}

/** What is kept as it is read. */
export interface Kept {
  /** What pods are made from. */
  readonly templates: readonly Template[];
  readonly accounts: readonly PodAccount[];
  readonly plain: readonly Plain[];
  readonly slices: readonly EndpointSlice[];
  readonly routes: readonly Route[];
  readonly gateways: readonly GatewayObject[];
  readonly gatewayClasses: readonly GatewayClass[];
  readonly grants: readonly ReferenceGrant[];
  readonly addOns: readonly AddOnObject[];
  readonly pools: readonly AddressPool[];
  readonly announcements: readonly Announcement[];
  /** Labels of namespaces, by name. */
  readonly namespaces: ReadonlyMap<string, Labels>;
  readonly quotas: readonly Held[];
  readonly limits: readonly Held[];
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

/** Lists that are still being written. */
type Open<T> = {
  readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] extends ReadonlyMap<infer N, infer V> ? Map<N, V> : never;
};

/** What is found in the objects of a cluster, one after the other. */
export interface Found extends Open<Kept> {
  readonly policies: NetworkPolicy[];
  readonly authorizations: AuthorizationPolicy[];
  readonly authentications: PeerAuthentication[];
  readonly services: Service[];
  readonly roles: Role[];
  readonly bindings: RoleBinding[];
}

/** An object, with what all of them have. */
export interface Named {
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

const plain: Reader = (found, { name, namespace, object }) => void found.plain.push({ kind: object.text('kind'), namespace, name, object });

/** Kinds that are read, by `group/kind`. */
export const READERS: Readonly<Record<string, Reader>> = {
  '/Namespace': (found, { name, labels }) => void found.namespaces.set(name, labels),
  '/ConfigMap': plain,
  '/PersistentVolumeClaim': plain,
  'autoscaling/HorizontalPodAutoscaler': plain,
  'policy/PodDisruptionBudget': plain,
  '/ServiceAccount': (found, named) => void found.accounts.push(readAccount(named, named.object)),
  '/ResourceQuota': (found, named) => void found.quotas.push(readQuota(named.name, named.namespace, spec(named))),
  '/LimitRange': (found, named) => void found.limits.push(readLimits(named.name, named.namespace, spec(named))),
  '/PersistentVolume': (found, named) => {
    const share = readShare(named.name, spec(named));
    if (share) found.shares.push(share);
  },
  'external-secrets.io/ExternalSecret': (found, named) => void found.secrets.push(readMadeSecret(named.name, named.namespace, spec(named))),
  '/Pod': (found, named) =>
    void found.templates.push({
      ...{ ...named, kind: 'Pod', spec: spec(named), keeper: spec(named) },
      metadata: named.object.object('metadata', (fields) => fields),
    }),
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
    if (hasEnded(object)) return; // nothing of it runs, and of what it ran the model may know no more
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
  'gateway.networking.k8s.io/GatewayClass': (found, named) => void found.gatewayClasses.push(readClass(named, spec(named))),
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

const ENDED: ReadonlySet<string | undefined> = new Set(['Complete', 'Failed']);

/** As a live cluster says of a Job. */
const hasEnded = (job: Fields): boolean =>
  job
    .object('status', (status) =>
      status.list('conditions', (each) => ENDED.has(each.optionalText('type')) && each.optionalText('status') === 'True'),
    )
    ?.includes(true) ?? false;

function podTemplate(found: Found, named: Named, owner: Fields, namedBy?: string): void {
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
  const { name, namespace, object, place } = named;
  found.templates.push({
    ...{ kind: object.text('kind'), name, namespace, place, metadata },
    ...{ spec: podSpec, keeper: spec(named) },
    ...(selector && { selector }),
    ...(namedBy && { namedBy }),
  });
}
