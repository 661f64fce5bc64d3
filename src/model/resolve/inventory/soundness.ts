import type { IConstruct } from 'constructs';
import * as problems from '../../problems';
import type { Shape, Visitor } from '../../shape';
import type { Report } from '../findings';
import { shapeOf } from './shapes';

/**
 * Tells the constructs that later passes can work with from those that hold something else than their types say, or lead to one
 * that does. The latter are reported and left out, so that the problems of all others still come to light.
 */
export class Soundness {
  private readonly verdicts = new Map<IConstruct, boolean>();
  private readonly open = new Set<IConstruct>();

  constructor(private readonly report: Report) {}

  of(construct: IConstruct): boolean {
    let verdict = this.verdicts.get(construct);
    if (verdict === undefined) {
      this.open.add(construct);
      verdict = this.fits(construct, shapeOf(construct), construct);
      this.open.delete(construct);
      this.verdicts.set(construct, verdict);
    }
    return verdict;
  }

  /**
   * Whether a value has a shape, and everything that it refers to is sound and of the same system.
   * @param owner the construct that problems are reported for
   * @param where the value's name in them
   */
  fits(value: unknown, shape: Shape | undefined, owner: IConstruct, where = ''): boolean {
    const { path } = owner.node;
    let sound = true;
    const visitor: Visitor = {
      defect: (place, expected, found) => {
        sound = false;
        const at = place || 'props';
        this.report(found === undefined || found === null ? problems.missing(path, at) : problems.invalidValue(path, at, found, expected));
      },
      foreign: (at, character) => {
        sound = false;
        this.report(problems.foreignCharacter(path, at, character));
      },
      refers: (at, other) => {
        if (other.node.root !== owner.node.root) {
          sound = false;
          this.report(problems.foreignConstruct(path, at, other.node.path));
        } else if (this.open.has(other)) {
          sound = false;
          this.report(problems.circularReference(path, at, other.node.path));
        } else {
          sound = this.of(other) && sound;
        }
      },
    };
    shape?.(value, where, visitor);
    return sound;
  }
}
