import type { Packets, Through } from './nwfilter/interface-filter';
import { type Box, withoutAll } from './sets/boxes';
import { difference, type Interval, type IntervalSet } from './sets/intervals';

/** A place that packets have to get past. */
export interface Hop {
  /** For people. */
  readonly name: string;
  /** What gets past it. Sets may overlap. */
  readonly pass: (packets: Packets) => readonly Through[];
  /**
   * The packets as they are behind it.
   * @default - as they were
   */
  readonly leave?: (packets: Packets) => Packets;
}

/** Packets that arrive, with the rules that let them come. */
export interface Arrival extends Packets {
  readonly path: readonly string[];
}

/** What of `packets` arrives at the end of `hops`. */
export function travel(hops: readonly Hop[], packets: Packets): readonly Arrival[] {
  let arrivals: readonly Arrival[] = [{ ...packets, path: [] }];
  for (const { pass, leave } of hops) {
    arrivals = arrivals.flatMap((arrival) =>
      pass(arrival).map(({ by, certain: _, ...through }) => ({ ...(leave?.(through) ?? through), path: [...arrival.path, by] })),
    );
  }
  return arrivals;
}

/** Where certainly not all of `packets` get past, with the ports (`field`) among them that do not. */
export function obstacles(
  hops: readonly Hop[],
  packets: Packets,
  field: 'srcPorts' | 'dstPorts',
): readonly { readonly at: string; readonly ports: IntervalSet }[] {
  const found: { at: string; ports: IntervalSet }[] = [];
  let whole = packets;
  for (const { name, pass, leave } of hops) {
    const open = pass(whole).filter(({ certain }) => certain);
    const rest = withoutAll([boxOf(whole)], open.map(boxOf));
    if (rest.length > 0) found.push({ at: name, ports: rest.map((box) => box[FIELDS[field]] as Interval) });
    whole = leave?.(whole) ?? whole;
  }
  return found;
}

/** The packets that answer `packets`. */
export const answers = ({ src, dst, protocol, srcPorts, dstPorts }: Packets): Packets => ({
  src: dst,
  dst: src,
  protocol,
  srcPorts: dstPorts,
  dstPorts: srcPorts,
});

/** The packets behind all hops that change them. */
export const changed = (hops: readonly Hop[], packets: Packets): Packets =>
  hops.reduce((current, { leave }) => leave?.(current) ?? current, packets);

const FIELDS = { srcPorts: 3, dstPorts: 4 } as const;

export const boxOf = ({ src, dst, protocol, srcPorts, dstPorts }: Packets): Box => [src, dst, protocol, srcPorts, dstPorts];

/** The ports of an interval without those of obstacles. */
export const portsWithout = (all: Interval, found: readonly { readonly ports: IntervalSet }[]): IntervalSet =>
  found.reduce<IntervalSet>(
    (rest, { ports }) =>
      difference(
        rest,
        [...ports].sort((a, b) => a[0] - b[0]),
      ),
    [all],
  );
