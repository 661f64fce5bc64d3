import type { Fields } from '../fields';

/** Addresses that MetalLB gives to Services. */
export interface AddressPool {
  readonly name: string;
  readonly namespace: string;
  /** Blocks or ranges, as they are written. */
  readonly addresses: readonly string[];
  /** Services get addresses of it without asking for one. */
  readonly givesUnasked: boolean;
  /** It is for everybody's Services. */
  readonly forEverybody: boolean;
}

/** Reads the spec of an IPAddressPool (https://metallb.io/apis, "IPAddressPoolSpec"). */
export function readPool(name: string, namespace: string, spec: Fields): AddressPool {
  const allocation = spec.object('serviceAllocation', (fields) =>
    ['namespaces', 'namespaceSelectors', 'serviceSelectors'].some((each) => fields.has(each)),
  );
  return {
    name,
    namespace,
    addresses: spec.texts('addresses') ?? [],
    givesUnasked: !spec.has('autoAssign') || spec.isTrue('autoAssign'),
    forEverybody: allocation !== true,
  };
}

/** Pools whose addresses are answered for; unset: all of its namespace. */
export interface Announcement {
  readonly namespace: string;
  readonly pools?: readonly string[];
}

/** Reads the spec of an L2Advertisement or a BGPAdvertisement; it may be missing. */
export function readAnnouncement(namespace: string, spec: Fields | undefined): Announcement {
  // Pools that are chosen by labels are not known by name.
  const pools = spec?.texts('ipAddressPools') ?? (spec?.has('ipAddressPoolSelectors') ? [] : undefined);
  return { namespace, ...(pools && { pools }) };
}
