import type { Construct } from 'constructs';
import { Declared } from '../declared';
import { asArray, type Duration, type Port } from '../values';
import type { KubernetesCluster } from '../workload/kubernetes-cluster';
import type { Machine } from '../workload/machine';
import type { ServingWorkload } from '../workload/serving';
import type { GrpcMatch, HttpMatch } from './match';
import type { Authentication, CorsProps, RateLimit } from './traffic';

/** What routes can lead to. A machine is found by its Service, which has its name. */
export type RouteTarget = ServingWorkload | Machine;

/** One of several things that a route leads to. */
export interface RouteBackend {
  /** Who answers. */
  readonly to: RouteTarget;
  /**
   * What it listens on, as it is dialled.
   * @default - the first of its ports
   */
  readonly port?: Port;
  /**
   * Percent of the requests: those of all backends come to 100.
   * @default - all of them, for a single backend
   */
  readonly weight?: number;
}

/** Changes of headers, in this order. */
export interface HeaderChanges {
  /** Headers that are put in the place of what there is, by name. @default - none */
  readonly set?: Readonly<Record<string, string>>;
  /** Headers that are put beside what there is, by name. @default - none */
  readonly add?: Readonly<Record<string, string>>;
  /** Names of headers that are taken away. @default - none */
  readonly remove?: readonly string[];
}

/** Another path in the place of that of the request. */
export class PathRewrite {
  protected declare readonly brand: 'PathRewrite';

  private constructor(
    /** What is replaced. */
    readonly replaces: 'all' | 'prefix',
    /** What stands there instead. */
    readonly path: string,
  ) {}

  /** The whole path. */
  static full(path: string): PathRewrite {
    return new PathRewrite('all', path);
  }

  /** The part of it that the route is for, which has to be one prefix. */
  static prefix(path: string): PathRewrite {
    return new PathRewrite('prefix', path);
  }
}

/** What services are asked for instead of what the client asked for. */
export interface RewriteProps {
  /** Host that services are told. @default - the one that the client asked for */
  readonly hostname?: string;
  /** @default - the one that the client asked for */
  readonly path?: PathRewrite;
}

/** What clients are told to ask for instead. What is left out stays as they asked for it. */
export interface RedirectProps {
  /** @default - the same */
  readonly scheme?: 'http' | 'https';
  /** @default - the same */
  readonly hostname?: string;
  /** @default - that of the scheme, or the same */
  readonly port?: number;
  /** @default - the same */
  readonly path?: PathRewrite;
  /** Whether it is so for good (301), or for now (302). @default false */
  readonly permanent?: boolean;
}

/** How long requests may take, in whole seconds. */
export interface TimeoutProps {
  /** From the request of a client to the end of its answer. @default - the provider's own */
  readonly request?: Duration;
  /** For the part of it that a service takes. @default - the provider's own */
  readonly backendRequest?: Duration;
}

/** What all routes can have. */
export interface TrafficProps {
  /**
   * Host names that it is for.
   * @default - those of the gateway's listeners
   */
  readonly hostnames?: readonly string[];
  /** Headers of requests on their way to services. @default - none are changed */
  readonly requestHeaders?: HeaderChanges;
  /** Headers of answers on their way to clients. @default - none are changed */
  readonly responseHeaders?: HeaderChanges;
  /** @default - everybody may call */
  readonly authentication?: Authentication;
  /** @default - no limit */
  readonly rateLimit?: RateLimit;
}

/** What can be said of a route for HTTP. */
export interface HttpRouteProps extends TrafficProps {
  /** Requests that it is for: those for which one of them holds. @default - all */
  readonly matches?: HttpMatch | readonly HttpMatch[];
  /** Where requests go, at the port that it lists first; or several, with their shares. @default - none: then there is a `redirect` */
  readonly backends?: RouteTarget | readonly RouteBackend[];
  /** @default - none */
  readonly redirect?: RedirectProps;
  /** @default - requests are handed on as they are */
  readonly rewrite?: RewriteProps;
  /** @default - the provider's own */
  readonly timeouts?: TimeoutProps;
  /** @default - browsers let only pages of the same host call it */
  readonly cors?: CorsProps;
}

/** What can be said of a route for gRPC. */
export interface GrpcRouteProps extends TrafficProps {
  /** Calls that it is for: those for which one of them holds. @default - all */
  readonly matches?: GrpcMatch | readonly GrpcMatch[];
  /** Where calls go, at the port that it lists first; or several, with their shares. */
  readonly backends: RouteTarget | readonly RouteBackend[];
}

abstract class RouteOf<Props extends HttpRouteProps | GrpcRouteProps> extends Declared {
  constructor(
    /** Whose route it is. */
    readonly gateway: Construct & { readonly cluster: KubernetesCluster },
    id: string,
    /** What was given. */
    readonly props: Props,
  ) {
    super(gateway, id);
  }

  /** Where it leads: a single backend as one with all requests. */
  get backends(): readonly RouteBackend[] {
    const { backends = [] } = this.props;
    return Array.isArray(backends) ? (backends as readonly RouteBackend[]) : [{ to: backends as RouteTarget }];
  }
}

/** Where HTTP requests go that a gateway takes. Made by `addHttpRoute` of its gateway. */
export class HttpRoute extends RouteOf<HttpRouteProps> {
  /** Tells it from routes of other kinds. */
  readonly kind = 'http';

  /** Requests that it is for. */
  get matches(): readonly HttpMatch[] {
    return asArray(this.props.matches ?? {});
  }
}

/** Where gRPC calls go that a gateway takes. Made by `addGrpcRoute` of its gateway. */
export class GrpcRoute extends RouteOf<GrpcRouteProps> {
  /** Tells it from routes of other kinds. */
  readonly kind = 'grpc';

  /** Calls that it is for. */
  get matches(): readonly GrpcMatch[] {
    return asArray(this.props.matches ?? {});
  }
}

export type Route = HttpRoute | GrpcRoute;
