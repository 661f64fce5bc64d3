import { type IntervalSet, intervalSet } from '../sets/intervals';
import type { Labels } from './selector';

/** A named port of a container. */
export interface ContainerPort {
  readonly name: string;
  readonly protocol: number;
  readonly port: number;
}

/** Pods that are alike: the replicas of one workload, or pods that somebody else runs. */
export interface Pods {
  /** For people: `namespace/workload`. */
  readonly name: string;
  readonly namespace: string;
  readonly labels: Labels;
  /** Those of the labels by which their controller knows them. Unset: it does not go by labels, as that of Jobs. */
  readonly identity?: Labels;
  readonly serviceAccount: string;
  /** They are given a token of it, by which the Kubernetes API knows them. */
  readonly hasToken: boolean;
  /** What they have of their node, in words, sorted. */
  readonly hostAccess: readonly string[];
  readonly ports: readonly ContainerPort[];
  /** TCP ports at which the kubelet asks whether they are well. */
  readonly probes: readonly number[];
  /** Addresses they may have, as far as that is known. */
  readonly addresses: IntervalSet;
  /** Name of the Service that each of them has a name of its own under; unset: they have none. */
  readonly namedBy?: string;
  /** How their traffic enters the service mesh; unset: not at all. */
  readonly mesh?: 'sidecar' | 'ambient';
}

/** Numbers of a port that pods know by name; a port that they do not have is nowhere open. */
export function portNamed(pods: Pods, name: string, protocol: number): number | undefined {
  return pods.ports.find((port) => port.name === name && port.protocol === protocol)?.port;
}

/** Finds pods by label without looking at all of them. */
export class PodIndex {
  /** Addresses that at least one of them may have. */
  readonly addresses: IntervalSet;
  private readonly byLabel = new Map<string, Pods[]>();

  constructor(readonly all: readonly Pods[]) {
    this.addresses = intervalSet([...new Set(all.map(({ addresses }) => addresses))].flat());
    for (const pods of all) {
      for (const [key, value] of Object.entries(pods.labels)) {
        const id = `${key}=${value}`;
        const list = this.byLabel.get(id);
        if (list) list.push(pods);
        else this.byLabel.set(id, [pods]);
      }
    }
  }

  /** A superset of the pods with all these labels, as small as one label makes it. */
  candidates(equal: readonly (readonly [key: string, value: string])[]): readonly Pods[] {
    let smallest = this.all;
    for (const [key, value] of equal) {
      const list = this.byLabel.get(`${key}=${value}`) ?? [];
      if (list.length < smallest.length) smallest = list;
    }
    return smallest;
  }
}
