import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { KubernetesObject } from '../app/kubernetes-object';

/** The part of Istio's API for traffic that this library writes. Fields by the CRDs of istio.io/api v1.31.1 (networking.istio.io/v1, since Istio 1.22). */

/** What the proxies beside some pods are told of. */
export interface SidecarSpec {
  /** Pods of its namespace. */
  readonly workloadSelector: { readonly labels: Readonly<Record<string, string>> };
  /** Whom they may call, as `<namespace>/<host>`; `*` stands for every host of a namespace. */
  readonly egress: readonly { readonly hosts: readonly string[] }[];
  /** `REGISTRY_ONLY`: they let through to nobody else. Unset: as the mesh has it, which is to everybody by default. */
  readonly outboundTrafficPolicy?: { readonly mode: 'REGISTRY_ONLY' };
}

/** A `Sidecar` (`networking.istio.io/v1`). */
export class Sidecar extends KubernetesObject {
  constructor(scope: Construct, id: string, props: { readonly metadata: ApiObjectMetadata; readonly spec: SidecarSpec }) {
    super(scope, id, 'networking.istio.io/v1', 'Sidecar', props);
  }
}

/** A port of somebody outside. */
export interface ServiceEntryPort {
  /** As it is dialled. */
  readonly number: number;
  /** Unique in its object. */
  readonly name: string;
  /** How proxies read it. `TCP`: not at all. */
  readonly protocol: 'TLS' | 'HTTP' | 'HTTP2' | 'GRPC' | 'TCP';
}

/** Somebody whom Kubernetes does not know. */
export interface ServiceEntrySpec {
  /** Names in DNS. */
  readonly hosts: readonly string[];
  /** CIDRs. Unset: wherever the names lead. */
  readonly addresses?: readonly string[];
  /** It has no proxy. */
  readonly location: 'MESH_EXTERNAL';
  /** `DNS`: proxies look the name up. `NONE`: they connect to whom their pod meant. */
  readonly resolution: 'DNS' | 'NONE';
  /** Where it may be dialled. */
  readonly ports: readonly ServiceEntryPort[];
  /** Namespaces whose proxies are told; `.` is its own. */
  readonly exportTo: readonly string[];
}

/** A `ServiceEntry` (`networking.istio.io/v1`). */
export class ServiceEntry extends KubernetesObject {
  constructor(scope: Construct, id: string, props: { readonly metadata: ApiObjectMetadata; readonly spec: ServiceEntrySpec }) {
    super(scope, id, 'networking.istio.io/v1', 'ServiceEntry', props);
  }
}

/** How much one proxy asks of a host at the same time. */
export interface ConnectionPool {
  readonly tcp?: { readonly maxConnections?: number; readonly connectTimeout?: string };
  readonly http?: {
    readonly http1MaxPendingRequests?: number;
    readonly http2MaxRequests?: number;
    readonly maxRequestsPerConnection?: number;
    readonly maxRetries?: number;
    readonly idleTimeout?: string;
  };
}

/** When one of its endpoints gets nothing for a while. */
export interface OutlierDetection {
  readonly consecutiveGatewayErrors: number;
  /** Counts besides, unless it is 0. */
  readonly consecutive5xxErrors: 0;
  readonly interval: string;
  readonly baseEjectionTime: string;
  readonly maxEjectionPercent: number;
}

/**
 * `DISABLE`: as the client speaks, with nothing of the proxy's around it. `SIMPLE`: TLS whose server alone shows who it is.
 */
export type ClientTls =
  | { readonly mode: 'DISABLE' }
  | {
      readonly mode: 'SIMPLE';
      readonly sni: string;
      readonly subjectAltNames: readonly string[];
      /** File with who signs, or `system`. */
      readonly caCertificates?: string;
      /** Secret with who signs. */
      readonly credentialName?: string;
    };

/** How proxies talk to a host. */
export interface HostPolicy {
  readonly tls?: ClientTls;
  readonly connectionPool?: ConnectionPool;
  readonly outlierDetection?: OutlierDetection;
}

export interface DestinationRuleSpec {
  /** In full, with the cluster's domain. */
  readonly host: string;
  /** Pods of its namespace whose proxies it is for. Unset: all proxies. */
  readonly workloadSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly trafficPolicy: HostPolicy & {
    /** In the place of all the rest at these ports. */
    readonly portLevelSettings?: readonly (HostPolicy & { readonly port: { readonly number: number } })[];
  };
  /** Namespaces whose proxies are told; `.` is its own. Unset: all. */
  readonly exportTo?: readonly string[];
}

/** A `DestinationRule` (`networking.istio.io/v1`). */
export class DestinationRule extends KubernetesObject {
  constructor(scope: Construct, id: string, props: { readonly metadata: ApiObjectMetadata; readonly spec: DestinationRuleSpec }) {
    super(scope, id, 'networking.istio.io/v1', 'DestinationRule', props);
  }
}

/** Which requests are made again. */
export interface HttpRetry {
  readonly attempts: number;
  readonly perTryTimeout?: string;
  /** Conditions of Envoy, separated by commas. */
  readonly retryOn?: string;
}

/** Requests, and what is done with them. */
export interface VirtualRoute {
  /** For all of these requests. */
  readonly match: readonly { readonly port: number; readonly method?: { readonly regex: string } }[];
  readonly route: readonly {
    readonly destination: { readonly host: string; readonly port: { readonly number: number } };
    /** Of a hundred, where there are several. */
    readonly weight?: number;
  }[];
  readonly timeout?: string;
  /** Unset: as the mesh does it by itself. */
  readonly retries?: HttpRetry;
}

export interface VirtualServiceSpec {
  /** In full. */
  readonly hosts: readonly string[];
  /** The first that is for a request decides. */
  readonly http: readonly VirtualRoute[];
  /** Namespaces whose proxies are told; `.` is its own. Unset: all. */
  readonly exportTo?: readonly string[];
}

/** A `VirtualService` (`networking.istio.io/v1`). */
export class VirtualService extends KubernetesObject {
  constructor(scope: Construct, id: string, props: { readonly metadata: ApiObjectMetadata; readonly spec: VirtualServiceSpec }) {
    super(scope, id, 'networking.istio.io/v1', 'VirtualService', props);
  }
}
