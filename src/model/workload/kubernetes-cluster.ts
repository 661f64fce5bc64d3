import type { Construct } from 'constructs';
import { Declared } from '../declared';
import type { FirstBootProps } from '../guest/first-boot';
import type { GuestOs } from '../guest/guest-os';
import type { Image } from '../guest/image';
import type { FailureDomain, Host } from '../network/host';
import type { Subnet } from '../network/network';
import { samePlace } from '../place';
import type { External } from '../policy/external';
import type { ClusterKind } from '../resolved';
import { isRecord } from '../shape';
import { type Cpu, Port, type Size } from '../values';
import type { DataDiskProps } from './disk';
import { Machine, type MachineProps } from './machine';
import type { Secret } from './secret';

/** What a machine outside the cluster sees as the sender of pod traffic. */
export enum PodEgress {
  /** The address of the pod's node (default of Calico, Cilium, flannel): nodes stand for all their pods. */
  MASQUERADE = 'masquerade',
  /** The pod's own address: hosts must route the pod CIDR to the nodes. */
  NATIVE = 'native',
}

/** What a node keeps from pods of the system. */
export interface NodeReserveProps {
  /** @default Cpu.millis(500) */
  readonly cpu?: Cpu;
  /** @default Size.mebibytes(512) */
  readonly memory?: Size;
}

/** Virtual machines of this system that become the cluster's nodes, named `<cluster>-node-<n>`. */
export interface NodesProps {
  /** The subnet of all nodes. */
  readonly subnet: Subnet;
  /**
   * One host, or several that the nodes are spread over (the subnet must be a bridge then).
   * @default - any of the system with room, over zones and hosts as evenly as there is room; chosen once and kept by the lock
   */
  readonly host?: Host | readonly Host[];
  /**
   * What no two of them may share.
   * @default - they share what they have to
   */
  readonly apartBy?: FailureDomain;
  /** Number of nodes. */
  readonly count: number;
  /**
   * How many of them, the first ones, run the control plane (`kubeadm init`, and `kubeadm join --control-plane`). They hold etcd, which
   * is all that the cluster knows: their root disks are protected like those of databases, and need a `retire` when they leave.
   * 0: etcd is elsewhere, or the cluster may be lost.
   * @default 1
   */
  readonly controlPlanes?: number;
  /** Virtual processors of each. */
  readonly cpus: number;
  /** Memory of each. */
  readonly memory: Size;
  /** Operating system of all nodes: Linux. */
  readonly os: GuestOs;
  /** Image of all nodes. */
  readonly image: Image;
  /** @default Size.gibibytes(50) */
  readonly rootDisk?: Size;
  /**
   * What each of them keeps for its operating system, the kubelet, and what add-ons run there: not for pods of this system.
   * @default - 500 thousandths of a core and 512 MiB: CoreDNS, Calico and Istio's CNI plug-in ask for 450m and 170 MiB
   */
  readonly reserved?: NodeReserveProps;
  /**
   * How many of them may fail while the others still hold all pods that are always there. Stated, it is a problem where that is not so.
   * @default - none, and pods that have no room are a warning
   */
  readonly spare?: number;
  /**
   * Labels that each of them has, for `placement` of workloads. Nodes give them to themselves when they join: those that have joined
   * already have to be labelled by hand, of which a warning tells.
   * @default - those that every node has
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * What is done in each of them when it is first started, beside what nodes need.
   * @default - what nodes need
   */
  readonly firstBoot?: FirstBootProps;
}

/** How pods of a cluster are told names. */
export interface ClusterDnsProps {
  /**
   * Namespace of its DNS pods.
   * @default 'kube-system'
   */
  readonly namespace?: string;
  /**
   * Labels that its DNS pods have, and no others.
   * @default { 'k8s-app': 'kube-dns' }
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Port that its DNS pods listen on: what the Service's port 53 leads to.
   * @default 53
   */
  readonly port?: number;
  /**
   * Addresses at which each node answers its own pods (NodeLocal DNSCache), as pods ask them: a link-local one such as `169.254.20.10`,
   * and in kube-proxy's iptables mode the cluster address of the Service `kube-dns`, which pods go on asking.
   * @default - none
   */
  readonly nodeLocal?: string | readonly string[];
}

/** What API servers listen on. */
export const API_SERVER = Port.tcp(6443, 'kubernetes-api');

