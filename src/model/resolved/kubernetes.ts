import type { ResolvedPort } from '../values/resolved-port';
import type { ResolvedAddOn } from './add-on';
import type { BringUpName } from './bring-up';
import type { ResolvedResources } from './container';
import type { ResolvedDistribution } from './distribution';
import type { ResolvedTaint } from './placement';

/** Pods by namespace and labels. */
export interface PodSelector {
  /** The namespace that they are in. */
  readonly namespace: string;
  /** Labels that all of them have. */
  readonly labels: Readonly<Record<string, string>>;
}

export type MeshProviderName = 'istio';

export interface ResolvedMesh {
  readonly name: string;
  readonly provider: MeshProviderName;
  readonly mode: 'sidecar-with-cni' | 'ambient';
  readonly mtls: 'strict' | 'permissive';
  readonly trustDomain: string;
  /** Domain of the cluster's Services. */
  readonly clusterDomain: string;
  /** The mesh's control plane (istiod) and what proxies talk to there. */
  readonly controlPlane: PodSelector & { readonly ports: readonly ResolvedPort[] };
  /** Namespace with the mesh's root configuration. */
  readonly namespace: string;
  /** What its proxy in each pod asks for. Unset: it has none there. */
  readonly proxy?: Omit<Amounts, 'pods'>;
}

/** Amounts of what nodes have and pods ask for. */
export interface Amounts {
  readonly cpuMillis: number;
  readonly memoryMiB: number;
  readonly pods: number;
}

/** A node of one's own, and what it has for pods of the system. */
export interface ResolvedNodeRoom extends Amounts {
  readonly machine: string;
  /** Those that pods can ask for. */
  readonly labels: Readonly<Record<string, string>>;
  /** What keeps pods away that do not put up with it: that of control planes as well, as long as there are others. */
  readonly taints: readonly ResolvedTaint[];
}

/** Who tells the pods of a cluster names. */
export interface ClusterDns extends PodSelector {
  /** Ports that the DNS pods listen on. */
  readonly ports: readonly ResolvedPort[];
  /** Addresses at which each node answers its own pods; unset where none does. Sorted. */
  readonly nodeLocal?: readonly string[];
}

/** What Kubernetes holds pods to when it admits them. */
export type PodSecurityLevel = 'restricted' | 'baseline' | 'privileged';

/** What all pods of a namespace may ask for together; what is unset is not limited. */
export interface ResolvedQuota {
  readonly cpuRequestMillis?: number;
  readonly cpuLimitMillis?: number;
  readonly memoryRequestMiB?: number;
  readonly memoryLimitMiB?: number;
  readonly ephemeralStorageMiB?: number;
  readonly pods?: number;
  readonly claims?: number;
  readonly storageMiB?: number;
}

/** A namespace that pods or objects of this system are in. */
export interface ResolvedNamespace {
  /** Its name in the cluster. */
  readonly name: string;
  /** This system makes it, and denies everything in it by default. Else it is somebody's: only workloads of this system are restricted. */
  readonly owned: boolean;
  /** What pods are held to when they are admitted. */
  readonly podSecurity: {
    readonly level: PodSecurityLevel;
    /** Why it is not `restricted`. Sorted. */
    readonly because: readonly string[];
  };
  /** What all of its pods may ask for together. Unset: as much as there is. */
  readonly quota?: ResolvedQuota;
  /** What containers get that do not say what they need. */
  readonly defaultLimits?: ResolvedResources;
  /** Those that the user has given. */
  readonly labels: Readonly<Record<string, string>>;
  /** Those that the user has given. */
  readonly annotations: Readonly<Record<string, string>>;
}

/** What proxies beside pods are told of that is outside of the cluster. */
export interface ResolvedOutside {
  /** Of its object: unique in its namespace. */
  readonly name: string;
  /** Of the pods that may call it. */
  readonly namespace: string;
  /** Key of the end of flows that it stands for. */
  readonly to: string;
  /** Its name in DNS. Unset: it is known by its addresses. */
  readonly host?: string;
  /** CIDRs of these. Unset: it is known by its name. */
  readonly blocks?: readonly string[];
  /** TCP ports that some of the pods may dial, sorted. */
  readonly ports: readonly ResolvedPort[];
}

