import type { Retirement } from '../../declarations';
import type { KeptData, RetiredData } from '../../lock/kept-data';
import { diskId, type Lock, type LockedMachine } from '../../lock/lock';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { compareText } from '../../values';

/** The user's calls of `retire`, each of which must mean something. */
export class Retirements {
  constructor(
    private readonly calls: readonly Retirement[],
    private readonly path: string,
    private readonly report: Report,
  ) {
    for (const call of calls) if (!call.because?.trim()) report(problems.waiverWithoutReason(path, `retire ${call.id}`));
  }

  /** What was said of data: of itself, else of all that its machine or workload has. */
  about(owner: string, id: string): RetiredData | undefined {
    const call =
      this.calls.find((candidate) => candidate.id === diskId(owner, id)) ?? this.calls.find((candidate) => candidate.id === owner);
    return call && { keepData: call.keepData, because: call.because };
  }

  /** What was said of data that leaves now: of what is protected something has to be, else it is a problem; what is not just goes. */
  decide(owner: string, id: string, data: KeptData): RetiredData | undefined {
    if (!data.protected) return undefined;
    const said = this.about(owner, id);
    if (!said) this.report(problems.volumeGone(this.path, diskId(owner, id), data.mebibytes / 1024));
    return said;
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
    for (const [name, { volumes }] of [...Object.entries(before.removed.machines), ...Object.entries(before.machines)]) {
      // Nothing is kept of other disks of a machine that stays: what is said of them would mean nothing to the next run.
      const kept = ([, data]: readonly [string, KeptData]): boolean => data.protected || !current.has(name);
      const ids = disksOf(name, Object.fromEntries(Object.entries(volumes).filter(kept)));
      for (const id of [name, ...ids]) if (!here.has(id)) gone.add(id);
    }
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
