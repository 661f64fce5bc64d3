import { BlockList } from 'node:net';
import type { AddressBlock } from '../../../src';

/** Whether an address lies in one of the blocks, and in none of that block's exceptions. */
export const isIn = (blocks: readonly AddressBlock[], address: string): boolean =>
  blocks.some(({ cidr, except }) => contains([cidr], address) && !contains(except, address));

function contains(cidrs: readonly string[], address: string): boolean {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [block = '', prefix] = cidr.split('/');
    list.addSubnet(block, Number(prefix));
  }
  return list.check(address);
}
