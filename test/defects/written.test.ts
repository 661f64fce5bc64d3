import { existsSync } from 'node:fs';
import { synthKubernetes, synthTerraform } from '../../src/testing';
import { verify } from '../../src/verify';
import { Shop } from '../../system';
import { VARIETIES } from '../verify/varieties';
import type { Outputs } from './outputs';
import { UNREAD } from './unread';
import { type Written, writtenIn } from './written';

const outputsOf = (build: () => Shop): Outputs => ({ terraform: synthTerraform(build()), kubernetes: synthKubernetes(build()) });

/** Things of which `verify` misses one that is gone. */
const missed = new Set<string>();
/** The others. */
const unread = new Set<string>();

/** Of each thing the first and the last that a system has. */
function tried(outputs: Outputs): ReadonlySet<Written> {
  const all = writtenIn(outputs);
  const byThing = (list: readonly Written[]): ReadonlyMap<string, Written> => new Map(list.map((each) => [each.thing, each]));
  return new Set([...byThing(all.toReversed()).values(), ...byThing(all).values()]);
}

// In order: what one system shows to be missed is not tried again in the next.
test.each(Object.entries(VARIETIES))('%s: whatever is taken out of its outputs is missed, or known to be unread', (_, build) => {
  const { system } = build().resolve();
  for (const { thing, without } of tried(outputsOf(build as () => Shop))) {
    if (missed.has(thing)) continue;
    if (verify({ system, ...without() }).length > 0) missed.add(thing);
    else unread.add(thing);
  }
  expect(missed.size).toBeGreaterThan(50);
});

const listed = UNREAD.flatMap(({ things }) => things);

test('nothing is written that neither `verify` nor another test misses', () => {
  const neither = [...unread].filter((thing) => !missed.has(thing) && !listed.includes(thing));
  expect(neither.sort()).toEqual([]);
  expect(listed.filter((thing) => missed.has(thing) || !unread.has(thing))).toEqual([]);
});

test('whatever bytes are compared of is in the reference system, and each other test is there', () => {
  const reference = new Set(writtenIn(outputsOf(() => new Shop())).map(({ thing }) => thing));
  const said = UNREAD.filter(({ seenIn }) => seenIn.startsWith('test/reference/')).flatMap(({ things }) => things);
  expect(said.filter((thing) => !reference.has(thing))).toEqual([]);
  expect(UNREAD.filter(({ seenIn }) => !existsSync(seenIn))).toEqual([]);
});
