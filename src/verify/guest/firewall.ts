import { NotUnderstoodError } from '../errors';
import type { Packets, Through } from '../nwfilter/interface-filter';
import { boxOf } from '../packets';
import { ALL_ADDRESSES } from '../sets/addresses';
import { type Box, contains, overlap, withoutAll } from '../sets/boxes';
import type { Interval } from '../sets/intervals';
import { ALL_PORTS } from '../sets/transport';

/** Packets that a firewall lets into its machine, and the rule that does. Fields as in {@link boxOf}. */
export interface Opening {
  readonly box: Box;
  readonly by: string;
}

/** What a machine's own firewall lets in. */
export interface GuestFirewall {
  /** For people: `nftables`. */
  readonly name: string;
  /** Packets that open a connection. */
  readonly openings: readonly Opening[];
  /** Packets that answer what the machine has sent. */
  readonly answers: readonly Opening[];
  /**
   * Packets to addresses of the machine that open a connection and get as far as to where they may be sent on to others: by kube-proxy
   * (node ports), by Docker (published ports). Nothing behind that asks it. Unset: it does not look at them at all.
   */
  readonly redirectable?: readonly Opening[];
  /** What its last rules would let in by themselves: packets may come to them under other destinations, too. Unset: there are no others. */
  readonly atInput?: readonly Opening[];
  /** Ports that it says it cannot open, as `sctp 3868`. */
  readonly unsaid: readonly string[];
}

const ANY: Interval = ALL_ADDRESSES[0] as Interval;

/** Every IPv4 packet. */
export const EVERY_PACKET: Packets = { src: ANY, dst: ANY, protocol: [0, 255], srcPorts: ALL_PORTS, dstPorts: ALL_PORTS };

/** All packets with some fields of the given values. */
export const packetsWith = (fields: Partial<Packets>): Box => boxOf({ ...EVERY_PACKET, ...fields });

/** A rule that decides about what it matches, unless an earlier one did. */
export interface FirewallRule {
  readonly boxes: readonly Box[];
  readonly accepts: boolean;
  readonly by: string;
}

/** What rules let pass of everything; the first that matches decides. */
export function passing(rules: readonly FirewallRule[]): readonly Opening[] {
  const everything = boxOf(EVERY_PACKET);
  const dropped: Box[] = [];
  const passed: Opening[] = [];
  for (const { boxes, accepts, by } of rules) {
    if (!accepts) dropped.push(...boxes);
    else for (const box of withoutAll(boxes, dropped)) passed.push({ box, by });
    if (dropped.some((box) => contains(box, everything))) break;
  }
  return passed;
}

/** What of `packets` gets in by one of the openings. */
export function through(openings: readonly Opening[], packets: Packets): readonly Through[] {
  const asked = boxOf(packets);
  return openings.flatMap(({ box, by }) => {
    const common = overlap(asked, box);
    if (!common) return [];
    const [src, dst, protocol, srcPorts, dstPorts] = common as readonly [Interval, Interval, Interval, Interval, Interval];
    return [{ src, dst, protocol, srcPorts, dstPorts, by, certain: true }];
  });
}

/** Reads `5432` or `8000-8010`. */
export function portRange(text: string): Interval {
  const [, first, last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  const range: Interval = [Number(first), Number(last)];
  if (!(range[0] <= range[1] && range[1] <= 65535)) throw new NotUnderstoodError(`ports "${text}"`);
  return range;
}
