import { NotUnderstoodError } from '../errors';
import { ALL_ADDRESSES, address, addresses, prefixOf } from '../sets/addresses';
import type { Box } from '../sets/boxes';
import type { Interval } from '../sets/intervals';
import { ALL_PORTS, LAST_PORT } from '../sets/transport';

/** Kinds of Ethernet frames, each with its own fields. */
export type Plane = 'ipv4' | 'arp' | 'ipv6' | 'other';

export const LAST_MAC = 2 ** 48 - 1;
const ANY_MAC: Interval = [0, LAST_MAC];
const ANY_ADDRESS = ALL_ADDRESSES[0] as Interval;
const ANY_16_BIT: Interval = [0, 65535];

/** Fields of the boxes of plane `ipv4`. */
export const IP = { srcMac: 0, dstMac: 1, src: 2, dst: 3, protocol: 4, srcPort: 5, dstPort: 6 } as const;
/** Fields of the boxes of plane `arp`. */
export const ARP = { srcMac: 0, dstMac: 1, opcode: 2, senderMac: 3, sender: 4, targetMac: 5, target: 6 } as const;

/** Every frame of a plane. */
export const EVERYTHING: Readonly<Record<Plane, Box>> = {
  ipv4: [ANY_MAC, ANY_MAC, ANY_ADDRESS, ANY_ADDRESS, [0, 255], ALL_PORTS, ALL_PORTS],
  arp: [ANY_MAC, ANY_MAC, ANY_16_BIT, ANY_MAC, ANY_ADDRESS, ANY_MAC, ANY_ADDRESS],
  ipv6: [ANY_MAC, ANY_MAC],
  other: [ANY_MAC, ANY_MAC, ANY_16_BIT],
};

type Attributes = Readonly<Record<string, string>>;
/** The frames that a rule matches, by plane. */
export type Matched = Partial<Readonly<Record<Plane, Box>>>;

const IP_PROTOCOLS: Readonly<Record<string, number>> = { icmp: 1, igmp: 2, tcp: 6, udp: 17, esp: 50, ah: 51, sctp: 132, udplite: 136 };
/** Protocols whose ports ebtables can compare. */
const WITH_PORTS: readonly number[] = [6, 17, 132];
const PLANES: Readonly<Record<number, Plane>> = { 2048: 'ipv4', 2054: 'arp', 34525: 'ipv6' };
const ETHER_TYPES: Readonly<Record<string, number>> = { ipv4: 0x0800, arp: 0x0806, rarp: 0x8035, ipv6: 0x86dd, vlan: 0x8100 };
const ARP_OPCODES: Readonly<Record<string, number>> = { request: 1, reply: 2, request_reverse: 3, reply_reverse: 4 };

const MATCHERS: Readonly<Record<string, (attributes: Reader) => Matched>> = {
  mac: (a) => {
    const macs = macFields(a);
    const text = a.take('protocolid');
    if (text === undefined)
      return { ipv4: widen('ipv4', macs), arp: widen('arp', macs), ipv6: widen('ipv6', macs), other: widen('other', macs) };
    const type = ETHER_TYPES[text.toLowerCase()] ?? integer(text, 65535);
    const plane = PLANES[type] ?? 'other';
    return { [plane]: widen(plane, plane === 'other' ? [...macs, [type, type]] : macs) };
  },
  ip: (a) => {
    const macs = macFields(a);
    const src = block(a, 'srcipaddr', 'srcipmask');
    const dst = block(a, 'dstipaddr', 'dstipmask');
    const text = a.take('protocol');
    const protocol = text === undefined ? undefined : (IP_PROTOCOLS[text.toLowerCase()] ?? integer(text, 255));
    const srcPort = portRange(a, 'srcportstart', 'srcportend');
    const dstPort = portRange(a, 'dstportstart', 'dstportend');
    if ((srcPort || dstPort) && !(protocol !== undefined && WITH_PORTS.includes(protocol))) {
      throw new NotUnderstoodError('ports without a protocol that has ports');
    }
    return {
      ipv4: [...macs, src, dst, protocol === undefined ? [0, 255] : [protocol, protocol], srcPort ?? ALL_PORTS, dstPort ?? ALL_PORTS],
    };
  },
  arp: (a) => {
    const macs = macFields(a);
    const text = a.take('opcode');
    const opcode = text === undefined ? undefined : (ARP_OPCODES[text.toLowerCase()] ?? integer(text, 65535));
    // libvirt writes a mask of the one address also to the other when that has none.
    if (a.has('arpsrcipmask') !== a.has('arpdstipmask') && a.has('arpsrcipaddr') && a.has('arpdstipaddr')) {
      throw new NotUnderstoodError('an ARP rule with a netmask for one of two addresses');
    }
    const senderMac = mac(a.take('arpsrcmacaddr'));
    const sender = block(a, 'arpsrcipaddr', 'arpsrcipmask');
    const targetMac = mac(a.take('arpdstmacaddr'));
    const target = block(a, 'arpdstipaddr', 'arpdstipmask');
    return { arp: [...macs, opcode === undefined ? ANY_16_BIT : [opcode, opcode], senderMac, sender, targetMac, target] };
  },
  ipv6: (a) => ({ ipv6: macFields(a) }),
};

