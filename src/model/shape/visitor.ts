import type { IConstruct } from 'constructs';

/** Takes what a shape finds. */
export interface Visitor {
  /** `value` at `where` is not `expected`. */
  defect(where: string, expected: string, value: unknown): void;
  /** Text at `where` holds a character that it must not. */
  foreign(where: string, character: ForeignCharacter): void;
  /** Text at `where` holds what nobody may read there. */
  secret(where: string, what: SecretText): void;
  /** Text at `where` holds what an object becomes that is made part of a text. */
  object(where: string, found: string): void;
  /** The object at `where` has a key that it does not know; it may know it by another name. */
  unknown(where: string, key: string, known: readonly string[], synonym?: string): void;
  /** The object at `where` has a key that is known, and has no place there. */
  refused(where: string, key: string, refusal: Refusal): void;
  /** A construct is referred to at `where`. */
  refers(where: string, construct: IConstruct): void;
}

/** Why something is not offered, and what to do instead. */
export interface Refusal {
  readonly why: string;
  readonly instead: string;
}

/** What can be told to be a secret: by its form, or because a reference to one is meant. */
export type SecretText = 'private-key' | 'access-token' | 'password' | 'password-in-sql' | 'value' | 'guest';

export interface ForeignCharacter {
  /** Such as `U+2028`. */
  readonly name: string;
  /** What texts of its kind may hold, as a sentence. */
  readonly rule: string;
  /** From 1. */
  readonly position: number;
}

/** What a value of unknown origin must look like. Whatever passes can be worked with as its type says. */
export type Shape = (value: unknown, where: string, visit: Visitor) => void;
