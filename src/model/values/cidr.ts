import { Address4 } from 'ip-address';

/** An IPv4 address as an unsigned 32-bit number: what planning and comparison work on. */
export type Ip = number;

/** Reads a dotted IPv4 address; undefined when `text` is none. */
export function parseIp(text: string): Ip | undefined {
  // As almost all are written: the library that reads every other spelling takes fifty times as long.
  if (DOTTED.test(text)) return dotted(text);
  if (typeof text !== 'string' || text.includes('/') || !Address4.isValid(text)) return undefined;
  return Number(new Address4(text).bigInt());
}

export function formatIp(ip: Ip): string {
  return `${(ip >>> 24) & 255}.${(ip >>> 16) & 255}.${(ip >>> 8) & 255}.${ip & 255}`;
}

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const DOTTED = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);

const POINT = 46;
const ZERO = 48;

/** Of valid text only. Digit by digit: every address of every rule comes by here. */
function dotted(text: string): Ip {
  let address = 0;
  let octet = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === POINT) {
      address = address * 256 + octet;
      octet = 0;
    } else octet = octet * 10 + code - ZERO;
  }
  return address * 256 + octet;
}

/** Numbers of addresses by prefix length. */
const SIZES = Array.from({ length: 33 }, (_, prefix) => 2 ** (32 - prefix));

/** A block of IPv4 addresses. Immutable; `first` has no host bits set. */
export class Cidr {
  private constructor(
    /** Network address. */
    readonly first: Ip,
    /** Prefix length, 0 to 32. */
    readonly prefix: number,
  ) {}

  /** Reads `a.b.c.d/n`; the answer is a reason in words when that is not possible. */
  static parse(text: string): Cidr | string {
    if (typeof text !== 'string' || !/\/\d+$/.test(text)) {
      return parseIp(text) === undefined
        ? `"${text}" is not an IPv4 CIDR such as 10.0.0.0/24`
        : `"${text}" has no prefix length: did you mean ${text}/32?`;
    }
    if (!Address4.isValid(text)) return `"${text}" is not an IPv4 CIDR such as 10.0.0.0/24`;
    const address = new Address4(text);
    const cidr = Cidr.of(Number(address.startAddress().bigInt()), address.subnetMask);
    if (Number(address.bigInt()) !== cidr.first) return `"${text}" has host bits set: did you mean ${cidr}?`;
    if (text !== `${cidr}`) return `"${text}" is not how it is written: did you mean ${cidr}?`;
    return cidr;
  }

  static of(first: Ip, prefix: number): Cidr {
    return new Cidr(first, prefix);
  }

  /** Number of addresses. */
  get size(): number {
    return SIZES[this.prefix] ?? 2 ** (32 - this.prefix);
  }

  /** Last address (the broadcast address of a subnet). */
  get last(): Ip {
    return this.first + this.size - 1;
  }

  contains(other: Ip | Cidr): boolean {
    return typeof other === 'number' ? other >= this.first && other <= this.last : other.first >= this.first && other.last <= this.last;
  }

  overlaps(other: Cidr): boolean {
    return this.first <= other.last && other.first <= this.last;
  }

  toString(): string {
    return `${formatIp(this.first)}/${this.prefix}`;
  }
}

/** Blocks in order, without those that lie in another one. */
export function outermost(blocks: readonly Cidr[]): readonly Cidr[] {
  const outer: Cidr[] = [];
  for (const block of [...blocks].sort((a, b) => a.first - b.first || a.prefix - b.prefix))
    if (!outer.at(-1)?.contains(block)) outer.push(block);
  return outer;
}

/** Whether a CIDR lies in one of others. Of valid text only. */
export function isWithin(block: string, others: readonly string[]): boolean {
  if (others.includes(block)) return true;
  const inner = valid(block);
  return others.some((other) => valid(other).contains(inner));
}

/** Blocks by their text: flows say the same ones again and again. */
const VALID = new Map<string, Cidr>();
const MOST_VALID = 10_000;

/** Of valid text only: the library that checks addresses is too slow for every block of every flow. */
function valid(text: string): Cidr {
  const known = VALID.get(text);
  if (known) return known;
  const [address = '', prefix = '32'] = text.split('/');
  const block = Cidr.of(dotted(address), Number(prefix));
  if (VALID.size < MOST_VALID) VALID.set(text, block);
  return block;
}

/** Orders dotted addresses and CIDRs by value, not as text. */
export function compareBlocks(a: string, b: string): number {
  return blockKey(a) - blockKey(b) || (a < b ? -1 : a > b ? 1 : 0);
}

/** Of valid text only: the library that checks addresses is too slow to sort by. */
function blockKey(text: string): number {
  const [address = '', prefix = '32'] = text.split('/');
  return dotted(address) * 64 + Number(prefix);
}
