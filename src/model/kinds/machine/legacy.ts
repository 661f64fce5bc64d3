import type { PlainRole } from '../../resolved';
import { object, optional, propsOf } from '../../shape';
import type { LegacyVm, LegacyVmProps } from '../../workload/legacy-vm';
import { emptyList, OWN_AFFAIR } from '../guest/answers';
import type { KindOfMachine } from '../guest/kind';
import { ADOPT, ANY_MACHINE, OWN_SOFTWARE } from '../guest/shapes';
import { IMAGE } from '../values';

/** A machine that is taken as it is. */
export const LEGACY: KindOfMachine<LegacyVm, PlainRole> = {
  ...OWN_AFFAIR,
  shape: object({ props: propsOf<LegacyVmProps>({ ...ANY_MACHINE, image: optional(IMAGE), ...OWN_SOFTWARE, adopt: ADOPT }) }),
  updatesItself: false,
  freeDisks: emptyList,
  // Whatever was installed by hand, data disks or not.
  rootHoldsData: () => true,
};
