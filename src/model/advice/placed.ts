import type { ResolvedSystem } from '../resolved';
import { compareText } from '../values';
import { type Advice, advise } from './advise';
import { readOfMachine, readOfWorkload, together } from './known';
import type { Criterion, Requirements, StatedRequirements } from './requirements';
import type { AdvisedSide } from './rules';

/** What is advised for something of the system, and where it is. */
export interface PlacedAdvice {
  /** Its name. */
  readonly name: string;
  /** Where it is. */
  readonly is: AdvisedSide;
  /** What it needs: read from the system, or stated. */
  readonly requirements: Requirements;
  /** Those of them that are stated. */
  readonly stated: readonly Criterion[];
  /** What is advised. */
  readonly advice: Advice;
  /** Whether it is on the other side than is advised. */
  readonly against: boolean;
  /** Why it is where it is. Unset: nobody says so. */
  readonly because?: string;
}

/** What is advised for every machine and workload of a system, by name: nodes of clusters aside, which are what containers run on. */
export function adviceOf(system: ResolvedSystem): readonly PlacedAdvice[] {
  const machines = system.machines.filter(({ cluster }) => cluster === undefined);
  return [
    ...machines.map((machine) => placed(machine.name, 'machine', readOfMachine(machine, system), machine.requirements)),
    ...system.workloads.map((workload) => placed(workload.name, 'container', readOfWorkload(workload), workload.requirements)),
  ].sort((a, b) => compareText(a.name, b.name));
}

/** The side across from each. */
const OTHER: { readonly [S in AdvisedSide]: AdvisedSide } = { machine: 'container', container: 'machine' };

function placed(name: string, is: AdvisedSide, read: Requirements, stated: StatedRequirements | undefined): PlacedAdvice {
  const requirements = together(read, stated);
  const advice = advise(requirements);
  const { because, ...answers } = stated ?? {};
  return {
    name,
    is,
    requirements,
    stated: Object.keys(answers) as Criterion[],
    advice,
    against: advice.side === OTHER[is],
    ...(because !== undefined && { because }),
  };
}
