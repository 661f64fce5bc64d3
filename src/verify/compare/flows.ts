import { destinationOf, type ResolvedFlow, type ResolvedPort, sourceOf } from '../../model/resolved';
import type { Packets } from '../nwfilter/interface-filter';
import { address } from '../sets/addresses';
import { covers, type Interval } from '../sets/intervals';
import { cardHop } from '../world/hops';
import { answers, obstacles } from '../world/packets';
import { assurance } from '../world/reach';
import { waysBetween } from '../world/ways';
import type { Machine, Party } from '../world/world';
import type { Difference } from './difference';
import { addressesOf, type Model, portsOf, protocolOf } from './model';

/** Flows of the model that the outputs do not carry from every port that senders may use, or whose answers they stop. */
export function missingFlows(model: Model): readonly Difference[] {
  return model.flows.flatMap((flow) => {
    const stops = stopsOf(flow, model);
    return stops.length === 0 ? [] : [missing(flow, stops)];
  });
}

const missing = ({ id, origin, from, to }: ResolvedFlow, stops: readonly string[]): Difference => ({
  kind: 'missing',
  about: id,
  text: `${from.name} → ${to.name} (${origin}) is allowed by the model, but ${[...new Set(stops)].join('; ')}`,
});

export const portText = ({ protocol, from, to }: ResolvedPort): string => {
  if (protocol === 'icmp' || protocol === 'any') return protocol === 'any' ? 'some traffic' : 'ICMP';
  return `${protocol} ${from === to ? from : `${from}–${to}`}`;
};

function stopsOf(flow: ResolvedFlow, model: Model): readonly string[] {
  if (flow.exchange === 'dhcp') return dhcpStops(flow, model);
  if (flow.from.is === 'nodes' && flow.to.is === 'nodes') return nodeStops(flow, model);
  const senders = model.parties(flow.from, sourceOf(flow));
  const receivers = model.parties(flow.to, destinationOf(flow));
  if (!senders) return unknownMachine(flow.from) ? [] : [`${flow.from.name} is not in the output`];
  if (!receivers) return unknownMachine(flow.to) ? [] : [`${flow.to.name} is not in the output`];
  return senders.flatMap((from) => receivers.flatMap((to) => (isSame(from, to) ? [] : pairStops(flow, from, to, model))));
}

/** A machine of a sending subnet may itself be the receiver: what it sends to itself passes no filter. */
const isSame = (from: Party, to: Party): boolean => from.kind === 'machine' && to.kind === 'machine' && from.machine === to.machine;

/** Machines that are not there are reported once, and not with each of their flows. */
const unknownMachine = (end: ResolvedFlow['from']): boolean => end.is === 'machine';

function pairStops({ ports, replyPorts }: ResolvedFlow, from: Party, to: Party, model: Model): readonly string[] {
  if (from.kind === 'machine' && to.kind === 'machine' && from.machine === to.machine) return [];
  const asked: Interval = [replyPorts.from, replyPorts.to];
  const ways = waysBetween(model.world, from, to);
  return ports.flatMap((port) => {
    const { assured, obstacles } = assurance(ways, { protocol: protocolOf(port), ports: portsOf(port), sourcePorts: asked });
    return covers(assured, [asked]) ? [] : [`${portText(port)} is stopped by ${obstacles.join(' and by ')}`];
  });
}

/** Between nodes everything passes, also what nodes carry under the addresses of pods. */
function nodeStops(flow: ResolvedFlow, model: Model): readonly string[] {
  const nodes = model.cluster(flow.to.name)?.nodes ?? [];
  const { facts } = model.cluster(flow.to.name) ?? {};
  const own = (node: Machine): readonly Interval[] => [[node.address, node.address], ...(facts ? [facts.podAddresses] : [])];
  return nodes.flatMap((from) =>
    nodes.flatMap((to) => {
      if (from === to) return [];
      const sets = own(from).flatMap((src) => own(to).map((dst) => ({ src, dst })));
      return flow.ports.flatMap((port) => {
        const packets = { protocol: protocolOf(port), srcPorts: portsOf(port), dstPorts: portsOf(port) };
        const found = sets.flatMap(({ src, dst }) =>
          obstacles([cardHop(from, 'out'), cardHop(to, 'in')], { src, dst, ...packets }, 'srcPorts'),
        );
        return found.map(({ at }) => `${portText(port)} is stopped by ${at}`);
      });
    }),
  );
}

const EVERYONE = address('255.255.255.255');
const NOBODY = address('0.0.0.0');

/** DHCP: a client without an address asks everyone, and is answered at its future address or by broadcast (RFC 2131, 4.1). */
export function dhcpPackets(
  client: number,
  flow: Pick<ResolvedFlow, 'way'>,
): { readonly out: readonly Packets[]; readonly in: readonly Packets[] } {
  const udp = { protocol: [17, 17], srcPorts: [68, 68], dstPorts: [67, 67] } as const;
  const one = (value: number): Interval => [value, value];
  const servers = addressesOf(destinationOf(flow));
  const asked = [{ ...udp, src: one(NOBODY), dst: one(EVERYONE) }, ...servers.map((dst) => ({ ...udp, src: one(client), dst }))];
  const answered = servers.flatMap((dst) => [client, EVERYONE].map((src) => answers({ ...udp, src: one(src), dst })));
  return { out: asked, in: answered };
}

function dhcpStops(flow: ResolvedFlow, model: Model): readonly string[] {
  const machine = model.machine(flow.from.name);
  if (!machine) return [];
  const packets = dhcpPackets(machine.address, flow);
  return (['out', 'in'] as const).flatMap((direction) =>
    packets[direction].flatMap((each) =>
      obstacles([cardHop(machine, direction)], each, 'srcPorts').map(({ at }) => `DHCP is stopped by ${at}`),
    ),
  );
}
