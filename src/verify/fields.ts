import { NotUnderstoodError, reading } from './errors';

/**
 * The fields of a parsed object, taken one by one: a field of another type than expected is not understood, and
 * {@link done} refuses those that nobody asked for.
 */
export class Fields {
  private readonly values: Readonly<Record<string, unknown>>;
  private readonly asked = new Set<string>();

  constructor(value: unknown) {
    if (!isObject(value)) throw new NotUnderstoodError(`${JSON.stringify(value)} is not an object`);
    this.values = value;
  }

  /** All of them as they are. */
  get raw(): Readonly<Record<string, unknown>> {
    return this.values;
  }

  get names(): readonly string[] {
    return Object.keys(this.values);
  }

  has(name: string): boolean {
    return this.take(name) !== undefined;
  }

  text(name: string): string {
    return this.required(name, this.optionalText(name));
  }

  optionalText(name: string): string | undefined {
    const value = this.take(name);
    if (value === undefined || typeof value === 'string') return value;
    throw new NotUnderstoodError(`"${name}" is not text: ${JSON.stringify(value)}`);
  }

  optionalInteger(name: string): number | undefined {
    const value = this.take(name);
    if (value === undefined || (typeof value === 'number' && Number.isInteger(value))) return value;
    throw new NotUnderstoodError(`"${name}" is not a whole number: ${JSON.stringify(value)}`);
  }

  isTrue(name: string): boolean {
    return this.take(name) === true;
  }

  isFalse(name: string): boolean {
    return this.take(name) === false;
  }

  /** A port by number or name. */
  optionalPort(name: string): number | string | undefined {
    const value = this.take(name);
    if (value === undefined || typeof value === 'number' || typeof value === 'string') return value;
    throw new NotUnderstoodError(`"${name}" is not a port: ${JSON.stringify(value)}`);
  }

  /** The value of a nested object; undefined when it is missing. */
  object<T>(name: string, read: (fields: Fields) => T): T | undefined {
    const value = this.take(name);
    return value === undefined ? undefined : reading(name, () => read(new Fields(value)));
  }

  /** A list of nested objects; undefined when it is missing, which may mean something else than an empty one. */
  list<T>(name: string, read: (fields: Fields) => T): readonly T[] | undefined {
    return this.array(name)?.map((value, i) => reading(`${name}[${i}]`, () => read(new Fields(value))));
  }

  /** Text, or a nested object; undefined for anything else. */
  textOrObject(name: string): string | Fields | undefined {
    const value = this.take(name);
    if (typeof value === 'string') return value;
    return isObject(value) ? new Fields(value) : undefined;
  }

  /** As {@link list}, where a word of its own meaning may stand among the objects. */
  listBeside<T>(name: string, word: string, read: (fields: Fields) => T): readonly T[] | undefined {
    return this.array(name)?.flatMap((value, i) => (value === word ? [] : [reading(`${name}[${i}]`, () => read(new Fields(value)))]));
  }

  texts(name: string): readonly string[] | undefined {
    return this.array(name)?.map((value) => {
      if (typeof value !== 'string') throw new NotUnderstoodError(`"${name}" has ${JSON.stringify(value)}, which is not text`);
      return value;
    });
  }

  /** A list of commands, each a text or a list of words. */
  commands(name: string): readonly (readonly string[])[] | undefined {
    return this.array(name)?.map((value) => {
      const words = Array.isArray(value) ? value : [value];
      if (!words.every((word) => typeof word === 'string')) throw new NotUnderstoodError(`"${name}" has ${JSON.stringify(value)}`);
      return words;
    });
  }

  /** Keys with texts, as labels are. Empty when it is missing. */
  map(name: string): Readonly<Record<string, string>> {
    const value = this.take(name) ?? {};
    if (!isObject(value) || Object.values(value).some((text) => typeof text !== 'string')) {
      throw new NotUnderstoodError(`"${name}" does not map keys to texts`);
    }
    return value as Readonly<Record<string, string>>;
  }

  /** Its own fields, each of them an object. */
  entries<T>(read: (fields: Fields, key: string) => T): readonly T[] {
    return Object.entries(this.values).map(([key, value]) => {
      this.asked.add(key);
      return reading(key, () => read(new Fields(value), key));
    });
  }

  /** A field as it is, as text that does not tell how it was written. Empty when it is missing. */
  whole(name: string): string {
    const value = this.take(name);
    return value === undefined ? '' : canonical(value);
  }

  /** @throws NotUnderstoodError if there is a field that nobody asked for */
  done(): void {
    const unknown = Object.keys(this.values).find((name) => !this.asked.has(name));
    if (unknown !== undefined) throw new NotUnderstoodError(`unknown field "${unknown}"`);
  }

  required<T>(name: string, value: T | undefined): T {
    if (value === undefined) throw new NotUnderstoodError(`no "${name}"`);
    return value;
  }

  private array(name: string): readonly unknown[] | undefined {
    const value = this.take(name);
    if (value === undefined || Array.isArray(value)) return value;
    throw new NotUnderstoodError(`"${name}" is not a list`);
  }

  private take(name: string): unknown {
    this.asked.add(name);
    return this.values[name] ?? undefined;
  }
}

/** @throws NotUnderstoodError for what is not JSON */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new NotUnderstoodError(`not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** JSON with its keys in order. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, item: unknown) =>
    isObject(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) : item,
  );

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
