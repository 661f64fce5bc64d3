import type { Retirement } from '../../declarations';
import { diskId, type Lock, type LockedMachine, type LockedVolume, type Tombstone } from '../../lock/lock';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { compareText } from '../../values';

/** What becomes of a volume. */
export type Decision = NonNullable<Tombstone['retired']>[string];

export const protectedVolumes = (machine: LockedMachine): readonly (readonly [string, LockedVolume])[] =>
  Object.entries(machine.volumes).filter(([, volume]) => volume.protected);

/** The user's calls of `retire`, each of which must mean something. */
export class Retirements {
  constructor(
    private readonly calls: readonly Retirement[],
    private readonly path: string,
    private readonly report: Report,
  ) {
    for (const call of calls) if (!call.because?.trim()) report(problems.waiverWithoutReason(path, `retire ${call.id}`));
  }

  /** The decision about a volume: its own, else its machine's. */
  about(machine: string, id: string): Decision | undefined {
    const call =
      this.calls.find((candidate) => candidate.id === diskId(machine, id)) ?? this.calls.find((candidate) => candidate.id === machine);
    return call && { keepData: call.keepData, because: call.because };
  }

  /** The decision about a volume that leaves now; a problem when there is none. */
  decide(machine: string, id: string, volume: Pick<LockedVolume, 'mebibytes'>): Decision | undefined {
    const decision = this.about(machine, id);
    if (!decision) this.report(problems.volumeGone(this.path, diskId(machine, id), volume.mebibytes / 1024));
    return decision;
  }

  /**
   * @param current the machines that are part of the system
   * @param claims ids of claims and of whose they are
   */
  reportUnused(
    current: ReadonlyMap<string, LockedMachine>,
    before: Lock,
    claims: { readonly here: readonly string[]; readonly gone: readonly string[] },
  ): void {
    const here = new Set<string>();
    for (const [name, { volumes }] of current) for (const id of [name, ...disksOf(name, volumes)]) here.add(id);
    const waiting = Object.entries(before.removed.volumes).filter(([, { released }]) => !released);
    const gone = new Set(waiting.map(([id]) => id));
    for (const [name, { volumes }] of [...Object.entries(before.removed.machines), ...Object.entries(before.machines)])
      for (const id of [name, ...disksOf(name, volumes)]) if (!here.has(id)) gone.add(id);
    for (const id of claims.gone) gone.add(id);
    // A workload that stays may have lost one of its claims: then the call speaks of that.
    for (const id of claims.here) if (!gone.has(id)) here.add(id);
    for (const { id } of this.calls) {
      if (here.has(id)) this.report(problems.retireInUse(this.path, id));
      else if (!gone.has(id)) this.report(problems.retireUnknown(this.path, id, [...gone].sort(compareText)));
    }
  }
}

const disksOf = (machine: string, volumes: LockedMachine['volumes']): readonly string[] =>
  Object.keys(volumes).map((id) => diskId(machine, id));
