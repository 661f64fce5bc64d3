import type { Proof } from '../model/resolved';

/** What has been found of a prerequisite. `unknown`: it could not be asked. */
export type State = 'holds' | 'missing' | 'unknown';

/** What a look has shown. */
export interface Verdict {
  readonly state: State;
  /** What was seen, as part of a sentence: a version, a size, what the program said. */
  readonly found: string;
  /** What to do about it, as sentences. Unset: it holds. */
  readonly remedy?: string;
}

export const holds = (found: string): Verdict => ({ state: 'holds', found });
export const missing = (found: string, remedy: string): Verdict => ({ state: 'missing', found, remedy });
export const unknown = (found: string, remedy: string): Verdict => ({ state: 'unknown', found, remedy });

/** One kind of proof. */
export type ProofOf<K extends Proof['is']> = Extract<Proof, { readonly is: K }>;
