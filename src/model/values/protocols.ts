import type { ResolvedPort } from './resolved-port';

/** What tells protocols of ports apart. */
interface ProtocolFacts {
  /** Place in lists. */
  readonly order: number;
  /** Whether it has port numbers. */
  readonly numbered: boolean;
  /** Whether it is connected to: what a proxy passes on, and what a probe can try. */
  readonly connects: boolean;
  /** Whether the receiver answers: packets come back by ports, or of the same kind. */
  readonly answered: boolean;
  /** Whether it stands for every packet. */
  readonly everything: boolean;
  /** Whether Services and NetworkPolicies can name it. */
  readonly inClusters: boolean;
}

export const PROTOCOLS: { readonly [P in ResolvedPort['protocol']]: ProtocolFacts } = {
  tcp: { order: 0, numbered: true, connects: true, answered: true, everything: false, inClusters: true },
  udp: { order: 1, numbered: true, connects: false, answered: true, everything: false, inClusters: true },
  sctp: { order: 2, numbered: true, connects: false, answered: true, everything: false, inClusters: true },
  icmp: { order: 3, numbered: false, connects: false, answered: true, everything: false, inClusters: false },
  vrrp: { order: 4, numbered: false, connects: false, answered: false, everything: false, inClusters: false },
  any: { order: 5, numbered: false, connects: false, answered: true, everything: true, inClusters: false },
};
