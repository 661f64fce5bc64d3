import { type IResolvable, type IResolveContext, Token } from 'cdktf';

/**
 * Set to true on a stack that takes literals out of its JSON itself, by {@link withoutLiterals}: they are then never walked through.
 * A stack cannot do so while it has overrides of its own that reach into resources: those are merged into values, not into literals.
 */
export const KEEPS_LITERALS: unique symbol = Symbol.for('@cdktf/provider-libvirt/keeps-literals') as never;

/**
 * A value without tokens. cdktf walks through every key and value of a stack three times to resolve tokens, which takes most of the
 * time of a synthesis; this is put in place whole, by the post-processor, and so walked through once instead, or not at all by a stack
 * that keeps it.
 */
export class Literal implements IResolvable {
  readonly creationStack: string[] = [];

  constructor(readonly value: unknown) {}

  resolve(context: IResolveContext): undefined {
    const kept = (context.scope as { [KEEPS_LITERALS]?: boolean })[KEEPS_LITERALS] === true;
    context.registerPostProcessor({ postProcess: () => (kept ? this : this.value) });
  }

  toString(): string {
    return Token.asString(this);
  }

  toJSON(): unknown {
    return this.value;
  }
}

/** By Terraform type and logical id, what cdktf has made of the attributes, meta-arguments and overrides of one element. */
export interface Elements {
  readonly [type: string]: { readonly [logicalId: string]: unknown };
}

/** The same elements, in which each largest part without tokens is a literal. */
export function elementsWithLiterals(elements: Elements | undefined): Elements | undefined {
  return elements && mapValues(elements, (byId) => mapValues(byId, withLiterals));
}

/** The same value, with the value of each literal in its place. Literals hold no other literals. */
export function withoutLiterals(value: unknown): unknown {
  if (value instanceof Literal) return value.value;
  if (Array.isArray(value)) return value.map(withoutLiterals);
  return typeof value === 'object' && value !== null && isPlain(value) ? mapValues(value as Elements, withoutLiterals) : value;
}

function withLiterals(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isLiteral(value)) return new Literal(value);
  if (Array.isArray(value)) return value.map(withLiterals);
  return isPlain(value) ? mapValues(value as Elements, withLiterals) : value;
}

/** No for what may hold a token: cdktf writes them as `${TfToken[…`, `#{TfToken[…` or `&{TfToken[…`, as huge negative numbers, or as those in a string. */
function isLiteral(value: unknown): boolean {
  if (typeof value === 'string') return !/TfToken\[|e\+/.test(value);
  if (typeof value === 'number') return value > -1e200;
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isLiteral);
  return isPlain(value) && Object.keys(value).every((key) => isLiteral(key) && isLiteral((value as Record<string, unknown>)[key]));
}

function isPlain(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype;
}

function mapValues<T, U>(object: { readonly [key: string]: T }, map: (value: T) => U): { [key: string]: U } {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}
