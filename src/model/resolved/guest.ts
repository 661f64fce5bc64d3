import type { ResolvedPort } from '../values/resolved-port';
import type { ResolvedBackup } from './backup';
import type { ResolvedBringUp } from './bring-up';
import type { ResolvedDatabaseTls } from './database-tls';
import type { ResolvedDistribution } from './distribution';
import type { ResolvedFirstBoot, ResolvedSecurityUpdates } from './first-boot';
import type { BalancedHttp, BalancedServer, BalancedTls, PairRole, ResolvedHealthCheck } from './load-balancer';
import type { ResolvedExporter } from './monitoring';
import type { EngineName, ResolvedOs } from './os';
import type { ResolvedTaint } from './placement';
import type { ResolvedWindowsSetup, WindowsConfigurator } from './windows-setup';

/** What the guest's own firewall lets in: coarse and stable by design, since a change would be work in every guest. */
export interface BaselineRule {
  readonly ports: readonly ResolvedPort[];
  /** CIDRs, sorted; as frozen in the lock when the machine was created. */
  readonly from: readonly string[];
}

/** What a guest has to know of one of its network cards. */
export interface CardNetwork {
  /** `static`: written into the guest by cloud-init; `dhcp`: a reservation on the subnet; `image`: already in the image. */
  readonly addressedBy: 'static' | 'dhcp' | 'image';
  /** Prefix length of the card's subnet. */
  readonly prefix: number;
  /** Default gateway; unset where another card has it, and under high isolation. */
  readonly defaultGateway?: string;
  /** CIDRs that are reached through the card besides, sorted: the system's where there is no default route, and those that are stated. */
  readonly routes: readonly { readonly to: string; readonly via: string }[];
}

/** The same of the first card, and whom the guest asks for names. */
export interface GuestNetwork extends CardNetwork {
  readonly nameservers: readonly string[];
  readonly searchDomain: string;
}

/** A database that a server is made with; in RabbitMQ a virtual host. */
export interface ResolvedDatabase {
  readonly name: string;
  /** The role that owns it. */
  readonly owner: string;
  /** What the owner runs in it when it is made. Unset: nothing. */
  readonly initialSql?: string;
}

/** What a role may do: with all that there is, with what is in tables, keys or queues, or only look at that. */
export type DatabaseRight = 'own' | 'write' | 'read';

/** Who may log in to a server over the network. */
export interface ResolvedDatabaseRole {
  readonly name: string;
  /** By database, virtual host or pattern of keys, each once, sorted. */
  readonly rights: readonly { readonly in: string; readonly may: DatabaseRight }[];
  /** CIDRs that it may log in from (those that are not said frozen in the lock), sorted. All, where an engine has no such list. */
  readonly clients: readonly string[];
  /** Whether that is said of it; else all roles are let in from where the machine was built for. */
  readonly bound: boolean;
  /** Terraform variable (sensitive) with the verifier of its password. */
  readonly verifierVariable: string;
  /** The Secret by which workloads are told what it is the verifier of. Unset: none of this system. */
  readonly password?: { readonly secret: string; readonly key: string };
}

/** A machine of those that have the same data. */
export interface ReplicationMember {
  readonly name: string;
  readonly address: string;
  /** Its name in DNS. */
  readonly fqdn: string;
}

/** Machines of which all but one follow that one. */
export interface ResolvedReplication {
  /** Name of the machine that takes writes. */
  readonly primary: string;
  /** All of them, this one as well: sorted by name. */
  readonly members: readonly ReplicationMember[];
  /** Terraform variable (sensitive) with the password by which each follows another one. */
  readonly passwordVariable: string;
}

/** Whether a machine follows another one. */
export const isStandby = (machine: string, replication: ResolvedReplication | undefined): boolean =>
  replication !== undefined && replication.primary !== machine;

export interface DatabaseRole {
  readonly kind: 'database';
  readonly engine: EngineName;
  readonly version: string;
  readonly port: number;
  /** Sorted by name; none in Redis and Valkey, which number theirs. */
  readonly databases: readonly ResolvedDatabase[];
  /** All who log in over the network, sorted by name. */
  readonly roles: readonly ResolvedDatabaseRole[];
  readonly dataSerial: string;
  readonly filesystem: 'xfs' | 'ext4';
  readonly backup?: ResolvedBackup;
  /** Machines that have the same data. Unset: none. */
  readonly replication?: ResolvedReplication;
  /** Unset: it speaks in the clear. */
  readonly tls?: ResolvedDatabaseTls;
  /** What tells of the engine whoever fetches metrics. Unset: nothing. */
  readonly exporter?: ResolvedExporter;
  readonly memoryMiB: number;
  readonly cpus: number;
}

