import type { ResolvedSystem } from '../model/resolved';
import { compareNames, listeningText } from './words';

/** Something with an address, a name in DNS or a MAC. */
export interface InventoryEntry {
  /** What has the address. */
  readonly what:
    | 'host'
    | 'subnet'
    | 'router'
    | 'hosts in subnet'
    | 'name server'
    | 'machine'
    | 'network card'
    | 'virtual address'
    | 'Service'
    | 'block of virtual addresses'
    | 'pods'
    | 'Services'
    | 'nodes'
    | 'external';
  /** Its name. */
  readonly name: string;
  /** Addresses and CIDRs, dotted; of a host how it is reached. Empty: the cluster gives it one. */
  readonly addresses: readonly string[];
  /** Names in DNS that lead there: of the machines' name servers fully, of clusters as pods write them. */
  readonly names: readonly string[];
  /** Of network cards alone. */
  readonly mac?: string;
  /** The subnet that the address is in. Unset: in none of the system. */
  readonly subnet?: string;
  /** The host that it is on. Unset: on several, or none. */
  readonly host?: string;
  /** The cluster that it belongs to. Unset: none. */
  readonly cluster?: string;
  /** What is listened on: `tcp/5432 (postgresql)`. */
  readonly ports: readonly string[];
}

/** Every address, name and MAC of a system: hosts first, what is outside last, by name. */
export function inventory(system: ResolvedSystem): readonly InventoryEntry[] {
  const named = namesByAddress(system);
  return KINDS.flatMap((entriesOf) => [...entriesOf(system, named)].sort((a, b) => compareNames(a.name, b.name)));
}

/** Fully qualified names that the subnets' name servers and the clusters know, by address. */
type Names = (address: string, ...own: readonly string[]) => readonly string[];

function namesByAddress({ subnets, clusters }: ResolvedSystem): Names {
  const known = new Map<string, Set<string>>();
  const add = (address: string, name: string): void => {
    known.set(address, (known.get(address) ?? new Set()).add(name));
  };
  for (const { records } of subnets) for (const { address, names } of records) for (const name of names) add(address, name);
  for (const { machineServices, standbyServices = [], namespace } of clusters) {
    for (const { machine, address } of machineServices) add(address, `${machine}.${namespace}.svc`);
    for (const { name, addresses } of standbyServices) for (const address of addresses) add(address, `${name}.${namespace}.svc`);
  }
  return (address, ...own) => [...new Set([...own, ...[...(known.get(address) ?? [])].sort()])];
}

/** What there is of each kind, in the order that it is listed in. */
const KINDS: readonly ((system: ResolvedSystem, named: Names) => readonly InventoryEntry[])[] = [
  ({ hosts }) => hosts.map(({ name, virshUri }) => ({ what: 'host', name, addresses: [virshUri], names: [], ports: [] })),
  ({ subnets }) => subnets.map(({ name, cidr }) => ({ what: 'subnet', name, addresses: [cidr], names: [], ports: [] })),
  ({ subnets }, named) =>
    subnets.map(({ name, gateway }) => ({ what: 'router', name, addresses: [gateway], names: named(gateway), subnet: name, ports: [] })),
  ({ subnets }) =>
    subnets
      // Elsewhere the host is the router.
      .filter(({ hostAddresses, gateway }) => hostAddresses.some((address) => address !== gateway))
      .map(({ name, hostAddresses }) => ({ what: 'hosts in subnet', name, addresses: hostAddresses, names: [], subnet: name, ports: [] })),
  ({ subnets }) =>
    subnets
      .filter(({ nameservers }) => nameservers.length > 0)
      .map(({ name, nameservers }) => ({ what: 'name server', name, addresses: nameservers, names: [], subnet: name, ports: [] })),
  ({ machines }, named) =>
    machines.map(({ name, nic, host, guest, listens, cluster }) => ({
      what: 'machine',
      name,
      addresses: [nic.address],
      names: named(nic.address, guest.fqdn),
      mac: nic.mac,
      subnet: nic.subnet,
      host,
      ...(cluster !== undefined && { cluster }),
      ports: listens.map(listeningText),
    })),
  ({ machines }, named) =>
    machines.flatMap(({ host, otherNics }) =>
      otherNics.map(({ name, address, mac, subnet }) => ({
        what: 'network card',
        name,
        addresses: [address],
        names: named(address),
        mac,
        subnet,
        host,
        ports: [],
      })),
    ),
  ({ pairs, machines }, named) =>
    pairs.map(({ name, address, subnet, members: [first] }) => ({
      what: 'virtual address',
      name,
      addresses: [address],
      names: named(address),
      subnet,
      ports: (machines.find((machine) => machine.name === first)?.listens ?? []).map(listeningText),
    })),
  ({ workloads, gateways }, named) =>
    [
      ...workloads.map(({ ports, ...rest }) => ({ ...rest, ports })),
      ...gateways.map(({ listeners, ...rest }) => ({ ...rest, ports: listeners.map(({ port }) => port) })),
    ].flatMap(({ name, cluster, virtualAddress, ports }) =>
      virtualAddress === undefined
        ? []
        : [
            {
              what: 'virtual address',
              name,
              addresses: [virtualAddress.address],
              names: named(virtualAddress.address, virtualAddress.fqdn),
              cluster,
              ports: ports.map(listeningText),
            },
          ],
    ),
  ({ workloads }) =>
    workloads
      .filter(({ ports }) => ports.length > 0)
      .map(({ name, namespace, cluster, ports }) => ({
        what: 'Service',
        name,
        addresses: [],
        names: [`${name}.${namespace}.svc`],
        cluster,
        ports: ports.map(listeningText),
      })),
  ({ migrations }) =>
    migrations.flatMap(({ name, port, meshes }) =>
      meshes.map(({ cluster, namespace }) => ({
        what: 'Service',
        name,
        addresses: [],
        names: [`${name}.${namespace}.svc`],
        cluster,
        ports: [listeningText(port)],
      })),
    ),
  ({ subnets }) =>
    subnets.flatMap(({ name, services }) =>
      services === undefined
        ? []
        : [{ what: 'block of virtual addresses', name, addresses: [services], names: [], subnet: name, ports: [] }],
    ),
  ({ clusters }) =>
    clusters.map(({ name, podCidr }) => ({ what: 'pods', name, addresses: [podCidr], names: [], cluster: name, ports: [] })),
  ({ clusters }) =>
    clusters.map(({ name, serviceCidr }) => ({ what: 'Services', name, addresses: [serviceCidr], names: [], cluster: name, ports: [] })),
  // Nodes that are machines of the system are listed as such.
  ({ clusters }) =>
    clusters
      .filter(({ nodes }) => nodes.length === 0)
      .map(({ name, nodeAddresses }) => ({ what: 'nodes', name, addresses: nodeAddresses, names: [], cluster: name, ports: [] })),
  ({ externals }) =>
    externals.map(({ name, blocks, hostnames = {} }) => ({
      what: 'external',
      name,
      addresses: blocks,
      names: Object.keys(hostnames),
      ports: [],
    })),
];
