import type { Endpoint, FlowOrigin, ResolvedFlow, ResolvedPort, ResolvedSystem } from '../model/resolved';
import { FlowIndex } from '../model/resolved/flow-index';

/** Something inside the system that addresses outside of it may reach. */
export interface Exposure {
  /** `anyone` or an external. */
  readonly from: Endpoint;
  readonly to: Endpoint;
  /** As they are dialled at the first hop. */
  readonly ports: readonly ResolvedPort[];
  /** What passes the connections on: load balancers and gateways, in order. Empty: reached directly. */
  readonly via: readonly Endpoint[];
}

type Ports = readonly ResolvedPort[];

/** Flows by which a receiver hands on what it was sent: which of the dialled ports. */
const PASSED_ON: { readonly [K in FlowOrigin]?: (dialled: Ports, next: ResolvedFlow) => Ports } = {
  // A load balancer listens on the ports of its backends.
  'load-balancer-backend': (dialled, next) => dialled.filter((port) => next.dialledPorts.some((passed) => overlap(port, passed))),
  // A gateway routes what any of its listeners takes.
  'gateway-route': (dialled) => dialled,
};

const overlap = (a: ResolvedPort, b: ResolvedPort): boolean => a.protocol === b.protocol && a.from <= b.to && b.from <= a.to;

/** What the outside may reach, directly and through load balancers and gateways. Direct ones first, then by name. */
export function exposures(system: Pick<ResolvedSystem, 'flows'>): readonly Exposure[] {
  const index = new FlowIndex(system);
  const found = new Map<string, Exposure>();
  const visit = (exposure: Exposure): void => {
    const key = JSON.stringify([exposure.from, exposure.to, exposure.via]);
    const known = found.get(key);
    found.set(key, known ? { ...known, ports: union(known.ports, exposure.ports) } : exposure);
    if (exposure.via.some((hop) => isSame(hop, exposure.to))) return;
    for (const next of index.outOf(exposure.to)) {
      const ports = PASSED_ON[next.origin]?.(exposure.ports, next) ?? [];
      if (ports.length > 0) visit({ from: exposure.from, to: next.to, ports, via: [...exposure.via, exposure.to] });
    }
  };
  for (const flow of system.flows) if (entersFromOutside(flow)) visit({ from: flow.from, to: flow.to, ports: flow.dialledPorts, via: [] });
  const keyed = [...found.values()].map((exposure) => ({ exposure, key: sortKey(exposure) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ exposure }) => exposure);
}

const OUTSIDE: ReadonlySet<Endpoint['kind']> = new Set<Endpoint['kind']>(['anyone', 'external']);

const entersFromOutside = ({ from, to }: ResolvedFlow): boolean => OUTSIDE.has(from.kind) && !OUTSIDE.has(to.kind);

const isSame = (a: Endpoint, b: Endpoint): boolean => a.kind === b.kind && a.name === b.name;

/** Anyone before externals. */
const sortKey = ({ from, to, via }: Exposure): string =>
  [from.kind, from.name, String(via.length), ...via.map(({ name }) => name), to.kind, to.name].join('\n');

function union(a: Ports, b: Ports): Ports {
  return [...new Map([...a, ...b].map((port) => [`${port.protocol}/${port.from}-${port.to}`, port])).values()];
}

/** Exposures that differ only in what is reached, together. */
export function groupExposures(list: readonly Exposure[]): readonly (Omit<Exposure, 'to'> & { readonly to: readonly Endpoint[] })[] {
  const groups = new Map<string, Omit<Exposure, 'to'> & { to: Endpoint[] }>();
  for (const { to, ...rest } of list) {
    const key = JSON.stringify(rest);
    const known = groups.get(key);
    if (known) known.to.push(to);
    else groups.set(key, { ...rest, to: [to] });
  }
  return [...groups.values()];
}
