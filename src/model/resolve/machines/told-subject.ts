import type { Problem } from '../../problem';

/** Something that a guest is told once. */
export interface Subject<T> {
  /** The prop that it comes from, as the lock and messages call it. */
  readonly prop: string;
  readonly says: (of: T) => readonly string[];
  /** What to do inside the guest when it changes. */
  readonly byHand: string | ((of: T) => string);
  /** Nothing is noted where there is nothing to say, as in locks of versions that did not know of it. */
  readonly unsaid?: 'none';
  /** What nobody should bring about by hand, or not in one step. Undefined: by hand it can be done. */
  readonly refuses?: (before: readonly string[], now: readonly string[]) => Objection | undefined;
}

/** @param at where the machine is described @param machine its name */
export type Objection = (at: string, machine: string) => Problem;

/** Why something needs no entry: it cannot change while the machine stays, or is compared elsewhere. */
export type Otherwise =
  | 'follows from its name'
  | 'is a fact of the lock'
  | 'follows from its system and its kind'
  | 'is told in parts'
  | 'is told to workloads only'
  | 'follows from what is noted'
  | 'matters once';

/** What may be left unsaid, in words. */
export const said = <T>(value: T | undefined, inWords: (value: T) => string = String): readonly string[] =>
  value === undefined ? [] : [inWords(value)];

/** An answer for every property: a new one that guests are told cannot be forgotten. */
export type Answers<T> = { readonly [K in keyof T]-?: Subject<T> | Otherwise };
