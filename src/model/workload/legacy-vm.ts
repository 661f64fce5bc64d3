import type { Port } from '../values';
import type { AdoptProps } from './adoption';
import type { DataDiskProps } from './disk';
import { type AnyMachineProps, Machine } from './machine';

/** Props of a {@link LegacyVm}. */
export interface LegacyVmProps extends Omit<AnyMachineProps, 'firstBoot' | 'waitForFirstBoot' | 'monitoring'> {
  /** @default - none */
  readonly listens?: readonly Port[];
  /** @default - none */
  readonly dataDisks?: readonly DataDiskProps[];
  /**
   * The domain that it is already, made by hand or by another tool, and taken in as it runs.
   * @default - an apply makes it
   */
  readonly adopt?: AdoptProps;
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

  override get adopt(): AdoptProps | undefined {
    return this.props.adopt;
  }

  override get configuredBy(): 'none' {
    return 'none';
  }
}
