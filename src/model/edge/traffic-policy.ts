import type { Secret } from '../configuration/secret';
import { Declared } from '../declared';
import type { External } from '../network/external';
import type { RepeatedRequests } from '../resolved';
import { reasonIn } from '../shape/wrong';
import type { Duration, Port } from '../values';
import { Value } from '../values/value';
import type { Machine } from '../workload/machine';
import type { ServiceMesh } from '../workload/service-mesh';
import type { Workload } from '../workload/workload';
import type { Migration } from './migration';

/** Whom a {@link TrafficPolicy} can be about: whom pods of a mesh call by a name. */
export type TrafficTarget = Workload | Machine | Migration | External;

/** How often requests are made again. */
export interface RetryProps {
  /**
   * How often one request is made again at most: from 1 to 10 times.
   * @default 2
   */
  readonly attempts?: number;
  /**
   * How long each of them may take, the first one included: in whole seconds, no more than the `timeout` of the policy.
   * @default - as long as the whole request
   */
  readonly perTry?: Duration;
  /**
   * How many requests of one pod may be on their way again at the same time, from 1 to 1024: more of them fail as they would without, so
   * that a target that is down does not get several times as many requests as one that is well.
   * @default 3
   */
  readonly atOnce?: number;
}

/** Which requests are made again by the proxy beside their sender, when they fail. */
export class Retries extends Value {
  protected declare readonly brand: 'Retries';

  private constructor(
    /** Which of them. */
    readonly of: RepeatedRequests,
    /** What was given besides. */
    readonly given: RetryProps,
    /** Why requests may be made twice whatever they do. */
    readonly because?: string,
  ) {
    super();
  }

  /** None is. */
  static none(): Retries {
    return new Retries('none', {});
  }

  /** Those that nobody has begun to answer: there was no connection, or the stream was refused. That is safe whatever they do. */
  static unprocessed(props: RetryProps = {}): Retries {
    return new Retries('unprocessed', props);
  }

  /**
   * Those that may be made twice by the rules of HTTP (GET, HEAD, OPTIONS, TRACE, PUT, DELETE: RFC 9110, 9.2.2), also when the connection broke,
   * when they took too long, and after 502, 503 and 504. Of all others, calls of gRPC among them, those that nobody has begun to answer.
   */
  static idempotent(props: RetryProps = {}): Retries {
    return new Retries('idempotent', props);
  }

  /** All of them, also calls of gRPC that were cancelled or found nobody: for targets that take the same request twice for one. */
  static every(props: RetryProps & { readonly because: string }): Retries {
    return new Retries('every', props, reasonIn(props));
  }
}

/** How much one pod may ask at the same time: what is more fails at once (503), before the target hears of it. Each proxy counts by itself. */
export interface ConnectionPoolProps {
  /** Connections. @default - no limit */
  readonly connections?: number;
  /** Requests that wait for a connection. @default - no limit */
  readonly pendingRequests?: number;
  /** Requests on their way. @default - no limit */
  readonly requests?: number;
  /** Requests after which a connection is not used again. @default - no limit */
  readonly requestsPerConnection?: number;
  /** How long a connection may take to open, in whole seconds. @default Duration.seconds(10) */
  readonly connectTimeout?: Duration;
  /** How long a connection of HTTP may be without a request, in whole seconds. @default Duration.minutes(60) */
  readonly idleTimeout?: Duration;
}

/** When a pod that fails gets no requests for a while. Each proxy judges by what it sees itself. */
export interface OutlierDetectionProps {
  /**
   * Answers 502, 503 and 504, and connections that fail, one after the other: where requests are not read, connections alone.
   * @default 5
   */
  readonly consecutiveErrors?: number;
  /** How often proxies look, in whole seconds. @default Duration.seconds(10) */
  readonly interval?: Duration;
  /** For how long it gets none, in whole seconds: so many times as it happened in a row. @default Duration.seconds(30) */
  readonly ejection?: Duration;
  /**
   * Percent of the pods that may be without requests at the same time, from 1 to 100. Of a target with one pod or address none ever is below 100.
   * @default 50
   */
  readonly maxEjectionPercent?: number;
}

/** What is asked of a server's certificate. */
export interface ServerTlsProps {
  /**
   * The name in its certificate, which it is asked for, too (SNI).
   * @default - of an `External.host` its name; of others it has to be said
   */
  readonly serverName?: string;
  /**
   * A Secret with the certificate of who signs, under the key `cacert` or `ca.crt`, in each namespace whose pods call.
   * @default - whom the proxies' own image trusts: the public ones
   */
  readonly certificateAuthority?: Secret;
}

/** TLS that the proxy beside a pod begins, around what the pod sends in plaintext. */
export class ServerTls extends Value {
  protected declare readonly brand: 'ServerTls';

  private constructor(
    /** What was given. */
    readonly given: ServerTlsProps,
  ) {
    super();
  }

  /** The server shows who it is, and the client does not. */
  static simple(props: ServerTlsProps = {}): ServerTls {
    return new ServerTls(props);
  }
}

/** Props of a {@link TrafficPolicy}. */
export interface TrafficPolicyProps {
  /** Whom it is about. Each caller needs a flow besides. */
  readonly to: TrafficTarget;
  /**
   * Ports of it, as they are dialled.
   * @default - all single TCP ports that pods may call it at
   */
  readonly ports?: readonly Port[];
  /**
   * How long a request may take, with all that is made again: in whole seconds, from 1. Then the caller gets 504.
   * @default - no limit
   */
  readonly timeout?: Duration;
  /** @default Retries.unprocessed() */
  readonly retries?: Retries;
  /** @default - no limit */
  readonly connectionPool?: ConnectionPoolProps;
  /** @default - whoever is ready gets requests */
  readonly outlierDetection?: OutlierDetectionProps;
  /** For machines and what is outside of the system: pods speak plaintext to their proxy, and the proxy speaks TLS. @default - what pods say leaves as it is */
  readonly tls?: ServerTls;
}

/**
 * How the proxies beside pods call somebody: how long they wait, what they try again, how much they ask at once, whom they leave alone for a
 * while, and how they speak. Callers without a proxy are not held to it.
 */
export class TrafficPolicy extends Declared {
  constructor(
    /** Whose proxies. */
    readonly mesh: ServiceMesh,
    id: string,
    /** What it was given. */
    readonly props: TrafficPolicyProps,
  ) {
    super(mesh, id);
  }
}
