import { reading } from '../errors';
import { BoxIndex } from '../sets/box-index';
import { type Box, contains, overlap } from '../sets/boxes';
import { type Interval, type IntervalSet, intervalSet } from '../sets/intervals';
import { BUILT_IN_FILTERS } from './builtin';
import { instantiate } from './chains';
import type { Direction, FilterLibrary, Parameters } from './definition';
import { type Passage, passages } from './evaluate';
import { EVERYTHING, IP, macNumber, type Plane } from './match';

/** An IPv4 packet or a set of them, as one side of a connection sends it. */
export interface Packets {
  readonly src: Interval;
  readonly dst: Interval;
  readonly protocol: Interval;
  readonly srcPorts: Interval;
  readonly dstPorts: Interval;
}

/** Packets that a filter lets through, and the rule that does. */
export interface Through extends Packets {
  readonly by: string;
  /** Whatever the Ethernet addresses of the frame (the interface's own excepted). */
  readonly certain: boolean;
}

/** What an interface's filter lets in and out, ready for many questions. */
export class InterfaceFilter {
  private readonly planes = new Map<string, readonly Passage[]>();
  private readonly byPeer: Readonly<Record<Direction, BoxIndex<Passage>>>;
  private readonly own: Readonly<Record<Direction, Box>>;

  private constructor(mac: string, evaluate: (direction: Direction, plane: Plane) => readonly Passage[]) {
    for (const direction of ['in', 'out'] as const) {
      for (const plane of Object.keys(EVERYTHING) as Plane[]) this.planes.set(`${direction} ${plane}`, evaluate(direction, plane));
    }
    const number = macNumber(mac);
    const [anyMac] = EVERYTHING.ipv4 as readonly [Interval];
    this.own = { in: [anyMac, [number, number]], out: [[number, number], anyMac] };
    this.byPeer = { in: new BoxIndex(IP.src, this.passages('in', 'ipv4')), out: new BoxIndex(IP.dst, this.passages('out', 'ipv4')) };
  }

  /**
   * The filter called `name` on an interface.
   *
   * @param library filters by name; libvirt's own are known
   * @throws NotUnderstoodError for what has no known meaning
   */
  static of(name: string, library: FilterLibrary, mac: string, parameters: Parameters = {}): InterfaceFilter {
    const known = new Map([...BUILT_IN_FILTERS, ...library]);
    return reading(`filter of interface ${mac}`, () => {
      const chains = instantiate(name, known, { ...parameters, MAC: [mac] });
      return new InterfaceFilter(mac, (direction, plane) => passages(chains[direction], plane));
    });
  }

  /** An interface without a filter. */
  static open(mac: string): InterfaceFilter {
    return new InterfaceFilter(mac, (_, plane) => [{ box: EVERYTHING[plane], by: 'an interface without a filter' }]);
  }

  /** All frames of a plane that pass. */
  passages(direction: Direction, plane: Plane): readonly Passage[] {
    return this.planes.get(`${direction} ${plane}`) ?? [];
  }

  /** What of `packets` passes with the interface's own Ethernet address. Boxes of different rules may overlap. */
  through(direction: Direction, packets: Packets): readonly Through[] {
    const asked: Box = [...this.own[direction], packets.src, packets.dst, packets.protocol, packets.srcPorts, packets.dstPorts];
    const found: Through[] = [];
    for (const { box, by } of this.byPeer[direction].near(direction === 'in' ? packets.src : packets.dst)) {
      const common = overlap(asked, box);
      if (common) found.push({ ...packetsOf(common), by, certain: contains(common.slice(0, IP.src), this.own[direction]) });
    }
    return found;
  }
}

export function packetsOf(box: Box): Packets {
  const field = (index: number) => box[index] as Interval;
  return { src: field(IP.src), dst: field(IP.dst), protocol: field(IP.protocol), srcPorts: field(IP.srcPort), dstPorts: field(IP.dstPort) };
}

/** Ports, among those asked for, that at least one of the packets has. */
export function portsAmong(through: readonly Through[], field: 'srcPorts' | 'dstPorts'): IntervalSet {
  return intervalSet(through.map((packets) => packets[field]));
}
