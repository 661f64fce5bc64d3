import { nicsOf, type ResolvedSystem } from '../model/resolved';
import { compareText } from '../model/values';
import { type Exposure, exposures } from './exposure';
import type { FlowFacts } from './matrix';
import { nameOfEnd } from './words';

/** What a name stands for on the network. */
export interface NamedAddress {
  /** Whose it is. */
  readonly name: string;
  /** What has it. */
  readonly what:
    | 'VM'
    | 'pair of VMs'
    | 'virtual address'
    | 'subnet'
    | 'pods of cluster'
    | 'Services of cluster'
    | 'nodes of cluster'
    | 'external';
  /** Addresses and CIDRs. */
  readonly addresses: readonly string[];
}

/** All of a system that a reviewer of its policy approves, as plain data: what is kept to be compared with later. */
export interface PolicySnapshot {
  /** Of this format. */
  readonly version: 3;
  /** Name of the system. */
  readonly system: string;
  /** All flows, without what does not concern a review. */
  readonly flows: readonly FlowFacts[];
  /** Addresses and blocks that the flows go between. */
  readonly addresses: readonly NamedAddress[];
  /** What is reachable from outside of the system. */
  readonly exposures: readonly Exposure[];
}

/** Sorted like the system itself, so that equal policies give equal snapshots. */
export function policySnapshot(system: ResolvedSystem): PolicySnapshot {
  return {
    version: 3,
    system: system.name,
    flows: system.flows.map(({ origin, from, to, ports, dialledPorts, because, enforcement, plaintextPorts }) => ({
      origin,
      from: nameOfEnd(from),
      to: nameOfEnd(to),
      ports,
      dialledPorts,
      because,
      enforcement,
      plaintextPorts,
    })),
    addresses: namedAddresses(system),
    exposures: exposures(system),
  };
}

/** Whatever has an address of its own, by kind and name. */
export function namedAddresses(system: ResolvedSystem): readonly NamedAddress[] {
  const all: NamedAddress[] = [
    ...system.machines.flatMap((machine) =>
      nicsOf(machine).map(({ name, address, speaksFor }) => ({ name, what: 'VM' as const, addresses: [address, ...speaksFor] })),
    ),
    ...system.pairs.map(({ name, address }) => ({ name, what: 'pair of VMs' as const, addresses: [address] })),
    ...[...system.workloads, ...system.gateways].flatMap(({ name, virtualAddress }) =>
      virtualAddress ? [{ name, what: 'virtual address' as const, addresses: [virtualAddress.address] }] : [],
    ),
    ...system.subnets.map(({ name, cidr }) => ({ name, what: 'subnet' as const, addresses: [cidr] })),
    ...system.clusters.flatMap(({ name, podCidr, serviceCidr, nodes, nodeAddresses }) => [
      { name, what: 'pods of cluster' as const, addresses: [podCidr] },
      { name, what: 'Services of cluster' as const, addresses: [serviceCidr] },
      // Nodes that are VMs of the system are listed as such.
      ...(nodes.length === 0 ? [{ name, what: 'nodes of cluster' as const, addresses: nodeAddresses }] : []),
    ]),
    ...system.externals.map(({ name, blocks }) => ({ name, what: 'external' as const, addresses: blocks })),
  ];
  return all.sort((a, b) => compareText(a.what, b.what) || compareText(a.name, b.name));
}
