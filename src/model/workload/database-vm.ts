import type { DatabaseEngine } from '../guest/database-engine';
import type { DatabaseRole } from '../resolved';
import type { Port, Size } from '../values';
import { type DataDiskProps, Machine, type MachineProps } from './machine';

export interface BackupProps {
  /** Time of the daily dump, `HH:MM`, UTC. */
  readonly daily: string;
  /** How many dumps are kept. */
  readonly keep: number;
}

export interface DatabaseVmProps extends MachineProps {
  readonly engine: DatabaseEngine;
  /** Size of the disk that holds the data directory and the dumps. */
  readonly dataDisk: Size;
  /**
   * Name of the database and of the role that owns it.
   * @default 'app'
   */
  readonly database?: string;
  /**
   * File system of the data disk.
   * @default 'xfs'
   */
  readonly filesystem?: DatabaseRole['filesystem'];
  /** @default - no dumps */
  readonly backup?: BackupProps;
}

/**
 * A database server: the engine on a data disk of its own, tuned to the machine's size, reachable over the network
 * from the system's own networks and running clusters only, with the owner's password verifier as a sensitive Terraform variable.
 */
export class DatabaseVm extends Machine<DatabaseVmProps> {
  readonly kind = 'database';

  override get listens(): readonly Port[] {
    return [this.props.engine.port];
  }

  override get dataDisks(): readonly DataDiskProps[] {
    return [{ id: 'data', size: this.props.dataDisk }];
  }

  override get stateless(): boolean {
    return false;
  }
}
