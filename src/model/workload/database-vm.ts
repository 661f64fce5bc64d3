import type { DatabaseEngine } from '../guest/database-engine';
import type { DatabaseRole } from '../resolved';
import type { Port, Size } from '../values';
import { Connection, type ConnectionProps, type DatabaseConnectionProps, meantPort } from './connection';
import type { DataDiskOptions, DataDiskProps } from './disk';
import { Machine, type MachineProps } from './machine';
import type { SecretKey } from './secret';

/** Daily dumps of a database, onto its own data disk. */
export interface BackupProps {
  /** Time of the daily dump, `HH:MM`, UTC. */
  readonly daily: string;
  /** How many dumps are kept. */
  readonly keep: number;
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
   * Name of the database.
   * @default 'app'
   */
  readonly database?: string;
  /**
   * Name of the role that owns it.
   * @default - called like the database
   */
  readonly owner?: string;
  /**
   * SQL that the owner runs in the database when that is made: tables, and what has to be in them. It runs once, at first boot, before anybody
   * can log in, and never in a database that is there, such as that of a disk that was kept. At most 64 KiB; a file is read by the
   * program: `readFileSync('schema.sql', 'utf8')`. Whoever may read the outputs can read it: no passwords.
   * @default - none: the database is empty
   */
  readonly initialSql?: string;
  /**
   * The owner's password, as workloads are told it. The machine itself gets its verifier, as a Terraform variable.
   * @default - none: connections have to name one
   */
  readonly password?: SecretKey;
  /**
   * File system of the data disk.
   * @default 'xfs'
   */
  readonly filesystem?: DatabaseRole['filesystem'];
  /** @default - no dumps */
  readonly backup?: BackupProps;
}

/** Its name, unless it is given one. */
export const DEFAULT_DATABASE = 'app';

/** What a database and its owner are called. */
export const namesOf = ({
  database = DEFAULT_DATABASE,
  owner = database,
}: DatabaseVmProps): { readonly database: string; readonly owner: string } => ({
  database,
  owner,
});

/**
 * A database server: the engine on a data disk of its own, tuned to the machine's size, reachable over the network
 * from the system's own networks and running clusters only, with the owner's password verifier as a sensitive Terraform variable.
 */
export class DatabaseVm extends Machine<DatabaseVmProps> {
  readonly kind = 'database';

  override get listens(): readonly Port[] {
    return [this.props.engine.port];
  }

  /** How workloads get to its database. Each user needs a flow. */
  override connection({ user, database, password, ...props }: ConnectionProps & DatabaseConnectionProps = {}): Connection {
    const own = namesOf(this.props);
    const facts = { database: database ?? own.database, user: user ?? own.owner, password: password ?? this.props.password };
    return new Connection(this, { port: meantPort(this.listens, props), ...facts });
  }

  override get dataDisks(): readonly DataDiskProps[] {
    return [{ ...this.props.dataDiskOptions, id: 'data', size: this.props.dataDisk }];
  }

  override get stateless(): boolean {
    return false;
  }
}
