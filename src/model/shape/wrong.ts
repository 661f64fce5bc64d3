import { isRecord } from './record';
import type { Visitor } from './visitor';

/**
 * Values are made by calls that programs in plain JavaScript give anything to. What was wrong with a call is remembered of the value that it
 * made, and told with everything else where that is used, when the system is resolved.
 */

/** One thing that was wrong with a call. */
export interface WrongPart {
  /** The value is nothing to work with. */
  readonly stops: boolean;
  /** @param where the value is used */
  readonly tell: (where: string, visit: Pick<Visitor, 'defect' | 'secret' | 'unknown' | 'refused'>) => void;
}

const WRONG = new WeakMap<object, readonly WrongPart[]>();

/** What was wrong with the call that made a value. */
export const wrongPartsOf = (value: object): readonly WrongPart[] => WRONG.get(value) ?? [];

/** The value, which remembers what was wrong with its call. */
export function remembering<T extends object>(value: T, ...parts: readonly (readonly WrongPart[])[]): T {
  const all = parts.flat();
  if (all.length > 0) WRONG.set(value, [...wrongPartsOf(value), ...all]);
  return value;
}

/** Nothing where `value` is right. @param what such as `url({ scheme })` */
export const part = (what: string, expected: string, value: unknown, isRight: boolean): readonly WrongPart[] =>
  isRight ? [] : [{ stops: true, tell: (where, { defect }) => defect(`${where}: ${what}`, expected, value) }];

/** As {@link part}, of text. */
export const textPart = (what: string, value: unknown): readonly WrongPart[] => part(what, 'text', value, typeof value === 'string');

/** As {@link part}, of what may be left out. */
export const optionalPart = (what: string, expected: string, value: unknown, isRight: boolean): readonly WrongPart[] =>
  part(what, expected, value, value === undefined || isRight);

/** As {@link part}, of a reference to a Secret: text in its place is not repeated. */
export const secretPart = (what: string, expected: string, value: unknown, isRight: boolean): readonly WrongPart[] =>
  isRight || typeof value !== 'string'
    ? part(what, expected, value, isRight)
    : [{ stops: true, tell: (where, { secret }) => secret(`${where}: ${what}`, 'value') }];

/** What there is elsewhere, and not here. */
export const refusedPart = (what: string, why: string, instead: string): readonly WrongPart[] => [
  { stops: false, tell: (where, { refused }) => refused('', `${where}: ${what}`, { why, instead }) },
];

/** Nothing where `props` is an object; what it has is looked at elsewhere. */
export const objectPart = (what: string, props: unknown): readonly WrongPart[] =>
  part(what, 'an object with props', props, isRecord(props));

/** Nothing where `props` is an object with no other props than those of `P`, all of which have to be named. */
export function propsPart<P>(what: string, props: unknown, known: { readonly [K in keyof Required<P>]: true }): readonly WrongPart[] {
  if (!isRecord(props)) return objectPart(what, props);
  const names = Object.keys(known);
  return Object.keys(props)
    .filter((key) => props[key] !== undefined && !names.includes(key))
    .map((key) => ({ stops: false, tell: (where, { unknown }) => unknown(`${where}: ${what}`, key, names) }));
}

/** Props of a call, none where something else was given. */
export const propsIn = <P extends object>(props: P): Partial<P> => (isRecord(props) ? props : {});

/** The reason that a waiver was given; an empty one, which is a problem, where it was given something else. */
export const reasonIn = (props: { readonly because: string }): string => propsIn(props).because ?? '';
