import {
  type CardOfMachine,
  cardsOfMachines,
  type End,
  type EndName,
  type EnforcementPoint,
  endKey,
  externalEnd,
  type MachineEnd,
  type ResolvedFlow,
  type ResolvedPort,
  type ResolvedSystem,
} from '../model/resolved';
import { isWithin, portsOverlap } from '../model/values';
import { type Exposure, waysOf } from './exposure';
import { nameOfEnd } from './words';

/** A point that denies whatever no flow allows between two ends. */
export interface Stop {
  /** The place that stops it. */
  readonly point: EnforcementPoint;
  /** Why it lets more through than flows of either end say, or does not check them at all. */
  readonly wider: readonly string[];
}

/** Whether one end may reach another: by which flows, or what stops it. */
export interface Reachability {
  /** Who asks. */
  readonly from: EndName;
  /** Who is asked. */
  readonly to: EndName;
  /** Flows that say so directly; also those of what the two ends are part of: a subnet, the nodes of a cluster, an external's block. */
  readonly flows: readonly ResolvedFlow[];
  /** What takes its connections and passes them on: load balancers and gateways. */
  readonly passedOn: readonly Exposure[];
  /** In the order that a packet meets them. Empty: nothing of this system stands between the two. */
  readonly stops: readonly Stop[];
}

/** Flows from one end, to one, or between two: also those of what the ends are part of. */
export function flowsOf(system: ResolvedSystem, { from, to }: { readonly from?: End; readonly to?: End }): readonly ResolvedFlow[] {
  const keysOf = (end: End | undefined) => end && new Set(placeOf(end).wholes(end, system).map(endKey));
  const [senders, receivers] = [keysOf(from), keysOf(to)];
  return system.flows.filter((flow) => (senders?.has(endKey(flow.from)) ?? true) && (receivers?.has(endKey(flow.to)) ?? true));
}

/** Answers whether `from` may reach `to`. @param port as it is dialled, or one of the containers behind it. @default - any */
export function reachability(system: ResolvedSystem, from: End, to: End, port?: ResolvedPort): Reachability {
  const dialled = (ports: readonly ResolvedPort[]): boolean => port === undefined || ports.some((each) => portsOverlap(each, port));
  // Pods are reached at the ports of their Service and, by their own addresses, at those of their containers.
  const at = (ends: Parameters<typeof flowsOf>[1]) =>
    flowsOf(system, ends).filter(({ ports, dialledPorts }) => dialled(dialledPorts) || dialled(ports));
  const [sent, received] = [at({ from }), at({ to })];
  const receivers = new Set(placeOf(to).wholes(to, system).map(endKey));
  const stop = (point: EnforcementPoint, theirs: readonly ResolvedFlow[]): Stop => ({
    point,
    wider: [
      ...new Set(
        theirs.flatMap(({ exempt, enforcement }) =>
          exempt === undefined ? enforcement.flatMap((each) => (each.point === point ? (each.why ?? []) : [])) : [],
        ),
      ),
    ],
  });
  const [all, passesOut, passesIn] = [at({}), carriedBy(from, system), carriedBy(to, system)];
  return {
    from: nameOfEnd(from),
    to: nameOfEnd(to),
    flows: at({ from, to }),
    passedOn: waysOf(system, sent).filter((way) => way.via.length > 0 && receivers.has(endKey(way.to)) && dialled(way.ports)),
    stops: [
      ...placeOf(from)
        .stops(from, system)
        .sender.map((point) => stop(point, [...sent, ...all.filter((flow) => passesOut.has(endKey(flow.from)))])),
      ...placeOf(to)
        .stops(to, system)
        .receiver.map((point) => stop(point, [...received, ...all.filter((flow) => passesIn.has(endKey(flow.to)))])),
    ],
  };
}

/** Keys of the pods whose packets go through the network cards of an end: rules for those let its own through, too. */
function carriedBy(end: End, system: ResolvedSystem): ReadonlySet<string> {
  const cluster = placeOf(end).carries(end, system);
  return new Set(system.podGroups.filter((pods) => pods.cluster === cluster).map(endKey));
}

