import type { Packets } from '../nwfilter/interface-filter';
import { type Interval, type IntervalSet, intersection, intervalSet, union } from '../sets/intervals';
import { ALL_PORTS, PROTOCOL_NUMBERS, type Protocol } from '../sets/transport';
import { answers, changed, obstacles, portsWithout, travel } from './packets';
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
  return judge(waysBetween(world, from, to), [number, number], protocol === 'icmp' ? ALL_PORTS : [port, port], ALL_PORTS);
}

/** The verdict over given ways, for some protocols, ports and source ports. */
export function judge(ways: readonly Way[], protocol: Interval, ports: Interval, sourcePorts: Interval): Verdict {
  const arrived: Interval[] = [];
  const path: string[] = [];
  const stops = new Set<string>();
  /** What is sure for each address that the sender may dial. */
  const sure = new Map<number, IntervalSet>();
  const wanted = ports[1] - ports[0] + 1;
  for (const way of ways) {
    const dialled = way.dials(protocol[0], ports);
    if (dialled.length === 0) continue;
    if (dialled.reduce((sum, [first, last]) => sum + last - first + 1, 0) < wanted) {
      sure.set(way.dst[0], []);
      stops.add('a Service without some of the ports');
    }
    for (const dstPorts of dialled) {
      const packets: Packets = { src: way.src, dst: way.dst, protocol, srcPorts: sourcePorts, dstPorts };
      const arrivals = travel(way.forward, packets);
      arrived.push(...arrivals.map(({ srcPorts }) => srcPorts));
      if (path.length === 0) path.push(...(arrivals[0]?.path ?? []));
      if (way.unintended) continue;
      const found = stopsOn(way, packets);
      for (const { at } of found) stops.add(at);
      sure.set(way.dst[0], intersection(sure.get(way.dst[0]) ?? [sourcePorts], portsWithout(sourcePorts, found)));
    }
  }
  const all = intervalSet(arrived);
  return {
    allowed: all.length > 0,
    sourcePorts: all,
    assured: union(...sure.values()),
    path,
    obstacles: sure.size === 0 ? ['there is no way between them'] : [...stops],
  };
}

function stopsOn({ forward, back }: Way, packets: Packets) {
  const answered = obstacles(back, answers(changed(forward, packets)), 'dstPorts');
  return [...obstacles(forward, packets, 'srcPorts'), ...answered.map(({ at, ports }) => ({ at: `${at}, for answers`, ports }))];
}
