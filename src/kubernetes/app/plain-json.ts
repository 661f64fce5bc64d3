export type Fields = Readonly<Record<string, unknown>>;

interface Rendering {
  /** Whether lists and maps without anything in them are kept. @default true */
  readonly keepEmpty?: boolean;
  /** What comes first, as it is. @default - nothing */
  readonly head?: Fields;
}

/** Stands for a value that is no plain data. */
const OTHER = Symbol('other');

/**
 * Plain data as cdk8s renders them: keys sorted, without what is null or undefined. Undefined when anything in them is no plain data
 * (a lazy value, a token, an instance of a class): what becomes of that is cdk8s' to say.
 */
export function plainJson(fields: Fields, { keepEmpty = true, head = {} }: Rendering = {}): Fields | undefined {
  const rendered = { ...head };
  const keys = sortedKeys(fields).filter((key) => !Object.hasOwn(head, key));
  return fill(rendered, fields, keys, keepEmpty) ? rendered : undefined;
}

function render(value: unknown, keepEmpty: boolean): unknown {
  if (value === null) return undefined;
  if (typeof value !== 'object') return typeof value === 'function' || typeof value === 'symbol' ? OTHER : value;
  if (Array.isArray(value)) return value.length > 0 || keepEmpty ? list(value, keepEmpty) : undefined;
  return value.constructor === Object ? map(value as Fields, keepEmpty) : OTHER;
}

function list(items: readonly unknown[], keepEmpty: boolean): unknown {
  const rendered: unknown[] = [];
  for (const item of items) {
    const json = render(item, keepEmpty);
    if (json === OTHER) return OTHER;
    rendered.push(json);
  }
  return rendered;
}

function map(fields: Fields, keepEmpty: boolean): unknown {
  const rendered: Record<string, unknown> = {};
  if (!fill(rendered, fields, sortedKeys(fields), keepEmpty)) return OTHER;
  return keepEmpty || Object.keys(rendered).length > 0 ? rendered : undefined;
}

/** False when anything is no plain data. */
function fill(rendered: Record<string, unknown>, fields: Fields, keys: readonly string[], keepEmpty: boolean): boolean {
  for (const key of keys) {
    const json = render(fields[key], keepEmpty);
    if (json === OTHER) return false;
    if (json !== undefined) rendered[key] = json;
  }
  return true;
}

/** From so many on, sorting them one by one takes longer than the engine's own way does. */
const MANY = 32;

function sortedKeys(fields: Fields): readonly string[] {
  const keys = Object.keys(fields);
  if (keys.length >= MANY) return keys.sort();
  // Each into its place among those before it: they are few, and most stand there already.
  for (let index = 1; index < keys.length; index++) {
    const key = keys[index] as string;
    let place = index;
    for (; place > 0 && (keys[place - 1] as string) > key; place--) keys[place] = keys[place - 1] as string;
    keys[place] = key;
  }
  return keys;
}
