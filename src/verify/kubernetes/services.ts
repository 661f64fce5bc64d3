import { NotUnderstoodError } from '../errors';
import type { Fields } from '../fields';
import { address } from '../sets/addresses';
import { protocolNumber } from './network-policy';
import { type Pods, portNamed } from './pods';
import { type Labels, type Selector, SelectorIndex } from './selector';

export interface ServicePort {
  readonly name: string;
  readonly protocol: number;
  readonly port: number;
  readonly target: number | string;
  /** Unset: its name tells, or nobody. */
  readonly appProtocol?: string;
}

/** A Service, as far as it leads traffic somewhere. */
export interface Service {
  readonly name: string;
  readonly namespace: string;
  readonly type: string;
  /** Without labels, endpoints come from EndpointSlices. */
  readonly selector: Selector;
  readonly ports: readonly ServicePort[];
  /** Addresses outside the cluster at which it answers. */
  readonly virtualAddresses: readonly number[];
  /** Pods see the sender's own address, because nodes do not pass the traffic on to each other. */
  readonly keepsSender: boolean;
  /** Its name stands for the addresses of its endpoints, not for an address of its own. */
  readonly headless: boolean;
  /** Pods are found by it before they are ready. */
  readonly showsUnready: boolean;
  /** Gateways dial it, and not its pods one by one. */
  readonly dialledItself: boolean;
}

export interface EndpointSlice {
  /** Kubernetes' own controllers keep it. */
  readonly managed: boolean;
  readonly namespace: string;
  readonly service: string;
  readonly addresses: readonly string[];
  readonly ports: readonly { readonly name: string; readonly protocol: number; readonly port: number }[];
}

const ADDRESS_ANNOTATIONS = ['metallb.io/loadBalancerIPs', 'metallb.universe.tf/loadBalancerIPs'];

export function readService(name: string, namespace: string, annotations: Labels, spec: Fields): Service {
  const ports = spec.list('ports', (fields): ServicePort => {
    const port = fields.required('port', fields.optionalInteger('port'));
    const appProtocol = fields.optionalText('appProtocol');
    return {
      ...(appProtocol !== undefined && { appProtocol }),
      name: fields.optionalText('name') ?? '',
      protocol: protocolNumber(fields.optionalText('protocol')),
      port,
      target: fields.optionalPort('targetPort') ?? port,
    };
  });
  const type = spec.optionalText('type') ?? 'ClusterIP';
  const stated = spec.optionalText('loadBalancerIP');
  const annotated = ADDRESS_ANNOTATIONS.flatMap((key) => annotations[key]?.split(',') ?? []);
  const external = spec.texts('externalIPs') ?? [];
  if (external.length > 0) throw new NotUnderstoodError('externalIPs');
  const ranges = spec.texts('loadBalancerSourceRanges') ?? [];
  if (ranges.length > 0)
    throw new NotUnderstoodError('loadBalancerSourceRanges: who is let in by them depends on who announces the address');
  if (spec.optionalText('internalTrafficPolicy') === 'Local') throw new NotUnderstoodError('internalTrafficPolicy: Local');
  if (spec.has('loadBalancerClass')) throw new NotUnderstoodError('loadBalancerClass: who announces its address is not known');
  const addresses = new Set([...annotated, ...(stated ? [stated] : [])].map((text) => address(text.trim())));
  return {
    name,
    namespace,
    type,
    selector: { equal: Object.entries(spec.map('selector')), others: [] },
    ports: ports ?? [],
    virtualAddresses: type === 'LoadBalancer' ? [...addresses] : [],
    dialledItself: annotations['ingress.kubernetes.io/service-upstream'] === 'true',
    showsUnready: spec.isTrue('publishNotReadyAddresses'),
    headless: spec.optionalText('clusterIP') === 'None',
    keepsSender: spec.optionalText('externalTrafficPolicy') === 'Local',
  };
}

export function readEndpointSlice(namespace: string, labels: Labels, fields: Fields): EndpointSlice {
  const service = labels['kubernetes.io/service-name'];
  if (!service) throw new NotUnderstoodError('an EndpointSlice without the label kubernetes.io/service-name');
  const ports = fields.list('ports', (port) => ({
    name: port.optionalText('name') ?? '',
    protocol: protocolNumber(port.optionalText('protocol')),
    port: port.required('port', port.optionalInteger('port')),
  }));
  const addresses = fields.list('endpoints', (endpoint) => {
    const ready = endpoint.object('conditions', (conditions) => conditions.has('ready') === conditions.isTrue('ready')) ?? true;
    return ready ? (endpoint.texts('addresses') ?? []) : [];
  });
  const managed = /^endpointslice(mirroring)?-controller\.k8s\.io$/.test(labels['endpointslice.kubernetes.io/managed-by'] ?? '');
  return { managed, namespace, service, addresses: (addresses ?? []).flat(), ports: ports ?? [] };
}

/** The Services of a cluster. */
export class ServiceSet {
  private readonly index: SelectorIndex<Service>;
  private readonly names: ReadonlyMap<string, Service>;

  constructor(readonly all: readonly Service[]) {
    this.names = new Map(all.map((service) => [`${service.namespace}/${service.name}`, service]));
    this.index = new SelectorIndex(all.filter(({ selector }) => selector.equal.length > 0));
  }

  named(name: string, namespace: string): Service | undefined {
    return this.names.get(`${namespace}/${name}`);
  }

  /** Those that lead to `pods`. */
  leadingTo(pods: Pods): readonly Service[] {
    return this.index.selecting(pods.namespace, pods.labels);
  }
}

/** The port of `pods` behind a Service's port, if they have it. */
export function targetOf({ target, protocol }: ServicePort, pods: Pods): number | undefined {
  return typeof target === 'number' ? target : portNamed(pods, target, protocol);
}

/** What Istio reads requests of: by `appProtocol`, or else by how the port's name begins (Istio, "Protocol Selection"). */
const HTTP = /^(http|http2|grpc|grpc-web|kubernetes\.io\/h2c|kubernetes\.io\/ws)$/;
const NAMED_HTTP = /^(http|http2|grpc|grpc-web)(-|$)/;

export const readsRequests = ({ name, appProtocol }: ServicePort): boolean =>
  appProtocol === undefined ? NAMED_HTTP.test(name) : HTTP.test(appProtocol);
