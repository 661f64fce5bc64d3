import { InvalidSystemError, type Lock, type System } from '../../../src/model';
import { problemsOf, resolved, type Yard, yard } from '../fixture';

/** One way to meet a problem. */
export interface ProblemCase {
  /** What the user did, in words. */
  readonly when: string;
  readonly code: string;
  /** Construct path of the problem. */
  readonly path: string;
  /** Parts of the message: the user's own values. */
  readonly says: readonly string[];
  /** Parts of the fix. */
  readonly fix: readonly string[];
  /** Adds to a fresh yard, or answers a system of its own. */
  readonly build: (y: Yard) => System | unknown;
  /** The system as it was resolved before: gives the lock. */
  readonly before?: (y: Yard) => unknown;
  /** What happened to the lock since. */
  readonly edit?: (lock: Lock) => string | Lock;
  /** Other codes that come with it and could not be avoided. */
  readonly with?: readonly string[];
}

/** Types keep this away from programs in TypeScript. */
export const wrong = <T>(value: unknown): T => value as T;

/** Runs a case and answers all its problems. */
export function run({ build, before, edit }: ProblemCase): ReturnType<typeof problemsOf> {
  const y = yard();
  const system = attempt(() => build(y));
  if (system instanceof InvalidSystemError) return system.problems;
  const lock = before && resolved(before).lock;
  const given = lock && edit ? edit(lock) : lock;
  return problemsOf(isSystem(system) ? system : y.system, given);
}

/** Some statements are refused where they stand. */
function attempt(build: () => unknown): unknown {
  try {
    return build();
  } catch (error) {
    if (error instanceof InvalidSystemError) return error;
    throw error;
  }
}

const isSystem = (value: unknown): value is System =>
  typeof value === 'object' && value !== null && 'policy' in value && 'resolve' in value;
