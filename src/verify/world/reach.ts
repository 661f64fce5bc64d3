import type { Packets } from '../nwfilter/interface-filter';
import { answers, changed, obstacles, portsWithout, travel } from '../packets';
import { type Interval, type IntervalSet, intersection, intervalSet, union } from '../sets/intervals';
import { ALL_PORTS, PORTLESS, PROTOCOL_NUMBERS, type Protocol } from '../sets/transport';
import { type Way, waysBetween } from './ways';
import type { Party, World } from './world';

/** Whether one party can open connections to a port of another. */
export interface Verdict {
  /** From at least one source port, on at least one way. */
  readonly allowed: boolean;
  /** Source ports from which packets arrive on at least one way. */
  readonly sourcePorts: IntervalSet;
  /** Source ports for which it certainly works: packets arrive whichever node they come by, and so do the answers. */
  readonly assured: IntervalSet;
  /** The rules that let packets through, on one of the ways. */
  readonly path: readonly string[];
  /** Where packets or answers are stopped, at least from some source ports. */
  readonly obstacles: readonly string[];
}

/**
 * Whether `from` can reach a port of `to`, answered for every source port at once.
 *
 * @param port port that the receiver itself listens on, also behind a Service; 0 for ICMP
 */
export function canReach(world: World, from: Party, to: Party, protocol: Protocol, port: number): Verdict {
  const number = PROTOCOL_NUMBERS[protocol];
  const ways = waysBetween(world, from, to);
  const asked: Asked = { protocol: [number, number], ports: PORTLESS[protocol] ? ALL_PORTS : [port, port], sourcePorts: ALL_PORTS };
  const arrivals = ways.flatMap((way) => packetsOn(way, asked).flatMap((packets) => travel(way.forward, packets)));
  const sourcePorts = intervalSet(arrivals.map(({ srcPorts }) => srcPorts));
  return { allowed: arrivals.length > 0, sourcePorts, path: arrivals[0]?.path ?? [], ...assurance(ways, asked) };
}

/** Packets that a question is about. */
export interface Asked {
  readonly protocol: Interval;
  /** Ports that the receiver itself listens on. */
  readonly ports: Interval;
  readonly sourcePorts: Interval;
}

/** What sends them on a way, as the sender dials it. */
const packetsOn = ({ src, dst, dials }: Way, { protocol, ports, sourcePorts }: Asked): readonly Packets[] =>
  dials(protocol[0], ports).map((dstPorts) => ({ src, dst, protocol, srcPorts: sourcePorts, dstPorts }));

/** Source ports among those asked for with which it certainly works, and what stops the others. */
export function assurance(ways: readonly Way[], asked: Asked): Pick<Verdict, 'assured' | 'obstacles'> {
  const stops = new Set<string>();
  /** What is sure for each address that the sender may dial. */
  const sure = new Map<number, IntervalSet>();
  for (const way of ways) {
    const all = way.unintended ? [] : packetsOn(way, asked);
    if (all.length === 0) continue;
    const found = all.flatMap((packets) => stopsOn(way, packets));
    if (all.reduce((sum, { dstPorts }) => sum + sizeOf(dstPorts), 0) < sizeOf(asked.ports)) {
      found.push({ at: 'a Service without some of the ports', ports: [asked.sourcePorts] });
    }
    for (const { at } of found) stops.add(at);
    const [address] = way.dst;
    sure.set(address, intersection(sure.get(address) ?? [asked.sourcePorts], portsWithout(asked.sourcePorts, found)));
  }
  return { assured: union(...sure.values()), obstacles: sure.size === 0 ? ['there is no way between them'] : [...stops] };
}

const sizeOf = ([first, last]: Interval): number => last - first + 1;

function stopsOn({ forward, back }: Way, packets: Packets) {
  const answered = obstacles(back, answers(changed(forward, packets)), 'dstPorts');
  return [...obstacles(forward, packets, 'srcPorts'), ...answered.map(({ at, ports }) => ({ at: `${at}, for answers`, ports }))];
}
