/** What a guest has to know of one of its network cards. */
export interface CardNetwork {
  /** `static`: written into the guest by cloud-init; `dhcp`: a reservation on the subnet; `image`: already in the image. */
  readonly addressedBy: 'static' | 'dhcp' | 'image';
  /** Prefix length of the card's subnet. */
  readonly prefix: number;
  /** Default gateway; unset where another card has it, and under high isolation. */
  readonly defaultGateway?: string;
  /** CIDRs that are reached through the card besides, sorted: the system's where there is no default route, and those that are stated. */
  readonly routes: readonly { readonly to: string; readonly via: string }[];
}

/** The same of the first card, and whom the guest asks for names. */
export interface GuestNetwork extends CardNetwork {
  readonly nameservers: readonly string[];
  readonly searchDomain: string;
}
