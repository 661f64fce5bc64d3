import type { Fields } from '../fields';
import type { Labels } from './selector';

/** Something that an object says, that may open a way or lead traffic elsewhere, and that is not read here. */
export interface Unread {
  /** Where it matters; unset: everywhere. */
  readonly namespace?: string;
  /** It matters in namespaces of what the system is carried by (the mesh, gateways, Kubernetes' own), and not in the system's. */
  readonly ofAddOns: boolean;
  /** `kind namespace/name`. */
  readonly object: string;
  readonly text: string;
}

interface Named {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly object: Fields;
}

/**
 * Annotations by which meshes, gateways, load balancers and network plug-ins are told what to do with traffic: of Istio, Multus, Cilium, Calico,
 * OVN, Kong, MetalLB, Linkerd, Kuma, Consul, Traefik, Contour, Tailscale, Submariner, Skupper, clouds.
 */
export const STEERING = new RegExp(
  [
    ...['istio', 'cilium', 'linkerd', 'kuma', 'traefik', 'submariner', 'skupper', 'metallb', 'kube-vip'].map(
      (name) => `(^|\\.)${name}\\.io\\/`,
    ),
    ...['projectcalico\\.org', 'ovn\\.org', 'konghq\\.com', 'tailscale\\.com', 'consul\\.hashicorp\\.com', 'metallb\\.universe\\.tf'].map(
      (name) => `(^|\\.)${name}\\/`,
    ),
    ...['k8s\\.v1\\.cni\\.cncf\\.io', 'v1\\.multus-cni\\.io', 'ingress\\.kubernetes\\.io', 'service(\\.beta)?\\.kubernetes\\.io'].map(
      (name) => `^${name}\\/`,
    ),
  ].join('|'),
);

/** Those of them that are read elsewhere, that say how and not where, or that their controllers write down what they have done with. */
const READ: ReadonlySet<string> = new Set([
  'konghq.com/protocol',
  'ingress.kubernetes.io/service-upstream',
  'metallb.io/loadBalancerIPs',
  'metallb.universe.tf/loadBalancerIPs',
  'metallb.io/ip-allocated-from-pool',
  'metallb.universe.tf/ip-allocated-from-pool',
  'sidecar.istio.io/inject',
]);

/** Labels that do the same (Istio: "Resource Labels"). Others are names, or read. */
const STEERING_LABELS: ReadonlySet<string> = new Set([
  'istio.io/use-waypoint',
  'istio.io/use-waypoint-namespace',
  'istio.io/ingress-use-waypoint',
  'istio.io/global',
  'service.cilium.io/global',
]);

type Says = (named: Named) => readonly string[];

const inSpec = ({ object }: Named, read: (spec: Fields) => readonly string[]): readonly string[] => object.object('spec', read) ?? [];

/** Kinds whose annotations are compared as a whole elsewhere, or not at all, because they are of no controller's business. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  'gateway.networking.k8s.io/HTTPRoute',
  'gateway.networking.k8s.io/GRPCRoute',
  '/ServiceAccount',
  '/Secret',
]);

/** What is looked for in objects of the system's namespaces, by `group/kind`. */
const SAYS: Readonly<Record<string, Says>> = {
  '/Service': (named) =>
    inSpec(named, (spec) => (spec.optionalText('type') === 'ExternalName' ? [`stands for ${spec.optionalText('externalName')}`] : [])),
  '/Secret': ({ object }) =>
    object.optionalText('type') === 'kubernetes.io/service-account-token' ? ['makes a token of an account that does not end'] : [],
  'gateway.networking.k8s.io/Gateway': (named) => [
    ...Object.keys(named.annotations)
      .filter((key) => key.startsWith('cert-manager.io/'))
      .map((key) => `has the annotation ${key}, by which certificates are made`),
    ...inSpec(named, gatewayFields),
  ],
};

