import { synthKubernetes, synthTerraform } from '../../src/testing';
import { verify } from '../../src/verify';
import { VARIETIES } from '../verify/varieties';
import { KINDS } from './kinds';
import { SEEN_ELSEWHERE, TRUE_AS_WELL } from './survivors';

/** Places in each system where a kind of mistake is made. */
const PLACES = 2;

const systems = Object.entries(VARIETIES).map(([name, build]) => ({
  name,
  system: build().resolve().system,
  outputs: { terraform: synthTerraform(build()), kubernetes: synthKubernetes(build()) },
}));

test.each(systems)('$name: without a mistake, nothing is reported', ({ system, outputs }) => {
  expect(verify({ system, ...outputs })).toEqual([]);
});

/** The first, and others at equal distances. */
const spread = <T>(list: readonly T[]): readonly T[] =>
  list.length <= PLACES ? list : Array.from({ length: PLACES }, (_, index) => list[Math.floor((index * list.length) / PLACES)] as T);

test.each([...KINDS])('%s', (kind, make) => {
  const isMeant = (place: string): boolean => !TRUE_AS_WELL.some((each) => each.kind === kind && place.includes(each.place));
  const made = systems.flatMap(({ name, system, outputs }) =>
    spread(make(outputs).filter(({ place }) => isMeant(place))).map((defect) => ({ ...defect, name, system })),
  );
  expect(made.length).toBeGreaterThan(0);
  const unnoticed = made.filter(({ system, outputs }) => verify({ system, ...outputs }).length === 0);
  const places = unnoticed.map(({ name, place }) => `${name}: ${place}`);
  if (SEEN_ELSEWHERE.has(kind)) expect(places).not.toEqual([]);
  else expect(places).toEqual([]);
});
