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
  /** Where the user wrote it, `file:line:column`. Unset where no line of the program is at fault. */
  readonly at?: string;
}

/** Takes a problem; the pass that found it goes on. */
export type Report = (problem: Problem) => void;

/** All problems of a system, thrown together by `resolve()`. */
export class InvalidSystemError extends Error {
  constructor(/** All problems of the system, in the order in which they are printed. */ readonly problems: readonly Problem[]) {
    super(problemsText(problems));
    this.name = 'InvalidSystemError';
  }
}

/** A problem as it is printed: code, path, place in the program, what is wrong, and what to do. */
export function problemText({ code, path, at, message, fix }: Problem): string {
  return `${code} at ${path}${at === undefined ? '' : ` (${at})`}\n  ${message}\n  Fix: ${fix}`;
}

export function problemsText(problems: readonly Problem[]): string {
  return `${problems.length} problem${problems.length === 1 ? '' : 's'} in the system:\n\n${problems.map(problemText).join('\n\n')}`;
}

/** Something that no system and no program can bring about: what an earlier pass has checked does not hold. */
export class DefectError extends Error {
  override readonly name = 'DefectError';

  constructor(what: string) {
    super(`${what} This is a defect of isthmus, not of your system: please report it.`);
  }
}
