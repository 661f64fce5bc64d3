import { build } from './build';
import { astray } from './connections';
import { CONNECTION_MUTATIONS, FILTER_MUTATIONS, MANIFEST_MUTATIONS, type Mutation } from './mutations';
import { differences, render } from './outputs';
import { PINNED } from './pinned';

/**
 * Verification is worth something only if it notices mistakes. Here every kind of mistake is made in some of the pinned systems, and has to be
 * noticed in each: `npm run test:defects` makes them in more places.
 */
const pinned = Object.entries(PINNED).map(([name, plan]) => {
  const { system } = build(plan).resolve();
  return { name, system, rendered: render(system) };
});

/** Mistakes that change nothing: foreign pods may come by their namespace, whatever the account of one of them is. */
const HARMLESS = new Set(['an AuthorizationPolicy names another account: k8s-0: AuthorizationPolicy apps-0/svc-0']);

describe.each([
  ['manifests', MANIFEST_MUTATIONS, differences, 1],
  ['filters', FILTER_MUTATIONS, differences, 1],
  // Nothing else makes these.
  ['what pods are told', CONNECTION_MUTATIONS, astray, 3],
])('in %s', (_, mutations, found, tries) => {
  test.each(Object.entries<Mutation>(mutations))('%s', (kind, mutate) => {
    const made = pinned.flatMap(({ system, rendered }) => {
      const [mutant] = mutate(rendered);
      return mutant && !HARMLESS.has(`${kind}: ${mutant.place}`) ? [{ system, mutant }] : [];
    });
    expect(made.length).toBeGreaterThan(0);
    const unnoticed = made.slice(0, tries).filter(({ system, mutant }) => found(system, mutant.rendered).length === 0);
    expect(unnoticed.map(({ mutant }) => mutant.place)).toEqual([]);
  });
});
