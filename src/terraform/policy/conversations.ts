import {
  type AddressBlock,
  atEnd,
  type ClientPorts,
  destinationOf,
  type End,
  type EndName,
  passesCards,
  podsAt,
  type ResolvedCluster,
  type ResolvedFlow,
  type ResolvedMachine,
  type ResolvedNic,
  type ResolvedPort,
  type ResolvedSystem,
  sourceOf,
} from '../../model/resolved';
import { FlowIndex } from '../../model/resolved/flow-index';
import { blockOf } from './blocks';

/** What one side of a flow looks like on a network card. */
export interface Conversation {
  /** Which side the card is on: the one that opens connections, or the one that listens. */
  readonly side: 'client' | 'server';
  /** Addresses on the card's side. */
  readonly own: readonly string[];
  readonly remote: readonly AddressBlock[];
  /** The server's ports as they are on the wire. */
  readonly ports: readonly ResolvedPort[];
  /** Ports that the client's connections come from, as they are on the wire there. */
  readonly clientPorts: ClientPorts;
  readonly reasons: readonly string[];
}

/**
 * Finds what passes each network card.
 * Looks at each flow once when it is made, and afterwards only at the flows of the card that is asked for.
 */
export class Conversations {
  private readonly flows: FlowIndex;
  private readonly clusters: ReadonlyMap<string, ResolvedCluster>;
  /** Pairs by the names of their machines. */
  private readonly pairs: ReadonlyMap<string, string>;
  private readonly carried: ReadonlyMap<string, readonly Conversation[]>;

  constructor(system: ResolvedSystem) {
    this.flows = new FlowIndex(system);
    this.clusters = new Map(system.clusters.map((cluster) => [cluster.name, cluster]));
    this.pairs = new Map(system.pairs.flatMap(({ name, members }) => members.map((member) => [member, name] as const)));
    this.carried = carriedByClusters(system, this.flows.all);
  }

  /** Everything but DHCP, whose packets have addresses of their own, see {@link dhcpServers}. */
  of(machine: ResolvedMachine, nic: ResolvedNic): readonly Conversation[] {
    const ends: EndName[] = [
      { is: 'machine', name: nic.name },
      { is: 'subnet', name: nic.subnet },
    ];
    const cluster = machine.cluster === undefined ? undefined : this.clusters.get(machine.cluster);
    if (cluster) ends.push({ is: 'nodes', name: cluster.name });
    const pair = nic === machine.nic ? this.pairs.get(machine.name) : undefined;
    if (pair !== undefined) ends.push({ is: 'pair', name: pair });
    const owned = [nic.address, ...nic.speaksFor];
    const found: Conversation[] = [];
    // Whatever the receiver sees (part of a subnet, the host of a NAT network): on its own card a machine's ports are its own.
    for (const end of ends) {
      found.push(...this.flows.into(end).filter(isAddressed).map(asServer));
      found.push(
        ...this.flows
          .outOf(end)
          .filter(isAddressed)
          .map((flow) => ({ ...asClient(flow), clientPorts: machine.clientPorts })),
      );
    }
    const own = found.map((conversation) => ({ ...conversation, own: ownedPart(conversation.own, owned, [nic.address]) }));
    // A packet that the cluster carries passes this node only if the node speaks for its address.
    const carried = (cluster ? (this.carried.get(cluster.name) ?? []) : [])
      .map((conversation) => ({ ...conversation, own: ownedPart(conversation.own, owned, []) }))
      .filter((conversation) => conversation.own.length > 0);
    return [...own, ...carried];
  }

  /** DHCP servers that a card asks for its address. */
  dhcpServers({ name }: ResolvedNic): readonly ResolvedFlow[] {
    return this.flows.outOf({ is: 'machine', name }).filter((flow) => !isAddressed(flow));
  }
}

/** Whether packets of an exchange go between the addresses of its ends. */
const BETWEEN_ADDRESSES: { readonly [E in ResolvedFlow['exchange']]: boolean } = { addressed: true, dhcp: false };

