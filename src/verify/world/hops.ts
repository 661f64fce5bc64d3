import { type Opening, through } from '../guest/firewall';
import type { Pods } from '../kubernetes/pods';
import type { Remote } from '../kubernetes/policies';
import { type Service, targetOf } from '../kubernetes/services';
import type { Packets, Through } from '../nwfilter/interface-filter';
import type { Hop } from '../packets';
import { ALL_ADDRESSES } from '../sets/addresses';
import { difference, type Interval, intersection, union } from '../sets/intervals';
import { PROTOCOL_NUMBERS, portsOf } from '../sets/transport';
import type { Cluster, Machine } from './world';

const ANY_ADDRESS = ALL_ADDRESSES[0] as Interval;
const everything = (packets: Packets, by: string, certain = true): readonly Through[] => [{ ...packets, by, certain }];

/** The filter on a machine's card. */
export const cardHop = (machine: Machine, direction: 'in' | 'out'): Hop => ({
  name: `the filter of ${machine.name} (${direction})`,
  pass: (packets) => machine.filter.through(direction, packets),
});

/** What a machine's own firewall lets in: packets that open a connection, or such as answer its own. */
export const guestHop = ({ name, guest }: Machine, what: 'openings' | 'answers'): readonly Hop[] =>
  guest?.firewall ? [firewallHop(`the firewall inside ${name}`, guest.firewall[what])] : [];

const firewallHop = (name: string, openings: readonly Opening[]): Hop => ({ name, pass: (packets) => through(openings, packets) });

/** Where the clients of a database server may come from; whatever is not for its port passes. */
export const clientsHop = ({ name, guest }: Machine): readonly Hop[] => {
  if (!guest?.database?.listsClients) return [];
  const { port, clients } = guest.database;
  const known = union(...clients.map((client) => client.addresses));
  const by = `clients of the database of ${name}`;
  const pass = (packets: Packets): readonly Through[] => {
    const isAsked = packets.protocol[0] <= PROTOCOL_NUMBERS.tcp && PROTOCOL_NUMBERS.tcp <= packets.protocol[1];
    const asked = isAsked ? intersection([packets.dstPorts], [[port, port]]) : [];
    const others = difference([packets.dstPorts], asked).map((dstPorts) => ({ ...packets, dstPorts, by, certain: true }));
    const own = asked.flatMap((dstPorts) =>
      intersection([packets.src], known).map((src) => ({ ...packets, src, dstPorts, by, certain: true })),
    );
    return [...others, ...own];
  };
  return [{ name: `the list of ${by}`, pass }];
};

/** The routes that a guest was given; it may give itself others. */
export const guestRoutesHop = ({ name, reaches }: Machine): Hop => ({
  name: `the routes of ${name}`,
  pass: (packets) => {
    const by = `routes of ${name}`;
    if (!reaches) return everything(packets, by);
    const known = intersection([packets.dst], reaches).map((dst) => ({ ...packets, dst, by, certain: true }));
    const unknown = difference([packets.dst], reaches).map((dst) => ({ ...packets, dst, by, certain: false }));
    return [...known, ...unknown];
  },
});

/** A place through which everything goes, though not certainly. */
export const doubtfulHop = (name: string): Hop => ({ name, pass: (packets) => everything(packets, name, false) });

/** Another source address from here on; unset: one that is not known. */
export const sourceHop = (address: number | undefined, name: string, certain = true): Hop => ({
  name,
  pass: (packets) => everything(packets, name, certain),
  leave: (packets) => ({ ...packets, src: address === undefined ? ANY_ADDRESS : [address, address] }),
});

/** Another destination from here on: what undoes {@link sourceHop} for answers. */
export const destinationHop = (dst: Interval, name: string): Hop => ({
  name,
  pass: (packets) => everything(packets, name),
  leave: (packets) => ({ ...packets, dst }),
});

/** NetworkPolicies at pods that send to addresses. */
export const egressHop = (cluster: Cluster, pods: Pods): Hop => ({
  name: `the NetworkPolicies of ${pods.name} (egress)`,
  pass: (packets) =>
    cluster.policies.grants('egress', pods, { addresses: [packets.dst] }).flatMap(({ addresses, traffic, by, certain }) =>
      addresses.flatMap((dst) =>
        intersection(portsOf(traffic, packets.protocol[0]), [packets.dstPorts]).map((dstPorts) => ({
          ...packets,
          dst,
          dstPorts,
          by,
          certain,
        })),
      ),
    ),
});

