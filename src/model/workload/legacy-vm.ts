import type { Port } from '../values';
import type { DataDiskProps } from './disk';
import { Machine, type MachineProps } from './machine';

/** Props of a {@link LegacyVm}. */
export interface LegacyVmProps extends Omit<MachineProps, 'firstBoot'> {
  /** @default - none */
  readonly listens?: readonly Port[];
  /** @default - none */
  readonly dataDisks?: readonly DataDiskProps[];
}

/**
 * A machine that is taken as it is: its image brings everything, nothing inside it is configured. Windows or Linux.
 * Its root disk is protected like its data disks.
 */
export class LegacyVm extends Machine<LegacyVmProps> {
  readonly kind = 'legacy';

  override get listens(): readonly Port[] {
    return this.props.listens ?? [];
  }

  override get dataDisks(): readonly DataDiskProps[] {
    return this.props.dataDisks ?? [];
  }

  override get stateless(): boolean {
    return false;
  }

  override get configuredBy(): 'none' {
    return 'none';
  }
}
