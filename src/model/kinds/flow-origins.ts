import type { FlowOrigin, ResolvedFlow } from '../resolved';

/** What is true of flows by where they come from. */
export interface OriginFacts {
  /** A user said so: where it cannot be carried the user is told. */
  readonly stated: boolean;
  /** A user said so in the policy: something must check it where it arrives. */
  readonly declared: boolean;
  readonly exchange: ResolvedFlow['exchange'];
  /** The sender asks for its other end by name. */
  readonly byName: boolean;
  /** A gateway leads there. */
  readonly routed: boolean;
  /** Pods find a machine at the other end by a name of this system. */
  readonly named: boolean;
  /** See {@link ResolvedFlow.exempt}. */
  readonly exempt?: string;
}

const IMPLIED: OriginFacts = { stated: false, declared: false, exchange: 'addressed', byName: false, routed: false, named: true };

export const ORIGINS: { readonly [O in FlowOrigin]: OriginFacts } = {
  declared: { ...IMPLIED, stated: true, declared: true },
  'load-balancer-backend': { ...IMPLIED, stated: true },
  vrrp: { ...IMPLIED, stated: true },
  replication: { ...IMPLIED, stated: true },
  monitoring: { ...IMPLIED, stated: true },
  dns: IMPLIED,
  dhcp: { ...IMPLIED, exchange: 'dhcp' },
  ntp: IMPLIED,
  packages: { ...IMPLIED, byName: true },
  registry: { ...IMPLIED, byName: true },
  backup: IMPLIED,
  admin: IMPLIED,
  'node-to-node': IMPLIED,
  'gateway-route': { ...IMPLIED, stated: true, routed: true },
  'mesh-control-plane': IMPLIED,
  // By the Service `kubernetes` of every cluster.
  'api-server': { ...IMPLIED, named: false },
  // Nodes find the server by its address.
  'network-files': { ...IMPLIED, stated: true, named: false },
  // An ipBlock of the nodes would open the pods to every masqueraded sender (kubernetes.io, "Network Policies": traffic from a pod's node).
  'kubelet-probe': { ...IMPLIED, exempt: 'Kubernetes always lets a node reach its own pods' },
};

/** Whether a user said so in the policy, rather than that it follows from what the system consists of. */
export const isDeclared = ({ origin }: Pick<ResolvedFlow, 'origin'>): boolean => ORIGINS[origin].declared;
