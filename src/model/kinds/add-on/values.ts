import type { AddOnValue, AddOnValueMap } from '../../resolved';
import { isRecord } from '../../shape/record';
import { inKeyOrder } from '../../values';

const isMap = (value: AddOnValue | undefined): value is AddOnValueMap => isRecord(value);

/** Values laid over others, as Helm does it: maps key by key, all else as a whole. */
export function laidOver(below: AddOnValueMap, above: AddOnValueMap): AddOnValueMap {
  const merged: Record<string, AddOnValue> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const other = Object.hasOwn(below, key) ? below[key] : undefined;
    define(merged, key, isMap(other) && isMap(value) ? laidOver(other, value) : value);
  }
  return merged;
}

/** As a property, whatever it is called: `__proto__` is one like any other in a file. */
const define = (map: Record<string, AddOnValue>, key: string, value: AddOnValue): void =>
  void Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });

/** A value that is said otherwise. */
export interface Contradiction {
  /** Keys with dots between them. */
  readonly key: string;
  readonly given: AddOnValue;
  readonly fixed: AddOnValue;
}

/** Where values that users give say otherwise than those that are fixed. */
export function contradictions(fixed: AddOnValueMap, given: AddOnValueMap, above = ''): readonly Contradiction[] {
  return Object.entries(fixed).flatMap(([name, value]) => {
    if (!Object.hasOwn(given, name)) return [];
    const other = given[name] as AddOnValue;
    const key = above === '' ? name : `${above}.${name}`;
    if (isMap(value) && isMap(other)) return contradictions(value, other, key);
    return canonical(value) === canonical(other) ? [] : [{ key, given: other, fixed: value }];
  });
}

/** As JSON, with keys in order. */
export const canonical = (value: AddOnValue): string => JSON.stringify(orderedValue(value));

/** With the keys of all maps in order. */
export const ordered = (values: AddOnValueMap): AddOnValueMap =>
  inKeyOrder(Object.fromEntries(Object.entries(values).map(([key, each]) => [key, orderedValue(each)])));

const orderedValue = (value: AddOnValue): AddOnValue => {
  if (Array.isArray(value)) return value.map(orderedValue);
  return isMap(value) ? ordered(value) : value;
};

/** Plain data as it was given, which its shape was found to be. */
export const valuesGiven = (given: unknown): AddOnValueMap => (given ?? {}) as AddOnValueMap;
