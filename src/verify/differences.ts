import type { ResolvedSystem } from '../model/resolved';
import {
  adoptionDifferences,
  compare,
  connectionDifferences,
  type Difference,
  hardwareDifferences,
  storageDifferences,
  waitDifferences,
} from './compare';
import type { ReadStacks, ReadWorld } from './outputs';

/** Where what was read does not do what the model says, what of it was not understood first. */
export const differencesOf = (
  system: ResolvedSystem,
  { adoptions, connections, storage, hardware, waits }: ReadStacks,
  { world, problems }: ReadWorld,
): readonly Difference[] => [
  ...problems.map(({ message }): Difference => ({ kind: 'unreadable', about: 'output', text: message })),
  ...connectionDifferences(system, connections),
  ...adoptionDifferences(system, adoptions),
  ...storageDifferences(system, storage),
  ...hardwareDifferences(system, hardware),
  ...waitDifferences(system, waits),
  ...compare(system, world),
];
