import type { GuestNetwork, ResolvedMachine } from '../../resolved';
import { AddressedBy, type Machine } from '../../workload/machine';
import { forwardOf } from '../subnet';

/** What tells ways apart in which machines come by their addresses. */
interface Addressing {
  /** What messages call it. */
  readonly title: string;
  /** Why a machine cannot come by its address in this way. */
  readonly defect: (machine: Machine) => string | undefined;
  /** The subnet's DHCP server has a reservation for it, and tells it of another router by itself. */
  readonly leased: boolean;
  /** Its address, its routes and whom it asks for names are written into the guest when it is first started. */
  readonly written: boolean;
  /** What must be there before the outputs are applied, as sentences. */
  readonly prerequisites: (machine: ResolvedMachine) => readonly string[];
}

export const ADDRESSINGS: { readonly [A in GuestNetwork['addressedBy']]: Addressing } = {
  static: {
    title: 'cloud-init',
    defect: ({ configured }) => (configured ? undefined : 'nothing configures this guest'),
    leased: false,
    written: true,
    prerequisites: () => [],
  },
  dhcp: {
    title: 'DHCP',
    defect: ({ props }) => (forwardOf(props.subnet).owned ? undefined : 'a bridged subnet has no DHCP server of this system'),
    leased: true,
    written: false,
    prerequisites: () => [],
  },
  image: {
    title: 'its image',
    defect: () => undefined,
    leased: false,
    written: false,
    prerequisites: ({ name, nic }) => [`The image of ${name} has the address ${nic.address} configured.`],
  },
};

/** How a machine comes by its address. */
export const addressedBy = (machine: Machine): AddressedBy =>
  machine.props.addressedBy ?? (machine.configured ? AddressedBy.CLOUD_INIT : AddressedBy.DHCP);

/** The same, to be asked about it. */
export const addressingOf = (machine: Machine): Addressing => ADDRESSINGS[addressedBy(machine)];
