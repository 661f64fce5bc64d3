import { asTold, type Problem, problemText } from '../model/problem';
import { printableLines } from '../model/values';

/** A command cannot go on. Its user is told why, without a stack; nothing more is said when the message is empty. */
export class CommandError extends Error {
  readonly problems: readonly Problem[];

  /**
   * @param why in words, or as problems
   * @param exitCode of the program
   */
  constructor(
    why: string | readonly Problem[],
    readonly exitCode = 1,
  ) {
    super(typeof why === 'string' ? printableLines(why) : why.map(problemText).join('\n\n'));
    this.name = 'CommandError';
    this.problems = typeof why === 'string' ? [] : why.map(asTold);
  }
}