const GATEWAY_FIELDS: ReadonlySet<string> = new Set(['gatewayClassName', 'listeners', 'infrastructure']);
const LISTENER_FIELDS: ReadonlySet<string> = new Set(['name', 'port', 'protocol', 'hostname', 'tls', 'allowedRoutes']);
const TLS_FIELDS: ReadonlySet<string> = new Set(['mode', 'certificateRefs']);

/** Of a Gateway, beside what is compared. */
function gatewayFields(spec: Fields): readonly string[] {
  const beyond = (fields: Fields, known: ReadonlySet<string>, where = ''): readonly string[] =>
    fields.names.filter((name) => !known.has(name)).map((name) => `says ${where}${name}, which is not read here`);
  const listeners = spec.list('listeners', (listener) => {
    const where = `of the listener ${listener.optionalText('name') ?? ''} `;
    return [
      ...beyond(listener, LISTENER_FIELDS, where),
      ...(listener.object('tls', (tls) => [
        ...beyond(tls, TLS_FIELDS, where),
        ...((tls.optionalText('mode') ?? 'Terminate') === 'Terminate' ? [] : [`says ${where}that it does not end TLS`]),
        ...(
          tls.list('certificateRefs', (secret) =>
            secret.has('namespace') ? [`takes the certificate ${where}from ${secret.optionalText('namespace')}`] : [],
          ) ?? []
        ).flat(),
      ]) ?? []),
      ...(listener.object('allowedRoutes', (allowed) =>
        allowed.has('kinds') ? [`says ${where}which kinds of routes it takes, which is not read here`] : [],
      ) ?? []),
    ];
  });
  return [...beyond(spec, GATEWAY_FIELDS), ...(listeners ?? []).flat()];
}

/** Who has a claim bound to a volume of a path of a node has that path. Those that a controller makes say which one. */
function volumeUnread({ name, annotations, object }: Named): readonly Unread[] {
  if ('pv.kubernetes.io/provisioned-by' in annotations) return [];
  const path = object.object(
    'spec',
    (spec) => spec.object('hostPath', (source) => source.text('path')) ?? spec.object('local', (source) => source.text('path')),
  );
  const namespace = object.object('spec', (spec) => spec.object('claimRef', (claim) => claim.optionalText('namespace')));
  if (path === undefined) return [];
  const whose = { ofAddOns: false, object: `the PersistentVolume ${name}`, ...(namespace !== undefined && { namespace }) };
  return [{ ...whose, text: `is ${path} of a node` }];
}

/** Kinds that configure whatever runs in their namespace. */
const SETTINGS: ReadonlySet<string> = new Set(['/ConfigMap', '/Secret']);

/** @param id `group/kind` */
export function unreadOf(id: string, named: Named): readonly Unread[] {
  if (id === '/PersistentVolume') return volumeUnread(named);
  const { name, namespace, labels, annotations, object } = named;
  if (id === 'gateway.networking.k8s.io/GatewayClass') {
    const made = object.object('spec', (spec) => spec.whole('parametersRef'));
    return made
      ? [{ ofAddOns: false, object: `the GatewayClass ${name}`, text: `has its gateways made by ${made}, which is not read here` }]
      : [];
  }
  // A namespace is where it itself matters.
  const home = id === '/Namespace' ? name : namespace;
  const unread = (text: string, ofAddOns = false): Unread => ({
    namespace: home,
    ofAddOns,
    object: `the ${id.slice(id.indexOf('/') + 1)} ${id === '/Namespace' ? name : `${namespace}/${name}`}`,
    text,
  });
  const steering = ELSEWHERE.has(id) ? [] : Object.keys(annotations).filter((key) => STEERING.test(key) && !READ.has(key));
  return [
    ...steering.map((key) => unread(`has the annotation ${key}, which may lead traffic elsewhere`)),
    ...Object.keys(labels)
      .filter((key) => STEERING_LABELS.has(key))
      .map((key) => unread(`has the label ${key}, which may lead traffic elsewhere`)),
    ...(SAYS[id]?.(named) ?? []).map((text) => unread(text)),
    ...(SETTINGS.has(id) ? [unread('may decide what is done there with traffic, or who is let in', true)] : []),
  ];
}
