import { KINDS, PLAIN, unions } from './kinds';

test('every union of the sources is one of kinds, or says why not', () => {
  expect(unions.map(({ key }) => key).filter((key) => !Object.hasOwn(KINDS, key) && !Object.hasOwn(PLAIN, key))).toEqual([]);
  const known = new Set(unions.map(({ key }) => key));
  expect([...Object.keys(KINDS), ...Object.keys(PLAIN)].filter((key) => !known.has(key))).toEqual([]);
});
