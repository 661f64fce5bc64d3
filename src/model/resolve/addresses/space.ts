import type { External } from '../../network/external';
import type { Network, Subnet } from '../../network/network';
import type { Cidr, Ip } from '../../values';
import type { KubernetesCluster } from '../../workload/kubernetes-cluster';

/** A subnet with its addresses read. */
export interface SubnetSpace {
  readonly subnet: Subnet;
  readonly cidr: Cidr;
  readonly gateway: Ip;
  readonly services?: Cidr;
  /** Addresses of the KVM hosts themselves, sorted. */
  readonly hosts: readonly Ip[];
  /** Addresses of things that stand there without being machines of the system, and what they are. */
  readonly foreign: readonly { readonly cidr: Cidr; readonly what: string }[];
}

export interface ClusterSpace {
  readonly cluster: KubernetesCluster;
  readonly pods?: Cidr;
  readonly serviceCidr?: Cidr;
  /** Block for LoadBalancer Services: the nodes' subnet's, or the existing cluster's. */
  readonly services?: Cidr;
}

/** The address space of the system: everything that could be read, what could not is reported. */
export interface Space {
  readonly networks: ReadonlyMap<Network, Cidr>;
  readonly subnets: ReadonlyMap<Subnet, SubnetSpace>;
  readonly clusters: ReadonlyMap<KubernetesCluster, ClusterSpace>;
}

/** An External with its addresses read. */
export interface ExternalSpace {
  readonly name: string;
  readonly external: External;
  readonly cidrs: readonly Cidr[];
}
