import type { PlainRole } from '../../resolved';
import { object, propsOf } from '../../shape';
import type { LegacyVm, LegacyVmProps } from '../../workload/legacy-vm';
import { emptyList, firewallOfItsOs, itself, itsOwnPorts, no, nothing, plainRole, sizeOfItsOs } from '../guest/answers';
import type { KindOfMachine } from '../guest/kind';
import { ANY_MACHINE, OWN_SOFTWARE } from '../guest/shapes';

/** A machine that is taken as it is. */
export const LEGACY: KindOfMachine<LegacyVm, PlainRole> = {
  title: 'The machine',
  shape: object({ props: propsOf<LegacyVmProps>({ ...ANY_MACHINE, ...OWN_SOFTWARE }) }),
  declaredAt: itself,
  check: nothing,
  installs: undefined,
  updatesItself: false,
  heldBack: emptyList,
  freeDisks: emptyList,
  nodeOf: nothing,
  refusesCards: undefined,
  rootDisk: sizeOfItsOs,
  // Whatever was installed by hand, data disks or not.
  rootHoldsData: () => true,
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
