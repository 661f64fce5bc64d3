import { nodeLocalDns } from '../../kinds/cluster/dns';
import { kindOf } from '../../kinds/machine';
import { scrapersOf } from '../../kinds/monitoring';
import { foreignServersIn } from '../../kinds/pod/shares';
import { outsiders } from '../../kinds/sources';
import { forwardOf } from '../../kinds/subnet';
import { External } from '../../network/external';
import type { Subnet } from '../../network/network';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { Cidr, compareText, slugOf } from '../../values';
import { about } from '../findings';
import { externalPath, type Inventory } from '../inventory/inventory';
import { checkHostnames } from './hostnames';
import { checkHosts } from './hosts';
import type { ExternalSpace } from './space';

/** Servers of a bridged subnet, which are no part of the system. */
function serversOf(subnet: Subnet, servers: readonly string[] | undefined, what: string): External | undefined {
  if (forwardOf(subnet).owned || !servers?.length) return undefined;
  return External.cidrs(
    servers.map((server) => `${server}/32`),
    { name: `${subnet.node.id}-${what}` },
  );
}

export const nameServersOf = (subnet: Subnet): External | undefined => serversOf(subnet, subnet.props.nameservers, 'dns');

export const dhcpServersOf = (subnet: Subnet): External | undefined => serversOf(subnet, subnet.props.dhcpServers, 'dhcp');

interface Read {
  readonly external: External;
  readonly text: string;
  readonly cidrs: readonly Cidr[];
}

/** Reads everything outside the system that it speaks of. One name means one thing. */
export function readExternals(inventory: Inventory, report: Report): readonly ExternalSpace[] {
  const { allowances, provisioning, admin, subnets, clusters, workloads, machines } = inventory;
  const logins = machines.flatMap((machine) => kindOf(machine).logsInFrom(machine));
  const senders = externalsIn([...allowances.flatMap(({ from }) => from), ...logins, ...machines.flatMap(scrapersOf)]);
  const receivers = allowances.flatMap(({ to }) => externalsIn(to));
  const named = new Map<string, Read>();
  const declared = [...senders, ...receivers, ...outsiders(provisioning, admin), ...workloads.flatMap(foreignServersIn)];
  for (const external of declared) read(external, named, report);
  checkHostnames(declared, inventory, report);
  checkHosts(inventory, senders, receivers, report);
  const found = [...named].map(([name, { external, cidrs }]) => ({ name, external, cidrs }));
  // API servers are where nodes are: that they overlap with these is nothing to tell.
  for (const { facts } of clusters) if (facts.apiServer) read(facts.apiServer, named, report);
  for (const servers of [...subnets.flatMap((subnet) => [nameServersOf(subnet), dhcpServersOf(subnet)]), ...clusters.map(nodeLocalDns)]) {
    if (servers) read(servers, named, () => undefined, report);
  }
  return found.sort((a, b) => compareText(a.name, b.name));
}

const externalsIn = (ends: readonly unknown[]): readonly External[] => ends.filter((end) => end instanceof External);

function read(external: External, named: Map<string, Read>, report: Report, reportName = report): void {
  const path = externalPath(external);
  const tell = about(external, report);
  const names = Object.entries(external.props.hostnames ?? {}).map(([name, address]) => `${name} ${address}`);
  const text = [external.host ?? [], ...[...external.blocks].sort(compareText), ...names.sort(compareText)].flat().join(', ');
  const before = named.get(external.name);
  if (before?.text === text) return;
  if (before) about(external, reportName)(problems.nameClash(path, external.name, `an External of ${before.text}`));
  if (slugOf(external.name) === '') tell(problems.externalNameless(path, external.name));
  if (external.host === undefined && external.blocks.length === 0) tell(problems.missing(path, 'cidrs'));
  const cidrs = external.blocks.map((block) => Cidr.parse(block));
  for (const cidr of cidrs) if (typeof cidr === 'string') tell(problems.invalidCidr(path, 'cidr', cidr));
  named.set(external.name, { external, text, cidrs: cidrs.filter((cidr) => cidr instanceof Cidr) });
}
