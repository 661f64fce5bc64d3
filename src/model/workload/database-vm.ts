import type { Construct } from 'constructs';
import { type DatabaseConnection, databaseConnectionTo } from '../configuration/connection';
import type { DatabaseConnectionProps } from '../configuration/connection-props';
import type { DatabaseProps, RoleProps } from '../configuration/database-logins';
import type { DatabaseEngine } from '../guest/database-engine';
import type { DatabaseTls } from '../guest/database-tls';
import type { External } from '../network/external';
import type { Subnet } from '../network/network';
import { samePlace } from '../place';
import type { DatabaseRole } from '../resolved';
import { isRecord } from '../shape';
import { asArray, type Duration, entriesInOrder, type Port, type Size } from '../values';
import type { BackupTarget } from './backup-target';
import type { DataDiskOptions, DataDiskProps } from './disk';
import type { KubernetesCluster } from './kubernetes-cluster';
import { Machine, type MachineProps } from './machine';

/** How a database is brought back as it was at any point in time. */
export interface PointInTimeProps {
  /**
   * How much of what was written is lost at the most when the machine is lost with its disk, as long as the target answers: whole minutes, from one
   * to an hour.
   */
  readonly within: Duration;
}

/** Daily backups of a database. */
export interface BackupProps {
  /** Time of the daily backup, `HH:MM`, UTC. */
  readonly daily: string;
  /** How many are kept: at the target where there is one, else on the data disk. */
  readonly keep: number;
  /**
   * Where they leave the machine to, encrypted. The machine has a flow there.
   * @default - nowhere: dumps on the data disk help against mistakes, not against the loss of the disk
   */
  readonly to?: BackupTarget;
  /**
   * Sends the server's log to the target, too, and each day a copy of its data as it lies there: `isthmus-restore --to-time` brings back any
   * moment since the oldest of the copies that are kept. PostgreSQL from 12.
   * @default - a backup brings back what there was when it was made, and nothing between two of them
   */
  readonly pointInTime?: PointInTimeProps;
  /**
   * Unit of systemd that is started in the guest when a backup fails, such as a service of `firstBoot.files` that tells somebody.
   * @default - none: the journal has a line of priority "crit", and the unit `isthmus-backup.service` has failed
   */
  readonly alarm?: string;
}

/** A role that logs in to the server of a {@link DatabaseVm}: an owner of databases, or one with fewer rights. */
export interface DatabaseRoleProps extends RoleProps {
  /**
   * From where alone it may log in, of PostgreSQL, MySQL and MariaDB, which list clients by address. It is written into the guest once, so
   * name what stays: pods come from the block of their cluster, or from its nodes.
   * @default - all of the system's own networks and running clusters, and those outside that the machine listened to when it was made
   */
  readonly from?: readonly LoginSource[];
}

/** From where roles log in. */
export type LoginSource = Subnet | KubernetesCluster | Machine | External;

/** A standby of a {@link DatabaseVm}: what it does not share with that. */
export interface ReplicaProps
  extends Partial<Pick<MachineProps, 'host' | 'subnet' | 'address' | 'pool' | 'image' | 'hardware' | 'apartFrom'>> {
  /**
   * Why it may be on the host of its primary, or of another standby, with which both fail.
   * @default - it may not
   */
  readonly onPrimaryHost?: { readonly because: string };
}

/** Props of a {@link DatabaseVm}. */
export interface DatabaseVmProps extends MachineProps {
  /** Which server is set up, in which version. */
  readonly engine: DatabaseEngine;
  /** Size of the disk that holds the data directory and the dumps. */
  readonly dataDisk: Size;
  /**
   * Where that disk lies, and how it is attached.
   * @default - in the machine's pool, past the host's page cache
   */
  readonly dataDiskOptions?: DataDiskOptions;
  /**
   * Databases, by name; in RabbitMQ virtual hosts. Redis and Valkey have numbers instead.
   * @default { app: {} }
   */
  readonly databases?: Readonly<Record<string, DatabaseProps>>;
  /**
   * Who logs in, by name: what there is to say of owners of databases, and roles with fewer rights. In Redis and Valkey `default` owns everything.
   * @default - the owners of the databases alone
   */
  readonly roles?: Readonly<Record<string, DatabaseRoleProps>>;
  /**
   * Makes the server speak TLS, and take no login over the network in the clear.
   * @default - it does not: whoever can listen on the way reads what is said, of Redis, Valkey and RabbitMQ passwords, too
   */
  readonly tls?: DatabaseTls;
  /**
   * Standbys, by the names of their machines: each has all data a moment later, answers whoever only reads, and becomes the primary by one command.
   * PostgreSQL from 12, MySQL, MariaDB. They are as large as it is, and set up alike.
   * @default - none: it is alone
   */
  readonly replicas?: Readonly<Record<string, ReplicaProps>>;
  /**
   * File system of the data disk.
   * @default 'xfs'
   */
  readonly filesystem?: DatabaseRole['filesystem'];
  /** @default - no dumps */
  readonly backup?: BackupProps;
}