interface ClusterFacts {
  /** Kubernetes minor version, such as `1.34`; 1.27 or later. */
  readonly version: string;
  readonly podCidr: string;
  readonly serviceCidr: string;
  /** @default PodEgress.MASQUERADE */
  readonly podEgress?: PodEgress;
  /**
   * Namespace of workloads that name none.
   * @default - the system's name
   */
  readonly namespace?: string;
  /**
   * Namespace of MetalLB, which announces the addresses of LoadBalancer Services.
   * @default 'metallb-system'
   */
  readonly metallbNamespace?: string;
  /**
   * Where its API server listens, as `kubectl get endpoints kubernetes` shows (TCP 6443 unless the external lists its own ports).
   * @default - the control planes among its own nodes; where there are none, no workload can have `access`
   */
  readonly apiServer?: External;
  /**
   * Secrets of type kubernetes.io/dockerconfigjson that its workloads' images are pulled with, beside those of the whole system.
   * @default - none
   */
  readonly imagePullSecrets?: readonly Secret[];
  /** @default - CoreDNS as kubeadm installs it */
  readonly dns?: ClusterDnsProps;
}

/** Props of a {@link KubernetesCluster} whose nodes are machines of the system. */
export interface KubernetesClusterProps extends ClusterFacts {
  /** The machines that are its nodes. */
  readonly nodes: NodesProps;
}

/** Props of a {@link KubernetesCluster} that is there already. */
export interface ExistingClusterProps extends ClusterFacts {
  /** Addresses of its nodes: what virtual machines see as sender under masquerade. */
  readonly nodeAddresses: readonly string[];
  /**
   * CIDR blocks that all its nodes stand in, now and later. Firewalls and logins inside machines are set up for these, so that a node
   * that is added changes no machine; filters stay exact, by `nodeAddresses`. Each of /8 or smaller.
   * @default - the nodes' addresses: for a node that is added each machine that it reaches has to be changed inside, by hand
   */
  readonly nodeNetworks?: readonly string[];
  /**
   * Block that MetalLB may give to this system's LoadBalancer Services.
   * @default - none: nothing outside the cluster can reach its services
   */
  readonly services?: string;
}

/** A Kubernetes cluster: its nodes are machines of this system, or it exists already. */
export class KubernetesCluster extends Declared {
  /** Its nodes as machines of the system. Empty for a cluster that is there already. */
  readonly nodes: readonly ClusterNode[];
  /** What it was given. */
  readonly facts: KubernetesClusterProps | ExistingClusterProps;

  constructor(scope: Construct, id: string, props: KubernetesClusterProps | ExistingClusterProps) {
    super(scope, id);
    this.facts = props;
    const nodes = nodesOf(props);
    this.nodes = nodes ? createNodes(this, nodes) : [];
  }

  /** Whether its nodes are machines of this system. */
  get kind(): ClusterKind {
    return nodesOf(this.facts) ? 'own' : 'existing';
  }

  /** A cluster that is there already. */
  static fromExisting(scope: Construct, id: string, props: ExistingClusterProps): KubernetesCluster {
    return new KubernetesCluster(scope, id, props);
  }
}

/** A node of a cluster: container runtime and kubelet, prepared for kubeadm. */
export class ClusterNode extends Machine {
  readonly kind = 'cluster-node';

  constructor(
    /** The cluster whose node it is. */
    readonly cluster: KubernetesCluster,
    id: string,
    props: MachineProps,
    /** Holds etcd. */
    readonly controlPlane = false,
  ) {
    super(cluster, id, props);
  }

  override get listens(): readonly Port[] {
    return [API_SERVER];
  }

  override get dataDisks(): readonly DataDiskProps[] {
    return [];
  }

  /** Workers are joined again, and filled by the cluster. */
  override get stateless(): boolean {
    return !this.controlPlane;
  }
}

/** The description of nodes, if there is any. What is none is reported when the system is resolved. */
const nodesOf = (props: unknown): NodesProps | undefined =>
  isRecord(props) && isRecord(props.nodes) ? (props.nodes as unknown as NodesProps) : undefined;

/** Kubernetes is built for up to 5,000 nodes. */
export const isNodeCount = (count: number): boolean => Number.isInteger(count) && count >= 1 && count <= 5000;

function createNodes(cluster: KubernetesCluster, props: NodesProps): ClusterNode[] {
  const { count, controlPlanes = 1, subnet, host, apartBy, cpus, memory, os, image, rootDisk, firstBoot } = props;
  const machine = { subnet, host, apartBy, cpus, memory, os, image, rootDisk, ...(firstBoot && { firstBoot }) };
  const length = isNodeCount(count) ? count : 0;
  return Array.from({ length }, (_, index) => {
    const name = `${cluster.node.id}-node-${index + 1}`;
    const node = new ClusterNode(cluster, `node-${index + 1}`, { ...machine, name }, index < controlPlanes);
    return samePlace(node, cluster);
  });
}
