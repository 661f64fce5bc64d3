import type { PlainRole } from '../../resolved';
import { flag, object, optional, propsOf } from '../../shape';
import type { VirtualMachine, VirtualMachineProps } from '../../workload/virtual-machine';
import { emptyList, firewallOfItsOs, itself, itsOwnPorts, no, nothing, plainRole, sizeOfItsOs } from '../guest/answers';
import type { KindOfMachine } from '../guest/kind';
import { MACHINE, OWN_SOFTWARE } from '../guest/shapes';

/** A machine whose operating system is set up, and whose software is the user's own affair. */
export const VIRTUAL_MACHINE: KindOfMachine<VirtualMachine, PlainRole> = {
  title: 'The machine',
  shape: object({ props: propsOf<VirtualMachineProps>({ ...MACHINE, ...OWN_SOFTWARE, stateless: optional(flag) }) }),
  declaredAt: itself,
  check: nothing,
  installs: undefined,
  updatesItself: true,
  heldBack: emptyList,
  freeDisks: ({ dataDisks }) => dataDisks.map(({ id }) => id),
  nodeOf: nothing,
  refusesCards: undefined,
  rootDisk: sizeOfItsOs,
  // Without data disks it is where the data is.
  rootHoldsData: ({ dataDisks }) => dataDisks.length === 0,
  locked: () => ({}),
  servesEverybody: false,
  opensTo: 'system',
  admits: itsOwnPorts,
  firewallBy: firewallOfItsOs,
  adminPorts: emptyList,
  fetches: emptyList,
  backup: nothing,
  backends: emptyList,
  isDatabase: false,
  listsClients: no,
  role: plainRole,
  variables: emptyList,
  logsInFrom: emptyList,
  prerequisites: emptyList,
};
