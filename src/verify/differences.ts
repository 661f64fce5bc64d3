import type { ResolvedSystem } from '../model/resolved';
import { compare, connectionDifferences, type Difference, hardwareDifferences, storageDifferences } from './compare';
import type { ReadStacks, ReadWorld } from './outputs';

/** Where what was read does not do what the model says, what of it was not understood first. */
export const differencesOf = (
  system: ResolvedSystem,
  { connections, storage, hardware }: ReadStacks,
  { world, problems }: ReadWorld,
): readonly Difference[] => [
  ...problems.map(({ message }): Difference => ({ kind: 'unreadable', about: 'output', text: message })),
  ...connectionDifferences(system, connections),
  ...storageDifferences(system, storage),
  ...hardwareDifferences(system, hardware),
  ...compare(system, world),
];
