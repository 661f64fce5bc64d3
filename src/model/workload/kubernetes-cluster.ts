import type { Construct } from 'constructs';
import type { Secret } from '../configuration/secret';
import { Declared } from '../declared';
import type { External } from '../network/external';
import { samePlace } from '../place';
import type { ClusterKind } from '../resolved';
import { isRecord } from '../shape';
import { Port } from '../values';
import type { AddOn } from './add-on';
import type { DataDiskProps } from './disk';
import type { Distribution } from './distribution';
import { Machine, type MachineProps } from './machine';
import { type NodesProps, nodeGroups } from './nodes';

/** What a machine outside the cluster sees as the sender of pod traffic. */
export enum PodEgress {
  /** The address of the pod's node (default of Calico, Cilium, flannel): nodes stand for all their pods. */
  MASQUERADE = 'masquerade',
  /** The pod's own address: hosts must route the pod CIDR to the nodes. */
  NATIVE = 'native',
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
   * Software of others that it has, or that is to be installed: network plug-in, MetalLB, mesh, gateways.
   * @default - nothing is known of it: prerequisites say what has to be there
   */
  readonly addOns?: readonly AddOn[];
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
  /** @default - CoreDNS as kubeadm and k3s install it */
  readonly dns?: ClusterDnsProps;
}

/** Props of a {@link KubernetesCluster} whose nodes are machines of the system. */
export interface KubernetesClusterProps extends ClusterFacts {
  /** The machines that are its nodes. */
  readonly nodes: NodesProps;
  /**
   * Whose programs they run, and who sets them up. A cluster keeps the one that it was made with.
   * @default Distribution.KUBEADM
   */
  readonly distribution?: Distribution;
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

/** A node of a cluster: container runtime and kubelet, prepared for its distribution. */
export class ClusterNode extends Machine {
  readonly kind = 'cluster-node';

  constructor(
    /** The cluster whose node it is. */
    readonly cluster: KubernetesCluster,
    id: string,
    props: MachineProps,
    /** Its pool, or what stands in its place: such nodes are alike. */
    readonly group: string,
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

function createNodes(cluster: KubernetesCluster, props: NodesProps): ClusterNode[] {
  const { waitForFirstBoot } = props;
  return nodeGroups(props).flatMap(
    ({ id: group, count, controlPlanes, subnet, host, apartBy, cpus, memory, os, image, rootDisk, hardware, firstBoot }) => {
      const machine = {
        ...{ subnet, host, apartBy, cpus, memory, os, image, rootDisk },
        ...(hardware && { hardware }),
        ...(firstBoot && { firstBoot }),
        ...(waitForFirstBoot !== undefined && { waitForFirstBoot }),
      };
      return Array.from({ length: count }, (_, index) => {
        const id = `${group}-${index + 1}`;
        const node = new ClusterNode(cluster, id, { ...machine, name: `${cluster.node.id}-${id}` }, group, index < controlPlanes);
        return samePlace(node, cluster);
      });
    },
  );
}
