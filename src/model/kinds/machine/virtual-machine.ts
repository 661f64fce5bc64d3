import type { PlainRole } from '../../resolved';
import { flag, object, optional, propsOf } from '../../shape';
import { Port } from '../../values';
import type { VirtualMachine, VirtualMachineProps } from '../../workload/virtual-machine';
import { OWN_AFFAIR } from '../guest/answers';
import type { KindOfMachine } from '../guest/kind';
import { MACHINE, OWN_SOFTWARE } from '../guest/shapes';
import { WINDOWS_SETUP } from '../guest/windows-setup-shape';

/** WinRM over HTTPS (IANA: wsmans). */
const WINRM = Port.tcp(5986, 'wsmans').resolved;
const SSH = Port.tcp(22, 'ssh').resolved;

/** A machine whose operating system is set up, and whose software is the user's own affair. */
export const VIRTUAL_MACHINE: KindOfMachine<VirtualMachine, PlainRole> = {
  ...OWN_AFFAIR,
  shape: object({
    props: propsOf<VirtualMachineProps>({ ...MACHINE, ...OWN_SOFTWARE, stateless: optional(flag), windowsSetup: optional(WINDOWS_SETUP) }),
  }),
  updatesItself: true,
  adminPorts: (machine) => {
    const { winRm, ssh } = (machine.setsUpWindows ? machine.windowsSetup?.props : undefined) ?? {};
    return [...(winRm ? [WINRM] : []), ...(ssh ? [SSH] : [])];
  },
  freeDisks: ({ dataDisks }) => dataDisks.map(({ id }) => id),
  // Without data disks it is where the data is.
  rootHoldsData: ({ dataDisks }) => dataDisks.length === 0,
};
