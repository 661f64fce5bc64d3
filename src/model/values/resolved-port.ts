/** One transport port or range as filters see it. `any` stands for every IPv4 packet (node-to-node traffic only). */
export interface ResolvedPort {
  /** What stands above IP. */
  readonly protocol: 'tcp' | 'udp' | 'sctp' | 'icmp' | 'vrrp' | 'any';
  /** First port; 0 for `icmp`, `vrrp` and `any`. */
  readonly from: number;
  /** Last port, equal to `from` for a single one; 0 for `icmp`, `vrrp` and `any`. */
  readonly to: number;
  /** IANA service name (at most 15 characters), the same on both sides. */
  readonly name: string;
  /** Set where the server sends before its client does. */
  readonly serverFirst?: true;
  /** Where its Service answers on another port: that one. */
  readonly servicePort?: number;
  /** What is said of how it is spoken to, as in `appProtocol` of Kubernetes. Unset: what is known of the service by its name and number. */
  readonly appProtocol?: string;
  /** Where clients bind ports of their own: those, beside what their system chooses for others. */
  readonly clientPorts?: PortRange;
}

/** Ports `from` to `to`, both included. */
export interface PortRange {
  /** First port. */
  readonly from: number;
  /** Last port. */
  readonly to: number;
}

/** Ports that connections come from, by protocol: ascending, apart from each other. */
export type ClientPorts = { readonly [P in ResolvedPort['protocol']]?: readonly PortRange[] };
