import type { Subnet } from '../network/network';

/** How a machine comes by its address. */
export enum AddressedBy {
  /** Written into the guest when it is first started (cloud-init). */
  CLOUD_INIT = 'static',
  /** A reservation in the subnet's DHCP server. */
  DHCP = 'dhcp',
  /** The image has it configured already. */
  IMAGE = 'image',
}

/** A route of a network card, beside that to its own subnet. */
export interface RouteProps {
  /** CIDR block that is reached through the card. */
  readonly to: string;
  /**
   * Address of the router, in the card's subnet.
   * @default - the gateway of the subnet
   */
  readonly via?: string;
}

/** Props of a {@link NetworkInterface}. */
export interface NetworkInterfaceProps {
  /** Another one than those of the machine's other cards. */
  readonly subnet: Subnet;
  /**
   * Fixed address.
   * @default - the next free one of the subnet, then kept by the lock
   */
  readonly address?: string;
  /**
   * MAC address: six pairs of hexadecimal digits in lower case.
   * @default - one that follows from names, then kept by the lock
   */
  readonly mac?: string;
  /**
   * Whether everything that no other route leads to leaves by this card. The machine's first card does that where its subnet has a
   * default route; only where it has none (`Isolation.HIGH`, `Forward.ISOLATED`) another card can.
   * @default false
   */
  readonly defaultRoute?: boolean;
  /** @default - none: the card reaches its own subnet */
  readonly routes?: readonly RouteProps[];
  /** @default - as the machine's first card */
  readonly addressedBy?: AddressedBy;
}
