import { isSince } from '../../../src/model/values';

test.each([
  ['8.4', '8.4', true],
  ['8.10', '8.4', true],
  ['8.0', '8.4', false],
  ['8.0.36', '8.4', false],
  ['9', '8.4', true],
  ['8', '8.0', true],
  ['1.34', '1.30', true],
  ['1.9', '1.30', false],
])('whether %s is %s or later', (version, first, expected) => expect(isSince(version, first)).toBe(expected));
