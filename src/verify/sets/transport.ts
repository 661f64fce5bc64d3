import { difference, type Interval, type IntervalSet, intersection } from './intervals';

/** IP protocols that flows speak of, by IANA protocol number. */
export const PROTOCOL_NUMBERS = { icmp: 1, tcp: 6, udp: 17, vrrp: 112, sctp: 132 } as const;

/** Those without ports: a question about one is about all of it. */
export const PORTLESS: { readonly [P in Protocol]: boolean } = { icmp: true, tcp: false, udp: false, vrrp: true, sctp: false };

export type Protocol = keyof typeof PROTOCOL_NUMBERS;

export const LAST_PORT = 65535;

/** All ports of a protocol without ports (as ICMP) stand for the whole of it. */
export const ALL_PORTS: Interval = [0, LAST_PORT];

const PORTS = LAST_PORT + 1;

/**
 * What is sent to a receiver, protocol and destination port together, as one line of numbers: protocol × 65,536 + port.
 * Sets of it are ordinary interval sets.
 */
export type Transport = IntervalSet;

/** Every port of every protocol. */
export const ALL_TRANSPORT: Transport = [[0, 256 * PORTS - 1]];

export function transport(protocol: number, [first, last]: Interval = ALL_PORTS): Transport {
  return [[protocol * PORTS + first, protocol * PORTS + last]];
}

/** The ports of `protocol` in a set. */
export function portsOf(set: Transport, protocol: number): IntervalSet {
  const start = protocol * PORTS;
  return intersection(set, transport(protocol)).map(([first, last]) => [first - start, last - start]);
}

const NAMES = new Map<number, Protocol>(Object.entries(PROTOCOL_NUMBERS).map(([name, number]) => [number, name as Protocol]));

export function printPorts(ports: IntervalSet): string {
  return ports.map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`)).join(', ');
}

/** Protocol and ports in words: `tcp 5432`, `udp, every port`, `everything but tcp 22`. */
export function printTransport(set: Transport): string {
  const rest = difference(ALL_TRANSPORT, set);
  if (rest.length === 0) return 'everything';
  return size(rest) < size(set) ? `everything but ${protocols(rest)}` : protocols(set);
}

const size = (set: Transport): number => set.reduce((sum, [first, last]) => sum + last - first + 1, 0);

function protocols(set: Transport): string {
  const words: string[] = [];
  for (let number = 0; number < 256; number++) {
    const ports = portsOf(set, number);
    if (ports.length === 0) continue;
    const known = NAMES.get(number);
    const name = known ?? `protocol ${number}`;
    const whole = size(ports) === PORTS;
    if (known && PORTLESS[known]) words.push(name);
    else words.push(whole ? `${name}, every port` : `${name} ${printPorts(ports)}`);
  }
  return words.join('; ');
}
