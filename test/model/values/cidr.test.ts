import fc from 'fast-check';
import { Cidr, compareBlocks, formatIp, parseIp } from '../../../src/model/values';

const cidr = (text: string): Cidr => {
  const read = Cidr.parse(text);
  if (typeof read === 'string') throw new Error(read);
  return read;
};

describe('addresses', () => {
  test.each([
    ['0.0.0.0', 0],
    ['0.0.0.1', 1],
    ['10.0.0.0', 167772160],
    ['128.0.0.0', 2147483648],
    ['255.255.255.255', 4294967295],
  ])('%s is %d', (text, ip) => {
    expect(parseIp(text)).toBe(ip);
    expect(formatIp(ip)).toBe(text);
  });

  test.each([
    '',
    '10',
    '10.0.0',
    '10.0.0.0.0',
    '10.0.0.256',
    '10.0.0.-1',
    '010.0.0.1',
    '0x0a.0.0.1',
    ' 10.0.0.1',
    '10.0.0.1\n',
    '10.0.0.1/32',
    '::1',
    '１0.0.0.1',
  ])('%j is none', (text) => expect(parseIp(text)).toBeUndefined());

  test('all of them survive being written and read', () => {
    fc.assert(fc.property(fc.nat({ max: 0xffffffff }), (ip) => parseIp(formatIp(ip)) === ip));
  });
});

describe('blocks', () => {
  test.each([
    ['0.0.0.0/0', 2 ** 32, '255.255.255.255'],
    ['128.0.0.0/1', 2 ** 31, '255.255.255.255'],
    ['10.0.0.0/8', 2 ** 24, '10.255.255.255'],
    ['10.1.2.0/30', 4, '10.1.2.3'],
    ['10.1.2.3/32', 1, '10.1.2.3'],
  ])('%s has %d addresses, the last of which is %s', (text, size, last) => {
    const block = cidr(text);
    expect([`${block}`, block.size, formatIp(block.last)]).toEqual([text, size, last]);
  });

  test.each([
    ['10.0.0.0', 'no prefix length: did you mean 10.0.0.0/32?'],
    ['10.0.0.1/24', 'host bits set: did you mean 10.0.0.0/24?'],
    ['255.255.255.255/0', 'did you mean 0.0.0.0/0?'],
    ['10.0.0.0/08', 'did you mean 10.0.0.0/8?'],
    ['10.0.0.0/33', 'not an IPv4 CIDR'],
    ['10.0.0.0/-1', 'not an IPv4 CIDR'],
    ['10.0.0.0/', 'not an IPv4 CIDR'],
    ['/24', 'not an IPv4 CIDR'],
    ['10.0.0/24', 'not an IPv4 CIDR'],
    [' 10.0.0.0/24', 'not an IPv4 CIDR'],
    ['10.0.0.0/24 ', 'not an IPv4 CIDR'],
    ['2001:db8::/32', 'not an IPv4 CIDR'],
    ['', 'not an IPv4 CIDR'],
  ])('%j is none: %s', (text, reason) => expect(Cidr.parse(text)).toContain(reason));

  test('contain their first and last address and nothing beside', () => {
    fc.assert(
      fc.property(fc.nat({ max: 0xffffffff }), fc.integer({ min: 1, max: 32 }), (ip, prefix) => {
        const size = 2 ** (32 - prefix);
        const block = Cidr.of(ip - (ip % size), prefix);
        expect(Cidr.parse(`${block}`)).toEqual(block);
        expect([block.contains(ip), block.contains(block.first), block.contains(block.last)]).toEqual([true, true, true]);
        expect([block.contains(block.first - 1), block.contains(block.last + 1)]).toEqual([false, false]);
      }),
    );
  });

  test.each([
    ['10.0.0.0/24', '10.0.0.128/25', true, true],
    ['10.0.0.128/25', '10.0.0.0/24', true, false],
    ['10.0.0.0/24', '10.0.0.0/24', true, true],
    ['10.0.0.0/24', '10.0.1.0/24', false, false],
    ['0.0.0.0/0', '10.0.1.0/24', true, true],
  ])('%s and %s: overlap %s, contained %s', (a, b, overlaps, contains) => {
    expect([cidr(a).overlaps(cidr(b)), cidr(a).contains(cidr(b))]).toEqual([overlaps, contains]);
  });

  test('are ordered by value, not as text', () => {
    const blocks = ['10.0.0.10/32', '10.0.0.9/32', '9.0.0.0/8', '10.0.0.0/24', '10.0.0.0/8', '200.0.0.0/8', '10.0.0.9'];
    expect(blocks.sort(compareBlocks)).toEqual([
      '9.0.0.0/8',
      '10.0.0.0/8',
      '10.0.0.0/24',
      '10.0.0.9',
      '10.0.0.9/32',
      '10.0.0.10/32',
      '200.0.0.0/8',
    ]);
  });
});