/** Points of both sides where packets meet a default deny. */
interface Stops {
  readonly sender: readonly EnforcementPoint[];
  readonly receiver: readonly EnforcementPoint[];
}

/** How an end stands in the system. */
interface Place<E extends End> {
  /** The end, and whatever it is part of: what flows of those allow is allowed to it. */
  readonly wholes: (end: E, system: ResolvedSystem) => readonly EndName[];
  readonly stops: (end: E, system: ResolvedSystem) => Stops;
  /** The cluster whose pods send and receive through its network cards. */
  readonly carries: (end: E, system: ResolvedSystem) => string | undefined;
}

const NOWHERE: Stops = { sender: [], receiver: [] };
const CARDS: Stops = { sender: ['hypervisor-egress'], receiver: ['hypervisor-ingress'] };
const ANYONE = { is: 'outside', of: 'anyone', name: 'anyone' } as const;

const alone = <E extends EndName>(end: E): readonly EndName[] => [end];
const carriesNothing = (): undefined => undefined;
const cardOf = (end: MachineEnd, { machines }: ResolvedSystem): CardOfMachine | undefined =>
  cardsOfMachines(machines).find(({ nic }) => nic.name === end.name);

const PLACES: { readonly [K in End['is']]: Place<Extract<End, { readonly is: K }>> } = {
  pods: {
    wholes: alone,
    stops: ({ governed, mesh }) =>
      governed ? { sender: ['pod-egress'], receiver: ['pod-ingress', ...(mesh ? (['mesh'] as const) : [])] } : NOWHERE,
    carries: carriesNothing,
  },
  machine: {
    wholes: (end, system) => {
      const { machine, nic } = cardOf(end, system) ?? {};
      // By its own name a machine is asked for whichever card its flows use; a card by its name is meant alone.
      const meant = machine && nic === machine.nic ? cardsOfMachines([machine]) : [{ end, nic }];
      const subnets = meant.flatMap((card) => (card.nic ? [{ is: 'subnet', name: card.nic.subnet } as const] : []));
      const cluster = machine?.cluster === undefined ? [] : [{ is: 'nodes', name: machine.cluster } as const];
      // What clients of a pair are let in to, and what a pair may reach, its machines are and may.
      const shared = system.pairs.filter(({ members }) => machine && nic === machine.nic && members.includes(machine.name));
      const pairs = shared.map(({ name }) => ({ is: 'pair', name }) as const);
      return [...meant.map((card) => card.end), ...pairs, ...subnets, ...cluster];
    },
    stops: () => CARDS,
    carries: (end, system) => cardOf(end, system)?.machine.cluster,
  },
  pair: {
    wholes: (end, { pairs }) => {
      const subnet = pairs.find(({ name }) => name === end.name)?.subnet;
      return subnet === undefined ? [end] : [end, { is: 'subnet', name: subnet }];
    },
    stops: () => CARDS,
    carries: carriesNothing,
  },
  nodes: {
    wholes: alone,
    stops: ({ name }, { clusters }) => (clusters.some((cluster) => cluster.name === name && cluster.nodes.length > 0) ? CARDS : NOWHERE),
    carries: ({ name }) => name,
  },
  subnet: {
    wholes: alone,
    stops: ({ name }, { machines }) => (cardsOfMachines(machines).some(({ nic }) => nic.subnet === name) ? CARDS : NOWHERE),
    carries: carriesNothing,
  },
  resolver: { wholes: alone, stops: () => NOWHERE, carries: carriesNothing },
  'kvm-hosts': { wholes: alone, stops: () => NOWHERE, carries: carriesNothing },
  outside: {
    wholes: (end, { externals }) => {
      if (endKey(end) === endKey(ANYONE)) return [end];
      const blocks = externals.find(({ name }) => name === end.name)?.blocks ?? [];
      const others = blocks.length > 0 ? externals.filter(({ name }) => name !== end.name) : [];
      const around = others.filter((other) => blocks.every((block) => isWithin(block, other.blocks)));
      return [end, ...around.map(externalEnd), ANYONE];
    },
    stops: () => NOWHERE,
    carries: carriesNothing,
  },
};

const placeOf = <E extends End>(end: E): Place<E> => PLACES[end.is] as unknown as Place<E>;
