import { ORIGINS } from '../../kinds/flow-origins';
import { pathOf } from '../../kinds/machine';
import { nicsOf, type ResolvedFlow, type ResolvedMachine, type ResolvedSubnet } from '../../resolved';
import type { Machine } from '../../workload/machine';
import type { Findings } from '../findings';
import type { Directory, HostName } from './foreign-names';

/**
 * The names of machines where they are known at other cards than their first, which bears the name: there it stands for the card that is,
 * and for the first of several.
 * @returns what is to be served besides, by the names of the cards that are known
 */
export function namesOfMachines(
  machines: readonly ResolvedMachine[],
): (known: readonly string[], directory: Directory) => readonly HostName[] {
  const several = machines.filter(({ otherNics }) => otherNics.length > 0);
  return (known, directory) => {
    const names = new Set(known);
    return several.flatMap(({ name, otherNics }): readonly HostName[] => {
      const other = names.has(name) ? undefined : otherNics.find((nic) => names.has(nic.name));
      const fqdn = directory.get(name)?.fqdn;
      return other && fqdn !== undefined ? [{ name: fqdn, address: other.address }] : [];
    });
  };
}

/** Machines whose flow leads to a card that the name of its machine does not stand for where they ask. */
export function warnOtherNames(
  machines: readonly Machine[],
  resolved: readonly ResolvedMachine[],
  subnets: readonly ResolvedSubnet[],
  flows: readonly ResolvedFlow[],
  directory: Directory,
  findings: Findings,
): void {
  const cards = new Map(resolved.flatMap((machine) => nicsOf(machine).map((nic) => [nic.name, { machine, nic }] as const)));
  const constructs = new Map(machines.map((machine) => [machine.name, machine]));
  const records = new Map(subnets.map((subnet) => [subnet.name, subnet.records]));
  const reached = new Set(flows.map(({ from, to }) => `${from.name} ${to.name}`));
  for (const { from, to, origin } of flows) {
    const [sender, receiver] = [cards.get(from.name), cards.get(to.name)];
    const asker = sender && constructs.get(sender.machine.name);
    if (!asker || !receiver || !ORIGINS[origin].declared || receiver.nic === receiver.machine.nic) continue;
    const fqdn = directory.get(receiver.machine.name)?.fqdn ?? '';
    const answer = records.get(sender.machine.nic.subnet)?.find(({ names }) => names.includes(fqdn))?.address;
    const isReached = nicsOf(sender.machine).some(({ name }) => reached.has(`${name} ${receiver.machine.name}`));
    if (answer === undefined || answer === receiver.nic.address || isReached) continue;
    findings.warn({
      code: 'NAME_OF_OTHER_CARD',
      path: pathOf(asker),
      message: `Its flow leads to ${receiver.nic.name} at ${receiver.nic.address}, but the DNS that it asks answers ${fqdn} with ${answer}: let it call ${directory.get(receiver.nic.name)?.fqdn}.`,
    });
  }
}