/**
 * The frames that a protocol element with these attributes stands for.
 *
 * @throws NotUnderstoodError naming the element or attribute without a known meaning
 */
export function matched(element: string, attributes: Attributes): Matched {
  const matcher = MATCHERS[element];
  if (!matcher) {
    throw new NotUnderstoodError(
      `<${element}> rules are not known (rules by connection tracking do not hold for routed traffic: use <ip>)`,
    );
  }
  const reader = new Reader(attributes);
  reader.take('comment');
  const result = matcher(reader);
  reader.finish(element);
  return result;
}

/** Takes attributes one by one, so that those which nobody asked for are noticed. */
class Reader {
  private readonly rest: Map<string, string>;

  constructor(attributes: Attributes) {
    this.rest = new Map(Object.entries(attributes));
  }

  has(name: string): boolean {
    return this.rest.has(name);
  }

  take(name: string): string | undefined {
    const value = this.rest.get(name);
    this.rest.delete(name);
    return value;
  }

  finish(element: string): void {
    const [unknown] = this.rest.keys();
    if (unknown !== undefined) throw new NotUnderstoodError(`unknown attribute "${unknown}" of <${element}>`);
  }
}

/** Fills up with every value of the fields that `fields` does not state. */
const widen = (plane: Plane, fields: Box): Box => [...fields, ...EVERYTHING[plane].slice(fields.length)];

const macFields = (a: Reader): Box => [mac(a.take('srcmacaddr'), a.take('srcmacmask')), mac(a.take('dstmacaddr'), a.take('dstmacmask'))];

/** A MAC address as a number of 48 bits. */
export function macNumber(text: string): number {
  if (!/^[0-9a-f]{1,2}(:[0-9a-f]{1,2}){5}$/i.test(text)) throw new NotUnderstoodError(`"${text}" is not a MAC address`);
  return text.split(':').reduce((number, octet) => number * 256 + Number.parseInt(octet, 16), 0);
}

function mac(text: string | undefined, mask?: string): Interval {
  if (text === undefined && mask === undefined) return ANY_MAC;
  if (text === undefined) throw new NotUnderstoodError('a MAC mask without an address');
  const size = mask === undefined ? 1 : LAST_MAC - macNumber(mask) + 1;
  if (!Number.isInteger(Math.log2(size))) throw new NotUnderstoodError(`MAC mask "${mask}" has gaps`);
  const number = macNumber(text);
  const first = number - (number % size);
  return [first, first + size - 1];
}

function block(a: Reader, addressName: string, maskName: string): Interval {
  const text = a.take(addressName);
  const mask = a.take(maskName);
  if (text === undefined && mask !== undefined) throw new NotUnderstoodError(`"${maskName}" without "${addressName}"`);
  if (text === undefined) return ANY_ADDRESS;
  address(text);
  return addresses(mask === undefined ? text : `${text}/${prefixOf(mask)}`);
}

function portRange(a: Reader, startName: string, endName: string): Interval | undefined {
  const start = a.take(startName);
  const end = a.take(endName);
  if (start === undefined && end !== undefined) throw new NotUnderstoodError(`"${endName}" without "${startName}"`);
  if (start === undefined) return undefined;
  const first = integer(start, LAST_PORT);
  const last = end === undefined ? first : integer(end, LAST_PORT);
  if (last < first) throw new NotUnderstoodError(`a port range from ${first} to ${last}`);
  return [first, last];
}

function integer(text: string, largest: number): number {
  const value = /^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : Number.NaN;
  if (!(value <= largest)) throw new NotUnderstoodError(`"${text}" is not a number from 0 to ${largest}`);
  return value;
}
