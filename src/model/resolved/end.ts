import { answered } from '../values/answered';
import type { PodSelector, ResolvedMesh } from './kubernetes';
import type { WorkloadKind } from './workload';

/** What pods at an end of a flow belong to. */
export type PodsOf =
  | WorkloadKind // a ResolvedWorkload
  | 'gateway' // the proxy of a ResolvedGateway
  | 'pods' // a ResolvedPods
  | 'cluster-dns' // the DNS of a ResolvedCluster
  | 'mesh-control-plane'; // the control plane of a ResolvedCluster's mesh

/** Pods of one cluster that belong together: what policies select. */
export interface PodsEnd {
  /** Tells it from other ends. */
  readonly is: 'pods';
  /** What kind of pods they are. */
  readonly of: PodsOf;
  /** Name of the workload; of the cluster for its DNS and its mesh. */
  readonly name: string;
  /** Name of their cluster. */
  readonly cluster: string;
  /** What policies select them by. */
  readonly selector: PodSelector;
  /** Who renders them: this system, its user by other means, or an add-on of the cluster. */
  readonly owner: 'us' | 'user' | 'add-on';
  /** This system writes policies for them: it renders them, or they stand in one of its own namespaces. Pods of others in namespaces of others are never restricted. */
  readonly governed: boolean;
  /** Their service account. Unset: unknown. */
  readonly account?: string;
  /** The mesh that they have a proxy of. */
  readonly mesh?: Pick<ResolvedMesh, 'name' | 'provider' | 'mode'>;
}

/** A ResolvedMachine at one of its network cards. */
export interface MachineEnd {
  /** Tells it from other ends. */
  readonly is: 'machine';
  /** Name of the card: that of the machine for its first one. */
  readonly name: string;
  /** Set for another card than the first: name of the machine. */
  readonly machine?: string;
}

/** A ResolvedPair: dialled at the address that its machines hold in turn, and seen under their own ones. */
export interface PairEnd {
  /** Tells it from other ends. */
  readonly is: 'pair';
  /** Name of the pair. */
  readonly name: string;
  /** Names of its machines. */
  readonly members: readonly string[];
}

/** Every node of a ResolvedCluster. */
export interface NodesEnd {
  /** Tells it from other ends. */
  readonly is: 'nodes';
  /** Name of the cluster. */
  readonly name: string;
}

/** Every address of a ResolvedSubnet. A sender only: as a receiver it is spelt out as its machines. */
export interface SubnetEnd {
  /** Tells it from other ends. */
  readonly is: 'subnet';
  /** Name of the subnet. */
  readonly name: string;
}

/** Name (and DHCP) server of a ResolvedSubnet. A receiver only. */
export interface ResolverEnd {
  /** Tells it from other ends. */
  readonly is: 'resolver';
  /** Name of the subnet. */
  readonly name: string;
}

/** The KVM hosts that a ResolvedSubnet is on, at their own addresses in it. */
export interface KvmHostsEnd {
  /** Tells it from other ends. */
  readonly is: 'kvm-hosts';
  /** Name of the subnet. */
  readonly name: string;
}

/** Something outside of the system: an External, or every address outside of its networks, pods and services. */
export interface OutsideEnd {
  /** Tells it from other ends. */
  readonly is: 'outside';
  /** `host`: an External that is known by its name in DNS alone. `anyone`: every address outside of the system. */
  readonly of: 'external' | 'host' | 'anyone';
  /** Display name. */
  readonly name: string;
}

/** What a flow starts from or ends in. */
export type End = PodsEnd | MachineEnd | PairEnd | NodesEnd | SubnetEnd | ResolverEnd | KvmHostsEnd | OutsideEnd;

/** All kinds of ends. */
export type EndKind = PodsEnd['of'] | OutsideEnd['of'] | Exclude<End['is'], 'pods' | 'outside'>;

