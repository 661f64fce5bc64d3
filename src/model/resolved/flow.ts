import { answered } from '../values/answered';
import type { ClientPorts, ResolvedPort } from '../values/resolved-port';
import type { End } from './end';
import type { AddressBlock } from './network';

/** Why a flow is there: `declared` by the user; all others follow from what the system consists of. */
export type FlowOrigin =
  | 'declared'
  | 'dns'
  | 'dhcp'
  | 'ntp'
  | 'packages'
  | 'registry'
  | 'backup'
  | 'admin'
  | 'node-to-node'
  | 'gateway-route'
  | 'load-balancer-backend'
  | 'vrrp'
  | 'replication'
  | 'monitoring'
  | 'mesh-control-plane'
  | 'api-server'
  | 'network-files'
  | 'kubelet-probe';

/** A list that holds something. */
export type NonEmpty<T> = readonly [T, ...T[]];

/** Who a filter on the way sees, and how well that tells senders apart. */
export interface SeenAddresses {
  /** What the filter finds as the sender's address. */
  readonly blocks: NonEmpty<AddressBlock>;
  /** Set when the blocks stand for more than the named end: why. */
  readonly coarse?: string;
}

/** How a flow's packets get from one end to the other. */
export type Way =
  /** Inside one cluster, between pods or from its nodes to its pods: addresses come and go, selectors tell the ends apart. */
  | { readonly by: 'cluster' }
  /** From a pod to addresses that its own node answers at: nothing outside of the node sees it. */
  | { readonly by: 'node'; readonly destination: NonEmpty<AddressBlock> }
  /** By addresses of the plan, through network cards: whom the receiver sees, and what the sender dials. */
  | { readonly by: 'network'; readonly source: SeenAddresses; readonly destination: NonEmpty<AddressBlock> };

/** Places that a flow passes, each of which may stop it. */
export type EnforcementPoint =
  | 'mesh-egress' // the proxy beside the sender, by what it is told of
  | 'pod-egress' // NetworkPolicy of the sender
  | 'pod-ingress' // NetworkPolicy of the receiver
  | 'mesh' // AuthorizationPolicy of the receiver
  | 'hypervisor-egress' // nwfilter of the sending VM (or of the nodes that carry its pods)
  | 'hypervisor-ingress' // nwfilter of the receiving VM (or of the nodes that carry its pods)
  | 'guest' // firewall baseline of the receiving VM
  | 'application'; // pg_hba and the like of the receiving VM

/** What one place on the way does about a flow. */
export interface Enforcement {
  /** The place. */
  readonly point: EnforcementPoint;
  /**
   * `exact`: lets through the flow and nothing wider. `coarse`: the flow and somewhat more. `none`: does not check it.
   * `closed`: stops it, until somebody opens what was set up before the flow came.
   */
  readonly precision: 'exact' | 'coarse' | 'none' | 'closed';
  /** Why it is not exact. */
  readonly why?: string;
}

/** One sender, one receiver, the ports between them. Flows of the same pair and origin are merged. */
export interface ResolvedFlow {
  /** `<from>-to-<to>`, unique together with `origin`; a valid DNS label of at most 63 characters. */
  readonly id: string;
  /** Why it is there. */
  readonly origin: FlowOrigin;
  /** Who begins. */
  readonly from: End;
  /** Who answers. */
  readonly to: End;
  /** Ports at the receiver as its pods or machine listen (behind a Service or virtual address), sorted. */
  readonly ports: readonly ResolvedPort[];
  /** Ports as the sender dials them; differs from `ports` only where a Service translates (gateway listeners). Same order as `ports`. */
  readonly dialledPorts: readonly ResolvedPort[];
  /** Reasons, sorted. */
  readonly because: readonly string[];
  /** How its packets get there. */
  readonly way: Way;
  /** Ports that the sender's connections come from, as the receiver sees it; bounds the reply rules there. */
  readonly replyPorts: ClientPorts;
  /**
   * What its packets look like: `addressed` ones go between the addresses of its ends. A `dhcp` client has no address yet:
   * it asks everyone, and may be answered likewise.
   */
  readonly exchange: 'addressed' | 'dhcp';
  /** What each place on the way does about it, in the order that packets pass them. */
  readonly enforcement: readonly Enforcement[];
  /** Those of `ports` that it is carried to without mutual TLS although the receiver is in a mesh. */
  readonly plaintextPorts: readonly ResolvedPort[];
  /** Set when the platform never filters it, so that nothing is written for it: why. */
  readonly exempt?: string;
}

/** One answer for each way. */
export const byWay = answered<Way, 'by'>('by');

const destinations = byWay<readonly AddressBlock[]>({
  cluster: () => [],
  node: ({ destination }) => destination,
  network: ({ destination }) => destination,
});

const sources = byWay<Pick<SeenAddresses, 'coarse'> & { readonly blocks: readonly AddressBlock[] }>({
  cluster: () => UNSEEN,
  node: () => UNSEEN,
  network: ({ source }) => source,
});
const UNSEEN = { blocks: [] };

/** Addresses that a flow's sender dials; none inside a cluster. */
export const destinationOf = ({ way }: Pick<ResolvedFlow, 'way'>): readonly AddressBlock[] => destinations(way);

/** Addresses that a flow's receiver sees its sender under; none where no address of the plan is on its packets. */
export const sourceOf = ({ way }: Pick<ResolvedFlow, 'way'>): readonly AddressBlock[] => sources(way).blocks;

/** Why these stand for more than the sender. Undefined: they do not, or there are none. */
export const sharedSource = ({ way }: Pick<ResolvedFlow, 'way'>): string | undefined => sources(way).coarse;

const PASSES_CARDS: { readonly [By in Way['by']]: boolean } = { cluster: false, node: false, network: true };

/** Whether packets go through network cards, from where a cluster is met at the addresses of its Services. */
export const passesCards = (by: Way['by']): boolean => PASSES_CARDS[by];

/** Points that know hosts by their names. */
const KNOWS_NAMES: { readonly [P in EnforcementPoint]?: true } = { 'mesh-egress': true };

/** What the one that knows them says of a flow. Undefined: none is on its way, or it leads to no name. */
export const judgedByName = ({ enforcement }: Pick<ResolvedFlow, 'enforcement'>): Enforcement | undefined =>
  enforcement.find(({ point }) => KNOWS_NAMES[point]);

/** Whether a flow leads to a name, and its sender's proxies hold the sender to it: they let it through to nobody whom they were not told of. */
export const isHeldToName = (flow: Pick<ResolvedFlow, 'enforcement'>): boolean => judgedByName(flow)?.precision === 'exact';
