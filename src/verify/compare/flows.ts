import {
  type End,
  type EnforcementPoint,
  endInWords,
  type OutsideEnd,
  type ResolvedFlow,
  type ResolvedMachine,
  type ResolvedPort,
} from '../../model/resolved';
import type { Packets } from '../nwfilter/interface-filter';
import { answers, obstacles } from '../packets';
import { address } from '../sets/addresses';
import { covers, type Interval, type IntervalSet } from '../sets/intervals';
import { ALL_PORTS, PORTLESS } from '../sets/transport';
import { cardHop, guestHop } from '../world/hops';
import { assurance } from '../world/reach';
import { waysBetween } from '../world/ways';
import type { Machine, Party } from '../world/world';
import type { Difference } from './difference';
import type { Model } from './model';
import { portIntervals, protocolOf } from './values';

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
  text: `${endInWords(from)} → ${endInWords(to)} (${origin}) is allowed by the model, but ${[...new Set(stops)].join('; ')}`,
});

export const portText = ({ protocol, from, to }: ResolvedPort): string => {
  if (protocol === 'any') return 'some traffic';
  if (PORTLESS[protocol]) return protocol.toUpperCase();
  return `${protocol} ${from === to ? from : `${from}–${to}`}`;
};

function stopsOf(flow: ResolvedFlow, model: Model): readonly string[] {
  if (flow.ports.length === 0) return ['it has no port'];
  const absent = [flow.from, flow.to].filter((end) => !model.isThere(end));
  // What is not in the outputs is reported once, and not with each of its flows; what nobody knows is reported here.
  if (absent.length > 0) return absent.filter((end) => !model.isKnown(end)).map((end) => `nothing in the output is ${endText(end)}`);
  if (flow.exchange === 'dhcp') return dhcpStops(flow, model);
  if (flow.from.is === 'nodes' && flow.to.is === 'nodes') return nodeStops(flow, model);
  const senders = model.parties(flow.from, model.ends.seen(flow)).map((party) => (isWorldForSome(flow) ? byAnyRoute(party) : party));
  const receivers = model.parties(flow.to, model.ends.dialled(flow));
  const empty = [...(senders.length === 0 ? [flow.from] : []), ...(receivers.length === 0 ? [flow.to] : [])];
  if (empty.length > 0) return empty.map((end) => `${endText(end)} has no address`);
  return senders.flatMap((from) => receivers.flatMap((to) => (isSame(from, to) ? [] : pairStops(flow, from, to, model))));
}

const endText = (end: End): string => `${end.name} (${'of' in end ? end.of : end.is})`;

/** Where a whole subnet is let out, some of its machines may have cards that lead to parts of the world: those do not stop the others. */
const isWorldForSome = ({ from, to }: ResolvedFlow): boolean => from.is === 'subnet' && to.is === 'outside' && IS_WORLD[to.of];

/** Of whom nobody knows where they are: by a name in DNS it may be anywhere. */
const IS_WORLD: { readonly [O in OutsideEnd['of']]: boolean } = { external: false, host: true, anyone: true };

/** What its routes are is compared apart. */
function byAnyRoute(party: Party): Party {
  if (party.kind !== 'machine') return party;
  const { reaches: _, ...machine } = party.machine;
  return { kind: 'machine', machine };
}

/** A machine of a sending subnet may itself be the receiver: what it sends to itself passes no filter. */
const isSame = (from: Party, to: Party): boolean => from.kind === 'machine' && to.kind === 'machine' && from.machine === to.machine;

function pairStops(flow: ResolvedFlow, from: Party, to: Party, model: Model): readonly string[] {
  const ways = waysBetween(model.world, from, asClaimed(to, flow));
  const sender = from.kind === 'machine' ? model.described(from.machine) : undefined;
  return flow.ports.flatMap((port) => {
    return clientPortsOf(flow, port, sender).flatMap((asked) => {
      const { assured, obstacles } = assurance(ways, { protocol: protocolOf(port), ports: portIntervals(port), sourcePorts: asked });
      return covers(assured, [asked]) ? [] : [`${portText(port)} is stopped by ${obstacles.join(' and by ')}`];
    });
  });
}

