import fc from 'fast-check';
import { asArray, compareText, isDomain, isHostName, isLabel, isMac, labelDefect, macFor, shorten } from '../../../src/model/values';

describe('labels', () => {
  test.each(['a', 'a1', 'web-1', 'constructor', 'x'.repeat(63)])('%s', (text) => expect(isLabel(text)).toBe(true));
  test.each(['', '1', '-a', 'a-', 'A', 'a_b', 'a.b', 'ä', 'a\n', 'x'.repeat(64)])('%j is none', (text) =>
    expect(isLabel(text)).toBe(false));
});

describe('domains', () => {
  test.each(['a', 'shop.internal', '1.2', 'a-b.c', `${'x'.repeat(63)}.y`])('%s', (text) => expect(isDomain(text)).toBe(true));
  test.each([
    '',
    '.',
    'a.',
    '.a',
    'a..b',
    'A.b',
    'a_b',
    'a b',
    `${'x'.repeat(64)}.y`,
    Array(128).fill('a').join('.'),
  ])('%j is none', (text) => expect(isDomain(text)).toBe(false));
});

describe('names of hosts', () => {
  test.each(['a', 'shop.internal', '10.1.example', '3com.example', 'a.b1', 'a.0xy'])('%s', (text) => expect(isHostName(text)).toBe(true));
  test.each(['', 'A.b', '1', '10.1', '10.0.0.1', 'shop.10', 'a.0x', 'a.0x7f'])('%j is none', (text) =>
    expect(isHostName(text)).toBe(false));
});

describe('labels of Kubernetes', () => {
  test.each([
    ['app', 'web'],
    ['app.kubernetes.io/name', 'web'],
    ['app', ''],
    ['a', 'v1.2_3-x'],
    ['x'.repeat(63), 'x'.repeat(63)],
  ])('%s=%s', (key, value) => expect(labelDefect(key, value)).toBeUndefined());
  test.each([
    ['', 'web'],
    ['a b', 'web'],
    ['/name', 'web'],
    ['a/b/c', 'web'],
    ['UPPER/name', 'web'],
    ['app', 'a b'],
    ['app', '-a'],
    ['app', 'x'.repeat(64)],
    ['x'.repeat(64), 'web'],
  ])('%s=%s is none', (key, value) => expect(labelDefect(key, value)).toBeDefined());
});

describe('MAC addresses', () => {
  test('follow from names and are in the range of QEMU', () => {
    expect(macFor('shop/database-vm')).toMatch(/^52:54:00(:[0-9a-f]{2}){3}$/);
    expect(macFor('shop/database-vm')).toBe(macFor('shop/database-vm', 0));
    expect(macFor('shop/database-vm')).not.toBe(macFor('shop/database-vm', 1));
    expect(macFor('shop/a')).not.toBe(macFor('shop/b'));
  });
  test.each(['52:54:00:aa:bb:0c'])('%s', (text) => expect(isMac(text)).toBe(true));
  test.each([
    '',
    '52:54:00:AA:BB:CC',
    '52-54-00-aa-bb-cc',
    '52:54:00:aa:bb',
    '52:54:00:aa:bb:cc:dd',
    '52:54:00:aa:bb:cg',
  ])('%j is none', (text) => expect(isMac(text)).toBe(false));
});

describe('names that are cut', () => {
  test.each([
    ['short', 15, 'short'],
    ['exactly-fifteen', 15, 'exactly-fifteen'],
  ])('%s fits into %d', (text, max, result) => expect(shorten(text, max)).toBe(result));

  test('are never longer than asked, start alike, and differ', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z][a-z0-9-]{0,60}[a-z0-9]$/), fc.integer({ min: 12, max: 63 }), (text, max) => {
        const cut = shorten(text, max);
        expect(cut.length).toBeLessThanOrEqual(max);
        expect(cut).toMatch(/^[a-z]([a-z0-9-]*[a-z0-9])?$/);
        if (text.length > max) expect(shorten(`${text}x`, max)).not.toBe(cut);
      }),
    );
  });
});

test('text is ordered by code point', () =>
  expect(['b', 'a', 'B', '-', '1', 'ä'].sort(compareText)).toEqual(['-', '1', 'B', 'a', 'b', 'ä']));

test('one or more become a list', () => expect([asArray(1), asArray([1, 2]), asArray([])]).toEqual([[1], [1, 2], []]));
