import type { Lock } from '../../../src/model';
import type { LockedMachine, RetiredVolume } from '../../../src/model/lock/lock';
import { findDuplicates } from '../../../src/model/lock/parse';
import { repair, type Sides } from '../../../src/model/lock/repair';

/** What must hold of a repaired lock, by a way of its own: facts by name, not by what the repair takes apart. */
export function checkRepair(sides: Sides): void {
  for (const applied of ['ours', 'theirs'] as const) {
    const { lock, questions, dropped } = repair(sides, { applied });
    expect(questions).toEqual([]);
    checkJoined(
      sides,
      lock,
      dropped.map((line) => line.split(' ')[0] ?? ''),
    );
  }
  const { lock, questions } = repair(sides);
  if (questions.length === 0) checkJoined(sides, lock, []);
}

export function checkJoined({ base, ours, theirs }: Sides, lock: Lock, dropped: readonly string[]): void {
  const versions = [base, ours, theirs].filter((version) => version !== undefined);
  expect(findDuplicates(lock)).toEqual([]);
  const entries = ({ machines, removed }: Lock): readonly (readonly [string, LockedMachine])[] => [
    ...Object.entries(machines),
    ...Object.entries(removed.machines),
  ];
  for (const [name, machine] of entries(lock)) {
    const facts = ({
      volumes: _volumes,
      baseline: _baseline,
      opened: _opened,
      firewall: _rules,
      told: _told,
      ...rest
    }: LockedMachine): string => JSON.stringify({ ...rest, retired: undefined }, Object.keys(rest).sort());
    const known = versions.flatMap((version) => entries(version).filter(([other]) => other === name));
    expect(known.map(([, other]) => facts(other))).toContain(facts(machine));
    for (const [id, volume] of Object.entries(machine.volumes)) {
      const { place = 'that of the next synth', ...rest } = volume;
      const versions = known.flatMap(([, other]) => other.volumes[id] ?? []);
      expect(versions.map((version) => ({ ...version, place: undefined }))).toContainEqual({ ...rest, place: undefined });
      if (place !== 'that of the next synth') expect(versions.map((version) => version.place)).toContain(place);
    }
    const places = Object.values(machine.volumes).flatMap(({ place }) => (place === undefined ? [] : [place]));
    expect(new Set(places).size).toBe(places.length);
  }
  const has = (version: Lock | undefined, name: string): boolean =>
    version !== undefined && entries(version).some(([other]) => other === name);
  for (const name of new Set([...entries(ours), ...entries(theirs)].map(([each]) => each))) {
    const released = has(base, name) && (!has(ours, name) || !has(theirs, name));
    const answered = has(ours, name) !== has(theirs, name) && has(base, name);
    if (!released && !answered && !dropped.includes(name)) expect({ name, kept: has(lock, name) }).toEqual({ name, kept: true });
  }
  for (const kept of [ours, theirs].flatMap(decisions).filter(({ keepData }) => keepData)) {
    const inBase = base && decisions(base).some((other) => same(other, kept));
    const onBoth = [ours, theirs].every((side) => decisions(side).some((other) => same(other, kept)));
    // One side may have released it, or have the disk back.
    if (inBase && !onBoth) continue;
    const there = lock.machines[kept.machine]?.volumes[kept.volume] !== undefined;
    expect({ kept, there: there || decisions(lock).some((other) => same(other, kept)) }).toEqual({ kept, there: true });
  }
}

type Decision = Pick<RetiredVolume, 'machine' | 'volume' | 'keepData'>;

const decisions = ({ removed }: Lock): readonly Decision[] => [
  ...Object.values(removed.volumes),
  ...Object.entries(removed.machines).flatMap(([machine, { retired = {} }]) =>
    Object.entries(retired).map(([volume, { keepData }]) => ({ machine, volume, keepData })),
  ),
];

const same = (a: Decision, b: Decision): boolean => a.machine === b.machine && a.volume === b.volume;
