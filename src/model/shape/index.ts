import type { IConstruct } from 'constructs';

/** Takes what a shape finds. */
export interface Visitor {
  /** `value` at `where` is not `expected`. */
  defect(where: string, expected: string, value: unknown): void;
  /** Text at `where` holds a character that it must not. */
  foreign(where: string, character: ForeignCharacter): void;
  /** Text at `where` holds what nobody may read there. */
  secret(where: string, what: SecretText): void;
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
  /** From 1. */
  readonly position: number;
}

/** What a value of unknown origin must look like. Whatever passes can be worked with as its type says. */
export type Shape = (value: unknown, where: string, visit: Visitor) => void;

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value that `holds` admits. */
export const value =
  (expected: string, holds: (value: unknown) => boolean): Shape =>
  (value, where, visit) => {
    if (!holds(value)) visit.defect(where, expected, value);
  };

/** As OpenSSL, OpenSSH and PuTTY write it. */
const PRIVATE_KEY = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----|PuTTY-User-Key-File/;

/** As Amazon, GitHub, GitLab, Slack and Stripe make them, and signed JSON Web Tokens. */
const ACCESS_TOKEN =
  /\b(AKIA[0-9A-Z]{16}|gh[opsur]_[A-Za-z0-9]{36}|github_pat_\w{40,}|glpat-[\w-]{20}|xox[abprs]-[\w-]{10,}|sk_live_\w{16,}|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,})/;
/** In a URI, behind a user: no variable that a container fills in. */
const PASSWORD_IN_URI = /\b[a-z][a-z0-9+.-]*:\/\/[^\s/?#@:]*:(?!\$\()[^\s/?#@]+@/i;

/** What a text gives away. */
function secretIn(item: string): SecretText | undefined {
  if (PRIVATE_KEY.test(item)) return 'private-key';
  return ACCESS_TOKEN.test(item) ? 'access-token' : undefined;
}

/** What a text for a program gives away. */
const secretInData = (item: string): SecretText | undefined => secretIn(item) ?? (PASSWORD_IN_URI.test(item) ? 'password' : undefined);

/** Whether a text gives away what only its owner may know. */
export const holdsSecret = (text: string): boolean => secretInData(text) !== undefined;

/**
 * Passwords as statements of PostgreSQL, MySQL and MariaDB say them: of roles and accounts, of servers that are connected to; and
 * those that a statement makes a hash of.
 */
const PASSWORDS_IN_SQL: readonly RegExp[] = [
  /(?:\b|_)(?:password|passwd|pwd)["']?\s*(?:=>?|:=?|\()?\s*[en]?(?:'[^']|"[^"]|\$\w*\$)/i,
  /\bidentified\s+(?:(?:with|via)\s+\S+\s+)?(?:by|as|using)\s+(?:password\s*\(?\s*)?(?:'[^']|"[^"]|0x)/i,
  /\b(?:host|hostaddr|user|dbname|port)=[^'"]*\bpassword=[^\s'"]/i,
  /\bcrypt\s*\(\s*'/i,
];

const secretInSql = (item: string): SecretText | undefined =>
  secretInData(item) ?? (PASSWORDS_IN_SQL.some((form) => form.test(item)) ? 'password-in-sql' : undefined);

/** Text of which some characters are no part, because not all that it is written into (shells, XML, YAML of either version) keeps them. */
const textWithout =
  (foreign: RegExp, secretOf = secretIn): Shape =>
  (item, where, visit) => {
    if (typeof item !== 'string') return visit.defect(where, 'text', item);
    const secret = secretOf(item);
    if (secret) return visit.secret(where, secret);
    const found = foreign.exec(item);
    if (!found) return;
    visit.foreign(where, { name: `U+${hex(found[0]).toUpperCase()}`, position: found.index + 1 });
  };

const hex = (character: string): string => character.charCodeAt(0).toString(16).padStart(4, '0');

/** Text as it may be shown on a terminal: quoted, not too long, without control characters. */
export const shown = (item: string): string =>
  PRIVATE_KEY.test(item)
    ? 'a private key'
    : JSON.stringify(item.length > LONGEST_SHOWN ? `${item.slice(0, LONGEST_SHOWN)}…` : item).replace(
        /[\x7F-\x9F\u2028\u2029\uFEFF]/g,
        (character) => `\\u${hex(character)}`,
      );

const LONGEST_SHOWN = 100;

/** Text on one line, without control characters. U+0085, U+2028 and U+2029 are line breaks to some readers. */
export const text = textWithout(/[\p{Cc}\p{Cs}\u2028\u2029\uFEFF\uFFFE\uFFFF]/u);

const FOREIGN_TO_LINES = /[^\P{Cc}\t\r\n]|[\p{Cs}\u2028\u2029\uFEFF\uFFFE\uFFFF]/u;

/** Text for people: tabs and line breaks are as good as blanks. */
export const prose = textWithout(FOREIGN_TO_LINES);

/** Statements for a database. */
export const sql = textWithout(FOREIGN_TO_LINES, secretInSql);

/** Text for programs: everything that an environment variable can hold. */
export const data = textWithout(/[\0\p{Cs}]/u, secretInData);

export const filled: Shape = (item, where, visit) => {
  if (typeof item === 'string' && item.trim() === '') visit.defect(where, 'text that is not empty', item);
  else text(item, where, visit);
};
/** Text of a certain form. */
export const grammar =
  (expected: string, holds: (item: string) => boolean): Shape =>
  (item, where, visit) => {
    let plain = true;
    text(item, where, {
      ...visit,
      defect: (...all) => {
        plain = false;
        visit.defect(...all);
      },
      foreign: (...all) => {
        plain = false;
        visit.foreign(...all);
      },
      secret: (...all) => {
        plain = false;
        visit.secret(...all);
      },
    });
    if (plain && !holds(item as string)) visit.defect(where, expected, item);
  };

export const flag = value('true or false', (item) => typeof item === 'boolean');
/** Any number: its range is judged by who knows what it is for. */
export const number = value('a number', (item) => typeof item === 'number');
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

/** An object used as a map. */
export const map =
  (item: Shape, keys: Shape = text): Shape =>
  (value, where, visit) => {
    if (!isRecord(value)) return visit.defect(where, 'an object', value);
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
    if (isA(value, type)) object(fields as Readonly<Record<string, Shape>>)(value, where, visit);
    else visit.defect(where, expected, value);
  };

/** A construct, which has a shape of its own. */
export const reference =
  (expected: string, ...types: readonly Class<IConstruct>[]): Shape =>
  (value, where, visit) => {
    if (types.some((type) => isA(value, type))) visit.refers(where, value as IConstruct);
    else visit.defect(where, expected, value);
  };

/** Where constructs and values keep what users gave them is nothing that users wrote. */
const HOLDERS = new Set(['props', 'facts', 'resolved', 'given']);

function join(where: string, key: string): string {
  if (HOLDERS.has(key)) return where;
  return where === '' ? key : `${where}.${key}`;
}
