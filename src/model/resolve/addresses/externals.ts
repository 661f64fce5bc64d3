import { foreignServersIn } from '../../kinds/pod/shares';
import { outsiders } from '../../kinds/sources';
import { forwardOf } from '../../kinds/subnet';
import type { Subnet } from '../../network/network';
import { External } from '../../policy/external';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { Cidr, compareText, slugOf } from '../../values';
import { nodeLocalDns } from '../clusters/cluster-dns';
import { about } from '../findings';
import type { Inventory } from '../inventory/inventory';
import { checkHostnames } from './hostnames';
import type { ExternalSpace } from './space';

/** The name servers of a bridged subnet, which are no part of the system. */
export function nameServersOf(subnet: Subnet): External | undefined {
  const servers = subnet.props.nameservers ?? [];
  if (forwardOf(subnet).owned || servers.length === 0) return undefined;
  return External.cidrs(
    servers.map((server) => `${server}/32`),
    { name: `${subnet.node.id}-dns` },
  );
}

interface Read {
  readonly external: External;
  readonly text: string;
  readonly cidrs: readonly Cidr[];
}

/** Reads everything outside the system that it speaks of. One name means one thing. */
export function readExternals(inventory: Inventory, report: Report): readonly ExternalSpace[] {
  const { allowances, provisioning, admin, subnets, clusters, workloads } = inventory;
  const ends = allowances.flatMap(({ from, to }) => [...from, ...to]).filter((end) => end instanceof External);
  const named = new Map<string, Read>();
  const declared = [...ends, ...outsiders(provisioning, admin), ...workloads.flatMap(foreignServersIn)];
  for (const external of declared) read(external, named, report);
  checkHostnames(declared, inventory, report);
  const found = [...named].map(([name, { external, cidrs }]) => ({ name, external, cidrs }));
  // API servers are where nodes are: that they overlap with these is nothing to tell.
  for (const { facts } of clusters) if (facts.apiServer) read(facts.apiServer, named, report);
  for (const servers of [...subnets.map(nameServersOf), ...clusters.map(nodeLocalDns)]) {
    if (servers) read(servers, named, () => undefined, report);
  }
  return found.sort((a, b) => compareText(a.name, b.name));
}

function read(external: External, named: Map<string, Read>, report: Report, reportName = report): void {
  const path = `External "${external.name}"`;
  const tell = about(external, report);
  const names = Object.entries(external.props.hostnames ?? {}).map(([name, address]) => `${name} ${address}`);
  const text = [...[...external.blocks].sort(compareText), ...names.sort(compareText)].join(', ');
  const before = named.get(external.name);
  if (before?.text === text) return;
  if (before) about(external, reportName)(problems.nameClash(path, external.name, `an External of ${before.text}`));
  if (slugOf(external.name) === '') tell(problems.externalNameless(path, external.name));
  if (external.blocks.length === 0) tell(problems.missing(path, 'cidrs'));
  const cidrs = external.blocks.map((block) => Cidr.parse(block));
  for (const cidr of cidrs) if (typeof cidr === 'string') tell(problems.invalidCidr(path, 'cidr', cidr));
  named.set(external.name, { external, text, cidrs: cidrs.filter((cidr) => cidr instanceof Cidr) });
}
