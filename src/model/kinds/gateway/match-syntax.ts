import type { GrpcMatch, HttpMatch, TextMatch } from '../../edge/match';
import type { ResolvedPathMatch, ResolvedTextMatch } from '../../resolved';
import { shown } from '../../shape';

/** What is wrong with a match, and what to do about it. */
type Defect = readonly [reason: string, fix: string];

const PATH_FIX = 'Use a path that starts with "/", such as PathMatch.prefix(\'/orders\').';
const EXPRESSION_FIX = 'Use what RE2 knows: no back references and no look-around; all brackets closed.';

/** Limits (CRDs of Gateway API v1). */
const LONGEST_PATH = 1024;
const LONGEST_VALUE = 4096;
const MOST = 16;

const PATHS: { readonly [T in ResolvedPathMatch['type']]: (path: string) => Defect | undefined } = {
  prefix: (path) => withFix(path, pathDefect(path)),
  literal: (path) => withFix(path, pathDefect(path)),
  'regular-expression': (path) => {
    if (!path.startsWith('/')) return [`path ${shown(path)}: it does not start with "/"`, PATH_FIX];
    if (path.length > LONGEST_PATH) return withFix(path, tooLong(path));
    return expressionDefect(`path ${shown(path)}`, path);
  },
};

const withFix = (path: string, defect: string | undefined): Defect | undefined =>
  defect === undefined ? undefined : [`path ${shown(path)}: ${defect}`, PATH_FIX];

const tooLong = (path: string): string => `it has ${path.length} characters, more than the ${LONGEST_PATH} that a route may have`;

/** What an HTTPRoute takes as a path (Gateway API v1, HTTPPathMatch). */
export function pathDefect(path: string): string | undefined {
  if (!path.startsWith('/')) return 'it does not start with "/"';
  if (path.length > LONGEST_PATH) return tooLong(path);
  if (!/^([A-Za-z0-9/._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})+$/.test(path)) return 'it holds a character that no path of a URL has';
  if (/\/\/|\/\.{1,2}(\/|$)|%2f/i.test(path)) return 'it holds an empty or relative part ("//", "/.", "/..") or an encoded "/"';
  return undefined;
}

/** RE2 reads what JavaScript does, except for what it cannot decide in linear time (github.com/google/re2, "Syntax"). */
function expressionDefect(what: string, expression: string): Defect | undefined {
  if (/\(\?(=|!|<=|<!)|\\[1-9]|\\k</.test(expression)) return [`${what}: it looks around or back`, EXPRESSION_FIX];
  try {
    new RegExp(expression, 'u');
  } catch {
    return [`${what}: it is no regular expression`, EXPRESSION_FIX];
  }
  return undefined;
}

const VALUES: { readonly [T in ResolvedTextMatch['type']]: (what: string, value: string) => Defect | undefined } = {
  literal: (what, value) => {
    const defect = value === '' ? 'is empty' : headerValueDefect(value);
    return defect === undefined ? undefined : [`${what} ${defect}`, 'Use printable ASCII characters, and blanks only between them.'];
  },
  'regular-expression': (what, value) =>
    value === '' || value.length > LONGEST_VALUE
      ? [`${what} has ${value.length} characters, and may have 1 to ${LONGEST_VALUE}`, EXPRESSION_FIX]
      : expressionDefect(what, value),
};

function valuesDefect(list: string, matches: Readonly<Record<string, TextMatch>> = {}): Defect | undefined {
  const names = Object.keys(matches);
  if (names.length > MOST) return [`${list}: ${names.length} of them, more than the ${MOST} that a match may have`, 'Name fewer of them.'];
  for (const [name, { type, value }] of Object.entries(matches)) {
    const defect = headerNameDefect(name);
    if (defect) return [`${list}: ${shown(name)} ${defect}`, 'Use letters, digits and hyphens.'];
    const wrong = VALUES[type](`${list}: the value of ${shown(name)}`, value);
    if (wrong) return wrong;
  }
  const twice = names.find((name, index) => names.findIndex((other) => other.toLowerCase() === name.toLowerCase()) < index);
  return twice === undefined
    ? undefined
    : [`${list}: ${shown(twice)} stands there twice`, 'Name each once; upper and lower case are the same.'];
}

export function httpDefect({ path, headers, queryParams }: HttpMatch): Defect | undefined {
  return (path && PATHS[path.type](path.value)) ?? valuesDefect('headers', headers) ?? valuesDefect('queryParams', queryParams);
}

export function grpcDefect({ service, method, headers }: GrpcMatch): Defect | undefined {
  if (service !== undefined && !/^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/.test(service))
    return [`service ${shown(service)}: it is no name of a gRPC service`, 'Use its full name, such as shop.v1.Stock.'];
  if (method !== undefined && !/^[A-Za-z_][A-Za-z0-9_]*$/.test(method))
    return [`method ${shown(method)}: it is no name of a gRPC method`, 'Use its name alone, such as GetStock.'];
  return valuesDefect('headers', headers);
}

/** RFC 9110, 5.1 (`token`), and the length that the Gateway API takes. */
export const headerNameDefect = (name: string): string | undefined =>
  /^[A-Za-z0-9!#$%&'*+.^_|~`-]{1,256}$/.test(name) ? undefined : 'is no name of a header';

/** RFC 9110, 5.5: what intermediaries pass on as it is. */
export function headerValueDefect(value: string): string | undefined {
  if (value.length > LONGEST_VALUE) return `has ${value.length} characters, more than the ${LONGEST_VALUE} that it may have`;
  return /^[\x21-\x7E]?$|^[\x21-\x7E][\x20-\x7E]*[\x21-\x7E]$/.test(value) ? undefined : 'is no value of a header';
}
