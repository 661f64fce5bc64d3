import { destinationOf, type ResolvedFlow, type ResolvedPort } from '../../model/resolved';
import { Cidr, clientRanges, outermost } from '../../model/values';
import { blockOf } from './blocks';
import { type Conversation, reasonOf } from './conversations';
import { mergeRules } from './merge';
import type { PacketRule, RuleProtocol } from './rule';

/** What a card lets through, in the order in which it is asked. */
export interface PacketRules {
  /** Between given blocks. */
  readonly specific: readonly PacketRule[];
  /** Blocks that the broad rules do not mean. Dropped after the specific rules, so that none of those is shadowed. */
  readonly excepted: readonly Cidr[];
  /** To and from "anyone but", with the exceptions of all of them. What one of them excepts and another does not is among the specific rules of that one. */
  readonly broad: readonly PacketRule[];
}

/** Turns conversations into packet rules, in pairs: the filter keeps no connection state. */
export function packetRules(conversations: readonly Conversation[], extra: readonly PacketRule[]): PacketRules {
  const excepted = outermost(conversations.flatMap(({ remote }) => remote.flatMap(({ except }) => except.map(blockOf))));
  const specific: PacketRule[] = [...extra];
  const broad: PacketRule[] = [];
  for (const conversation of conversations) {
    for (const own of conversation.own.map(blockOf)) {
      const add = (rules: PacketRule[], remote: Cidr): void => {
        if (own.prefix === 32 && own.contains(remote)) return; // a machine's packets to itself never pass its card
        rules.push(...rulesBetween(own, remote, conversation));
      };
      for (const { cidr, except } of conversation.remote) {
        const block = blockOf(cidr);
        add(except.length > 0 ? broad : specific, block);
        if (except.length === 0) continue;
        const holes = except.map(blockOf);
        const hidden = excepted.flatMap((other) => (block.contains(other) ? other : other.contains(block) ? block : []));
        for (const part of hidden.flatMap((each) => withoutHoles(each, holes))) add(specific, part);
      }
    }
  }
  return { specific: mergeRules(specific), excepted, broad: mergeRules(broad) };
}

/** What is left of a block. Of two blocks that have addresses in common, one holds the other. */
function withoutHoles(block: Cidr, holes: readonly Cidr[]): readonly Cidr[] {
  if (holes.some((hole) => hole.contains(block))) return [];
  if (!holes.some((hole) => block.contains(hole))) return [block];
  const prefix = block.prefix + 1;
  const half = Cidr.of(block.first, prefix);
  return [half, Cidr.of(block.first + half.size, prefix)].flatMap((part) => withoutHoles(part, holes));
}

function rulesBetween(own: Cidr, remote: Cidr, conversation: Conversation): PacketRule[] {
  const rules = conversation.ports.flatMap((port) => PORT_RULES[port.protocol](port, own, remote, conversation));
  // Whole, because path MTU discovery needs it and libvirt 9 ignores ICMP types and codes.
  const icmp = { own, remote, protocol: 'icmp', part: 'ICMP', reasons: conversation.reasons } as const;
  return [...rules, { ...icmp, direction: 'in' }, { ...icmp, direction: 'out' }];
}

type PortRules = (port: ResolvedPort, own: Cidr, remote: Cidr, conversation: Conversation) => PacketRule[];

const PORT_RULES: Record<ResolvedPort['protocol'], PortRules> = {
  tcp: transport('tcp'),
  udp: transport('udp'),
  sctp: transport('sctp'),
  icmp: () => [], // between both ends of every conversation anyway
  // One machine of a pair tells the other one, which says nothing back.
  vrrp: (_port, own, remote, { side, reasons }) => [
    { direction: side === 'server' ? 'in' : 'out', own, remote, protocol: 'vrrp', part: 'opening', reasons },
  ],
  any: (_port, own, remote, { reasons }) =>
    (['in', 'out'] as const).map((direction) => ({ direction, own, remote, protocol: 'any', part: 'opening', reasons })),
};

/**
 * A pair for one port. The reply rule, and another where clients bind ports, names both addresses and only the client's own ports: else an allowed
 * server could reach every port of the client by choosing the port it sends from.
 */
function transport(protocol: RuleProtocol): PortRules {
  return (port, own, remote, { side, clientPorts, reasons }) => {
    const ports = { from: port.from, to: port.to };
    const opening = { own, remote, protocol, part: 'opening', reasons } as const;
    const replies = { own, remote, protocol, part: 'replies', reasons } as const;
    const clients = clientRanges(clientPorts, port);
    return side === 'server'
      ? [
          { ...opening, direction: 'in', ownPorts: ports },
          ...clients.map((remotePorts): PacketRule => ({ ...replies, direction: 'out', ownPorts: ports, remotePorts })),
        ]
      : [
          { ...opening, direction: 'out', remotePorts: ports },
          ...clients.map((ownPorts): PacketRule => ({ ...replies, direction: 'in', ownPorts, remotePorts: ports })),
        ];
  };
}

const UNKNOWN = Cidr.of(0, 32);
const BROADCAST = Cidr.of(2 ** 32 - 1, 32);
const CLIENT = { from: 68, to: 68 };
const SERVER = { from: 67, to: 67 };

/** DHCP (RFC 2131, section 4.1): a client without an address sends from 0.0.0.0 to everyone, and may be answered likewise. */
export function dhcpRules(address: string, flow: ResolvedFlow): PacketRule[] {
  const own = blockOf(address);
  const common = { protocol: 'udp', ownPorts: CLIENT, remotePorts: SERVER, reasons: [reasonOf(flow)] } as const;
  const asks = { ...common, direction: 'out', part: 'opening' } as const;
  const hears = { ...common, direction: 'in', part: 'replies' } as const;
  const servers = destinationOf(flow).map((block) => blockOf(block.cidr));
  return [
    { ...asks, own: UNKNOWN, remote: BROADCAST },
    ...servers.flatMap((remote): PacketRule[] => [
      { ...asks, own, remote },
      { ...hears, own, remote },
      { ...hears, own: BROADCAST, remote },
    ]),
  ];
}
