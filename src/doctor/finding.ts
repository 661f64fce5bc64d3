import type { State, Verdict } from './verdict';

/** A prerequisite, and what was found of it. */
export interface Finding extends Omit<Verdict, 'state'> {
  /** The prerequisite, as a sentence. */
  readonly text: string;
  /** `by hand`: no program can look for it. */
  readonly state: State | 'by hand';
}
