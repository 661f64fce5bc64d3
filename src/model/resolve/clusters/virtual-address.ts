import type { ResolvedVirtualAddress } from '../../resolved';
import type { AddressLookup } from '../flows/addressing';
import type { Inventory } from '../inventory/inventory';

export const virtualAddress = (
  name: string,
  inventory: Inventory,
  addresses: AddressLookup,
): { virtualAddress?: ResolvedVirtualAddress } => {
  const address = addresses.service(name);
  return address === undefined ? {} : { virtualAddress: { address, fqdn: `${name}.${inventory.domain}` } };
};
