import type { IConstruct } from 'constructs';
import type { PassedOn } from '../../edge/load-balancer';
import type { LockedMachine } from '../../lock/lock';
import type { Report } from '../../problem';
import type {
  BaselineRule,
  EngineName,
  GuestRole,
  PairRole,
  Prerequisite,
  ResolvedBackup,
  ResolvedFlow,
  ResolvedMachine,
  ResolvedOs,
  ResolvedPort,
} from '../../resolved';
import type { Shape } from '../../shape';
import type { Size } from '../../values';
import type { BackupProps, LoginSource } from '../../workload/database-vm';
import type { KubernetesCluster } from '../../workload/kubernetes-cluster';
import type { Machine } from '../../workload/machine';
import type { SourceName } from '../sources';

/** What is known of a machine's surroundings when its guest is described. */
export interface GuestSurroundings {
  /** CIDRs that its own ports are open to, and its logins, sorted. */
  readonly baseline: readonly string[];
  /** Flows to what it passes connections on to. */
  readonly backends: readonly ResolvedFlow[];
  /** CIDR of the subnet that it stands in. */
  readonly subnet?: string;
  /** Backups that it makes of itself. */
  readonly backup?: ResolvedBackup;
  /** What it shares an address with. Unset: nothing. */
  readonly pair?: PairRole;
  /** Addresses of the pods that its cluster's nodes carry; unset for machines that are no nodes. */
  readonly pods?: string;
  /** Names that clients find it by, from machines and from pods, sorted. */
  readonly names: readonly string[];
  /** Of its cards, the first one's first. */
  readonly addresses: readonly string[];
  /** DNS domain of the system's machines. */
  readonly domain: string;
  /** Of a machine of the system. Unset: it could not be given one, which is a problem by itself. */
  readonly addressOf: (machine: string) => string | undefined;
  /** Names and addresses of load balancers that pass connections on to nodes of a cluster. */
  readonly entrancesOf: (cluster: KubernetesCluster) => readonly { readonly name: string; readonly address: string }[];
  /** Addresses under which it sees those whom its application lets log in; none of what could not be given any. */
  readonly blocksOf: (source: LoginSource) => readonly string[];
}

/** Something that a machine gets from a source which the system declares. */
export interface Fetch {
  readonly source: SourceName;
  readonly because: string;
  /** What cannot be installed without it. Unset: it does without. */
  readonly essential?: string;
}

/**
 * All that tells one kind of machine from another, as far as the model is concerned. Every question has to be answered, also
 * where the answer is "nothing": a new kind cannot forget one.
 */
export interface KindOfMachine<M extends Machine, R extends GuestRole> {
  /** What messages call it. */
  readonly title: string;
  /** What users may give to it. */
  readonly shape: Shape;
  /** The construct at which they wrote it. */
  readonly declaredAt: (machine: M) => IConstruct;
  /** Checks what no other machine has. */
  readonly check: (machine: M, report: Report) => void;
  /** What is installed on it when its image does not bring it. Unset: nothing. */
  readonly installs: (machine: M) => string | undefined;
  /** Whether it brings itself security updates where nobody says otherwise. */
  readonly updatesItself: boolean;
  /** Packages that no update of its own touches: a `*` at the end stands for any ending. */
  readonly heldBack: (machine: M) => readonly string[];
  /** Ids of its data disks that it mounts nowhere by itself. */
  readonly freeDisks: (machine: M) => readonly string[];
  /** The cluster that it is a node of. */
  readonly nodeOf: (machine: M) => KubernetesCluster | undefined;
  /** Why it can have no further network cards. Unset: it can. */
  readonly refusesCards: string | undefined;
  /** Size of the root disk when the user states none. */
  readonly rootDisk: (machine: M) => Size;
  /** Whether the root disk of a machine that is not stateless holds data that cannot be made again. */
  readonly rootHoldsData: (machine: M) => boolean;
  /** What the lock keeps of it besides what it keeps of every machine. */
  readonly locked: (machine: M) => Pick<LockedMachine, 'engine' | 'filesystem'>;
  /** Whether its own firewall lets everybody in to what it serves: who may really come is the hypervisor's to say, and changes. */
  readonly servesEverybody: boolean;
  /**
   * Whom its own firewall lets in to a port beside its own that a declared flow asks for when it is created: all of the system, so that
   * the next sender need not be let in by hand, or the senders alone.
   */
  readonly opensTo: 'system' | 'senders';
  /** What its own firewall lets in besides administration. */
  readonly admits: (machine: M, surroundings: GuestSurroundings) => readonly BaselineRule[];
  /** The program that keeps its own firewall. */
  readonly firewallBy: (os: ResolvedOs) => ResolvedOs['firewall'];
  /** Ports that administrators reach besides a login. */
  readonly adminPorts: (machine: M) => readonly ResolvedPort[];
  /** What it gets from sources outside of the system, besides packages and the time. */
  readonly fetches: (machine: M) => readonly Fetch[];
  /** Backups that it makes of itself. Undefined: none. */
  readonly backup: (machine: M) => BackupProps | undefined;
  /** What it passes connections on to. */
  readonly backends: (machine: M) => readonly PassedOn[];
  /** Ports at which it answers requests that others can read, without a reason given. */
  readonly plainHttp: (machine: M) => readonly number[];
  /** The machine whose data it follows. Undefined: none. */
  readonly follows: (machine: M) => Machine | undefined;
  /** All machines with its data, the one first that the others follow. Empty: no other one has it. */
  readonly sameData: (machine: M) => readonly Machine[];
  /** Whether it is a database, which the world should not reach without a word. */
  readonly isDatabase: boolean;
  /** The engines that it runs. */
  readonly engines: (machine: M) => readonly EngineName[];
  /** Whether its application has a list of clients by address. */
  readonly listsClients: (machine: M) => boolean;
  /** What its guest is set up to be. */
  readonly role: (machine: M, surroundings: GuestSurroundings) => R;
  /** Terraform variables that its guest alone is told, as far as their names join several: with what each is for. */
  readonly variables: (machine: M) => readonly { readonly name: string; readonly of: string }[];
  /** From where alone some of those who log in to its application may come. */
  readonly logsInFrom: (machine: M) => readonly LoginSource[];
  /** What must be there before the outputs are applied, as sentences. */
  readonly prerequisites: (role: R, machine: ResolvedMachine) => readonly Prerequisite[];
}
