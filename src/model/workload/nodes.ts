import type { FirstBootProps } from '../guest/first-boot';
import type { GuestOs } from '../guest/guest-os';
import type { Image } from '../guest/image';
import type { FailureDomain, Host } from '../network/host';
import type { Subnet } from '../network/network';
import type { Cpu, Size } from '../values';

/** Who makes a cluster of machines. */
export enum BringUp {
  /** They themselves: the first one makes the cluster with kubeadm when it is first started, and all others join it. */
  KUBEADM = 'kubeadm',
  /** Whoever has a way of their own: machines are prepared for it (container runtime, kubelet, kernel), and no more. */
  BY_HAND = 'by hand',
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
   * Who makes a cluster of them. The first two variables that {@link BringUp.KUBEADM} takes are secrets for Terraform,
   * `<cluster>_join_token` and `<cluster>_encryption_key`; where several run the control plane, `<cluster>_certificate_key` is another.
   * @default BringUp.KUBEADM - where one of them runs the control plane
   */
  readonly bringUp?: BringUp;
  /**
   * Where the images of Kubernetes' own programs come from, such as `registry.example/kubernetes`: a registry, and a path in it.
   * @default - registry.k8s.io
   */
  readonly imageRepository?: string;
  /**
   * Names and addresses under which its API servers are called, beside those that their machines have: their certificates hold for these, too.
   * @default - none
   */
  readonly apiServerNames?: readonly string[];
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

/** Kubernetes is built for up to 5,000 nodes. */
export const isNodeCount = (count: number): boolean => Number.isInteger(count) && count >= 1 && count <= 5000;
