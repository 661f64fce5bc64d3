import { dirname, sep } from 'node:path';
import { InvalidSystemError, type Problem } from './problem';

/** Everything of this library, as stack traces name it. */
const LIBRARY = dirname(__dirname) + sep;
/** As many calls as lie between a user's line and what it makes, and one more. Each takes time. */
const DEPTH = 3;
/** The same where a statement is refused at once, which happens but once. */
const DEPTH_REFUSED = 10;

/** Call stacks by what they made. They become text only when a problem is told. */
const STACKS = new WeakMap<object, { readonly stack?: unknown }>();

type Callable = (...all: never[]) => unknown;

/**
 * Remembers where in the user's program something is made.
 * @param above function or class: the user called it, or what called it
 */
export function rememberPlace(thing: object, above: object, depth = DEPTH): void {
  const trace: { readonly stack?: unknown } = {};
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = depth;
  Error.captureStackTrace(trace, above as Callable);
  Error.stackTraceLimit = stackTraceLimit;
  STACKS.set(thing, trace);
}

/** Remembers the same place for what is made out of something else. */
export function samePlace<T extends object>(copy: T, original: object): T {
  const trace = STACKS.get(original);
  if (trace) STACKS.set(copy, trace);
  return copy;
}

/**
 * The first line outside of this library on the way to something: `file:line:column` with an absolute path.
 * @returns undefined for what was not remembered, or was made by the library itself
 */
export function placeOf(thing: object): string | undefined {
  const stack = STACKS.get(thing)?.stack;
  return typeof stack === 'string'
    ? stack
        .split('\n')
        .map(placeIn)
        .find((place) => place !== undefined)
    : undefined;
}

/** Of one line of a stack: `    at name (file:line:column)`, or without name and parentheses. */
function placeIn(line: string): string | undefined {
  const [, place] = /^\s*at (?:.* \()?((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^()]*:\d+:\d+)\)?$/.exec(line) ?? [];
  if (place === undefined) return undefined;
  const path = place.startsWith('file://') ? decodeURI(place.slice('file://'.length)) : place;
  return path.startsWith(LIBRARY) ? undefined : path;
}

/**
 * The error of a statement that cannot wait until the system is resolved.
 * @param above the function or class that the user called
 */
export function errorAt(problem: Problem, above: object): InvalidSystemError {
  const statement = {};
  rememberPlace(statement, above, DEPTH_REFUSED);
  return new InvalidSystemError([problemAt(problem, statement)]);
}

/** A problem about something, with the line where the user made it. */
export function problemAt(problem: Problem, thing: object): Problem {
  const at = placeOf(thing);
  return at === undefined ? problem : { ...problem, at };
}
