import fc from 'fast-check';
import { addresses, blockSet, prefixOf, printAddresses } from '../../src/verify/sets/addresses';
import { type Box, contains, overlap, withoutAll } from '../../src/verify/sets/boxes';
import { covers, difference, type Interval, includes, intersection, intervalSet, union } from '../../src/verify/sets/intervals';
import { ALL_TRANSPORT, portsOf, printTransport, transport } from '../../src/verify/sets/transport';

const LAST = 12;
const numbers = Array.from({ length: LAST + 1 }, (_, i) => i);
const interval = fc
  .tuple(fc.integer({ min: 0, max: LAST }), fc.integer({ min: 0, max: LAST }))
  .map(([a, b]): Interval => [Math.min(a, b), Math.max(a, b)]);
const intervals = fc.array(interval, { maxLength: 5 });
const within = (list: readonly Interval[], value: number) => list.some(([first, last]) => first <= value && value <= last);
const members = (list: readonly Interval[]) => numbers.filter((value) => within(list, value));

describe('interval sets', () => {
  test('agree with sets of single numbers', () => {
    fc.assert(
      fc.property(intervals, intervals, (left, right) => {
        const [a, b] = [intervalSet(left), intervalSet(right)];
        expect(members(a)).toEqual(members(left));
        expect(members(union(a, b))).toEqual(numbers.filter((value) => within(left, value) || within(right, value)));
        expect(members(intersection(a, b))).toEqual(numbers.filter((value) => within(left, value) && within(right, value)));
        expect(members(difference(a, b))).toEqual(numbers.filter((value) => within(left, value) && !within(right, value)));
        expect(covers(a, b)).toBe(numbers.every((value) => !within(right, value) || within(left, value)));
        expect(numbers.filter((value) => includes(a, value))).toEqual(members(a));
      }),
    );
  });

  test('are written in one way only', () => {
    fc.assert(
      fc.property(intervals, (list) => {
        const set = intervalSet(list);
        expect(set.every(([first], i) => i === 0 || first > (set[i - 1] as Interval)[1] + 1)).toBe(true);
        expect(difference(difference([[0, LAST]], set), difference([[0, LAST]], set))).toEqual([]);
        expect(intersection([[0, LAST]], set)).toEqual(set);
      }),
    );
  });
});

describe('boxes', () => {
  const box = fc.tuple(interval, interval, interval) as fc.Arbitrary<Box>;
  const inside = (one: Box, point: readonly number[]) =>
    one.every(([first, last], i) => first <= (point[i] as number) && (point[i] as number) <= last);
  const point = fc.tuple(fc.integer({ min: 0, max: LAST }), fc.integer({ min: 0, max: LAST }), fc.integer({ min: 0, max: LAST }));

  test('agree with sets of single points', () => {
    fc.assert(
      fc.property(box, fc.array(box, { maxLength: 4 }), fc.array(point, { minLength: 20, maxLength: 20 }), (one, removed, points) => {
        const rest = withoutAll([one], removed);
        for (const each of points) {
          expect(rest.filter((piece) => inside(piece, each)).length).toBe(
            inside(one, each) && !removed.some((gone) => inside(gone, each)) ? 1 : 0,
          );
          const [first] = removed;
          if (!first) continue;
          const common = overlap(one, first);
          expect(common !== undefined && inside(common, each)).toBe(inside(one, each) && inside(first, each));
          if (contains(one, first) && inside(first, each)) expect(inside(one, each)).toBe(true);
        }
      }),
    );
  });
});

describe('addresses', () => {
  test.each([
    ['10.0.0.1', '10.0.0.1'],
    ['10.0.0.77/24', '10.0.0.0/24'],
    ['0.0.0.0/0', 'any address'],
    ['255.255.255.255/32', '255.255.255.255'],
  ])('%s', (text, printed) => {
    expect(printAddresses(addresses(text))).toBe(printed);
  });

  test('what is no address is named', () => {
    expect(() => addresses('10.0.0.256')).toThrow('"10.0.0.256" is not an IPv4 address or block');
    expect(() => addresses('fe80::1')).toThrow(/not an IPv4 address/);
  });

  test('overlapping exceptions', () => {
    const set = blockSet('10.0.0.0/24', ['10.0.0.0/25', '10.0.0.64/26', '10.0.0.129']);
    expect(set.map(printAddresses)).toEqual(['10.0.0.128', '10.0.0.130–10.0.0.255']);
  });

  test.each([
    ['24', 24],
    ['0', 0],
    ['255.255.255.0', 24],
    ['0.0.0.0', 0],
    ['255.255.255.255', 32],
  ])('netmask %s', (mask, bits) => {
    expect(prefixOf(mask)).toBe(bits);
  });
});

describe('transport', () => {
  test('ports of one protocol are not those of another', () => {
    const set = union(transport(6, [80, 90]), transport(17, [53, 53]));
    expect([portsOf(set, 6), portsOf(set, 17), portsOf(set, 1)]).toEqual([[[80, 90]], [[53, 53]], []]);
  });

  test('in words', () => {
    expect(printTransport(union(transport(6, [80, 80]), transport(6, [90, 95]), transport(1)))).toBe('icmp; tcp 80, 90–95');
    expect(printTransport(transport(17))).toBe('udp, every port');
    expect(printTransport(transport(50))).toBe('protocol 50, every port');
    expect(printTransport(ALL_TRANSPORT)).toBe('everything');
    expect(printTransport(difference(ALL_TRANSPORT, transport(6, [22, 22])))).toBe('everything but tcp 22');
    expect(printTransport([])).toBe('');
  });
});
