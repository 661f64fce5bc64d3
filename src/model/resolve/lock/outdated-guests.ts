import { type Lock, own } from '../../lock/lock';
import type { ResolvedFlow } from '../../resolved';
import { Cidr, compareText } from '../../values';
import type { Machine } from '../../workload/machine';
import type { Findings } from '../findings';
import type { Inventory } from '../inventory/inventory';

/** Flows that guests' own firewalls and routes have to let through, by what users said. */
const CARRIED: ReadonlySet<ResolvedFlow['origin']> = new Set<ResolvedFlow['origin']>(['declared', 'load-balancer-backend']);

/**
 * A guest is set up once, when it is first started, with the blocks that the system had then. Says which flows of today stop at
 * that: senders that its firewall does not know, and under high isolation receivers that it has no route to.
 */
export function warnOutdatedGuests(
  machines: readonly Machine[],
  flows: readonly ResolvedFlow[],
  lock: Lock,
  { provisioning, admin }: Inventory,
  findings: Findings,
): void {
  const senders = blocksByMachine(flows, 'to');
  const receivers = blocksByMachine(flows, 'from');
  const sources = [...Object.values(provisioning), admin?.from].flatMap((source) => source?.blocks ?? []);
  for (const machine of machines) {
    const baseline = own(lock.machines, machine.name)?.baseline;
    if (!baseline || !machine.configured) continue;
    const warn = (code: string, message: string): void => findings.warn({ code, path: machine.node.path, message });
    const known = baseline.join(', ');
    for (const block of strangers(senders.get(machine.name), baseline)) {
      const fix = `Admit ${block} there by hand, then add it to the machine's \`baseline\` in the lock.`;
      warn('GUEST_FIREWALL_CLOSED', `${block} may reach it, but the firewall inside the guest was set up for ${known}. ${fix}`);
    }
    if (machine.props.subnet.props.isolation !== 'high') continue;
    for (const block of strangers(receivers.get(machine.name), [...baseline, ...sources])) {
      const fix = `Add the route by hand, then add ${block} to the machine's \`baseline\` in the lock.`;
      warn('GUEST_ROUTE_MISSING', `It may reach ${block}, but the routes inside the guest were set up for ${known}. ${fix}`);
    }
  }
}

function blocksByMachine(flows: readonly ResolvedFlow[], end: 'from' | 'to'): ReadonlyMap<string, Set<string>> {
  const map = new Map<string, Set<string>>();
  for (const flow of flows) {
    if (flow[end].kind !== 'machine' || !CARRIED.has(flow.origin)) continue;
    const blocks = map.get(flow[end].name) ?? new Set();
    for (const { cidr } of end === 'to' ? flow.source.blocks : flow.destination) blocks.add(cidr);
    map.set(flow[end].name, blocks);
  }
  return map;
}

/** Blocks that do not lie in any of `known`. */
function strangers(blocks: ReadonlySet<string> | undefined, known: readonly string[]): readonly string[] {
  const read = (texts: Iterable<string>): Cidr[] => [...texts].map((text) => Cidr.parse(text)).filter((cidr) => cidr instanceof Cidr);
  const admitted = read(known);
  return read(blocks ?? [])
    .filter((cidr) => !admitted.some((block) => block.contains(cidr)))
    .map(String)
    .sort(compareText);
}
