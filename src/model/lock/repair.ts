import { InvalidSystemError } from '../problem';
import * as problems from '../problems';
import { compareText } from '../values';
import { diskId, emptyLock, type Lock, own } from './lock';
import { JOIN, type Outcome, type SideName, type Versions } from './merge';
import { duplicateProblem, findDuplicates, HELD, type Holder } from './parse';
import { disksOf, letGo } from './release';
import { lockOf, type MachineUnit, type Named, type Units, unitsOf } from './units';
import { inWords } from './words';

/** A lock as two branches have it, and as it was before they parted (unset: there was none). */
export interface Sides extends Versions<Lock> {
  readonly ours: Lock;
  readonly theirs: Lock;
}

/** Whose word counts where the sides contradict each other. */
export interface Choice {
  /** The side that is applied to the hosts. */
  readonly applied?: SideName;
  /** By name, and before all else: the thing is as that side has it, or gone when that side has it not. */
  readonly take?: Named<SideName>;
}

/** What does not follow from the versions, in words. */
export interface Question {
  /** What it is about: one name, or two that hold the same. */
  readonly names: readonly string[];
  readonly text: string;
}

export interface Repair {
  /** Not to be used while there are questions. */
  readonly lock: Lock;
  readonly questions: readonly Question[];
  /** What was added on one side and gave way to the other, in words: the next synth plans it anew, as if it had just been added. */
  readonly dropped: readonly string[];
}

/**
 * Joins the locks of two branches, thing by thing: a machine is as one of the two sides has it, never a mixture. What only one side
 * changed is as that side has it; what both changed is asked, unless the choice answers it. Then no address and no MAC address may be
 * held twice: of two things that were added with one address, that of the applied side keeps it.
 * What is to become of retired disks is never lost.
 * @throws InvalidSystemError when the sides are of two systems, or one of them holds something twice by itself
 */
export function repair(sides: Sides, choice: Choice = {}): Repair {
  const { ours, theirs } = sides;
  if (ours.system !== theirs.system) throw new InvalidSystemError([problems.lockOfOtherSystem(ours.system, theirs.system)]);
  return new Joint(sides, choice).result();
}

class Joint {
  private readonly questions: Question[] = [];
  private readonly dropped: string[] = [];
  private readonly versions: Record<'base' | SideName, Units>;

  constructor(
    private readonly sides: Sides,
    private readonly choice: Choice,
  ) {
    const { base, ours, theirs } = sides;
    this.versions = { base: unitsOf(base ?? emptyLock(ours.system)), ours: unitsOf(ours), theirs: unitsOf(theirs) };
  }

  result(): Repair {
    const { system } = this.sides.ours;
    let units: Units = this.inOneForm({
      hosts: this.join('hosts'),
      subnets: this.join('subnets'),
      machines: this.join('machines'),
      cards: this.join('cards'),
      pairs: this.join('pairs'),
      services: this.join('services'),
      workloads: this.join('workloads'),
      claims: this.join('claims'),
      adopted: this.join('adopted'),
    });
    // Whoever gives way may have stood in the way of others too.
    for (let next = this.settle(units, lockOf(system, units)); next !== units; next = this.settle(units, lockOf(system, units)))
      units = next;
    const lock = lockOf(system, units);
    const { questions, dropped } = this;
    const twice = questions.length > 0 ? [] : findDuplicates(lock);
    if (twice.length > 0) throw new InvalidSystemError(twice.map(duplicateProblem));
    return { lock, questions, dropped };
  }

  /** One part of the lock, without regard to who holds which address. */
  private join<P extends keyof Units>(part: P): Units[P] {
    type Unit = Units[P][string];
    const { ours, theirs } = this.versions;
    const names = Object.keys({ ...ours[part], ...theirs[part] }).sort(compareText);
    const joined = names.map((name): readonly [string, Unit | undefined] => {
      const versions = this.of(part, name);
      const verdict: Outcome<Unit> = JOIN[part](versions);
      const told = own(this.choice.take ?? {}, name);
      if (told === undefined && verdict !== 'undecided') return [name, verdict.value];
      const side = told ?? this.choice.applied;
      if (side === undefined) this.questions.push({ names: [name], text: inWords(name, versions) });
      const unit = this.as(part, name, side ?? 'ours');
      if (told !== undefined && versions[told] === undefined) this.dropped.push(`${name} (${told} has it not)`);
      return [name, unit];
    });
    return Object.fromEntries(joined.filter(([, unit]) => unit !== undefined)) as Units[P];
  }