/**
 * A database server, a store of keys and values, or a message broker: the engine on a data disk of its own, tuned to the machine's size, reachable over the network
 * from the system's own networks and running clusters only, with the verifier of each role's password as a sensitive Terraform variable.
 */
export class DatabaseVm extends Machine<DatabaseVmProps> {
  readonly kind = 'database';
  /** Its standbys, each by itself, sorted by name: `policy.allow(reports, database.replicas, …)`. */
  readonly replicas: readonly DatabaseReplica[];

  constructor(scope: Construct, id: string, props: DatabaseVmProps) {
    super(scope, id, props);
    this.replicas = this instanceof DatabaseReplica || !isRecord(props) ? [] : createReplicas(this, props);
  }

  override get listens(): readonly Port[] {
    const { engine, tls } = this.props;
    return [tls === undefined ? engine.port : engine.tlsPort];
  }

  /** How workloads get to a database of it. Each user needs a flow. */
  override connection(props: DatabaseConnectionProps = {}): DatabaseConnection {
    return databaseConnectionTo(this, this.listens, props, this.props, this.replicas.length > 0 ? new Standbys(this) : undefined);
  }

  override get dataDisks(): readonly DataDiskProps[] {
    return [{ ...this.props.dataDiskOptions, id: 'data', size: this.props.dataDisk }];
  }

  override get stateless(): boolean {
    return false;
  }
}

/** A machine that follows another one's database. */
export class DatabaseReplica extends DatabaseVm {
  constructor(
    /** The machine that it follows. */
    readonly primary: DatabaseVm,
    id: string,
    props: DatabaseVmProps,
  ) {
    super(primary, id, props);
  }
}

/** All standbys of a database under one name, `<database>-ro`, as the end of a connection. */
export class Standbys {
  constructor(
    /** The database that they follow. */
    readonly database: DatabaseVm,
  ) {}

  /** Of their Service in clusters. */
  get name(): string {
    return standbysName(this.database.name);
  }
}

/** What the standbys of a database are found by together. */
export const standbysName = (database: string): string => `${database}-ro`;

/** What is no description of a replica is reported when the system is resolved. */
function createReplicas(
  primary: DatabaseVm,
  { replicas, name: _name, address: _address, host: _host, ...props }: DatabaseVmProps,
): readonly DatabaseReplica[] {
  const made: DatabaseReplica[] = [];
  for (const [name, given] of isRecord(replicas) ? entriesInOrder(replicas) : []) {
    const { onPrimaryHost, apartFrom = props.apartFrom, ...own }: ReplicaProps = isRecord(given) ? given : {};
    // From each other, too: any of them may be the primary next.
    const apart: readonly Machine[] = [...asArray(apartFrom ?? []), ...(onPrimaryHost ? [] : [primary, ...made])];
    const all = { ...props, ...own, name, ...(apart.length > 0 && { apartFrom: apart }) };
    made.push(samePlace(new DatabaseReplica(primary, name, all), primary));
  }
  return made;
}

/** The machines of a database: itself and its standbys, or those of the one that it follows. */
export function membersOf(machine: DatabaseVm): readonly DatabaseVm[] {
  const primary = primaryOf(machine) ?? machine;
  return [primary, ...primary.replicas];
}

/** The machine that a standby follows. */
export const primaryOf = (machine: Machine): DatabaseVm | undefined => (machine instanceof DatabaseReplica ? machine.primary : undefined);
