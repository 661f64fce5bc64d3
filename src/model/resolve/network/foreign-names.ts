import { nodesSubnet } from '../../kinds/cluster';
import { ORIGINS } from '../../kinds/flow-origins';
import { pathOf } from '../../kinds/machine';
import { FORWARDS } from '../../network/forwards';
import {
  atEnd,
  type End,
  machineOf,
  machinesAt,
  outsideAt,
  type ResolvedExternal,
  type ResolvedFlow,
  type ResolvedMachine,
  type ResolvedSubnet,
} from '../../resolved';
import type { Machine } from '../../workload/machine';
import type { Findings } from '../findings';
import type { Inventory } from '../inventory/inventory';

/** What a name in DNS stands for. */
export interface HostName {
  readonly name: string;
  readonly address: string;
}

/** Name to address of everything that can be reached by name from a machine. */
export type Directory = ReadonlyMap<string, { readonly fqdn: string; readonly address: string }>;

/** The subnet whose DNS a sender asks: a machine, whichever card it sends by, that of its first one; pods that of their nodes. */
export function subnetAsked(inventory: Inventory, machines: readonly ResolvedMachine[]): (sender: End) => string | undefined {
  const nodesOf = new Map(inventory.clusters.map((cluster) => [cluster.node.id, nodesSubnet(cluster)?.node.id]));
  const subnetOf = new Map(machines.map(({ name, nic }) => [name, nic.subnet]));
  return atEnd<string | undefined>({
    machine: (end) => subnetOf.get(machineOf(end)),
    pair: ({ members: [first = ''] }) => subnetOf.get(first),
    subnet: ({ name }) => name,
    pods: ({ cluster }) => nodesOf.get(cluster),
    nodes: () => undefined,
    resolver: () => undefined,
    'kvm-hosts': () => undefined,
    outside: () => undefined,
  });
}

/**
 * Names of Externals that a subnet's DNS is asked for: by its machines, and by pods whose DNS asks where their nodes ask. By subnet.
 */
export function foreignNames(
  inventory: Inventory,
  machines: readonly ResolvedMachine[],
  flows: readonly ResolvedFlow[],
  externals: readonly ResolvedExternal[],
): ReadonlyMap<string, readonly HostName[]> {
  const asked = subnetAsked(inventory, machines);
  const hostnames = new Map(externals.map((external) => [external.name, Object.entries(external.hostnames ?? {})]));
  const found = new Map<string, Map<string, string>>();
  for (const { from, to } of flows) {
    const [outside, subnet] = [outsideAt(to), asked(from)];
    if (!outside || subnet === undefined) continue;
    const names = found.get(subnet) ?? new Map<string, string>();
    found.set(subnet, names);
    for (const [name, address] of hostnames.get(outside.name) ?? []) names.set(name, address);
  }
  return new Map([...found].map(([subnet, names]) => [subnet, [...names].map(([name, address]) => ({ name, address }))]));
}

/** Sources of software whose names nobody tells the machines that install from them. */
export function warnNameless(
  machines: readonly Machine[],
  subnets: readonly ResolvedSubnet[],
  flows: readonly ResolvedFlow[],
  externals: readonly ResolvedExternal[],
  findings: Findings,
): void {
  const silent = new Set(subnets.filter(({ mode, dnsForward }) => FORWARDS[mode].owned && !dnsForward).map(({ name }) => name));
  const nameless = new Set(externals.filter(({ hostnames }) => hostnames === undefined).map(({ name }) => name));
  const byName = new Map(machines.map((machine) => [machine.name, machine]));
  for (const { from, to, origin } of flows) {
    const outside = ORIGINS[origin].byName ? outsideAt(to) : undefined;
    if (!outside || !nameless.has(outside.name)) continue;
    for (const machine of machinesAt(from).flatMap((name) => byName.get(name) ?? []))
      if (silent.has(machine.props.subnet.node.id))
        findings.warn({
          code: 'SOURCE_WITHOUT_NAMES',
          path: pathOf(machine),
          message: `It installs from "${outside.name}", and the DNS of its subnet knows no name there and asks nobody: give that External \`hostnames\`, unless the image has its sources by address.`,
        });
  }
}

/** Registries that images are named by, in a domain that the nodes' DNS answers for alone. */
export function warnClaimedRegistries(inventory: Inventory, subnets: readonly ResolvedSubnet[], findings: Findings): void {
  if (inventory.root.props.sharedDomain) return;
  const bySubnet = new Map(subnets.map((subnet) => [subnet.name, subnet]));
  for (const service of inventory.workloads) {
    const subnet = bySubnet.get(nodesSubnet(service.cluster)?.node.id ?? '');
    const registry = /^([a-z0-9.-]+)(:\d+)?\//i.exec(service.props.image)?.[1] ?? '';
    if (!subnet || !FORWARDS[subnet.mode].owned || !registry.endsWith(`.${inventory.domain}`)) continue;
    if (subnet.records.some(({ names }) => names.includes(registry))) continue;
    findings.warn({
      code: 'REGISTRY_UNKNOWN',
      path: service.node.path,
      message: `Its image comes from ${registry}, in the domain ${inventory.domain} that the nodes' DNS answers for alone, and which has no such name: give the registry's External that \`hostname\`, or say that the domain is others', too (\`sharedDomain\`).`,
    });
  }
}
