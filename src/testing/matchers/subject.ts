import { InvalidSystemError, type Problem } from '../../model/problem';
import type { Resolution } from '../../model/resolve';
import type { ResolvedSystem } from '../../model/resolved';
import { System } from '../../model/system';

/** What can be asked about: a system as it was declared (it is resolved without a lock), or what `resolve()` answered. */
export type Subject = System | Resolution | ResolvedSystem;

const RESOLVED = new WeakMap<System, Resolution>();

/** @throws InvalidSystemError for a system with problems; TypeError for anything that is none */
export function resolutionOf(subject: Subject): Pick<Resolution, 'system'> & Partial<Resolution> {
  if (subject instanceof System) {
    const resolution = RESOLVED.get(subject) ?? subject.resolve();
    RESOLVED.set(subject, resolution);
    return resolution;
  }
  const given: Partial<Resolution & ResolvedSystem> | null = typeof subject === 'object' ? subject : null;
  if (given?.system?.flows) return given as Resolution;
  if (given?.flows) return { system: given as ResolvedSystem };
  throw new TypeError('What is expected of is no system: give a System, what its resolve() answered, or the `system` in that.');
}

export const systemOf = (subject: Subject): ResolvedSystem => resolutionOf(subject).system;

/** What is wrong with a system, or with the one that a function makes. Empty: nothing. */
export function problemsOf(subject: Subject | (() => Subject)): readonly Problem[] {
  try {
    resolutionOf(typeof subject === 'function' ? subject() : subject);
    return [];
  } catch (error) {
    if (error instanceof InvalidSystemError) return error.problems;
    throw error;
  }
}
