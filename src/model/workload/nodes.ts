import type { FirstBootProps } from '../guest/first-boot';
import type { FirstBootWaitProps } from '../guest/first-boot-wait';
import type { GuestOs } from '../guest/guest-os';
import type { Image } from '../guest/image';
import type { FailureDomain, Host } from '../network/host';
import type { Subnet } from '../network/network';
import { isRecord, saidOf } from '../shape/record';
import { type Cpu, isLabel, type Size } from '../values';
import type { HardwareProps } from './hardware';
import type { Taint } from './placement';

/** Who makes a cluster of machines. */
export enum BringUp {
  /** They themselves: the first one makes the cluster when it is first started, and all others join it. */
  AUTOMATIC = 'automatic',
  /** Whoever has a way of their own: machines are prepared for it (kernel and the programs of the cluster's distribution), and no more. */
  BY_HAND = 'by hand',
}

/** What a node keeps from pods of the system. */
export interface NodeReserveProps {
  /** @default Cpu.millis(500) */
  readonly cpu?: Cpu;
  /** @default Size.mebibytes(512) */
  readonly memory?: Size;
}

/** What nodes of a cluster may have otherwise than those of {@link NodesProps}: workers that are alike. */
export interface NodePoolProps {
  /** Number of nodes, 0 for a pool that is to go or to come. */
  readonly count: number;
  /** One host, or several that they are spread over. @default - as `nodes.host` */
  readonly host?: Host | readonly Host[];
  /** What no two of them may share. @default - as `nodes.apartBy` */
  readonly apartBy?: FailureDomain;
  /** Virtual processors of each. @default - as `nodes.cpus` */
  readonly cpus?: number;
  /** Memory of each. @default - as `nodes.memory` */
  readonly memory?: Size;
  /** Virtual hardware of each, beside what the operating system wants. @default - as `nodes.hardware` */
  readonly hardware?: HardwareProps;
  /** Operating system: Linux. @default - as `nodes.os` */
  readonly os?: GuestOs;
  /** Image. A node keeps what it was made of: another image is another pool. @default - as `nodes.image` */
  readonly image?: Image;
  /** @default - as `nodes.rootDisk` */
  readonly rootDisk?: Size;
  /** What each of them keeps for itself. @default - as `nodes.reserved` */
  readonly reserved?: NodeReserveProps;
  /** Labels of each, over those of `nodes.labels`. @default - those of `nodes.labels` alone */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * What keeps pods away from them that do not put up with it. Nodes give it to themselves when they join, as labels.
   * @default - none: any pod may come
   */
  readonly taints?: readonly Taint[];
  /** What is done in each of them when it is first started. @default - as `nodes.firstBoot` */
  readonly firstBoot?: FirstBootProps;
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
  /** Number of nodes, those of `pools` apart. */
  readonly count: number;
  /**
   * More workers, by the name of their pool (a DNS label, and not `node`): `{ batch: { count: 3, cpus: 16 } }` is `<cluster>-batch-1` to
   * `-3`, which are as these nodes but for what is said of them.
   * @default - none
   */
  readonly pools?: Readonly<Record<string, NodePoolProps>>;
  /**
   * Who makes a cluster of them. With {@link BringUp.AUTOMATIC} Terraform asks for what they join with: `<cluster>_join_token`; with kubeadm
   * `<cluster>_encryption_key` and, where several run the control plane, `<cluster>_certificate_key`; with k3s `<cluster>_server_token`.
   * @default BringUp.AUTOMATIC - where one of them runs the control plane
   */
  readonly bringUp?: BringUp;
  /**
   * Where the images of Kubernetes' own programs come from, such as `registry.example/kubernetes`: a registry, and a path in it. With k3s, those of
   * `rancher/…`, which it would have from docker.io.
   * @default - registry.k8s.io; with k3s docker.io
   */
  readonly imageRepository?: string;
  /**
   * Names and addresses under which its API servers are called, beside those that their machines have: their certificates hold for these, too.
   * @default - none
   */
  readonly apiServerNames?: readonly string[];
  /**
   * How many of them, the first ones, run the control plane (`kubeadm init` and `kubeadm join --control-plane`, servers of k3s). They hold etcd, which
   * is all that the cluster knows: their root disks are protected like those of databases, and need a `retire` when they leave.
   * 0, where somebody makes the cluster: etcd is elsewhere, or the cluster may be lost.
   * @default 1
   */
  readonly controlPlanes?: number;
  /** Virtual processors of each. */
  readonly cpus: number;
  /** Memory of each. */
  readonly memory: Size;
  /**
   * Virtual hardware of each, beside what the operating system wants.
   * @default - processors near to the host's and memory from anywhere, no device of the host
   */
  readonly hardware?: HardwareProps;
  /** Operating system of all nodes: Linux. */
  readonly os: GuestOs;
  /** Image of all nodes. */
  readonly image: Image;
  /** @default Size.gibibytes(50) */
  readonly rootDisk?: Size;
  /**
   * What each of them keeps for its operating system, the kubelet, and what add-ons run there: not for pods of this system.
   * @default - 500 thousandths of a core and 512 MiB: CoreDNS, Calico and Istio's CNI plug-in ask for 450m and 170 MiB. What k3s itself takes is kept besides
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
  /**
   * How long an apply waits until each of them, those of pools as well, has finished its first boot; `false`: not at all.
   * @default - as the system's `waitForFirstBoot` says
   */
  readonly waitForFirstBoot?: FirstBootWaitProps | false;
}

/** Kubernetes is built for up to 5,000 nodes. */
const MOST_NODES = 5000;
export const isNodeCount = (count: number): boolean => Number.isInteger(count) && count >= 1 && count <= MOST_NODES;
export const isNodePoolCount = (count: number): boolean => Number.isInteger(count) && count >= 0 && count <= MOST_NODES;

/** What the names of nodes outside of all pools have in a pool's place. */
const NO_POOL = 'node';
/** Where users say what such nodes are like. */
export const groupProp = (id: string): string => (id === NO_POOL ? 'nodes' : `nodes.pools.${id}`);
export const isNodePoolName = (name: string): boolean => isLabel(name) && name !== NO_POOL;

/** Nodes that are alike but for who runs the control plane. */
export interface NodeGroup extends Omit<NodesProps, 'pools' | 'controlPlanes'>, Pick<NodePoolProps, 'taints'> {
  /** The pool, or `node`. */
  readonly id: string;
  /** How many of them, the first ones, run the control plane. */
  readonly controlPlanes: number;
}

/** All nodes of a cluster by what they are like, those outside of pools first. Without what is no pool, or no number: each has a problem by itself. */
export function nodeGroups({ pools, ...nodes }: NodesProps): readonly NodeGroup[] {
  const first = { ...nodes, id: NO_POOL, controlPlanes: nodes.controlPlanes ?? 1, count: isNodeCount(nodes.count) ? nodes.count : 0 };
  const others = Object.entries(isRecord(pools) ? pools : {}).filter(([id, pool]) => isNodePoolName(id) && isRecord(pool));
  return [
    first,
    ...others.map(([id, pool]) => ({
      ...nodes,
      ...saidOf(pool),
      labels: { ...nodes.labels, ...pool.labels },
      id,
      controlPlanes: 0,
      count: isNodePoolCount(pool.count) ? pool.count : 0,
    })),
  ];
}

/** How many nodes there are in all. */
export const nodeCount = (nodes: NodesProps): number => nodeGroups(nodes).reduce((sum, { count }) => sum + count, 0);
