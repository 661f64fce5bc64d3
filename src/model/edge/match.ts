import type { ResolvedPathMatch, ResolvedTextMatch } from '../resolved';
import { Value } from '../values/value';

/** Paths of requests. Gateways prefer the exact one, and else the longest. */
export class PathMatch extends Value {
  protected declare readonly brand: 'PathMatch';

  private constructor(
    /** How the value is meant. */
    readonly type: ResolvedPathMatch['type'],
    /** The path, text or expression. */
    readonly value: string,
  ) {
    super();
  }

  /** The path and everything below it: `/orders` stands for `/orders/7` too, and not for `/orders-archive`. */
  static prefix(path: string): PathMatch {
    return new PathMatch('prefix', path);
  }

  /** That path alone. */
  static exact(path: string): PathMatch {
    return new PathMatch('literal', path);
  }

  /** A regular expression (RE2) that stands for the whole path, and begins with `/`. */
  static regularExpression(expression: string): PathMatch {
    return new PathMatch('regular-expression', expression);
  }
}

/** Values of headers and of query parameters. */
export class TextMatch extends Value {
  protected declare readonly brand: 'TextMatch';

  private constructor(
    /** How the value is meant. */
    readonly type: ResolvedTextMatch['type'],
    /** The path, text or expression. */
    readonly value: string,
  ) {
    super();
  }

  /** That text alone. */
  static exact(value: string): TextMatch {
    return new TextMatch('literal', value);
  }

  /** A regular expression (RE2). */
  static regularExpression(expression: string): TextMatch {
    return new TextMatch('regular-expression', expression);
  }
}

/** Methods of requests that the Gateway API knows (RFC 9110, 9.3; RFC 5789). */
export type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE' | 'CONNECT' | 'OPTIONS' | 'TRACE' | 'PATCH';

/** Requests that a route is for: those for which all of this holds. */
export interface HttpMatch {
  /** @default PathMatch.prefix('/') */
  readonly path?: PathMatch;
  /** @default - every one */
  readonly method?: HttpMethod;
  /** Values of headers, by name. @default - any */
  readonly headers?: Readonly<Record<string, TextMatch>>;
  /** Values of query parameters, by name. @default - any */
  readonly queryParams?: Readonly<Record<string, TextMatch>>;
}

/** Calls that a route is for: those for which all of this holds. */
export interface GrpcMatch {
  /** Full name, such as `shop.v1.Stock`. @default - every one */
  readonly service?: string;
  /** @default - every one */
  readonly method?: string;
  /** Values of headers, by name. @default - any */
  readonly headers?: Readonly<Record<string, TextMatch>>;
}
