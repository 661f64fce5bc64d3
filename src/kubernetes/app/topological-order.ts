import type { IConstruct } from 'constructs';
import { InvalidSystemError } from '../../model/problem';
import { dependencyCycle } from '../../model/problems';

/**
 * Constructs with what they depend on before them, otherwise in the given order: depth first, from the ones that nothing depends on.
 * @param dependencies what a construct comes after; itself and others than `all` are passed over
 * @param needed what others come after, where that is known already
 * @throws InvalidSystemError when there is a circle
 */
export function topologicalOrder<T extends IConstruct>(
  all: readonly T[],
  dependencies: (construct: T) => Iterable<T>,
  needed = neededBy(all, dependencies),
): T[] {
  const members = new Set<T>(all);
  const done = new Set<T>();
  const open = new Set<T>();
  // An own stack: a chain of thousands of charts is too deep for calls.
  const stack: { construct: T; rest: Iterator<T> }[] = [];
  const enter = (construct: T): void => {
    if (done.has(construct) || !members.has(construct)) return;
    if (open.has(construct)) throw new InvalidSystemError([dependencyCycle(circle([...open], construct))]);
    open.add(construct);
    stack.push({ construct, rest: dependencies(construct)[Symbol.iterator]() });
  };
  const visit = (start: T): void => {
    enter(start);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const next = top.rest.next();
      if (next.done) {
        stack.pop();
        open.delete(top.construct);
        done.add(top.construct);
      } else if (next.value !== top.construct) enter(next.value);
    }
  };
  for (const construct of all) if (!needed.has(construct)) visit(construct);
  // What is left depends on itself in a circle: this visit reports it.
  for (const construct of all) visit(construct);
  return [...done];
}

function neededBy<T extends IConstruct>(all: readonly T[], dependencies: (construct: T) => Iterable<T>): ReadonlySet<T> {
  const needed = new Set<T>();
  for (const construct of all) {
    for (const dependency of dependencies(construct)) if (dependency !== construct) needed.add(dependency);
  }
  return needed;
}

const circle = (open: readonly IConstruct[], again: IConstruct): readonly string[] =>
  [...open.slice(open.indexOf(again)), again].map((construct) => construct.node.path);
