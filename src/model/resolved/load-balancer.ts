import type { ResolvedPort } from '../values/resolved-port';
import type { ResolvedPathMatch } from './gateway';

/** What keepalived is told on one machine of a pair. */
export interface PairRole {
  /** Name of the pair. */
  readonly name: string;
  /** The address that it holds in turn with the other one. */
  readonly virtualAddress: string;
  /** Its own address. */
  readonly address: string;
  /** That of the other one. */
  readonly peer: string;
  /** 1 to 254: of those that are well, the one with the higher number takes the address. */
  readonly priority: number;
  /** VRRP's number of the pair, 1 to 255. */
  readonly routerId: number;
  /** Whether one with a higher number takes the address from the other one. */
  readonly preempt: boolean;
}

/** How backends are asked over HTTP. */
export interface ResolvedHealthCheck {
  readonly path: string;
  /** Sorted. Unset: 200 to 399. */
  readonly statuses?: readonly number[];
  /** Unset: each port by itself. */
  readonly port?: number;
}

/** One of those that a load balancer passes on to. */
export interface BalancedServer {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** It is told the client's address first. */
  readonly proxyProtocol: boolean;
  /** Percent of the connections, or requests. Unset: whoever has the fewest gets the next. */
  readonly weight?: number;
}

/** What HAProxy compares paths with, as gateways read it. */
export interface BalancedPath {
  readonly type: Exclude<ResolvedPathMatch['type'], 'regular-expression'>;
  readonly value: string;
}

/** Requests that a load balancer passes on, and to whom. */
export interface BalancedRoute {
  readonly name: string;
  /** Sorted. Empty: every name. */
  readonly hostnames: readonly string[];
  /** Sorted, never empty. */
  readonly paths: readonly BalancedPath[];
  /** Unset: they are connected to. */
  readonly healthCheck?: ResolvedHealthCheck;
  readonly backends: readonly BalancedServer[];
}

/** Of a load balancer that reads requests. */
export interface BalancedHttp {
  /** Plain HTTP. */
  readonly port: ResolvedPort;
  /** Unset: plain HTTP alone. */
  readonly tls?: {
    readonly port: ResolvedPort;
    /** Paths in the guest, as they were given. */
    readonly certificates: readonly string[];
    /** Whether plain HTTP is answered, too, and not sent to HTTPS. */
    readonly servesPlainHttp: boolean;
  };
  /** Sorted by name. */
  readonly routes: readonly BalancedRoute[];
}

/** Connections in TLS that a load balancer passes on, and to whom. */
export type BalancedTlsRoute = Omit<BalancedRoute, 'paths'>;

/** Of a load balancer that passes connections on by the names that clients ask for in TLS. */
export interface BalancedTls {
  readonly port: ResolvedPort;
  /** Paths in the guest, as they were given. Empty: TLS is passed on as it is. */
  readonly certificates: readonly string[];
  /** Sorted by name. */
  readonly routes: readonly BalancedTlsRoute[];
}
