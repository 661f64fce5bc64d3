import { errorAt } from '../place';
import type { InvalidSystemError } from '../problem';
import { valueAsText } from '../problems/value-text';

/**
 * What users give to props as an object: a source of variables, a key of a Secret, an amount. No text can hold it: as part of one it would
 * become `[object Object]` without a word, and as JSON what stands in it for this library alone. It refuses both where they are written.
 */
export abstract class Value {
  /**
   * It has no text.
   * @throws InvalidSystemError always
   */
  toString(): string {
    throw this.refusal('a text', this.toString);
  }

  /**
   * It has no JSON.
   * @throws InvalidSystemError always
   */
  toJSON(): never {
    throw this.refusal('JSON', this.toJSON);
  }

  /** @internal What to write instead. */
  protected get inText(): string {
    return 'Give the object itself to the prop that it is for.';
  }

  private refusal(into: string, above: object): InvalidSystemError {
    return errorAt(valueAsText(this.constructor.name, into, this.inText), above);
  }
}
