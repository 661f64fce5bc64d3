/** Something that a user has to mend before anything is written. */
export interface Problem {
  /** Stable name, e.g. `SUBNET_OVERLAP`. */
  readonly code: string;
  /** Construct path of what it is about. */
  readonly path: string;
  /** What is wrong, with the user's own values. */
  readonly message: string;
  /** What to do about it. */
  readonly fix: string;
}

/** Takes a problem; the pass that found it goes on. */
export type Report = (problem: Problem) => void;

/** All problems of a system, thrown together by `resolve()`. */
export class InvalidSystemError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(`${problems.length} problem${problems.length === 1 ? '' : 's'} in the system:\n\n${problems.map(problemText).join('\n\n')}`);
    this.name = 'InvalidSystemError';
  }
}

export function problemText(problem: Problem): string {
  return `${problem.code} at ${problem.path}\n  ${problem.message}\n  Fix: ${problem.fix}`;
}
