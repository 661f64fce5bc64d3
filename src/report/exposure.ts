import {
  type EndName,
  endKey,
  endKind,
  type FlowOrigin,
  machinesAt,
  outsideAt,
  type ResolvedFlow,
  type ResolvedPort,
  type ResolvedSystem,
  takenPorts,
  thingKey,
} from '../model/resolved';
import { groupBy, portsOverlap } from '../model/values';
import { nameOfEnd } from './words';

/** Something that may be reached; of {@link exposures}, inside the system from outside of it. */
export interface Exposure {
  /** Who may come in. */
  readonly from: EndName;
  /** What may be reached. */
  readonly to: EndName;
  /** As they are dialled at the first hop. */
  readonly ports: readonly ResolvedPort[];
  /** What passes the connections on: load balancers and gateways, in order. Empty: reached directly. */
  readonly via: readonly EndName[];
}

type Ports = readonly ResolvedPort[];

/** What is asked of a system to tell who passes on what. */
export type PolicyOf = Pick<ResolvedSystem, 'flows' | 'machines'>;

/** Flows by which a receiver hands on what it was sent: which of the dialled ports. */
const PASSED_ON: { readonly [K in FlowOrigin]?: (dialled: Ports, next: ResolvedFlow, system: PolicyOf) => Ports } = {
  // Which ports of a load balancer lead to the receiver.
  'load-balancer-backend': (dialled, next, { machines }) => {
    const names = new Set(machinesAt(next.from));
    const taken = machines
      .filter(({ name }) => names.has(name))
      .flatMap(({ guest }) => takenPorts(guest.role))
      .filter(({ backends }) =>
        backends.some(({ name, port }) => name === next.to.name && next.dialledPorts.some((at) => at.from <= port && port <= at.to)),
      );
    return dialled.filter((port) => taken.some((passed) => portsOverlap(port, passed.port)));
  },
  // A gateway routes what any of its listeners takes.
  'gateway-route': (dialled) => dialled,
};

/** What the outside may reach, directly and through load balancers and gateways. Direct ones first, then by name. */
export const exposures = (system: PolicyOf): readonly Exposure[] => waysOf(system, system.flows.filter(entersFromOutside));

/** Where flows lead: to their receivers, and by way of those that pass connections on. Direct ones first, then by name. */
export function waysOf(system: PolicyOf, flows: readonly ResolvedFlow[]): readonly Exposure[] {
  // Whoever takes connections at one network card may pass them on by another.
  const passed = groupBy(
    system.flows.filter(({ origin }) => PASSED_ON[origin]),
    ({ from }) => thingKey(from),
  );
  const found = new Map<string, Exposure>();
  const visit = (exposure: Exposure): void => {
    const key = JSON.stringify([exposure.from, exposure.to, exposure.via]);
    const known = found.get(key);
    found.set(key, known ? { ...known, ports: union(known.ports, exposure.ports) } : exposure);
    if (exposure.via.some((hop) => endKey(hop) === endKey(exposure.to))) return;
    for (const next of passed.get(thingKey(exposure.to)) ?? []) {
      const ports = PASSED_ON[next.origin]?.(exposure.ports, next, system) ?? [];
      if (ports.length > 0) visit({ from: exposure.from, to: nameOfEnd(next.to), ports, via: [...exposure.via, exposure.to] });
    }
  };
  for (const flow of flows) visit({ from: nameOfEnd(flow.from), to: nameOfEnd(flow.to), ports: flow.dialledPorts, via: [] });
  const keyed = [...found.values()].map((exposure) => ({ exposure, key: sortKey(exposure) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ exposure }) => exposure);
}

const entersFromOutside = ({ from, to }: ResolvedFlow): boolean => outsideAt(from) !== undefined && !outsideAt(to);

/** Anyone before externals. */
const sortKey = ({ from, to, via }: Exposure): string =>
  [endKind(from), from.name, String(via.length), ...via.map(({ name }) => name), endKind(to), to.name].join('\n');

function union(a: Ports, b: Ports): Ports {
  return [...new Map([...a, ...b].map((port) => [`${port.protocol}/${port.from}-${port.to}`, port])).values()];
}

/** Exposures that differ only in what is reached, together. */
export function groupExposures(list: readonly Exposure[]): readonly (Omit<Exposure, 'to'> & { readonly to: readonly EndName[] })[] {
  const groups = new Map<string, Omit<Exposure, 'to'> & { to: EndName[] }>();
  for (const { to, ...rest } of list) {
    const key = JSON.stringify(rest);
    const known = groups.get(key);
    if (known) known.to.push(to);
    else groups.set(key, { ...rest, to: [to] });
  }
  return [...groups.values()];
}
