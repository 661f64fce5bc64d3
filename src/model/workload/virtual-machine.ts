import type { WindowsSetup } from '../guest/windows-setup';
import type { Port } from '../values';
import type { DataDiskProps } from './disk';
import { Machine, type MachineProps } from './machine';

/** Props of a {@link VirtualMachine}. */
export interface VirtualMachineProps extends MachineProps {
  /** @default - none */
  readonly listens?: readonly Port[];
  /** @default - none */
  readonly dataDisks?: readonly DataDiskProps[];
  /**
   * Whether it can be made again from its image without loss. The root disk of any other machine without data disks is protected.
   * @default false
   */
  readonly stateless?: boolean;
  /**
   * What is done in it when it is first started. Windows only.
   * @default - nothing: a Windows guest is left as its image has it
   */
  readonly windowsSetup?: WindowsSetup;
}

/** A virtual machine whose operating system is set up and whose software is the user's own affair. */
export class VirtualMachine extends Machine<VirtualMachineProps> {
  readonly kind = 'virtual-machine';

  override get listens(): readonly Port[] {
    return this.props.listens ?? [];
  }

  override get dataDisks(): readonly DataDiskProps[] {
    return this.props.dataDisks ?? [];
  }

  override get stateless(): boolean {
    return this.props.stateless ?? false;
  }

  override get windowsSetup(): WindowsSetup | undefined {
    return this.props.windowsSetup;
  }
}
