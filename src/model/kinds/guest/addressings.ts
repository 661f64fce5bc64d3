import type { CardNetwork, ResolvedNic } from '../../resolved';
import type { Machine } from '../../workload/machine';
import { AddressedBy } from '../../workload/network-interface';
import { forwardOf } from '../subnet';
import { type Card, firstCardOf } from './cards';

/** What tells ways apart in which machines come by their addresses. */
interface Addressing {
  /** What messages call it. */
  readonly title: string;
  /** Why a card cannot come by its address in this way. */
  readonly defect: (card: Card) => string | undefined;
  /** The DHCP server of its subnet has a reservation for it, and tells it of another router by itself. */
  readonly leased: boolean;
  /** Its address, its routes and whom it asks for names are written into the guest when it is first started. */
  readonly written: boolean;
  /** What must be there before the outputs are applied, as sentences. */
  readonly prerequisites: (machine: string, nic: ResolvedNic) => readonly string[];
}

export const ADDRESSINGS: { readonly [A in CardNetwork['addressedBy']]: Addressing } = {
  static: {
    title: 'cloud-init',
    defect: ({ machine }) => {
      if (!machine.configured) return 'nothing configures this guest';
      return apartFromImage(machine);
    },
    leased: false,
    written: true,
    prerequisites: () => [],
  },
  dhcp: {
    title: 'DHCP',
    defect: ({ machine, subnet }) =>
      forwardOf(subnet).owned || (subnet.props.dhcpServers ?? []).length > 0
        ? apartFromImage(machine)
        : 'a bridged subnet has no DHCP server of this system, and it is not said whose there are (`dhcpServers` of the subnet)',
    leased: true,
    written: false,
    prerequisites: () => [],
  },
  image: {
    title: 'its image',
    defect: () => undefined,
    leased: false,
    written: false,
    prerequisites: (machine, { address, mac, name }) => {
      const card = name === machine ? '' : ` on the network card ${mac} (${name})`;
      return [`The image of ${machine} has the address ${address} configured${card}.`];
    },
  },
};

/** How a card comes by its address: as the first one of its machine, unless something else is said. */
export const addressedBy = ({ machine, addressedBy: stated }: Card): AddressedBy =>
  stated ??
  firstCardOf(machine).addressedBy ??
  (machine.configured ? AddressedBy.CLOUD_INIT : machine.adopt ? AddressedBy.IMAGE : AddressedBy.DHCP);

/** The same, to be asked about it. */
export const addressingOf = (card: Card): Addressing => ADDRESSINGS[addressedBy(card)];

/** cloud-init is told to leave the network alone, or it writes all of it. */
const apartFromImage = (machine: Machine): string | undefined =>
  machine.configured && addressedBy(firstCardOf(machine)) === AddressedBy.IMAGE
    ? 'the image has the first card configured, and cloud-init configures all cards or none'
    : undefined;
