import type { ResolvedRetirement } from './disk';
import type { OutsideEnd, PodsEnd } from './end';
import type { ResolvedFlow } from './flow';
import type { ResolvedGateway } from './gateway';
import type { ResolvedCluster, ResolvedPods } from './kubernetes';
import type { ResolvedLeftAlone, ResolvedMachine, ResolvedPair } from './machine';
import type { ResolvedMigration } from './migration';
import type { ResolvedHost, ResolvedSubnet } from './network';
import type { ProvenPrerequisite } from './prerequisite';
import type { ResolvedSecret } from './secret';
import type { ResolvedTraffic } from './traffic';
import type { ResolvedRetiredClaim } from './volume';
import type { ResolvedWorkload } from './workload';

export type { ClientPorts, PortRange, ResolvedPort } from '../values/resolved-port';
export * from './access';
export * from './add-on';
export * from './backup';
export * from './bring-up';
export * from './card';
export * from './container';
export * from './database';
export * from './database-tls';
export * from './disk';
export * from './distribution';
export * from './end';
export * from './environment';
export * from './first-boot';
export * from './flow';
export * from './gateway';
export * from './guest';
export * from './guest-network';
export * from './guest-role';
export * from './hardware';
export * from './kubernetes';
export * from './load-balancer';
export * from './machine';
export * from './migration';
export * from './monitoring';
export * from './network';
export * from './os';
export * from './placement';
export * from './prerequisite';
export * from './secret';
export * from './stack';
export * from './traffic';
export * from './volume';
export * from './windows-setup';
export * from './workload';

/** Something a user should know that does not stop synthesis. */
export interface Warning {
  /** The same for all warnings of its kind, such as `GUEST_OUTDATED`. */
  readonly code: string;
  /** Construct path of what it is about. */
  readonly path: string;
  /** What it is, and what may be done, as sentences. */
  readonly message: string;
  /** Where the user wrote it, `file:line:column`. Unset where no line of the program is the cause. */
  readonly at?: string;
}

/** An address block outside the system, by the name it was given. */
export interface ResolvedExternal {
  /** Its display name. */
  readonly name: string;
  /** CIDRs, sorted. */
  readonly blocks: readonly string[];
  /** Addresses by their names in DNS, in order of names. Unset: none. */
  readonly hostnames?: Readonly<Record<string, string>>;
  /** Its name in DNS, where it is known by that alone: it has no CIDRs then. Unset: it has. */
  readonly host?: string;
}

/** What an External is at the end of a flow. */
export const externalEnd = ({ name, host }: Pick<ResolvedExternal, 'name' | 'host'>): OutsideEnd => ({
  is: 'outside',
  of: host === undefined ? 'external' : 'host',
  name,
});

/**
 * The whole system as plain, deeply frozen, sorted data: the only thing that renderers and reports read.
 * Every list is sorted by name (flows by id, then origin), so the order of statements in a user's program never shows.
 */
export interface ResolvedSystem {
  /** First part of the names of all objects on hosts: an RFC 1035 label. */
  readonly name: string;
  /** DNS domain of its machines, e.g. `shop.internal`. */
  readonly domain: string;
  /** Names in the domain may be others', too. */
  readonly sharedDomain: boolean;
  /** SHA-256 (hex) of the facts that both outputs share: tells a half-applied pair. */
  readonly digest: string;
  /** Machines that run libvirt. */
  readonly hosts: readonly ResolvedHost[];
  /** How many of them may fail while the others have room for all machines. Unset: nobody asks for it. */
  readonly spareHosts?: number;
  /** Layer-2 segments of all networks. */
  readonly subnets: readonly ResolvedSubnet[];
  /** Virtual machines of all kinds, nodes of clusters included. */
  readonly machines: readonly ResolvedMachine[];
  /** Load balancers of two machines each. */
  readonly pairs: readonly ResolvedPair[];
  /** Disks that left and are spoken about, until the lock forgets them. */
  readonly retired: readonly ResolvedRetirement[];
  /** Adopted machines that left: an apply forgets them, and leaves them as they are. Unset: none. */
  readonly leftAlone?: readonly ResolvedLeftAlone[];
  /** Claims that left and are spoken about, until the lock forgets them. Sorted by cluster, namespace and name. */
  readonly retiredClaims: readonly ResolvedRetiredClaim[];
  /** Kubernetes clusters, those that exist already included. */
  readonly clusters: readonly ResolvedCluster[];
  /** Workloads of all kinds, in all clusters. */
  readonly workloads: readonly ResolvedWorkload[];
  /** Ways into clusters. */
  readonly gateways: readonly ResolvedGateway[];
  /** What moves from one place to another behind one name. */
  readonly migrations: readonly ResolvedMigration[];
  /** How proxies of meshes call hosts of which something is said. Sorted by cluster, namespace and name. */
  readonly traffic: readonly ResolvedTraffic[];
  /** Pods of others that flows start from or end in. */
  readonly pods: readonly ResolvedPods[];
  /** All pods that flows can start from or end in, rendered by whomever: of workloads, gateways, foreign ones, of add-ons. */
  readonly podGroups: readonly PodsEnd[];
  /** Secrets that pods need. Values are nowhere. */
  readonly secrets: readonly ResolvedSecret[];
  /** Addresses outside of the system that flows start from or end in. */
  readonly externals: readonly ResolvedExternal[];
  /** Everything that is let through; all else is denied. */
  readonly flows: readonly ResolvedFlow[];
  /** What must be in place before the outputs are applied, as sentences, sorted. */
  readonly prerequisites: readonly string[];
  /** Those of them that a program can look for, in the same order; one may take several looks. */
  readonly proofs: readonly ProvenPrerequisite[];
}