/** NetworkPolicies between pods of a cluster, and the mesh in front of the receiver. */
export const podsHop = (cluster: Cluster, from: Pods, to: Pods): Hop => ({
  name: `the policies between ${from.name} and ${to.name}`,
  pass: (packets) => {
    const tunnelled = from.mesh === 'ambient' && to.mesh === 'ambient' && packets.protocol[0] === PROTOCOL_NUMBERS.tcp;
    const out = cluster.policies.grants('egress', from, { pods: to });
    const found: Through[] = [];
    for (const sent of out) {
      for (const received of cluster.policies.grants('ingress', to, { pods: from })) {
        const traffic = intersection(sent.traffic, received.traffic);
        // What both nodes' proxies carry has the tunnel's port wherever policies see it.
        const ports = portsOf(traffic, packets.protocol[0]);
        const open = tunnelled
          ? intersection(ports, [TUNNEL]).length > 0
            ? [packets.dstPorts]
            : []
          : intersection(ports, [packets.dstPorts]);
        const identity = from.mesh && cluster.facts.mesh && { ...from, trustDomain: cluster.facts.mesh.trustDomain };
        const admitted = admittedByMesh(cluster, to, { addresses: from.addresses, ...(identity && { identity }) }, packets.protocol[0]);
        for (const { ports: meshPorts, by } of admitted) {
          for (const dstPorts of intersection(open, meshPorts)) {
            found.push({ ...packets, dstPorts, by: [sent.by, received.by, ...by].join(', '), certain: sent.certain && received.certain });
          }
        }
      }
    }
    return found;
  },
});

/** Port of the tunnel between proxies in ambient mode (HBONE). */
const TUNNEL: Interval = [15008, 15008];

type Sender = Parameters<Cluster['mesh']['allowedByAddress']>[1];

/** What the mesh lets through; it handles TCP only. */
function admittedByMesh({ mesh }: Cluster, to: Pods, sender: Sender, protocol: number): ReturnType<Cluster['mesh']['allowedByAddress']> {
  if (!to.mesh || protocol !== PROTOCOL_NUMBERS.tcp) return [{ addresses: sender.addresses, ports: [[0, 65535]], by: [] }];
  return mesh.allowedByAddress(to, sender);
}

/** From a node to pods behind a Service's virtual address (or, without a Service, at the pods' own addresses). */
export const deliveryHop = (cluster: Cluster, to: Pods, service?: Service): Hop => ({
  name: `the policies of ${to.name} (ingress)`,
  pass: (packets) => {
    const targets = service
      ? service.ports
          .filter(({ protocol, port }) => protocol === packets.protocol[0] && packets.dstPorts[0] <= port && port <= packets.dstPorts[1])
          .map((each) => ({ dialled: [each.port, each.port] as const, target: targetOf(each, to) }))
      : [{ dialled: undefined, target: undefined }];
    return targets.flatMap(({ dialled, target }) => {
      if (service && target === undefined) return [];
      const wanted: Interval = target === undefined ? packets.dstPorts : [target, target];
      return received(cluster, to, packets, wanted).map((through) => ({ ...through, dstPorts: dialled ?? through.dstPorts }));
    });
  },
});

function received(cluster: Cluster, to: Pods, packets: Packets, dstPorts: Interval): readonly Through[] {
  const remote: Remote = { addresses: [packets.src] };
  const [protocol] = packets.protocol;
  const admitted = admittedByMesh(cluster, to, remote, protocol);
  return cluster.policies.grants('ingress', to, remote).flatMap(({ addresses, traffic, by, certain }) =>
    admitted.flatMap((mesh) => {
      const ports = intersection(intersection(portsOf(traffic, protocol), [dstPorts]), mesh.ports);
      return intersection(addresses, mesh.addresses).flatMap((src) =>
        ports.map((open) => ({ ...packets, src, dstPorts: open, by: [by, ...mesh.by].join(', '), certain })),
      );
    }),
  );
}
