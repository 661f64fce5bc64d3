import { isRecord } from '../model/shape';

/** What is read of an object, and what of it is left. */
export class Reader {
  private readonly rest: unknown;

  constructor(value: unknown) {
    this.rest = structuredClone(value);
  }

  /** The value at a path, which counts as said from now on. */
  take(...path: readonly (string | number)[]): unknown {
    const [last, parents] = [path.at(-1), path.slice(0, -1)];
    let at = this.rest;
    for (const part of parents) at = member(at, part);
    const value = member(at, last as string | number);
    if (value !== undefined) delete (at as Record<string | number, unknown>)[last as string | number];
    return value;
  }

  text(...path: readonly (string | number)[]): string | undefined {
    const value = this.peek(...path);
    return typeof value === 'string' ? (this.take(...path) as string) : undefined;
  }

  number(...path: readonly (string | number)[]): number | undefined {
    const value = this.peek(...path);
    return typeof value === 'number' ? (this.take(...path) as number) : undefined;
  }

  peek(...path: readonly (string | number)[]): unknown {
    return path.reduce(member, this.rest);
  }

  /** Paths of what was not taken: never the values, which may be secret. */
  left(): readonly string[] {
    return pathsOf(this.rest);
  }
}

const member = (value: unknown, part: string | number): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, part) ? (value as Record<string | number, unknown>)[part] : undefined;

function pathsOf(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return value === undefined ? [] : [''];
  return Object.entries(value).flatMap(([name, item]) => pathsOf(item).map((path) => (path === '' ? name : `${name}.${path}`)));
}

export const records = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.filter(isRecord) : [];
export const texts = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(isRecord(value) ? value : {}).flatMap(([k, v]) => (typeof v === 'string' ? [[k, v]] : [])));
