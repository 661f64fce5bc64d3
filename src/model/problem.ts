import { printable } from './printable';
import { withoutSecrets } from './shape/secrets';

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
  /** All problems of the system, in the order in which they are printed. */
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problemsText(problems));
    this.name = 'InvalidSystemError';
    this.problems = problems.map(asTold);
  }
}

/**
 * A problem or a warning as people are told it, with what users and files call things in it: nothing that a terminal obeys, no line but its
 * own, no name without end, and no secret that can be told by its form. Its place stays the path of a file.
 */
export const asTold = <T extends Pick<Problem, 'path' | 'message'> & Partial<Problem>>(told: T): T => ({
  ...told,
  path: shown(told.path),
  message: shown(told.message),
  ...(told.fix !== undefined && { fix: shown(told.fix) }),
});

const shown = (text: string): string => shortened(printable(withoutSecrets(text)));

/** Longer than names that are taken, paths of them, and addresses in the web usually are. */
const LONGEST_WORD = 300;
const SHOWN_OF_IT = 100;

/** As much as somebody reads of one text. */
const LONGEST_TEXT = 2000;
/** Less by what is said of its length then: whoever hands a problem on tells it once more. */
const SHOWN_OF_TEXT = 1950;

function shortened(text: string): string {
  if (text.length <= LONGEST_WORD) return text;
  const words = text.replace(LONG_WORD, (word) => cut(word, SHOWN_OF_IT));
  return words.length <= LONGEST_TEXT ? words : cut(words, SHOWN_OF_TEXT);
}

const cut = (text: string, length: number): string => `${text.slice(0, length)}… (${text.length} characters)`;

const LONG_WORD = new RegExp(`\\S{${LONGEST_WORD},}`, 'g');

/** A problem as it is printed: code, path, place in the program, what is wrong, and what to do. */
export function problemText(problem: Problem): string {
  const { code, path, at, message, fix } = asTold(problem);
  return `${code} at ${path}${at === undefined ? '' : ` (${printable(at)})`}\n  ${message}\n  Fix: ${fix}`;
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
