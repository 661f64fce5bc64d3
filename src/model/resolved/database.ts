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
