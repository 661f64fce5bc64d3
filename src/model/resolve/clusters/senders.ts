import { type AddressBlock, type ResolvedFlow, type ResolvedGateway, sourceOf } from '../../resolved';
import { compareBlocks } from '../../values';
import { flowsInto } from './flows-into';

/** Blocks that connections to gateways come from, each once, sorted. */
export function sendersOf(gateways: readonly ResolvedGateway[], flows: readonly ResolvedFlow[]): readonly AddressBlock[] {
  const blocks = gateways.flatMap((gateway) => flowsInto(gateway, flows)).flatMap(sourceOf);
  return [...new Map(blocks.map((block) => [block.cidr, block])).values()].sort((a, b) => compareBlocks(a.cidr, b.cidr));
}
