import type { AddressBlock, ResolvedPort } from './network';

/** The kinds of ends a flow can have. */
export type EndpointKind =
  | 'machine' // a ResolvedMachine
  | 'microservice' // a ResolvedMicroservice
  | 'gateway' // a ResolvedGateway
  | 'pods' // a ResolvedPods
  | 'subnet' // every address of a ResolvedSubnet (as sender only; as receiver it is expanded to its machines)
  | 'resolver' // name (and DHCP) server of a ResolvedSubnet; receiver only
  | 'cluster-nodes' // every node of a ResolvedCluster
  | 'cluster-dns' // a ResolvedCluster's DNS pods
  | 'mesh-control-plane' // a ResolvedCluster's mesh control plane; receiver only
  | 'external' // addresses outside the system
  | 'anyone'; // every address outside the system's networks, pods and services; sender or receiver

export interface Endpoint {
  readonly kind: EndpointKind;
  /** Name of the thing; for `external` its display name; `anyone` for Anyone. */
  readonly name: string;
}

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
  | 'mesh-control-plane'
  | 'kubelet-probe';

/** Who a filter on the way sees, and how well that tells senders apart. */
export interface SeenAddresses {
  readonly blocks: readonly AddressBlock[];
  /** Set when the blocks stand for more than the named end: why. */
  readonly coarse?: string;
}

export type EnforcementPoint =
  | 'pod-egress' // NetworkPolicy of the sender
  | 'pod-ingress' // NetworkPolicy of the receiver
  | 'mesh' // AuthorizationPolicy of the receiver
  | 'hypervisor-egress' // nwfilter of the sending VM (or of the nodes that carry its pods)
  | 'hypervisor-ingress' // nwfilter of the receiving VM (or of the nodes that carry its pods)
  | 'guest' // firewall baseline of the receiving VM
  | 'application'; // pg_hba and the like of the receiving VM

export interface Enforcement {
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
  readonly origin: FlowOrigin;
  readonly from: Endpoint;
  readonly to: Endpoint;
  /** Ports at the receiver as its pods or machine listen (behind a Service or virtual address), sorted. */
  readonly ports: readonly ResolvedPort[];
  /** Ports as the sender dials them; differs from `ports` only where a Service translates (gateway listeners). Same order as `ports`. */
  readonly dialledPorts: readonly ResolvedPort[];
  /** Reasons, sorted. */
  readonly because: readonly string[];
  /** Addresses the receiver sees the sender under. Empty for pod-to-pod flows: selectors tell them apart. */
  readonly source: SeenAddresses;
  /** Addresses the sender sends to. Empty for pod-to-pod flows. */
  readonly destination: readonly AddressBlock[];
  /** Port range that the sender's connections come from, as the receiver sees it; bounds the reply rules. */
  readonly replyPorts: { readonly from: number; readonly to: number };
  readonly enforcement: readonly Enforcement[];
  /** Carried without mutual TLS although the receiver is in a mesh that asks for it. */
  readonly plaintext: boolean;
}