  /** A load balancer is one machine, or a pair: where the sides have made it both, it is as one of them has it. */
  private inOneForm(units: Units): Units {
    let joined = units;
    for (const name of Object.keys(units.pairs)) {
      if (!own(units.pairs, name)?.present || !own(units.machines, name)?.present) continue;
      const side = own(this.choice.take ?? {}, name) ?? this.choice.applied;
      if (side !== undefined) {
        const machines = unlessGone(joined.machines, name, this.as('machines', name, side));
        joined = { ...joined, machines, pairs: unlessGone(joined.pairs, name, this.as('pairs', name, side)) };
      } else if (!this.questions.some(({ names }) => names.includes(name))) {
        const [pair, one] = own(this.versions.ours.pairs, name)?.present ? ['ours', 'theirs'] : ['theirs', 'ours'];
        this.questions.push({ names: [name], text: `${name} is a pair (${pair}) and one machine (${one}).` });
      }
    }
    return joined;
  }

  /** Lets one of those that hold the same give way. Answers what it was given when nobody has to. */
  private settle(units: Units, lock: Lock): Units {
    for (const { what, value, holders } of findDuplicates(lock)) {
      const [mine, other] = (['theirs', 'ours'] as const).map((side) => holders.find((holder) => !this.holds(side, holder, value)));
      // Nobody gives way to something of its own side.
      if (!mine || !other) continue;
      const { applied } = this.choice;
      if (applied === undefined) {
        // Asked as what it is: one name in two forms.
        if (mine.name === other.name && mine.part !== other.part) continue;
        const text = `${mine.name} (ours) and ${other.name} (theirs) both hold the ${what} ${value}.`;
        if (!this.questions.some((question) => question.text === text)) this.questions.push({ names: [mine.name, other.name], text });
        continue;
      }
      const [stays, leaves] = applied === 'ours' ? [mine, other] : [other, mine];
      this.dropped.push(`${leaves.name} (the ${what} ${value} stays with ${stays.name})`);
      return { ...units, [leaves.part]: unlessGone<unknown>(units[leaves.part], leaves.name, this.as(leaves.part, leaves.name, applied)) };
    }
    return units;
  }

  private of<P extends keyof Units>(part: P, name: string): Versions<Units[P][string]> {
    const version = (units: Units): Units[P][string] | undefined => own(units[part] as Named<Units[P][string]>, name);
    return { base: version(this.versions.base), ours: version(this.versions.ours), theirs: version(this.versions.theirs) };
  }

  private holds(side: SideName, { part, name }: Holder, value: string): boolean {
    const unit = this.of(part, name)[side];
    const of = HELD[part] as (held: unknown) => ReturnType<(typeof HELD)['machines']>;
    return [unit?.present, unit?.removed].some((held) => held !== undefined && of(held).some(([, each]) => each === value));
  }

  /** The thing as a side has it. What the other side has said of disks stands, unless the machine has those disks here. */
  private as<P extends keyof Units>(part: P, name: string, side: SideName): Units[P][string] | undefined {
    const versions = this.of(part, name);
    const value = versions[side];
    if (part !== 'machines') return value;
    const other = versions[side === 'ours' ? 'theirs' : 'ours'] as MachineUnit | undefined;
    return withDecisions(name, value as MachineUnit | undefined, other) as Units[P][string] | undefined;
  }
}

/** Things of which one is another now, or gone. */
function unlessGone<T>(things: Named<T>, name: string, thing: T | undefined): Named<T> {
  const { [name]: _gone, ...rest } = things;
  return thing === undefined ? rest : { ...rest, [name]: thing };
}

/** A machine as one side has it, with what only the other side says of disks that are let go of. */
function withDecisions(name: string, unit: MachineUnit | undefined, other: MachineUnit | undefined): MachineUnit | undefined {
  if (!other) return unit;
  const decided = letGo([...Object.values(other.volumes), ...(other.removed ? disksOf(name, other.removed) : [])]);
  const known = new Set([
    ...Object.keys(unit?.present?.volumes ?? {}).map((id) => diskId(name, id)),
    ...Object.keys(unit?.removed?.retired ?? {}).map((id) => diskId(name, id)),
    ...Object.keys(unit?.volumes ?? {}),
  ]);
  const more = Object.entries(decided).filter(([id]) => !known.has(id));
  if (more.length === 0) return unit;
  return { ...unit, volumes: { ...unit?.volumes, ...Object.fromEntries(more) } };
}
