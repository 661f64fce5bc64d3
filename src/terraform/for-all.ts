import { InvalidSystemError, type Problem } from '../model/problem';

/**
 * What is made of each.
 *
 * @throws InvalidSystemError with all problems of all of them
 */
export function forAll<T, Made>(all: readonly T[], make: (one: T) => Made): readonly Made[] {
  const problems: Problem[] = [];
  const made = all.flatMap((one): readonly Made[] => {
    try {
      return [make(one)];
    } catch (error) {
      if (!(error instanceof InvalidSystemError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  if (problems.length > 0) throw new InvalidSystemError(problems);
  return made;
}
