/** Who makes a cluster of machines: they themselves, or somebody with a way of their own. */
export type BringUpName = 'automatic' | 'by hand';

/** What a node does for the cluster that it is part of: the first one makes it, the others join. */
export type NodePart = 'first' | 'control-plane' | 'worker';

/** What tells the parts of nodes apart. */
export const NODE_PARTS: { readonly [P in NodePart]: { readonly makesCluster: boolean; readonly controlPlane: boolean } } = {
  first: { makesCluster: true, controlPlane: true },
  'control-plane': { makesCluster: false, controlPlane: true },
  worker: { makesCluster: false, controlPlane: false },
};

/** How a machine becomes a node of its cluster by itself when it is first started. */
export interface ResolvedBringUp {
  readonly part: NodePart;
  /** Under which the nodes call the API servers, whichever of them answers: each node knows the name by itself. */
  readonly apiServer: { readonly name: string; readonly addresses: readonly string[] };
  /** What else the certificates of API servers hold for, sorted. */
  readonly certificateNames: readonly string[];
  readonly podCidr: string;
  readonly serviceCidr: string;
  /** Prefix length of the block of pods' addresses that each node gets. */
  readonly nodeBlock: number;
  /** Most pods of a node, where its block has no room for what the kubelet takes otherwise. */
  readonly maxPods?: number;
  /** Nodes whose joining the first one waits for, before it forgets what they join with. Empty for all others. */
  readonly awaits: readonly { readonly name: string; readonly controlPlane: boolean }[];
  /** There are no workers: control planes run pods, and announce addresses of Services. */
  readonly runsPods: boolean;
  /** Terraform variables (sensitive). */
  readonly secrets: {
    /** A bootstrap token, which the first node keeps valid until all have joined, for a day at most. Unset for those that join with another secret. */
    readonly joinToken?: string;
    /** What Secrets are encrypted with in etcd. Unset for workers, and where the cluster makes such a key itself. */
    readonly encryptionKey?: string;
    /** What servers of k3s join each other with, and encrypt the keys of their cluster with in etcd. Unset for all others. */
    readonly serverToken?: string;
    /** What the keys of the control plane are encrypted with on their way to its other nodes. Unset where there are none, and for workers. */
    readonly certificateKey?: string;
  };
}
