import { Value } from './value';

/** A span of time. Checked (whole seconds) when the system is resolved. */
export class Duration extends Value {
  private constructor(/** Seconds. */ readonly toSeconds: number) {
    super();
  }

  protected override get inText(): string {
    return 'Write `duration.toSeconds`, which is a number.';
  }

  /** Whole seconds. */
  static seconds(amount: number): Duration {
    return new Duration(amount);
  }

  /** Minutes of 60 seconds. */
  static minutes(amount: number): Duration {
    return new Duration(amount * 60);
  }

  /** What is wrong with it, in words; undefined when nothing is. */
  get defect(): string | undefined {
    return Number.isSafeInteger(this.toSeconds) && this.toSeconds >= 0 ? undefined : `${this.toSeconds} s is not a whole number of seconds`;
  }
}
