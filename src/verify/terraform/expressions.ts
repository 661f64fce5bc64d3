import { NotUnderstoodError } from '../errors';
import type { Fields } from '../fields';

/** What the names in expressions stand for. */
export interface Scope {
  readonly resources: { readonly locals: Fields; get(type: string, id: string): Fields };
  /** The resource that an expression stands in. */
  readonly self?: Fields;
  /** The instance of a resource with `for_each`. */
  readonly each?: { readonly key: string; readonly value: Fields };
  /** What stands for the value of an expression that only Terraform knows. @default - none is understood */
  readonly unknown?: (expression: string) => string;
}

/** An escape, an expression, or the beginning of anything else. */
const SEQUENCE = /([$%])\1\{|\$\{([^{}]*)\}|[$%]\{/g;

/**
 * The text that Terraform makes of a string: paths, and parts of what they lead to, become their values; escapes are undone.
 *
 * @throws NotUnderstoodError for any other expression, and for what is known only when it is applied
 */
export function evaluate(text: string, scope: Scope): string {
  return text.replace(SEQUENCE, (sequence, sign: string | undefined, expression: string | undefined) => {
    if (sign !== undefined) return sequence.slice(1);
    if (expression === undefined) throw new NotUnderstoodError(`expression "${text}"`);
    try {
      return evaluated(expression, scope);
    } catch (error) {
      if (scope.unknown === undefined || !(error instanceof NotUnderstoodError)) throw error;
      return scope.unknown(expression);
    }
  });
}

function evaluated(expression: string, scope: Scope): string {
  const [, path, start, length] = /^substr\((.+), (\d+), (\d+)\)$/.exec(expression) ?? [];
  const value = textAt(path ?? expression, scope);
  return path === undefined ? value : value.slice(Number(start), Number(start) + Number(length));
}

/** The object that a string stands for, which is a path and nothing else. @throws NotUnderstoodError for any other */
export function evaluateObject(text: string, scope: Scope): Fields {
  const [, path] = /^\$\{([^{}]*)\}$/.exec(text) ?? [];
  const value = path === undefined ? undefined : follow(path, scope);
  if (value === undefined || typeof value === 'string') throw new NotUnderstoodError(`"${text}" stands for no object`);
  return value;
}

function textAt(path: string, scope: Scope): string {
  const value = follow(path, scope);
  if (typeof value !== 'string') throw new NotUnderstoodError(`expression "\${${path}}"`);
  return value;
}

function follow(path: string, scope: Scope): Fields | string | undefined {
  const [root = '', first = '', ...rest] = segments(path, scope);
  // Values elsewhere speak of no instance.
  const outside = { resources: scope.resources, unknown: scope.unknown };
  switch (root) {
    case 'self':
      return scope.self && down(scope.self, [first, ...rest], scope);
    case 'each':
      if (first === 'key' && rest.length === 0) return scope.each?.key;
      return first === 'value' && scope.each ? down(scope.each.value, rest, scope) : undefined;
    case 'local':
      return down(scope.resources.locals, [first, ...rest], outside);
    default: {
      // Types of resources have the provider's name in front.
      if (!root.includes('_')) return undefined;
      const value = down(scope.resources.get(root, first), rest, outside);
      if (value === undefined) throw new NotUnderstoodError(`"\${${path}}" is known only when it is applied`);
      return value;
    }
  }
}

function down(from: Fields, names: readonly string[], scope: Scope): Fields | string | undefined {
  const value = names.reduce<Fields | string | undefined>(
    (at, name) => (typeof at === 'string' ? evaluateObject(at, scope) : at)?.textOrObject(name),
    from,
  );
  return typeof value === 'string' ? evaluate(value, scope) : value;
}

/** `a.b["c"][each.key]` as the names it is made of. @throws NotUnderstoodError for what is no path */
function segments(path: string, scope: Scope): readonly string[] {
  const names: string[] = [];
  let rest = path;
  while (rest !== '') {
    const [step, name, quoted] = /^\.?([A-Za-z_][\w-]*)|^\[("(?:[^"\\]|\\.)*")\]/.exec(rest) ?? [];
    if (step !== undefined) {
      names.push(name ?? (JSON.parse(quoted ?? '') as string));
      rest = rest.slice(step.length);
    } else {
      const inner = nested(rest);
      if (inner === undefined) throw new NotUnderstoodError(`expression "\${${path}}"`);
      names.push(textAt(inner, scope));
      rest = rest.slice(inner.length + 2);
    }
  }
  return names;
}

/** What stands in the brackets that a text begins with. */
function nested(text: string): string | undefined {
  let depth = 0;
  for (const [index, character] of [...text].entries()) {
    if (character === '[') depth++;
    else if (character === ']') depth--;
    if (depth === 0) return index > 1 ? text.slice(1, index) : undefined;
  }
  return undefined;
}
