import type { LoadBalancer } from '../../edge/load-balancer';
import { nodesSubnet } from '../../kinds/cluster';
import { nodeLocalDns } from '../../kinds/cluster/dns';
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
  type Way,
} from '../../resolved';
import type { Port } from '../../values';
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

export const isOutside = (end: DraftEnd): end is OutsideDraft => end.is === 'outside';

/** Everybody, rather than somebody outside who has a name. */
export const isAnyone = (end: DraftEnd): boolean => isOutside(end) && !end.external;

/** What is told of each kind of end. @typeParam About what else it is about */
type Answers<T, About> = { readonly [D in DraftEnd as D['is']]: (end: D, about: About) => T };

/** One answer for each kind of end. */
export const matchEnd = <T>(end: DraftEnd, answers: Answers<T, void>): T => (answers[end.is] as (end: DraftEnd) => T)(end);

/** As {@link matchEnd}, for what is asked of every flow: the answers are made once, and told what else they are about. */
export function byEnd<T, About = void>(answers: Answers<T, About>): (end: DraftEnd, about: About) => T {
  return (end, about) => (answers[end.is] as (end: DraftEnd, about: About) => T)(end, about);
}

/** Somebody who may be at any address outside: everybody, or whoever has a name in DNS. */
export const isAnywhere = (end: DraftEnd): boolean => isAnyone(end) || hostOf(end) !== undefined;

const nameless = (): undefined => undefined;

/** The name in DNS that an end outside is known by alone. */
export const hostOf = byEnd<string | undefined>({
  outside: ({ external }) => external?.host,
  machine: nameless,
  pair: nameless,
  pods: nameless,
  nodes: nameless,
  subnet: nameless,
  resolver: nameless,
  'kvm-hosts': nameless,
});

/** The end itself, where it is a machine. */
export const asMachine = byEnd<MachineDraft | undefined>({
  machine: (machine) => machine,
  pair: () => undefined,
  pods: () => undefined,
  nodes: () => undefined,
  subnet: () => undefined,
  resolver: () => undefined,
  'kvm-hosts': () => undefined,
  outside: () => undefined,
});

/** The machines that an end is made of, whichever of their cards it is at; none where it is made of something else. */
export const machinesOf = byEnd<readonly Machine[]>({
  machine: ({ machine }) => [machine],
  pair: ({ balancer }) => balancer.members,
  pods: () => [],
  nodes: () => [],
  subnet: () => [],
  resolver: () => [],
  'kvm-hosts': () => [],
  outside: () => [],
});

/** The same for all cards of a machine, and else the key of an end. */
export const thingOf = (end: DraftEnd): string => thingKey(end.end);

/** The subnet in which an end is the KVM hosts themselves. */
export const hostedIn = byEnd<Subnet | undefined>({
  'kvm-hosts': ({ subnet }) => subnet,
  machine: nameless,
  pair: nameless,
  pods: nameless,
  nodes: nameless,
  subnet: nameless,
  resolver: nameless,
  outside: nameless,
});

/** The subnet that each kind of end stands in, with pods where their nodes are. */
const GROUNDS = {
  pods: ({ cluster }: PodsDraft) => nodesSubnet(cluster),
  machine: ({ card }: MachineDraft) => card.subnet,
  pair: ({ subnet }: PairDraft) => subnet,
  nodes: ({ cluster }: NodesDraft) => nodesSubnet(cluster),
  subnet: ({ subnet }: SubnetDraft) => subnet,
  resolver: ({ subnet }: ResolverDraft) => subnet,
  'kvm-hosts': ({ subnet }: KvmHostsDraft) => subnet,
  outside: () => undefined,
};

/** The subnet that an end itself stands in: pods stand in none, but on nodes. */
export const subnetOf = byEnd<Subnet | undefined>({ ...GROUNDS, pods: () => undefined });

/** The subnet that an end's packets come from: pods stand where their nodes do. */
export const groundOf = byEnd<Subnet | undefined>(GROUNDS);

/** The cluster that pods run in. */
export const clusterOf = byEnd<KubernetesCluster | undefined>({
  pods: ({ cluster }) => cluster,
  machine: () => undefined,
  pair: () => undefined,
  nodes: () => undefined,
  subnet: () => undefined,
  resolver: () => undefined,
  'kvm-hosts': () => undefined,
  outside: () => undefined,
});

/** How packets get from one end to the other. */
export function wayBetween(from: DraftEnd, to: DraftEnd): Way['by'] {
  if ((from.is === 'pods' || from.is === 'nodes') && to.is === 'pods' && from.cluster === to.cluster) return 'cluster';
  return staysOnNode(from, to) ? 'node' : 'network';
}

/** What pods ask the cache of their own node never leaves it. */
function staysOnNode(from: DraftEnd, to: DraftEnd): boolean {
  if (from.is !== 'pods' || to.is !== 'outside' || isAnywhere(to)) return false;
  const own = nodeLocalDns(from.cluster);
  return own !== undefined && to.external !== undefined && to.external.blocks.every((block) => own.blocks.includes(block));
}
