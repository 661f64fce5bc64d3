import { answered } from '../values/answered';
import type { ResolvedPort } from '../values/resolved-port';
import type { ResolvedBackup } from './backup';
import type { ResolvedBringUp } from './bring-up';
import type { ResolvedDatabase, ResolvedDatabaseRole, ResolvedReplication } from './database';
import type { ResolvedDatabaseTls } from './database-tls';
import type { ResolvedDistribution } from './distribution';
import type { BalancedHttp, BalancedServer, BalancedTls, PairRole, ResolvedHealthCheck } from './load-balancer';
import type { ResolvedExporter } from './monitoring';
import type { EngineName } from './os';
import type { ResolvedTaint } from './placement';

export interface DatabaseRole {
  readonly kind: 'database';
  readonly engine: EngineName;
  readonly version: string;
  readonly port: number;
  /** Sorted by name; none in Redis and Valkey, which number theirs. */
  readonly databases: readonly ResolvedDatabase[];
  /** All who log in over the network, sorted by name. */
  readonly roles: readonly ResolvedDatabaseRole[];
  readonly dataSerial: string;
  readonly filesystem: 'xfs' | 'ext4';
  readonly backup?: ResolvedBackup;
  /** Machines that have the same data. Unset: none. */
  readonly replication?: ResolvedReplication;
  /** Unset: it speaks in the clear. */
  readonly tls?: ResolvedDatabaseTls;
  /** What tells of the engine whoever fetches metrics. Unset: nothing. */
  readonly exporter?: ResolvedExporter;
  readonly memoryMiB: number;
  readonly cpus: number;
}

export interface LoadBalancerRole {
  readonly kind: 'load-balancer';
  /** Unset: it is no pair. */
  readonly pair?: PairRole;
  /** Of connections that are passed on as they are. Unset: backends are connected to. */
  readonly healthCheck?: ResolvedHealthCheck;
  /** Connections at a time. Unset: what its memory has room for. */
  readonly connections?: number;
  /** To one port, by one address; where requests are read, to both ports. Unset: no limits. */
  readonly perClient?: {
    /** At a time. Unset: no limit. */
    readonly connections?: number;
    /** New ones in a number of seconds; where requests are read, requests. Unset: no limit. */
    readonly rate?: { readonly most: number; readonly seconds: number };
  };
  /** Seconds. Unset: 5. */
  readonly connectSeconds?: number;
  /** Seconds. Unset: an hour; a minute where requests are read. */
  readonly idleSeconds?: number;
  readonly memoryMiB: number;
  /** Connections that are passed on as they are. Empty where requests are read, or names in TLS. */
  readonly frontends: readonly { readonly port: ResolvedPort; readonly backends: readonly BalancedServer[] }[];
  /** Unset: no requests are read. */
  readonly http?: BalancedHttp;
  /** Unset: no names in TLS are read. */
  readonly tls?: BalancedTls;
}

/** Files with certificates that a load balancer shows. */
export const shownCertificates = ({ http, tls }: Pick<LoadBalancerRole, 'http' | 'tls'>): readonly string[] =>
  http?.tls?.certificates ?? tls?.certificates ?? [];

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

/** One answer for each kind of role. */
export const byRole = answered<GuestRole, 'kind'>('kind');

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
