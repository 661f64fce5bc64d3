import { addressingOf } from '../../kinds/machine/addressings';
import { outsiders } from '../../kinds/sources';
import { isolationOf } from '../../kinds/subnet';
import { type Lock, own } from '../../lock/lock';
import { destinationOf, type ResolvedFlow, type ResolvedMachine } from '../../resolved';
import { compareText, isWithin } from '../../values';
import type { Machine } from '../../workload/machine';
import type { Findings } from '../findings';
import { ORIGINS } from '../flows/origins';
import type { Inventory } from '../inventory/inventory';
import { type Refused, refusedBy } from '../machines/closed-guests';

/**
 * A guest is set up once, when it is first started, with the blocks and ports that the system had then. Says which flows of today
 * stop at that: those that its firewall does not know, and under high isolation receivers that it has no route to.
 */
export function warnOutdatedGuests(
  machines: readonly Machine[],
  resolved: readonly ResolvedMachine[],
  flows: readonly ResolvedFlow[],
  lock: Lock,
  { provisioning, admin }: Inventory,
  routes: ReadonlyMap<string, readonly string[]>,
  findings: Findings,
): void {
  const guests = new Map(resolved.map(({ name, guest }) => [name, guest]));
  const into = flowsByMachine(flows, 'to');
  const outOf = flowsByMachine(flows, 'from');
  const sources = outsiders(provisioning, admin).flatMap(({ blocks }) => blocks);
  for (const machine of machines) {
    const guest = guests.get(machine.name);
    if (!guest || !own(lock.machines, machine.name)) continue;
    const warn = (code: string, message: string): void => findings.warn({ code, path: machine.node.path, message });
    const refused = machine.configured ? (into.get(machine.name) ?? []).flatMap((flow) => refusedBy(guest.firewall, flow)) : [];
    for (const each of refused) warn('GUEST_FIREWALL_CLOSED', closedText(each, guest.baseline));
    const told = addressingOf(machine).leased ? routes.get(machine.props.subnet.node.id) : undefined;
    if (isolationOf(machine.props.subnet).outward || (!told && !machine.configured)) continue;
    const blocks = (outOf.get(machine.name) ?? []).flatMap((flow) => destinationOf(flow).map(({ cidr }) => cidr));
    const unreached = [...new Set(blocks)].filter((block) => !isWithin(block, told ?? [...guest.baseline, ...sources]));
    for (const block of unreached.sort(compareText)) warn('GUEST_ROUTE_MISSING', unroutedText(block, guest.baseline, machine, told));
  }
}

function unroutedText(block: string, baseline: readonly string[], { props }: Machine, told: readonly string[] | undefined): string {
  if (!told)
    return `It may reach ${block}, but the routes inside the guest were set up for ${baseline.join(', ')}. Add the route by hand, then add ${block} to the machine's \`baseline\` in the lock.`;
  const { id } = props.subnet.node;
  return `It may reach ${block}, but DHCP tells it of ${told.join(', ') || 'no routes'}: that was fixed when the network was made. Add the route inside the guest by hand; or take "${id}" out of \`subnets\` in the lock, run \`npx isthmus lock accept\`, and apply with the machines of the subnet shut down: its network is made anew.`;
}

/** What is missing, in words: senders that the guest does not know, or a port that is open to nobody. */
function closedText({ port, block }: Refused, baseline: readonly string[]): string {
  if (!isWithin(block, baseline)) {
    const fix = `Admit ${block} there by hand, then add it to the machine's \`baseline\` in the lock.`;
    return `${block} may reach it, but the firewall inside the guest was set up for ${baseline.join(', ')}. ${fix}`;
  }
  const fix = `Open it there by hand, then note it in the lock, under \`opened\` of the machine: "${port}": ["${block}"].`;
  return `${block} may reach it on ${port}, but the firewall inside the guest was set up without that port. ${fix}`;
}

function flowsByMachine(flows: readonly ResolvedFlow[], end: 'from' | 'to'): ReadonlyMap<string, readonly ResolvedFlow[]> {
  const map = new Map<string, ResolvedFlow[]>();
  for (const flow of flows) {
    if (flow[end].is !== 'machine' || !ORIGINS[flow.origin].stated) continue;
    const list = map.get(flow[end].name);
    if (list) list.push(flow);
    else map.set(flow[end].name, [flow]);
  }
  return map;
}
