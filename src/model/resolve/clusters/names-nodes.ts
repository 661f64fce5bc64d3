import { destinationOf, type End, governedAt, type ResolvedCluster, type ResolvedFlow, sourceOf } from '../../resolved';
import { isWithin } from '../../values';

/** Whether rules for pods of a cluster name the addresses of its own nodes. */
export function namesNodes({ name, nodeAddresses }: ResolvedCluster, flows: readonly ResolvedFlow[]): boolean {
  return flows.some((flow) => {
    const { from, to, exempt } = flow;
    const isOfIts = (end: End) => governedAt(end)?.cluster === name;
    const [sends, receives] = [isOfIts(from), isOfIts(to)];
    if (exempt !== undefined || !(sends || receives)) return false;
    const blocks = [...(sends ? destinationOf(flow) : []), ...(receives ? sourceOf(flow) : [])];
    const names = (address: string) => blocks.some(({ cidr, except }) => isWithin(address, [cidr]) && !isWithin(address, except));
    return nodeAddresses.some((address) => names(`${address}/32`));
  });
}
