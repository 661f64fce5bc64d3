/** Where outputs do not do what the model says. */
export interface Difference {
  /**
   * `missing`: the model allows it and the output does not carry it. `too-wide`: the output lets through what nothing in the
   * model allows. `unreadable`: nobody can tell.
   */
  readonly kind: 'missing' | 'too-wide' | 'unreadable';
  /** Flow, machine or pods that it is about. */
  readonly about: string;
  readonly text: string;
}