/**
 * Ports that connections to a port come from: those that systems choose, and those that its clients bind.
 * All of them where a protocol has none.
 * @param sender on whose own card they are looked at; unset: as the receiver sees them
 */
export function clientPortsOf({ replyPorts }: ResolvedFlow, port: ResolvedPort, sender?: ResolvedMachine): readonly Interval[] {
  const chosen = (sender?.clientPorts ?? replyPorts)[port.protocol];
  if (!chosen) return [ALL_PORTS];
  return [...chosen, ...(port.clientPorts ? [port.clientPorts] : [])].map(({ from, to }): Interval => [from, to]);
}

const isClosed = ({ enforcement }: ResolvedFlow, point: EnforcementPoint): boolean =>
  enforcement.some((cell) => cell.point === point && cell.precision === 'closed');

/** What the matrix says to be closed until somebody opens it inside the guest is taken to be open. */
function asClaimed(party: Party, flow: ResolvedFlow): Party {
  if (party.kind !== 'machine' || !party.machine.guest) return party;
  const { firewall, database, ...guest } = party.machine.guest;
  const left = {
    ...guest,
    ...(firewall && !isClosed(flow, 'guest') && { firewall }),
    ...(database && !isClosed(flow, 'application') && { database }),
  };
  return { kind: 'machine', machine: { ...party.machine, guest: left } };
}

/** Between nodes everything passes, also what nodes carry under the addresses of pods. */
function nodeStops(flow: ResolvedFlow, model: Model): readonly string[] {
  const { nodes = [], facts } = model.cluster(flow.to.name) ?? {};
  const own = (node: Machine): readonly Interval[] => [[node.address, node.address], ...(facts ? [facts.podAddresses] : [])];
  return nodes.flatMap((from) =>
    nodes.flatMap((to) => {
      if (from === to) return [];
      const sets = own(from).flatMap((src) => own(to).map((dst) => ({ src, dst })));
      return flow.ports.flatMap((port) => {
        const packets = { protocol: protocolOf(port), srcPorts: portIntervals(port), dstPorts: portIntervals(port) };
        const found = sets.flatMap(({ src, dst }) => {
          // What is for pods a node forwards, past its own firewall.
          const inside = dst[0] === to.address ? guestHop(to, 'openings') : [];
          return obstacles([cardHop(from, 'out'), cardHop(to, 'in'), ...inside], { src, dst, ...packets }, 'srcPorts');
        });
        return found.map(({ at }) => `${portText(port)} is stopped by ${at}`);
      });
    }),
  );
}

const EVERYONE = address('255.255.255.255');
const NOBODY = address('0.0.0.0');

/** DHCP: a client without an address asks everyone, and is answered at its future address or by broadcast (RFC 2131, 4.1). */
export function dhcpPackets(client: number, servers: IntervalSet): { readonly out: readonly Packets[]; readonly in: readonly Packets[] } {
  const udp = { protocol: [17, 17], srcPorts: [68, 68], dstPorts: [67, 67] } as const;
  const one = (value: number): Interval => [value, value];
  const asked = [{ ...udp, src: one(NOBODY), dst: one(EVERYONE) }, ...servers.map((dst) => ({ ...udp, src: one(client), dst }))];
  const answered = servers.flatMap((dst) => [client, EVERYONE].map((src) => answers({ ...udp, src: one(src), dst })));
  return { out: asked, in: answered };
}

function dhcpStops(flow: ResolvedFlow, model: Model): readonly string[] {
  const machine = model.machine(flow.from.name);
  const servers = model.ends.dialled(flow);
  if (!machine || servers.length === 0) return [`${endText(machine ? flow.to : flow.from)} has no address`];
  const packets = dhcpPackets(machine.address, servers);
  // No connection is known of that an answer to everyone would belong to.
  const hops = { out: [cardHop(machine, 'out')], in: [cardHop(machine, 'in'), ...guestHop(machine, 'openings')] };
  return (['out', 'in'] as const).flatMap((direction) =>
    packets[direction].flatMap((each) => obstacles(hops[direction], each, 'srcPorts').map(({ at }) => `DHCP is stopped by ${at}`)),
  );
}
