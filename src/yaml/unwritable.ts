/** What cannot be said in YAML so that all readers agree about it. */
export class UnwritableError extends Error {
  override readonly name = 'UnwritableError';

  constructor(
    /** What is wrong, as the rest of a sentence about the place. */
    readonly reason: string,
    /** Where in the document, such as `data.motd[2]`; empty for the document itself. */
    readonly place = '',
  ) {
    super(`${place === '' ? 'The document' : `"${place}"`} ${reason}.`);
  }

  /** The same, as it is seen from the list or object around it. */
  within(outer: string): UnwritableError {
    return new UnwritableError(
      this.reason,
      this.place === '' || this.place.startsWith('[') ? outer + this.place : `${outer}.${this.place}`,
    );
  }
}
