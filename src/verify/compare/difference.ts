/** Where outputs do not do what the model says. */
export interface Difference {
  /**
   * `missing`: the model allows it and the output does not carry it. `too-wide`: the output lets through what nothing in the
   * model allows. `unfounded`: the outputs do not bear out what the enforcement matrix says of a place. `unreadable`: nobody
   * can tell.
   */
  readonly kind: 'missing' | 'too-wide' | 'unfounded' | 'unreadable';
  /** Flow, machine or pods that it is about. */
  readonly about: string;
  /** What it is, as a sentence. */
  readonly text: string;
}

const saying =
  (kind: Difference['kind']) =>
  (about: string, text: string): Difference => ({ kind, about, text: `${about}: ${text}` });

/** About a machine, or one of its cards, by name. */
export const missing = saying('missing');
export const tooWide = saying('too-wide');
