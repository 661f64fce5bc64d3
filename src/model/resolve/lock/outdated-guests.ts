import { ORIGINS } from '../../kinds/flow-origins';
import { addressingOf } from '../../kinds/guest/addressings';
import { firstCardOf } from '../../kinds/guest/cards';
import { pathOf } from '../../kinds/machine';
import { outsiders } from '../../kinds/sources';
import { isolationOf } from '../../kinds/subnet';
import { type Lock, own } from '../../lock/lock';
import { destinationOf, type ResolvedFlow, type ResolvedMachine, thingName } from '../../resolved';
import { flowsByMachine } from '../../resolved/flows-by-machine';
import { compareText, isWithin } from '../../values';
import type { Machine } from '../../workload/machine';
import type { Findings } from '../findings';
import type { Inventory } from '../inventory/inventory';
import { type Refused, refusedBy } from '../machines/closed-guests';
import { type Change, changesOf } from '../machines/told';

/**
 * A guest is set up once, when it is first started, with what the system said then. Says which flows of today stop at that: those that
 * its firewall does not know, and under high isolation receivers that it has no route to; and what else it would be told otherwise.
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
  const byName = new Map(resolved.map((each) => [each.name, each]));
  const stated = flows.filter(({ origin }) => ORIGINS[origin].stated);
  const into = flowsByMachine(stated, 'to');
  const outOf = flowsByMachine(stated, 'from');
  const sources = outsiders(provisioning, admin).flatMap(({ blocks }) => blocks);
  for (const machine of machines) {
    const resolvedMachine = byName.get(machine.name);
    const locked = own(lock.machines, machine.name);
    if (!resolvedMachine || !locked) continue;
    const { guest } = resolvedMachine;
    const warn = (code: string, message: string): void => findings.warn({ code, path: machine.node.path, message });
    const refused = machine.configured ? (into.get(machine.name) ?? []).flatMap((flow) => refusedBy(guest.firewall, flow)) : [];
    for (const each of refused) warn('GUEST_FIREWALL_CLOSED', closedText(each, guest.baseline, machine));
    for (const change of machine.configured ? changesOf(locked.told, resolvedMachine, admin?.from?.blocks ?? []) : [])
      if (change.refused) findings.problem(change.refused(pathOf(machine), machine.name));
      else warn('GUEST_OUTDATED', outdatedText(change, machine));
    const told = addressingOf(firstCardOf(machine)).leased ? routes.get(machine.props.subnet.node.id) : undefined;
    if (isolationOf(machine.props.subnet).outward || (!told && !machine.configured)) continue;
    // What leaves by other cards has routes that are stated, and told of like all else.
    const first = (outOf.get(machine.name) ?? []).filter(({ from }) => thingName(from) === from.name);
    const blocks = first.flatMap((flow) => destinationOf(flow).map(({ cidr }) => cidr));
    const unreached = [...new Set(blocks)].filter(
      (block) => !isWithin(block, told ?? own(locked.told ?? {}, 'routes') ?? [...guest.baseline, ...sources]),
    );
    for (const block of unreached.sort(compareText)) warn('GUEST_ROUTE_MISSING', unroutedText(block, guest.baseline, machine, told));
  }
}

/** What a guest is told once is changed by hand; the lock has to learn of it. */
const noted = ({ name }: Machine): string => `then \`npx isthmus lock renew ${name}\` and synthesize`;

function outdatedText({ prop, before, now, byHand }: Change, machine: Machine): string {
  return `${prop}: inside it is set up with ${before}, the system says ${now}. That is told to a guest once, when it is first started: ${byHand}, by hand, ${noted(machine)}.`;
}

function unroutedText(block: string, baseline: readonly string[], machine: Machine, told: readonly string[] | undefined): string {
  if (!told)
    return `It may reach ${block}, but the routes inside the guest were set up for ${baseline.join(', ')}. Add the route by hand, ${noted(machine)}.`;
  const { id } = machine.props.subnet.node;
  return `It may reach ${block}, but DHCP tells it of ${told.join(', ') || 'no routes'}: that was fixed when the network was made. Add the route inside the guest by hand; or take "${id}" out of \`subnets\` in the lock, run \`npx isthmus lock accept\`, and apply with the machines of the subnet shut down: its network is made anew.`;
}

/** What is missing, in words: senders that the guest does not know, or a port that is open to nobody. */
function closedText({ port, block }: Refused, baseline: readonly string[], machine: Machine): string {
  if (!isWithin(block, baseline))
    return `${block} may reach it, but the firewall inside the guest was set up for ${baseline.join(', ')}. Admit ${block} there by hand, ${noted(machine)}.`;
  return `${block} may reach it on ${port}, but the firewall inside the guest was set up without that port. Open it there by hand, ${noted(machine)}.`;
}
