import type { DatabaseEngine } from '../guest/database-engine';
import type { DatabaseRole } from '../resolved';
import type { Port, Size } from '../values';
import { Connection, type ConnectionProps, type DatabaseConnectionProps, meantPort } from './connection';
import { type DataDiskProps, Machine, type MachineProps } from './machine';
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
   * Name of the database and of the role that owns it.
   * @default 'app'
   */
  readonly database?: string;
  /**
   * The password of that role, as workloads are told it. The machine itself gets its verifier, as a Terraform variable.
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

/** Name of the database, and of the role that owns it. */
export const DATABASE = 'app';

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
    const own = this.props.database ?? DATABASE;
    const facts = { database: database ?? own, user: user ?? own, password: password ?? this.props.password };
    return new Connection(this, { port: meantPort(this.listens, props), ...facts });
  }

  override get dataDisks(): readonly DataDiskProps[] {
    return [{ id: 'data', size: this.props.dataDisk }];
  }

  override get stateless(): boolean {
    return false;
  }
}
