import type { ResolvedSystem } from '../model/resolved';
import { compare, connectionDifferences, type Difference, storageDifferences } from './compare';
import type { ReadStacks, ReadWorld } from './outputs';

/** Where what was read does not do what the model says, what of it was not understood first. */
export const differencesOf = (
  system: ResolvedSystem,
  { connections, storage }: ReadStacks,
  { world, problems }: ReadWorld,
): readonly Difference[] => [
  ...problems.map(({ message }): Difference => ({ kind: 'unreadable', about: 'output', text: message })),
  ...connectionDifferences(system, connections),
  ...storageDifferences(system, storage),
  ...compare(system, world),
];
