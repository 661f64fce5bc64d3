import { FIGURES } from '../../capacity/figures';
import { Cidr } from '../../values';

/** How the addresses of pods are shared out to nodes. */
export interface PodBlocks {
  /** Prefix length of a node's block. */
  readonly prefix: number;
  /** How many nodes have room. */
  readonly nodes: number;
  /** Most pods of a node, where its block has room for fewer than kubelets take. */
  readonly maxPods?: number;
}

/** What kubeadm gives a node where there is enough. */
const USUAL = 24;
/** The smallest that has room for as many pods as a kubelet takes (110). */
const SMALLEST = 25;
/** Kubernetes shares out no more than 2^16 blocks (kube-controller-manager, "node-cidr-mask-size"). */
const MOST_BITS = 16;
/** From here on halves: 16 nodes are few. */
const SMALL = 20;

/**
 * By the size of the whole alone: nothing of it may change when nodes are added.
 * @returns undefined for what is no block
 */
export function podBlocks(podCidr: string): PodBlocks | undefined {
  const whole = Cidr.parse(podCidr);
  if (!(whole instanceof Cidr)) return undefined;
  const wished = whole.prefix <= SMALL ? USUAL : Math.max(SMALLEST, whole.prefix);
  const prefix = Math.min(wished, whole.prefix + MOST_BITS);
  // The block's own address and the last one, and the bridge that pods hang on.
  const room = 2 ** (32 - prefix) - 3;
  return { prefix, nodes: 2 ** (prefix - whole.prefix), ...(room < FIGURES.nodePods.value && { maxPods: Math.max(0, room) }) };
}