/** `own`: its nodes are machines of the system. `existing`: it is there already. */
export type ClusterKind = 'own' | 'existing';

/** A Kubernetes cluster. */
export interface ResolvedCluster {
  /** Whether its nodes are the system's. */
  readonly kind: ClusterKind;
  /** Unique among the clusters of the system. */
  readonly name: string;
  /** Kubernetes minor version, e.g. `1.34`. */
  readonly version: string;
  /** Addresses of pods. */
  readonly podCidr: string;
  /** Addresses of Services inside the cluster. */
  readonly serviceCidr: string;
  /** What a machine outside sees as sender of pod traffic: the node's address, or the pod's own. */
  readonly podEgress: 'masquerade' | 'native';
  /** Namespace of workloads that name none; VM Services live here. */
  readonly namespace: string;
  /** Namespaces in which this system has something, sorted by name. */
  readonly namespaces: readonly ResolvedNamespace[];
  /** Machines of the model that are its nodes; empty for a cluster that exists already. */
  readonly nodes: readonly string[];
  /** Those of them that run the control plane, the first one first. */
  readonly controlPlanes: readonly string[];
  /** Who makes a cluster of them. Unset for a cluster that exists already. */
  readonly bringUp?: BringUpName;
  /** Whose programs they run. Unset for a cluster that exists already. */
  readonly distribution?: ResolvedDistribution;
  /** Addresses of its nodes: those of its machines, or the ones that were stated. */
  readonly nodeAddresses: readonly string[];
  /** What each of its own nodes has for pods. Unset for a cluster that exists already. */
  readonly nodeRoom?: readonly ResolvedNodeRoom[];
  /** How many nodes may fail while the others hold all pods. Unset: nobody asks for it. */
  readonly spareNodes?: number;
  /** Who tells its pods names. */
  readonly dns: ClusterDns;
  /** Its service mesh. Unset: none. */
  readonly mesh?: ResolvedMesh;
  /** Software of others that it is declared to have, in the order of installation. Unset: nothing is known of it. */
  readonly addOns?: readonly ResolvedAddOn[];
  /** Address pool of LoadBalancer Services, announced by MetalLB; unset when there is none. */
  readonly pool?: { readonly name: string; readonly cidr: string; readonly namespace: string };
  /**
   * How the filters of its nodes let packets for its services in: each sender to the addresses of its own flows, or, where
   * those would be too many rules, to the whole block of addresses. The services' NetworkPolicies are exact either way.
   */
  readonly nodeFilters: 'each-address' | 'whole-block';
  /** VMs that pods reach by name, with the ports they may use: headless Service + EndpointSlice in `namespace`. Sorted. */
  readonly machineServices: readonly { readonly machine: string; readonly address: string; readonly ports: readonly ResolvedPort[] }[];
  /** Standbys of databases that pods reach under one name: likewise. Unset: none. Sorted. */
  readonly standbyServices?: readonly ResolvedStandbyService[];
  /** What proxies of its mesh are told of outside of it. Unset: nothing. Sorted. */
  readonly outside?: readonly ResolvedOutside[];
}

/** One name for all standbys of a database. */
export interface ResolvedStandbyService {
  /** `<database>-ro`. */
  readonly name: string;
  /** The machines that it leads to, sorted. */
  readonly machines: readonly string[];
  /** Theirs, in the same order. */
  readonly addresses: readonly string[];
  readonly ports: readonly ResolvedPort[];
}

/** Pods in the cluster that this system does not render. */
export interface ResolvedPods {
  /** What the system calls them. */
  readonly name: string;
  /** Name of their cluster. */
  readonly cluster: string;
  /** What policies select them by. */
  readonly selector: PodSelector;
  /** Ports that others may be allowed to. */
  readonly listens: readonly ResolvedPort[];
  /** Their account, by which a mesh knows them. Unset: unknown. */
  readonly serviceAccount?: string;
  /** They have a proxy of the cluster's mesh. */
  readonly inMesh: boolean;
}
