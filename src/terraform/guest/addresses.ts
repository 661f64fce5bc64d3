import { Address4 } from 'ip-address';

/** A block as network and mask, e.g. `10.1.0.0/255.255.0.0`: the form that older programs know. */
export function netmask(cidr: string): string {
  const block = new Address4(cidr);
  const mask = block.subnetMask === 0 ? 0 : (0xffffffff << (32 - block.subnetMask)) >>> 0;
  const octets = [24, 16, 8, 0].map((shift) => (mask >>> shift) & 0xff);
  return `${block.startAddress().correctForm()}/${octets.join('.')}`;
}

/** Whether a block is every IPv4 address. */
export const isEverywhere = (block: string): boolean => block === '0.0.0.0/0';
