import { problemAt } from '../model/place';
import { InvalidSystemError, type Problem } from '../model/problem';
import { nameOf } from '../model/resolve/inventory/inventory';
import type { System } from '../model/system';
import { Machine, NetworkInterface } from '../model/workload/machine';

/**
 * Renders a system, and tells what cannot be rendered as what cannot be resolved is told: of the construct, and of the line that made it.
 * Renderers see resolved systems, which know names alone.
 * @throws InvalidSystemError when a machine has become too much for what carries it
 */
export function atMachines<T>(system: System, render: () => T): T {
  try {
    return render();
  } catch (error) {
    if (!(error instanceof InvalidSystemError)) throw error;
    throw new InvalidSystemError(error.problems.map((problem) => ofMachine(system, problem)));
  }
}

/** What filters and documents are made for. */
const WITH_CARDS = [Machine, NetworkInterface] as const;

/** What has cards, or is one, by the name that is told. */
function ofMachine(system: System, problem: Problem): Problem {
  const machine = system.node.findAll().find((each) => WITH_CARDS.some((type) => each instanceof type) && nameOf(each) === problem.path);
  return machine ? problemAt({ ...problem, path: machine.node.path }, machine) : problem;
}
