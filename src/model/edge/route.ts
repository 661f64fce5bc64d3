import type { Construct } from 'constructs';
import { Declared } from '../declared';
import { asArray, type Duration } from '../values';
import { Value } from '../values/value';
import type { KubernetesCluster } from '../workload/kubernetes-cluster';
import type { RouteBackend, RouteTarget } from './backend';
import type { GrpcMatch, HttpMatch } from './match';
import { Migration } from './migration';
import type { Authentication, CorsProps, RateLimit } from './traffic';

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
export class PathRewrite extends Value {
  protected declare readonly brand: 'PathRewrite';

  private constructor(
    /** What is replaced. */
    readonly replaces: 'all' | 'prefix',
    /** What stands there instead. */
    readonly path: string,
  ) {
    super();
  }

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
  /**
   * Where requests go, at the port that it lists first; or several, with their shares; or both ends of a migration.
   * @default - none: then there is a `redirect`
   */
  readonly backends?: RouteTarget | Migration | readonly RouteBackend[];
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
  /** Where calls go, at the port that it lists first; or several, with their shares; or both ends of a migration. */
  readonly backends: RouteTarget | Migration | readonly RouteBackend[];
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
    if (backends instanceof Migration) return backends.backends;
    return Array.isArray(backends) ? (backends as readonly RouteBackend[]) : [{ to: backends as RouteTarget }];
  }

  /** The migration whose ends it leads to. Unset: it leads to what is named. */
  get migration(): Migration | undefined {
    const { backends } = this.props;
    return backends instanceof Migration ? backends : undefined;
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
