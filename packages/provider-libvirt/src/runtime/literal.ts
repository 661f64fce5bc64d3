import { type IResolvable, type IResolveContext, Token } from 'cdktf';

/**
 * A value without tokens. cdktf walks through every key and value of a stack three times to resolve tokens, which takes most of the
 * time of a synthesis; this is put in place whole, by the post-processor, and so walked through once instead.
 */
class Literal implements IResolvable {
  readonly creationStack: string[] = [];

  constructor(private readonly value: unknown) {}

  resolve(context: IResolveContext): undefined {
    context.registerPostProcessor({ postProcess: () => this.value });
  }

  toString(): string {
    return Token.asString(this);
  }

  toJSON(): unknown {
    return this.value;
  }
}

/** The same value, in which each largest part without tokens is a literal. */
export function withLiterals(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isLiteral(value)) return new Literal(value);
  if (Array.isArray(value)) return value.map(withLiterals);
  return isPlain(value) ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withLiterals(member)])) : value;
}

/** No for what may hold a token: cdktf writes them as `${…}`, `#{…}` or `&{…}`, as huge negative numbers, or as those in a string. */
function isLiteral(value: unknown): boolean {
  if (typeof value === 'string') return !/[$#&]\{|e\+/.test(value);
  if (typeof value === 'number') return value > -1e200;
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isLiteral);
  return isPlain(value) && Object.keys(value).every((key) => isLiteral(key) && isLiteral((value as Record<string, unknown>)[key]));
}

function isPlain(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype;
}
