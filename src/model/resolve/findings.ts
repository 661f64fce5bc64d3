import { InvalidSystemError, type Problem, type Report } from '../problem';
import type { Warning } from '../resolved';
import { compareText } from '../values';

export type { Report };

/** Collects what all passes find. */
export class Findings {
  private readonly problems = new Map<string, Problem>();
  private readonly warnings = new Map<string, Warning>();

  readonly problem: Report = (problem) => {
    this.problems.set(`${problem.path}\n${problem.code}\n${problem.message}`, problem);
  };

  readonly warn = (warning: Warning): void => {
    this.warnings.set(`${warning.path}\n${warning.code}\n${warning.message}`, warning);
  };

  get sortedWarnings(): readonly Warning[] {
    return inOrder(this.warnings);
  }

  get any(): boolean {
    return this.problems.size > 0;
  }

  /** @throws InvalidSystemError when there is any problem */
  throwIfAny(): void {
    if (this.any) throw new InvalidSystemError(inOrder(this.problems));
  }
}

const inOrder = <T>(found: Map<string, T>): T[] => [...found].sort(([a], [b]) => compareText(a, b)).map(([, value]) => value);
