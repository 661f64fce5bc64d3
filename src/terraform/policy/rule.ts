import type { PortRange, ResolvedPort } from '../../model/resolved';
import type { Cidr } from '../../model/values';

/** `any` is every IPv4 packet. */
export type RuleProtocol = ResolvedPort['protocol'];

/** Packets that pass a network card: what the machine itself sends or gets (`own`), and what is at the other end (`remote`). */
export interface PacketRule {
  /** As the machine sees it: `in` is towards it. */
  readonly direction: 'in' | 'out';
  readonly own: Cidr;
  readonly remote: Cidr;
  readonly protocol: RuleProtocol;
  /** Unset: all of them. */
  readonly ownPorts?: PortRange;
  /** Unset: all of them. */
  readonly remotePorts?: PortRange;
  /** What its packets are to the flows it is there for. */
  readonly part: 'opening' | 'replies' | 'ICMP';
  /** Why: rendered, sorted, as the rule's comment. */
  readonly reasons: readonly string[];
}
