import type { ResolvedPort } from './network';

/** Pods by namespace and labels. */
export interface PodSelector {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface ResolvedMesh {
  readonly name: string;
  readonly provider: 'istio';
  readonly mode: 'sidecar-with-cni' | 'ambient';
  readonly mtls: 'strict' | 'permissive';
  readonly trustDomain: string;
  /** The mesh's control plane (istiod) and what proxies talk to there. */
  readonly controlPlane: PodSelector & { readonly ports: readonly ResolvedPort[] };
  /** Namespace with the mesh's root configuration. */
  readonly namespace: string;
}

/** Who tells the pods of a cluster names. */
export interface ClusterDns extends PodSelector {
  /** Ports that the DNS pods listen on. */
  readonly ports: readonly ResolvedPort[];
  /** Addresses at which each node answers its own pods; unset where none does. Sorted. */
  readonly nodeLocal?: readonly string[];
}

export interface ResolvedCluster {
  readonly name: string;
  /** Kubernetes minor version, e.g. `1.34`. */
  readonly version: string;
  readonly podCidr: string;
  readonly serviceCidr: string;
  /** What a machine outside sees as sender of pod traffic: the node's address, or the pod's own. */
  readonly podEgress: 'masquerade' | 'native';
  /** Namespace of workloads that name none; VM Services live here. */
  readonly namespace: string;
  /** Namespaces this system owns in the cluster, sorted. */
  readonly namespaces: readonly string[];
  /** Machines of the model that are its nodes; empty for a cluster that exists already. */
  readonly nodes: readonly string[];
  readonly nodeAddresses: readonly string[];
  readonly dns: ClusterDns;
  readonly mesh?: ResolvedMesh;
  /** Address pool of LoadBalancer Services, announced by MetalLB; unset when there is none. */
  readonly pool?: { readonly name: string; readonly cidr: string; readonly namespace: string; readonly nodesSubnet: string };
  /**
   * How the filters of its nodes let packets for its services in: each sender to the addresses of its own flows, or, where
   * those would be too many rules, to the whole block of addresses. The services' NetworkPolicies are exact either way.
   */
  readonly nodeFilters: 'each-address' | 'whole-block';
  /** VMs that pods reach by name, with the ports they may use: headless Service + EndpointSlice in `namespace`. Sorted. */
  readonly machineServices: readonly { readonly machine: string; readonly address: string; readonly ports: readonly ResolvedPort[] }[];
}

/** One probe of a container. */
export interface ResolvedProbe {
  readonly type: 'http' | 'tcp';
  readonly path?: string;
  readonly port: number;
}

export interface ResolvedResources {
  readonly cpuRequestMillis: number;
  readonly cpuLimitMillis: number;
  readonly memoryRequestMiB: number;
  readonly memoryLimitMiB: number;
  readonly ephemeralStorageMiB: number;
}

export type HardeningRule =
  | 'read-only-root'
  | 'run-as-non-root'
  | 'drop-capabilities'
  | 'seccomp'
  | 'no-privilege-escalation'
  | 'no-service-account-token';

/** A rule that a workload is excused from. */
export interface ResolvedWaiver {
  readonly rule: HardeningRule;
  readonly because: string;
}

/** Where traffic from outside the cluster enters: a LoadBalancer Service with a planned address. */
export interface ResolvedVirtualAddress {
  readonly address: string;
  /** Name in DNS for machines: `<name>.<domain>`. */
  readonly fqdn: string;
}

export interface ResolvedMicroservice {
  readonly name: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly image: string;
  /** A fixed number, or a range that an HPA moves in. */
  readonly replicas: { readonly min: number; readonly max: number; readonly targetCpuPercent?: number };
  readonly ports: readonly ResolvedPort[];
  readonly env: Readonly<Record<string, string>>;
  /** Environment variables from keys of Secrets that exist already: name -> secret, key. Sorted by name. */
  readonly secretEnv: readonly { readonly name: string; readonly secret: string; readonly key: string }[];
  /** Writable empty directories (read-only root): absolute paths, sorted. */
  readonly scratch: readonly string[];
  readonly resources: ResolvedResources;
  readonly probes: { readonly startup: ResolvedProbe; readonly readiness: ResolvedProbe; readonly liveness: ResolvedProbe };
  /** Numeric user and group id of the container. */
  readonly runAs: number;
  /** Seconds that a pod goes on serving once it is to end, and seconds that its process has after that. */
  readonly shutdown: { readonly drainSeconds: number; readonly graceSeconds: number };
  readonly inMesh: boolean;
  readonly waivers: readonly ResolvedWaiver[];
  /** Set when something outside the cluster may reach it. */
  readonly virtualAddress?: ResolvedVirtualAddress;
}

export interface ResolvedRoute {
  readonly path: string;
  readonly service: string;
  readonly namespace: string;
  readonly port: number;
}

export interface ResolvedGateway {
  readonly name: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly provider: 'kong';
  readonly gatewayClass: string;
  /** The provider's proxy pods (an add-on, not ours). */
  readonly proxy: PodSelector & { readonly serviceAccount: string };
  readonly inMesh: boolean;
  /** Listeners: what clients dial on the virtual address, and the proxy's own port behind it. */
  readonly listeners: readonly { readonly port: ResolvedPort; readonly proxyPort: number; readonly tlsSecret?: string }[];
  readonly hosts: readonly string[];
  readonly routes: readonly ResolvedRoute[];
  /** Set when something outside the cluster may reach it. */
  readonly virtualAddress?: ResolvedVirtualAddress;
}

/** Pods in the cluster that this system does not render. */
export interface ResolvedPods {
  readonly name: string;
  readonly cluster: string;
  readonly selector: PodSelector;
  readonly listens: readonly ResolvedPort[];
  readonly serviceAccount?: string;
  readonly inMesh: boolean;
}