/** What tells an end from all others. */
export type EndName =
  | Pick<PodsEnd, 'is' | 'of' | 'name'>
  | Pick<OutsideEnd, 'is' | 'of' | 'name'>
  | MachineEnd
  | Pick<PairEnd, 'is' | 'name'>
  | NodesEnd
  | SubnetEnd
  | ResolverEnd
  | KvmHostsEnd;

/** The machine that an end belongs to, whichever card it is. */
export const machineOf = ({ name, machine = name }: MachineEnd): string => machine;

/** One answer for each kind of end. */
export const atEnd = answered<End, 'is'>('is');

const none = (): undefined => undefined;
const nobody = (): readonly string[] => [];

/** The machines whose cards a flow leaves or reaches at an end that is made of them alone; none at others. */
export const machinesAt = atEnd<readonly string[]>({
  machine: (machine) => [machineOf(machine)],
  pair: ({ members }) => members,
  pods: nobody,
  nodes: nobody,
  subnet: nobody,
  resolver: nobody,
  'kvm-hosts': nobody,
  outside: nobody,
});

/** The pods that a flow leaves or reaches; undefined where it is something else. */
export const podsAt = atEnd<PodsEnd | undefined>({
  pods: (pods) => pods,
  machine: none,
  pair: none,
  nodes: none,
  subnet: none,
  resolver: none,
  'kvm-hosts': none,
  outside: none,
});

/** What a flow leaves or reaches outside of the system; undefined where it stays inside. */
export const outsideAt = atEnd<OutsideEnd | undefined>({
  outside: (outside) => outside,
  machine: none,
  pair: none,
  pods: none,
  nodes: none,
  subnet: none,
  resolver: none,
  'kvm-hosts': none,
});

/** The pods at an end that this system writes policies for; undefined where there are none. */
export function governedAt(end: End): PodsEnd | undefined {
  const pods = podsAt(end);
  return pods?.governed ? pods : undefined;
}

export const endKind = (end: EndName): EndKind => ('of' in end ? end.of : end.is);

/** Unique among the ends of a system. */
export const endKey = (end: EndName): string => `${endKind(end)}/${end.name}`;

/** The machine's name for all of its cards, and else the name of an end. */
export const thingName = (end: EndName): string => ({ machine: undefined, ...end }).machine ?? end.name;

/** The same for all cards of a machine, and else the key of an end. */
export const thingKey = (end: EndName): string => `${endKind(end)}/${thingName(end)}`;

/** The receiver's mesh, where it sees who the sender is: both have a proxy of the same one. */
export function sharedMesh(from: End, to: End): PodsEnd['mesh'] {
  const [sender, receiver] = [podsAt(from), podsAt(to)];
  const isShared = sender?.mesh !== undefined && sender.cluster === receiver?.cluster && sender.mesh.name === receiver.mesh?.name;
  return isShared ? receiver.mesh : undefined;
}

/** Within a sentence, where the name alone is that of something else: a subnet is neither its name server nor its hosts. Unset: the name. */
const IN_WORDS: Readonly<Record<EndKind, ((name: string) => string) | undefined>> = {
  machine: undefined,
  pair: undefined,
  microservice: undefined,
  'stateful-service': undefined,
  'daemon-service': undefined,
  job: undefined,
  'cron-job': undefined,
  gateway: undefined,
  pods: undefined,
  subnet: undefined,
  resolver: (name) => `name server of subnet ${name}`,
  'kvm-hosts': (name) => `KVM hosts in subnet ${name}`,
  nodes: (name) => `nodes of ${name}`,
  'cluster-dns': (name) => `DNS of ${name}`,
  'mesh-control-plane': (name) => `mesh control plane of ${name}`,
  external: undefined,
  host: undefined,
  anyone: undefined,
};

/** What people are told an end is, within a sentence. */
export const endInWords = (end: EndName): string => IN_WORDS[endKind(end)]?.(end.name) ?? end.name;
