import type { Secret } from '../configuration/secret';
import type { RateLimitUnit } from '../resolved';
import type { Duration } from '../values';
import { Value } from '../values/value';

/** Keys, and who has them. */
export interface ApiKeyProps {
  /**
   * Header that holds the key. Services do not get to see it.
   * @default 'x-api-key'
   */
  readonly header?: string;
  /** Who may call, by name, with the Secret that holds the key. */
  readonly clients: Readonly<Record<string, Secret>>;
}

/** How callers of a route show who they are. */
export class Authentication extends Value {
  protected declare readonly brand: 'Authentication';

  private constructor(
    /** What was given. */
    readonly given: ApiKeyProps,
  ) {
    super();
  }

  /**
   * By a key in a header. Kong finds it under the key `key` of the client's Secret, Envoy Gateway under the client's name.
   */
  static apiKey(props: ApiKeyProps): Authentication {
    return new Authentication(props);
  }
}

/** What can be said of a limit. */
export interface RateLimitProps {
  /**
   * Whether all clients have the limit together, and not each address that requests come from.
   * @default false
   */
  readonly together?: boolean;
}

/** How many requests a route takes. Every proxy of the gateway counts by itself: with three of them up to three times as many come through. */
export class RateLimit extends Value {
  protected declare readonly brand: 'RateLimit';

  private constructor(
    /** How many. */
    readonly requests: number,
    /** In which time. */
    readonly unit: RateLimitUnit,
    /** What was given besides. */
    readonly given: RateLimitProps,
  ) {
    super();
  }

  /** So many in each second. */
  static perSecond(requests: number, props: RateLimitProps = {}): RateLimit {
    return new RateLimit(requests, 'second', props);
  }

  /** So many in each minute. */
  static perMinute(requests: number, props: RateLimitProps = {}): RateLimit {
    return new RateLimit(requests, 'minute', props);
  }

  /** So many in each hour. */
  static perHour(requests: number, props: RateLimitProps = {}): RateLimit {
    return new RateLimit(requests, 'hour', props);
  }
}

/** Which pages of others browsers let call a route (CORS). */
export interface CorsProps {
  /** Such as `https://shop.example`; `*` alone stands for every page. */
  readonly origins: readonly string[];
  /** @default - GET, HEAD and POST */
  readonly methods?: readonly string[];
  /** Headers that pages may send besides those that all may. @default - none */
  readonly headers?: readonly string[];
  /** Headers of answers that pages may read besides those that all may. @default - none */
  readonly exposedHeaders?: readonly string[];
  /** How long browsers remember the answer, in whole seconds. @default Duration.minutes(10) */
  readonly maxAge?: Duration;
  /** Whether cookies are sent along. @default false */
  readonly credentials?: boolean;
}
