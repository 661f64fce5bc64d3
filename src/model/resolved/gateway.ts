import type { ResolvedPort } from '../values/resolved-port';
import type { PodSelector } from './kubernetes';
import type { ResolvedVirtualAddress } from './workload';

/** Whether TLS ends at a listener. */
export type ListenerProtocol = 'http' | 'https';

/** One port and host name of a gateway. */
export interface ResolvedListener {
  /** Unique in its gateway. */
  readonly name: string;
  readonly protocol: ListenerProtocol;
  /** What clients dial on the virtual address. */
  readonly port: ResolvedPort;
  /** The proxy's own port behind it. */
  readonly proxyPort: number;
  /** Unset: every name. */
  readonly hostname?: string;
  /** Secret with the certificate. */
  readonly tlsSecret?: string;
  /** Port of HTTPS that everybody is sent to. */
  readonly redirectsTo?: number;
}

/** A certificate that cert-manager makes and renews. */
export interface ResolvedCertificate {
  /** Of it, and of its Secret. */
  readonly name: string;
  readonly issuer: { readonly kind: 'ClusterIssuer' | 'Issuer'; readonly name: string };
  /** Sorted. */
  readonly hostnames: readonly string[];
}

export interface ResolvedPathMatch {
  readonly type: 'prefix' | 'literal' | 'regular-expression';
  readonly value: string;
}

export interface ResolvedTextMatch {
  readonly name: string;
  readonly type: 'literal' | 'regular-expression';
  readonly value: string;
}

/** Lists are sorted by name. */
export interface ResolvedHttpMatch {
  readonly path: ResolvedPathMatch;
  readonly method?: string;
  readonly headers: readonly ResolvedTextMatch[];
  readonly queryParams: readonly ResolvedTextMatch[];
}

/** Lists are sorted by name. */
export interface ResolvedGrpcMatch {
  readonly service?: string;
  readonly method?: string;
  readonly headers: readonly ResolvedTextMatch[];
}

/** A Service that a route leads to: of a workload, or of a machine. */
export interface ResolvedBackend {
  readonly service: string;
  readonly namespace: string;
  readonly port: number;
  /** Percent of the requests. */
  readonly weight: number;
  /** It is a machine, and not pods. */
  readonly machine: boolean;
}

/** Lists are sorted by name. */
export interface ResolvedHeaderChanges {
  readonly set: readonly { readonly name: string; readonly value: string }[];
  readonly add: readonly { readonly name: string; readonly value: string }[];
  readonly remove: readonly string[];
}

export interface ResolvedPathRewrite {
  readonly replaces: 'all' | 'prefix';
  readonly path: string;
}

export interface ResolvedRedirect {
  readonly scheme?: ListenerProtocol;
  readonly hostname?: string;
  readonly port?: number;
  readonly path?: ResolvedPathRewrite;
  readonly permanent: boolean;
}

/** What requests are counted in. */
export type RateLimitUnit = 'second' | 'minute' | 'hour';

export interface ResolvedRateLimit {
  readonly requests: number;
  readonly unit: RateLimitUnit;
  /** All clients have it together, and not each address. */
  readonly together: boolean;
}

/** Keys in a header. */
export interface ResolvedAuthentication {
  readonly header: string;
  /** Sorted by name. */
  readonly clients: readonly { readonly name: string; readonly secret: string }[];
}

/** Lists are sorted. */
export interface ResolvedCors {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposedHeaders: readonly string[];
  readonly maxAgeSeconds: number;
  readonly credentials: boolean;
}

interface RouteFacts {
  /** Unique in its gateway. */
  readonly id: string;
  /** Of its object. */
  readonly name: string;
  /** Sorted. Empty: every name. */
  readonly hostnames: readonly string[];
  /** Names of the listeners that it is reached by. Sorted. */
  readonly listeners: readonly string[];
  /** Empty where it redirects. */
  readonly backends: readonly ResolvedBackend[];
  readonly requestHeaders?: ResolvedHeaderChanges;
  readonly responseHeaders?: ResolvedHeaderChanges;
  readonly authentication?: ResolvedAuthentication;
  readonly rateLimit?: ResolvedRateLimit;
  /** Of HTTP alone. */
  readonly cors?: ResolvedCors;
}

export interface ResolvedHttpRoute extends RouteFacts {
  readonly kind: 'http';
  readonly matches: readonly ResolvedHttpMatch[];
  readonly redirect?: ResolvedRedirect;
  readonly rewrite?: { readonly hostname?: string; readonly path?: ResolvedPathRewrite };
  readonly timeouts?: { readonly requestSeconds?: number; readonly backendRequestSeconds?: number };
}

export interface ResolvedGrpcRoute extends RouteFacts {
  readonly kind: 'grpc';
  readonly matches: readonly ResolvedGrpcMatch[];
}

/** All kinds of routes. */
export interface ResolvedRoutes {
  readonly http: ResolvedHttpRoute;
  readonly grpc: ResolvedGrpcRoute;
}
/** What a route is for. */
export type RouteKind = keyof ResolvedRoutes;
/** A route of any kind. */
export type ResolvedRoute = ResolvedRoutes[RouteKind];

/** The controller that answers for a gateway. */
export type GatewayProviderName = 'kong' | 'envoy-gateway';

/** A way into a cluster for HTTP and gRPC. */
export interface ResolvedGateway {
  /** Unique among the workloads and gateways of the system. */
  readonly name: string;
  /** Name of its cluster. */
  readonly cluster: string;
  /** Where its objects are. */
  readonly namespace: string;
  /** The controller that answers for it. */
  readonly provider: GatewayProviderName;
  /** `gatewayClassName` of its Gateway. */
  readonly gatewayClass: string;
  /** The provider's proxy pods (an add-on, not ours). */
  readonly proxy: PodSelector & { readonly serviceAccount: string };
  /** Its proxies are part of the cluster's mesh. */
  readonly inMesh: boolean;
  /** Everyone who connects tells the client's address first. */
  readonly proxyProtocol: boolean;
  /** Sorted by name. */
  readonly listeners: readonly ResolvedListener[];
  /** Sorted by name. */
  readonly certificates: readonly ResolvedCertificate[];
  /** Sorted by id. */
  readonly routes: readonly ResolvedRoute[];
  /** Set when something outside the cluster may reach it. */
  readonly virtualAddress?: ResolvedVirtualAddress;
}
