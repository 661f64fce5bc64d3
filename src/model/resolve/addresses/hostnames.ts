import type { External } from '../../network/external';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { Cidr, isHostName, parseIp } from '../../values';
import { about } from '../findings';
import { externalPath, type Inventory, nameOf } from '../inventory/inventory';

/** Names in DNS that Externals are given: one name is one address, and none of the system's own. */
export function checkHostnames(externals: readonly External[], inventory: Inventory, report: Report): void {
  const { machines, workloads, gateways, domain } = inventory;
  const holders = new Map<string, { readonly path: string; readonly address?: string }>();
  for (const construct of [...machines, ...workloads, ...gateways])
    holders.set(`${nameOf(construct)}.${domain}`, { path: construct.node.path });
  for (const external of externals) {
    const path = externalPath(external);
    const tell = about(external, report);
    for (const [hostname, address] of Object.entries(external.props.hostnames ?? {})) {
      if (!isHostName(hostname)) tell(problems.invalidDomain(path, hostname));
      if (parseIp(address) === undefined) tell(problems.invalidAddress(path, `hostnames.${hostname}`, address));
      else if (!holds(external, address)) tell(problems.hostnameOutside(path, hostname, address, external.blocks.join(', ')));
      const other = holders.get(hostname);
      if (other && other.address !== address) tell(problems.nameClash(path, hostname, other.path));
      holders.set(hostname, { path, address });
    }
  }
}

function holds({ blocks }: External, address: string): boolean {
  const ip = parseIp(address);
  return blocks.some((block) => {
    const cidr = Cidr.parse(block);
    // A block that is none has been reported.
    return !(cidr instanceof Cidr) || (ip !== undefined && cidr.contains(ip));
  });
}
