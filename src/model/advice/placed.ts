import type { ResolvedSystem } from '../resolved';
import type { Criterion, Requirements, StatedRequirements } from '../resolved/requirements';
import { compareText } from '../values';
import { type Advice, adviceChanges, type Verdict, verdictOf } from './advise';
import { readOfMachine, readOfWorkload, together } from './known';
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
  /** Where it moves, and how much of it has (percent). Unset: it stays. */
  readonly moving?: { readonly migration: string; readonly to: string; readonly side: AdvisedSide; readonly percent: number };
}

/** What is advised for every machine and workload of a system, by name: nodes of clusters aside, which are what containers run on. */
export const adviceOf = (system: ResolvedSystem): readonly PlacedAdvice[] => placements(system).map(withChanges);

/** What is placed against the advice, and nobody says why: what is on its way to where it is advised is none of it. */
export const unreasoned = (system: ResolvedSystem): readonly PlacedAdvice[] =>
  placements(system)
    .filter(({ against, because, advice, moving }) => against && because === undefined && moving?.side !== advice.side)
    .map(withChanges);

interface Placement extends Omit<PlacedAdvice, 'advice'> {
  readonly advice: Verdict;
}

const withChanges = (placement: Placement): PlacedAdvice => {
  const { requirements, advice } = placement;
  return { ...placement, advice: { ...advice, changes: adviceChanges(requirements, advice) } };
};

function placements(system: ResolvedSystem): readonly Placement[] {
  const machines = system.machines.filter(({ cluster }) => cluster === undefined);
  const moving = movesOf(system);
  return [
    ...machines.map((machine) => placed(machine.name, 'machine', readOfMachine(machine, system), machine.requirements)),
    ...system.workloads.map((workload) => placed(workload.name, 'container', readOfWorkload(workload), workload.requirements)),
  ]
    .map((each) => ({ ...each, ...moving.get(each.name) }))
    .sort((a, b) => compareText(a.name, b.name));
}

/** What is on its way, by name. */
function movesOf({ migrations, machines }: ResolvedSystem): ReadonlyMap<string, Pick<PlacedAdvice, 'moving'>> {
  const known = new Set(machines.map(({ name }) => name));
  return new Map(
    migrations.flatMap(({ name: migration, from, to, weight: percent }) =>
      from
        ? [[from.name, { moving: { migration, to: to.name, side: known.has(to.name) ? 'machine' : 'container', percent } }] as const]
        : [],
    ),
  );
}

/** The side across from each. */
const OTHER: { readonly [S in AdvisedSide]: AdvisedSide } = { machine: 'container', container: 'machine' };

function placed(name: string, is: AdvisedSide, read: Requirements, stated: StatedRequirements | undefined): Placement {
  const requirements = together(read, stated);
  const advice = verdictOf(requirements);
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
