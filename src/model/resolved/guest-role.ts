import type { ResolvedBringUp } from './bring-up';
import type { DatabaseRole } from './database';
import type { ResolvedDistribution } from './distribution';
import type { LoadBalancerRole } from './load-balancer';
import type { ResolvedTaint } from './placement';

/** Prepared for its distribution of Kubernetes: runtime, kubelet, kernel settings; and what makes it part of its cluster. */
export interface ClusterNodeRole {
  readonly kind: 'cluster-node';
  readonly cluster: string;
  /** Whose programs it runs. */
  readonly distribution: ResolvedDistribution;
  /** Kubernetes minor version, e.g. `1.34`. */
  readonly version: string;
  /** Labels that it gives itself when it joins. Unset: none. */
  readonly nodeLabels?: Readonly<Record<string, string>>;
  /** Taints that it gives itself when it joins. Unset: none. */
  readonly nodeTaints?: readonly ResolvedTaint[];
  /** Where the images of Kubernetes' own programs come from. Unset: where the distribution has them from. */
  readonly imageRepository?: string;
  /** How it becomes part of its cluster. Unset: somebody sees to it. */
  readonly bringUp?: ResolvedBringUp;
}

export interface PlainRole {
  readonly kind: 'plain';
}

export type GuestRole = DatabaseRole | LoadBalancerRole | ClusterNodeRole | PlainRole;

/** What a load balancer listens on, and who is behind each port: nobody where clients are sent elsewhere. */
export const takenPorts = (role: GuestRole): LoadBalancerRole['frontends'] => TAKEN[role.kind]?.(role as LoadBalancerRole) ?? [];
const TAKEN: { readonly [K in GuestRole['kind']]?: (role: LoadBalancerRole) => LoadBalancerRole['frontends'] } = {
  'load-balancer': portsTaken,
};

function portsTaken({ frontends, http, tls: sealed }: LoadBalancerRole): LoadBalancerRole['frontends'] {
  if (sealed) return [{ port: sealed.port, backends: sealed.routes.flatMap(({ backends }) => backends) }];
  if (!http) return frontends;
  const { port, tls, routes } = http;
  const all = routes.flatMap(({ backends }) => backends);
  return [{ port, backends: tls && !tls.servesPlainHttp ? [] : all }, ...(tls ? [{ port: tls.port, backends: all }] : [])];
}