export interface LoadBalancerRole {
  readonly kind: 'load-balancer';
  /** Unset: it is no pair. */
  readonly pair?: PairRole;
  /** Of connections that are passed on as they are. Unset: backends are connected to. */
  readonly healthCheck?: ResolvedHealthCheck;
  /** Connections at a time. Unset: what its memory has room for. */
  readonly connections?: number;
  /** To one port, by one address; where requests are read, to both ports. Unset: no limits. */
  readonly perClient?: {
    /** At a time. Unset: no limit. */
    readonly connections?: number;
    /** New ones in a number of seconds; where requests are read, requests. Unset: no limit. */
    readonly rate?: { readonly most: number; readonly seconds: number };
  };
  /** Seconds. Unset: 5. */
  readonly connectSeconds?: number;
  /** Seconds. Unset: an hour; a minute where requests are read. */
  readonly idleSeconds?: number;
  readonly memoryMiB: number;
  /** Connections that are passed on as they are. Empty where requests are read, or names in TLS. */
  readonly frontends: readonly { readonly port: ResolvedPort; readonly backends: readonly BalancedServer[] }[];
  /** Unset: no requests are read. */
  readonly http?: BalancedHttp;
  /** Unset: no names in TLS are read. */
  readonly tls?: BalancedTls;
}

/** Files with certificates that a load balancer shows. */
export const shownCertificates = ({ http, tls }: Pick<LoadBalancerRole, 'http' | 'tls'>): readonly string[] =>
  http?.tls?.certificates ?? tls?.certificates ?? [];

/** What a load balancer listens on, and who is behind each port: nobody where clients are sent elsewhere. */
export const takenPorts = (role: GuestRole): LoadBalancerRole['frontends'] => TAKEN[role.kind]?.(role as LoadBalancerRole) ?? [];
const TAKEN: { readonly [K in GuestRole['kind']]?: (role: LoadBalancerRole) => LoadBalancerRole['frontends'] } = {
  'load-balancer': portsTaken,
};

function portsTaken({ frontends, http, tls: sealed }: LoadBalancerRole): LoadBalancerRole['frontends'] {
  if (sealed) return [{ port: sealed.port, backends: sealed.routes.flatMap(({ backends }) => backends) }];
  if (!http) return frontends;
  const { port, tls, routes } = http;
  const all = routes.flatMap(({ backends }) => backends);
  return [{ port, backends: tls && !tls.servesPlainHttp ? [] : all }, ...(tls ? [{ port: tls.port, backends: all }] : [])];
}

/** Prepared for its distribution of Kubernetes: runtime, kubelet, kernel settings; and what makes it part of its cluster. */
export interface ClusterNodeRole {
  readonly kind: 'cluster-node';
  readonly cluster: string;
  /** Whose programs it runs. */
  readonly distribution: ResolvedDistribution;
  /** Kubernetes minor version, e.g. `1.34`. */
  readonly version: string;
  /** Labels that it gives itself when it joins. Unset: none. */
  readonly nodeLabels?: Readonly<Record<string, string>>;
  /** Taints that it gives itself when it joins. Unset: none. */
  readonly nodeTaints?: readonly ResolvedTaint[];
  /** Where the images of Kubernetes' own programs come from. Unset: where the distribution has them from. */
  readonly imageRepository?: string;
  /** How it becomes part of its cluster. Unset: somebody sees to it. */
  readonly bringUp?: ResolvedBringUp;
}

export interface PlainRole {
  readonly kind: 'plain';
}

export type GuestRole = DatabaseRole | LoadBalancerRole | ClusterNodeRole | PlainRole;

/** What is configured inside the guest when it is first started. Applied at creation only. */
export interface ResolvedGuest {
  readonly configuredBy: 'cloud-init' | 'ignition' | WindowsConfigurator | 'none';
  readonly hostname: string;
  readonly fqdn: string;
  readonly network: GuestNetwork;
  readonly sshAuthorizedKeys: readonly string[];
  readonly ntpServers: readonly string[];
  /** Whether software is installed from the distribution's repositories (else the image has it). */
  readonly installs: boolean;
  /** CIDRs of the system that the guest's firewall, routes and logins were built with; frozen in the lock where something sets the guest up. Sorted. */
  readonly baseline: readonly string[];
  /** All that the guest's firewall lets in, as it was set up; frozen likewise. ICMP passes besides. */
  readonly firewall: readonly BaselineRule[];
  /** The program that keeps them: its operating system's, unless what the guest does goes badly with it. */
  readonly firewallBy: ResolvedOs['firewall'];
  readonly role: GuestRole;
  /** What its user has it do besides. Unset: nothing. */
  readonly firstBoot?: ResolvedFirstBoot;
  /** What tells of the machine itself whoever fetches metrics. Unset: nothing. */
  readonly exporter?: ResolvedExporter;
  /** Security updates that it brings itself. Unset: none. */
  readonly securityUpdates?: ResolvedSecurityUpdates;
  /** How long an apply waits until its first boot has come to an end. Unset: it does not. */
  readonly awaited?: { readonly minutes: number };
  /** What a Windows guest is told. Unset: nothing. */
  readonly windows?: ResolvedWindowsSetup;
}

const EXPORTERS_OF: { readonly [K in GuestRole['kind']]: (role: Extract<GuestRole, { kind: K }>) => DatabaseRole['exporter'] } = {
  database: ({ exporter }) => exporter,
  'load-balancer': () => undefined,
  'cluster-node': () => undefined,
  plain: () => undefined,
};

/** All exporters of a guest: the machine's own first. */
export const exportersOf = ({ exporter, role }: Pick<ResolvedGuest, 'exporter' | 'role'>): readonly ResolvedExporter[] =>
  [exporter, (EXPORTERS_OF[role.kind] as (role: GuestRole) => DatabaseRole['exporter'])(role)].flatMap((each) => each ?? []);
