import type { IConstruct } from 'constructs';
import { isRecord } from './record';
import { shown, text } from './text';
import type { Refusal, Shape, Visitor } from './visitor';
import { wrongPartsOf } from './wrong';

export { isRecord };
export { holdsSecret, withoutSecrets } from './secrets';
export { data, filled, grammar, prose, shown, sql, text } from './text';
export type { ForeignCharacter, Refusal, SecretText, Shape, Visitor } from './visitor';

/** A value that `holds` admits. */
export const value =
  (expected: string, holds: (value: unknown) => boolean): Shape =>
  (value, where, visit) => {
    if (!holds(value)) visit.defect(where, expected, value);
  };

export const flag = value('true or false', (item) => typeof item === 'boolean');
/** Those that Kubernetes, QEMU and HAProxy hold in 32 bits, as they do all that is counted. */
const MOST = 2 ** 31 - 1;
/** Any number that all take: its range is judged by who knows what it is for. */
export const number: Shape = (item, where, visit) => {
  if (typeof item !== 'number') visit.defect(where, 'a number', item);
  else if (Math.abs(item) > MOST) visit.defect(where, `a number up to ${MOST}`, item);
};
/** What a value holds that judges it itself. */
export const amount = value('a number', (item) => typeof item === 'number');
export const count = value('a whole number above 0', (item) => Number.isInteger(item) && (item as number) > 0);

export const oneOf = (...values: readonly unknown[]): Shape =>
  value(values.map((item) => `"${item}"`).join(' or '), (item) => values.includes(item));

/** One of the words of a type, all of which have to be named here. */
export const wordOf = <Word extends string>(words: { readonly [W in Word]: true }): Shape => oneOf(...Object.keys(words));

export const optional =
  (shape: Shape): Shape =>
  (value, where, visit) => {
    if (value !== undefined) shape(value, where, visit);
  };

export const list =
  (item: Shape): Shape =>
  (value, where, visit) => {
    if (!Array.isArray(value)) return visit.defect(where, 'a list', value);
    for (const [index, element] of value.entries()) item(element, `${where}[${index}]`, visit);
  };

export const oneOrMore =
  (item: Shape): Shape =>
  (value, where, visit) => {
    if (Array.isArray(value) && value.length > 0) list(item)(value, where, visit);
    else item(Array.isArray(value) ? undefined : value, where, visit);
  };

/** Of whatever realm. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** An object used as a map. */
export const map =
  (item: Shape, keys: Shape = text): Shape =>
  (value, where, visit) => {
    if (!isRecord(value)) return visit.defect(where, 'an object', value);
    // What is in a Map or to come of a Promise is no property of it.
    if (!isPlain(value)) return visit.defect(where, 'a plain object: { key: value }', value);
    for (const [key, element] of Object.entries(value)) {
      keys(key, `the key ${shown(key)} of ${where}`, visit);
      item(element, join(where, key), visit);
    }
  };

export const object =
  (fields: Readonly<Record<string, Shape>>): Shape =>
  (value, where, visit) => {
    if (!isRecord(value)) return visit.defect(where, 'an object', value);
    for (const [key, shape] of Object.entries(fields)) shape(value[key], join(where, key), visit);
  };

/** Whatever it is. */
export const anything: Shape = () => undefined;

/**
 * As {@link object}, for all props of `P`: one that is forgotten does not compile, others that are given are unknown.
 * @param others how others call props, and what they have that is none
 */
export const propsOf =
  <P>(fields: { readonly [K in keyof Required<P>]: Shape }, others: Readonly<Record<string, (keyof P & string) | Refusal>> = {}): Shape =>
  (value, where, visit) => {
    object(fields as Readonly<Record<string, Shape>>)(value, where, visit);
    if (!isRecord(value)) return;
    for (const [key, given] of Object.entries(value)) {
      if (Object.hasOwn(fields, key) || given === undefined) continue;
      const other = Object.hasOwn(others, key) ? others[key] : undefined;
      if (typeof other === 'object') visit.refused(where, key, other);
      else visit.unknown(where, key, Object.keys(fields), other);
    }
  };

/** As {@link object}, and no other keys. */
export const exactly =
  (fields: Readonly<Record<string, Shape>>): Shape =>
  (value, where, visit) => {
    object(fields)(value, where, visit);
    if (!isRecord(value)) return;
    for (const key of Object.keys(value))
      if (!Object.hasOwn(fields, key)) visit.defect(join(where, key), 'nothing: the key is unknown', value[key]);
  };

/** A class, also one whose constructor is private. */
type Class<T> = { readonly prototype: T };
const isA = <T>(value: unknown, type: Class<T>): value is T => value instanceof (type as unknown as new () => T);

export const instance =
  <T>(expected: string, type: Class<T>, fields: { readonly [K in keyof T]?: Shape } = {}): Shape =>
  (value, where, visit) => {
    if (!isA(value, type)) visit.defect(where, expected, value);
    else if (!tellWrongParts(value as object, where, visit)) {
      for (const [key, shape] of Object.entries<Shape | undefined>(fields))
        shape?.((value as Readonly<Record<string, unknown>>)[key], AMOUNTS.has(key) ? where : join(where, key), visit);
    }
  };

/** Whether the call that made a value was given something else than it takes; what of it can be passed over is told, too. */
function tellWrongParts(item: object, where: string, visit: Visitor): boolean {
  const parts = wrongPartsOf(item);
  for (const { tell } of parts) tell(where, visit);
  return parts.some(({ stops }) => stops);
}

/** A construct, which has a shape of its own. */
export const reference =
  (expected: string, ...types: readonly Class<IConstruct>[]): Shape =>
  (value, where, visit) => {
    if (types.some((type) => isA(value, type))) visit.refers(where, value as IConstruct);
    else visit.defect(where, expected, value);
  };

/** Where constructs and values keep what users gave them is nothing that users wrote. */
const HOLDERS = new Set(['props', 'facts', 'resolved', 'given']);
/** What amounts are, which users wrote as an argument of a call. */
const AMOUNTS = new Set(['toSeconds', 'toMillis', 'bytes']);

function join(where: string, key: string): string {
  if (HOLDERS.has(key)) return where;
  return where === '' ? key : `${where}.${key}`;
}
