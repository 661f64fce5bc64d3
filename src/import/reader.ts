import { isRecord } from '../model/shape';

/** Names of fields and indices of lists, from the outside in. */
export type Path = readonly (string | number)[];

/** What is read of an object, and what of it is left. */
export class Reader {
  private readonly rest: unknown;

  constructor(value: unknown) {
    this.rest = structuredClone(value);
  }

  /** The value at a path, which counts as said from now on. */
  take(...path: Path): unknown {
    const [last, parents] = [path.at(-1), path.slice(0, -1)];
    let at = this.rest;
    for (const part of parents) at = member(at, part);
    const value = member(at, last as string | number);
    if (value !== undefined) delete (at as Record<string | number, unknown>)[last as string | number];
    return value;
  }

  text(...path: Path): string | undefined {
    const value = this.peek(...path);
    return typeof value === 'string' ? (this.take(...path) as string) : undefined;
  }

  number(...path: Path): number | undefined {
    const value = this.peek(...path);
    return typeof value === 'number' ? (this.take(...path) as number) : undefined;
  }

  /** Whether it is `true`, or `yes` or `on` as libvirt has it. */
  flag(...path: Path): boolean {
    return ['true', 'yes', 'on'].includes(String(this.take(...path)));
  }

  peek(...path: Path): unknown {
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

/** A value without what holds nothing: states spell out every attribute. */
export function withoutNothing(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNothing);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, item]) => [name, withoutNothing(item)] as const)
      .filter(([, item]) => item !== null && item !== '' && !(Array.isArray(item) && item.length === 0)),
  );
}

export const records = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.filter(isRecord) : [];
/** Whether labels are all that a selector asks for: an empty one asks for nothing. */
export const hasLabels = (labels: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): boolean =>
  Object.entries(wanted).every(([key, value]) => labels[key] === value);
export const texts = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(isRecord(value) ? value : {}).flatMap(([k, v]) => (typeof v === 'string' ? [[k, v]] : [])));
