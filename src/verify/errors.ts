/**
 * Something in an output whose effect on the traffic is not known here. It is reported, never skipped: a rule that is not
 * understood could open or close anything.
 */
export class NotUnderstoodError extends Error {
  /** Tells it from other errors. */
  override readonly name = 'NotUnderstoodError';

  /** The same problem, with the place where it was found in front. */
  at(place: string): NotUnderstoodError {
    return new NotUnderstoodError(`${place}: ${this.message}`);
  }
}

/** Runs `read` and puts `place` in front of what it does not understand. */
export function reading<T>(place: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof NotUnderstoodError ? error.at(place) : error;
  }
}

/** Runs `read`. @param problems takes what it does not understand */
export function attempt(problems: NotUnderstoodError[], read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof NotUnderstoodError)) throw error;
    problems.push(error);
  }
}
