import type { LoadBalancer } from '../../edge/load-balancer';
import { type Lock, type LockedMachine, own } from '../../lock/lock';
import type { Report } from '../../problem';
import { formatIp, type Ip, parseIp } from '../../values';
import { type AddressBook, chosenAddress, freeAddress } from './plan-addresses';
import type { Space } from './space';

/**
 * The address that the machines of each pair hold in turn, by name of the pair: the user's own, the lock's, that which the load balancer had
 * as one machine, or the next free one. Clients keep on using it, so it comes before those of machines.
 */
export function planPairAddresses(
  pairs: readonly LoadBalancer[],
  space: Space,
  lock: Lock,
  book: AddressBook,
  report: Report,
): ReadonlyMap<string, string> {
  const plan = new Map<string, string>();
  for (const pair of pairs) {
    const { name, props } = pair;
    const { path } = pair.node;
    const subnet = space.subnets.get(props.subnet);
    if (!subnet) continue;
    const holder = { kind: 'pair', name } as const;
    // What it takes over from the machine that it was is its own.
    const otherHolder = (ip: Ip): string | undefined =>
      heritage(name, lock)?.address === formatIp(ip) ? undefined : book.otherHolder(ip, holder);
    const address =
      props.address === undefined
        ? (earlierAddress(pair, lock) ?? freeAddress(subnet, holder, path, book, report))
        : chosenAddress(props.address, { path, subnet }, otherHolder, report);
    if (address === undefined) continue;
    book.claim(address, holder);
    plan.set(name, formatIp(address));
  }
  return plan;
}

/** What the pair has, or the machine had that it was; undefined where that was in another subnet, which has its own problem. */
function earlierAddress({ name, props }: LoadBalancer, lock: Lock): Ip | undefined {
  const before = own(lock.pairs ?? {}, name) ?? heritage(name, lock) ?? own(lock.removed.pairs ?? {}, name);
  return before?.subnet === props.subnet.node.id ? parseIp(before.address) : undefined;
}

/** The machine that became the pair of its name, and hands its address on. One that holds data leaves like any other. */
export function heritage(name: string, { machines }: Lock): LockedMachine | undefined {
  const machine = own(machines, name);
  return machine && Object.values(machine.volumes).every((volume) => !volume.protected) ? machine : undefined;
}
