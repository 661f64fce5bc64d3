import { entryPoints, publicNames } from './public-api';

const names = [...entryPoints()].flatMap(([entry, file]) => publicNames(entry, file));

test('whatever users can import, and each member of it, says what it is', () => {
  expect(names.length).toBeGreaterThan(1000);
  const silent = names.filter(({ docs }) => docs === undefined);
  expect(silent.map(({ name, at }) => `${at} ${name}`)).toEqual([]);
});

test('whatever may be left out of props and options says what happens then', () => {
  const optional = names.filter(({ mayBeLeftOut, docs = '' }) => mayBeLeftOut && !docs.includes('@internal'));
  expect(optional.length).toBeGreaterThan(100);
  expect(optional.filter(({ docs = '' }) => !docs.includes('@default')).map(({ name, at }) => `${at} ${name}`)).toEqual([]);
});

test('every entry point of the package is read', () => {
  expect([...entryPoints().keys()]).toEqual(
    expect.arrayContaining(['isthmus', 'isthmus/terraform', 'isthmus/testing/jest', 'isthmus/plan']),
  );
});