const isAddressed = ({ exchange }: ResolvedFlow): boolean => BETWEEN_ADDRESSES[exchange];

/** Why a rule is there, in the words of its author. */
export const reasonOf = (flow: ResolvedFlow): string => `${flow.id}: ${flow.because.join('; ')}`;

function asServer(flow: ResolvedFlow): Conversation {
  return {
    side: 'server',
    own: destinationOf(flow).map((block) => block.cidr),
    remote: sourceOf(flow),
    ports: flow.dialledPorts,
    clientPorts: flow.replyPorts,
    reasons: [reasonOf(flow)],
  };
}

function asClient(flow: ResolvedFlow): Conversation {
  return {
    side: 'client',
    own: sourceOf(flow).map((block) => block.cidr),
    remote: destinationOf(flow),
    ports: flow.dialledPorts,
    clientPorts: flow.replyPorts,
    reasons: [reasonOf(flow)],
  };
}

/**
 * Those of `blocks` that lie in addresses the machine owns, else `fallback`: the receiver may see a sender under another
 * address (behind NAT, as part of its subnet), its own card never does.
 */
function ownedPart(blocks: readonly string[], owned: readonly string[], fallback: readonly string[]): readonly string[] {
  const part = blocks.filter((block) => owned.some((address) => blockOf(address).contains(blockOf(block))));
  return part.length > 0 ? part : fallback;
}

/**
 * Traffic between a cluster's pods and anything that is not one of its pods: it passes the cards of its nodes. A pod's
 * packets leave under the node's address (masquerade) or its own (native routing); what is sent to a service's virtual
 * address arrives at the node that announces it, still with that address.
 */
function carriedByClusters(system: ResolvedSystem, flows: readonly ResolvedFlow[]): Map<string, Conversation[]> {
  const blocks = new Map(system.clusters.map((cluster) => [cluster.name, LET_IN[cluster.nodeFilters](cluster)]));
  const found = new Map<string, Map<string, Conversation & { reasons: string[] }>>();
  const add = (cluster: string, conversation: Conversation): void => {
    const { reasons, ...facts } = conversation;
    const key = JSON.stringify(facts);
    const list = found.get(cluster) ?? new Map<string, Conversation & { reasons: string[] }>();
    found.set(cluster, list);
    // Many services that call the same machine are one conversation on the wire under masquerade.
    const same = list.get(key);
    if (same) same.reasons.push(...reasons);
    else list.set(key, { ...facts, reasons: [...reasons] });
  };
  for (const flow of flows) {
    if (!passesCards(flow.way.by)) continue;
    const [sender, receiver] = [podsCluster(flow.from), podsCluster(flow.to)];
    // Nodes and their own pods talk inside the node, or between nodes, which a flow of its own allows.
    if (sender !== undefined && nodesAt(flow.to) !== sender) add(sender, asClient(flow));
    if (receiver !== undefined && nodesAt(flow.from) !== receiver) {
      const block = blocks.get(receiver);
      add(receiver, block === undefined ? asServer(flow) : { ...asServer(flow), own: [block] });
    }
  }
  return new Map([...found].map(([cluster, list]) => [cluster, [...list.values()]]));
}

/** The block that stands for each address of a cluster's services; undefined where each stands for itself. */
const LET_IN: { readonly [F in ResolvedCluster['nodeFilters']]: (cluster: ResolvedCluster) => string | undefined } = {
  'each-address': () => undefined,
  'whole-block': ({ pool }) => pool?.cidr,
};

const otherwise = (): undefined => undefined;

/** The cluster whose nodes an end consists of. */
const nodesAt = atEnd<string | undefined>({
  nodes: ({ name }) => name,
  machine: otherwise,
  pair: otherwise,
  pods: otherwise,
  subnet: otherwise,
  resolver: otherwise,
  'kvm-hosts': otherwise,
  outside: otherwise,
});

/** The cluster whose pods an end consists of. */
const podsCluster = (end: End): string | undefined => podsAt(end)?.cluster;
