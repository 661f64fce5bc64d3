import type * as shapes from '../../../src/model/shape';
import type { Shape } from '../../../src/model/shape';

/** Importing this has the model say what it asks of values. It comes before whatever loads the model. */

/**
 * What the model asks of values, as its tables of shapes are made: which keys objects may have, which lists and maps there are, which
 * texts. Those of the lock are none that users write.
 */
export interface Asked {
  /** File and line. */
  readonly at: string;
  readonly what: string;
  /** Kinds share what they have in common: it is enough that one of them has it. */
  readonly shape: object;
}

/** Shapes of what was given by what was resolved so far. */
const given = new WeakSet<object>();

/** All of it. */
export const asked: Asked[] = [];
export const texts: { readonly at: string; readonly where: string; readonly text: string }[] = [];

/** Where in the sources of the model a shape is made; undefined in those of the lock. */
function site(): string | undefined {
  const lines = (new Error().stack ?? '').split('\n');
  const line = lines.find((each) => each.includes('/src/model/'));
  return /src\/model\/((?!lock\/).+?:\d+)/.exec(line ?? '')?.[1];
}

function watched(actual: typeof shapes): typeof shapes {
  const ask = (at: string | undefined, what: string, shape: object): void => {
    if (at !== undefined) asked.push({ at, what, shape });
  };
  const keyed =
    <A extends readonly unknown[]>(make: (fields: Readonly<Record<string, Shape>>, ...more: A) => Shape) =>
    (fields: Readonly<Record<string, Shape>>, ...more: A): Shape => {
      const at = site();
      for (const [key, field] of Object.entries(fields)) ask(at, key, field);
      const shape = make(fields, ...more);
      return (value, where, visit) => {
        for (const [key, field] of Object.entries(fields))
          if ((value as Record<string, unknown> | undefined)?.[key] !== undefined) given.add(field);
        shape(value, where, visit);
      };
    };
  const held =
    <A extends readonly unknown[]>(what: string, make: (...all: A) => Shape) =>
    (...all: A): Shape => {
      const shape = make(...all);
      const found: Shape = (value, where, visit) => {
        if (typeof value === 'object' && value !== null && Object.keys(value).length > 0) given.add(found);
        shape(value, where, visit);
      };
      ask(site(), what, found);
      return found;
    };
  const read =
    (shape: Shape, at = ''): Shape =>
    (value, where, visit) => {
      if (typeof value === 'string') texts.push({ at, where, text: value });
      shape(value, where, visit);
    };
  const text = read(actual.text);
  return {
    ...actual,
    text,
    prose: read(actual.prose),
    data: read(actual.data),
    filled: read(actual.filled),
    grammar: (...all) => read(actual.grammar(...all), site()),
    object: keyed(actual.object),
    exactly: keyed(actual.exactly),
    propsOf: keyed(actual.propsOf as typeof actual.object) as typeof actual.propsOf,
    list: held('the elements of a list', actual.list),
    map: held('the entries of a map', (item: Shape, keys: Shape = text) => actual.map(item, keys)),
  };
}

const SHAPE = '../../../src/model/shape';
jest.doMock(SHAPE, () => watched(jest.requireActual(SHAPE)));

/** What nothing that was resolved so far has given, as a prop and where it is asked for. */
export const missing = (among: (at: string) => boolean = () => true): readonly string[] =>
  asked.filter(({ at, shape }) => among(at) && !given.has(shape)).map(({ at, what }) => `${what} (src/model/${at})`);
