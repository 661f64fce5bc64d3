/** Which requests are made again when they fail. */
export type RepeatedRequests = 'none' | 'unprocessed' | 'idempotent' | 'every';

/** Requests that are made again. */
export interface ResolvedRetries {
  /** Which of them. */
  readonly of: RepeatedRequests;
  /** How often each is at most; 0 for none. */
  readonly attempts: number;
  /** How long each of them may take. Unset: as long as the request. */
  readonly perTrySeconds?: number;
  /** Why requests may be made twice whatever they do. */
  readonly because?: string;
}

/** What one pod may ask at the same time; what is unset is not limited. */
export interface ResolvedConnectionPool {
  readonly connections?: number;
  readonly pendingRequests?: number;
  readonly requests?: number;
  readonly requestsPerConnection?: number;
  /** On their way again. */
  readonly retries?: number;
  readonly connectTimeoutSeconds?: number;
  readonly idleTimeoutSeconds?: number;
}

/** When a pod that fails gets no requests for a while. */
export interface ResolvedOutlierDetection {
  readonly consecutiveErrors: number;
  readonly intervalSeconds: number;
  readonly ejectionSeconds: number;
  readonly maxEjectionPercent: number;
}

/** TLS that proxies begin. */
export interface ResolvedServerTls {
  /** In the server's certificate. */
  readonly serverName: string;
  /** With the certificate of who signs, in each namespace whose pods call. Unset: whom proxies trust by themselves. */
  readonly secret?: string;
}

/** What proxies do with requests to a port. */
export interface ResolvedRequests {
  /** Unset: no limit. */
  readonly timeoutSeconds?: number;
  readonly retries: ResolvedRetries;
}

/** How one port of a host is called. */
export interface ResolvedTrafficPort {
  /** As it is dialled. */
  readonly number: number;
  /** Unset: proxies do not read requests there, or lead them on by what is said of another name. */
  readonly requests?: ResolvedRequests & {
    /** `appProtocol` of the Service's port, where the Service is written for its sake. */
    readonly spoken: 'http' | 'http2' | 'grpc';
  };
  readonly connectionPool?: ResolvedConnectionPool;
  readonly outlierDetection?: ResolvedOutlierDetection;
  readonly tls?: ResolvedServerTls;
}

/** How the proxies of a cluster's mesh call one host. */
export interface ResolvedTraffic {
  /** Name of the cluster. */
  readonly cluster: string;
  /** Of its objects: unique in their namespace. */
  readonly name: string;
  /** Where its objects are: that of its Service, or of those who call it. */
  readonly namespace: string;
  /** Its name in DNS, where it is outside. Unset: it is a Service, called `name`. */
  readonly host?: string;
  /** Key of the end of flows that it is about. */
  readonly to: string;
  /** It has no proxy: nothing is said to it but what pods say, or the TLS of a port. */
  readonly plain: boolean;
  /** Pods dial it. Else their requests are led to it under another name, whose route says what is done with them. */
  readonly dialled: boolean;
  /** Namespaces of the pods that call it, sorted. */
  readonly callers: readonly string[];
  /** Sorted by number. */
  readonly ports: readonly ResolvedTrafficPort[];
}
