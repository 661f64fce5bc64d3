import { NotUnderstoodError } from '../errors';
import type { Fields } from '../fields';
import type { Labels, Selector } from './selector';

/** Hosts of a namespace that a proxy is told of: `*` stands for all of them. */
export interface ListedHost {
  readonly namespace: string;
  readonly host: string;
}

/** An Istio Sidecar: what the proxies beside some pods are told of. */
export interface ProxyScope {
  readonly name: string;
  readonly namespace: string;
  readonly selector: Selector;
  readonly hosts: readonly ListedHost[];
  /** They let their pods through to nobody else. */
  readonly closed: boolean;
}

/** An Istio ServiceEntry: somebody whom Kubernetes does not know. */
export interface OutsideHost {
  readonly name: string;
  readonly namespace: string;
  readonly hosts: readonly string[];
  /** As `protocol/number`, sorted. */
  readonly ports: readonly string[];
  /** Whatever else it says that decides who is reached by it, as JSON with its keys in order. */
  readonly says: string;
}

/** An Istio DestinationRule: how proxies talk to a host. */
export interface HostRule {
  readonly name: string;
  readonly namespace: string;
  /** The one that it is for, as it is written: a Service of its namespace where it has no dot. */
  readonly hosts: readonly string[];
  /** As JSON with its keys in order. */
  readonly says: string;
}

/** An Istio VirtualService: what proxies do with requests to hosts. */
export interface RequestRule {
  readonly name: string;
  readonly namespace: string;
  /** As they are written. */
  readonly hosts: readonly string[];
  /** As JSON with its keys in order. */
  readonly says: string;
}

/** What is told to proxies of its own namespace alone. */
export const LOCAL = '["."]';

interface Named {
  readonly name: string;
  readonly namespace: string;
}

/** Reads the spec of a Sidecar; undefined where it is for no pods in particular, and holds for those alone that no other is for. */
export function readScope({ name, namespace }: Named, spec: Fields): ProxyScope | undefined {
  const labels = spec.object('workloadSelector', (fields) => fields.map('labels')) ?? {};
  const equal: Selector['equal'] = Object.entries(labels satisfies Labels);
  if (equal.length === 0) return undefined;
  const egress = spec.list('egress', (listener) => {
    const hosts = listener.texts('hosts') ?? [];
    listener.done();
    return hosts.map((host) => readHost(host, namespace));
  });
  const closed = spec.object('outboundTrafficPolicy', (policy) => {
    const mode = policy.optionalText('mode') ?? 'REGISTRY_ONLY';
    policy.done();
    return mode === 'REGISTRY_ONLY';
  });
  spec.done();
  return { name, namespace, selector: { equal, others: [] }, hosts: (egress ?? []).flat(), closed: closed ?? false };
}

const SAYS = ['addresses', 'endpoints', 'exportTo', 'location', 'resolution', 'subjectAltNames', 'workloadSelector'];

/** Reads the spec of a ServiceEntry. */
export function readOutsideHost({ name, namespace }: Named, spec: Fields): OutsideHost {
  const ports = spec.list('ports', (port) => {
    const target = port.optionalInteger('targetPort');
    return `${port.optionalText('protocol') ?? 'TCP'}/${port.optionalInteger('number')}${target === undefined ? '' : ` to ${target}`}`;
  });
  return {
    name,
    namespace,
    hosts: spec.texts('hosts') ?? [],
    ports: [...(ports ?? [])].sort(),
    says: SAYS.flatMap((field) => (spec.has(field) ? `${field} ${spec.whole(field)}` : [])).join(', '),
  };
}

function readHost(text: string, home: string): ListedHost {
  const [namespace, host, ...more] = text.split('/');
  if (namespace === undefined || host === undefined || more.length > 0) throw new NotUnderstoodError(`the host "${text}" of a Sidecar`);
  return { namespace: namespace === '.' ? home : namespace, host };
}

/** Whatever an object says besides its hosts. */
const wholes = (spec: Fields, fields: readonly string[]): string =>
  fields
    .map((field) => spec.whole(field))
    .filter(Boolean)
    .join(' ');

/** Reads the spec of a DestinationRule. */
export const readHostRule = ({ name, namespace }: Named, spec: Fields): HostRule => ({
  name,
  namespace,
  hosts: [spec.text('host')],
  says: wholes(spec, ['trafficPolicy', 'subsets', 'workloadSelector', 'exportTo']),
});

/** Reads the spec of a VirtualService. */
export function readRequestRule({ name, namespace }: Named, spec: Fields): RequestRule {
  const rule = { name, namespace, hosts: spec.texts('hosts') ?? [], says: wholes(spec, ['http', 'tcp', 'tls', 'gateways', 'exportTo']) };
  spec.done();
  return rule;
}
