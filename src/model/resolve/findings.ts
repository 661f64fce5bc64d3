import type { IConstruct } from 'constructs';
import { placeOf, problemAt } from '../place';
import { asTold, InvalidSystemError, type Problem, type Report } from '../problem';
import type { Warning } from '../resolved';
import { compareText } from '../values';

/** A report of problems about something that is no construct: they name the line where the user made it. */
export const about =
  (thing: object, report: Report): Report =>
  (problem) =>
    report(problemAt(problem, thing));

/** Collects what all passes find. */
export class Findings {
  private readonly problems = new Map<string, Problem>();
  private readonly warnings = new Map<string, Warning>();

  /** @param root of the constructs that problems are about, by their paths */
  constructor(private readonly root: IConstruct) {}

  readonly problem: Report = (problem) => {
    this.problems.set(`${problem.path}\n${problem.code}\n${problem.message}`, problem);
  };

  readonly warn = (warning: Warning): void => {
    this.warnings.set(`${warning.path}\n${warning.code}\n${warning.message}`, warning);
  };

  get sortedWarnings(): readonly Warning[] {
    return this.inOrder(this.warnings);
  }

  /** @throws InvalidSystemError when there is any problem */
  throwIfAny(): void {
    if (this.problems.size > 0) throw new InvalidSystemError(this.inOrder(this.problems));
  }

  get any(): boolean {
    return this.problems.size > 0;
  }

  private inOrder<T extends Problem | Warning>(found: ReadonlyMap<string, T>): T[] {
    if (found.size === 0) return [];
    const constructs = new Map(this.root.node.findAll().map((construct) => [construct.node.path, construct]));
    return [...found]
      .sort(([a], [b]) => compareText(a, b))
      .map(([, each]) => {
        const construct = constructs.get(each.path);
        const at = each.at ?? (construct && placeOf(construct));
        return asTold(at === undefined ? each : { ...each, at });
      });
  }
}
