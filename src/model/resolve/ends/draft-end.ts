import type { LoadBalancer } from '../../edge/load-balancer';
import type { Card } from '../../kinds/guest/cards';
import type { External } from '../../network/external';
import type { Subnet } from '../../network/network';
import {
  type End,
  endKey,
  type KvmHostsEnd,
  type MachineEnd,
  type NodesEnd,
  type OutsideEnd,
  type PairEnd,
  type PodsEnd,
  type ResolvedPort,
  type ResolverEnd,
  type SubnetEnd,
  thingKey,
} from '../../resolved';
import type { Port } from '../../values';
import { type AnswerOfEach, answered } from '../../values/answered';
import type { KubernetesCluster } from '../../workload/kubernetes-cluster';
import type { Machine } from '../../workload/machine';

interface Common<E extends End> {
  readonly is: E['is'];
  readonly end: E;
  /** Construct path, or the block's name. */
  readonly path: string;
  /** What it listens on, as senders dial it. */
  readonly listens: readonly Port[];
  /** What would help where it has no port; set for workloads of this system. */
  readonly wayToPort?: string;
}

export interface PodsDraft extends Common<PodsEnd> {
  readonly is: 'pods';
  readonly cluster: KubernetesCluster;
  /** What is outside of the cluster can be given an address to reach them at. */
  readonly entrance: boolean;
  /** The port that they listen on behind one that senders dial. @default - the same */
  readonly portBehind?: (dialled: ResolvedPort) => ResolvedPort;
}

export interface MachineDraft extends Common<MachineEnd> {
  readonly is: 'machine';
  readonly machine: Machine;
  readonly card: Card;
  /** It is left to the machine's routes which of its cards is used: this is the first one. */
  readonly open: boolean;
}

/** A load balancer of two machines. */
export interface PairDraft extends Common<PairEnd> {
  readonly is: 'pair';
  readonly balancer: LoadBalancer;
  readonly subnet: Subnet;
}

export interface NodesDraft extends Common<NodesEnd> {
  readonly is: 'nodes';
  readonly cluster: KubernetesCluster;
}

interface SubnetDraft extends Common<SubnetEnd> {
  readonly is: 'subnet';
  readonly subnet: Subnet;
}

interface ResolverDraft extends Common<ResolverEnd> {
  readonly is: 'resolver';
  readonly subnet: Subnet;
}

interface KvmHostsDraft extends Common<KvmHostsEnd> {
  readonly is: 'kvm-hosts';
  readonly subnet: Subnet;
}

export interface OutsideDraft extends Common<OutsideEnd> {
  readonly is: 'outside';
  /** Unset: anyone. */
  readonly external?: External;
}

/** An end of a flow with the construct behind it, before addresses are known. */
export type DraftEnd = PodsDraft | MachineDraft | PairDraft | NodesDraft | SubnetDraft | ResolverDraft | KvmHostsDraft | OutsideDraft;

/** Whether both are the same: things that talk with each other. */
export const areSame = (a: DraftEnd, b: DraftEnd): boolean => endKey(a.end) === endKey(b.end);

/** The same for all cards of a machine, and else the key of an end. */
export const thingOf = (end: DraftEnd): string => thingKey(end.end);

/** One answer for each kind of end, made once for all flows. */
export const byEnd = answered<DraftEnd, 'is'>('is');

/** As {@link byEnd}, of one end. */
export const matchEnd = <T>(end: DraftEnd, answers: AnswerOfEach<DraftEnd, 'is', T>): T => byEnd(answers)(end);
