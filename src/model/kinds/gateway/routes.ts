import type { ApiGateway } from '../../edge/api-gateway';
import type { RouteBackend } from '../../edge/backend';
import type { GrpcMatch, HttpMatch, TextMatch } from '../../edge/match';
import type { GrpcRoute, HeaderChanges, HttpRoute, PathRewrite, Route } from '../../edge/route';
import type { Authentication, CorsProps, RateLimit } from '../../edge/traffic';
import type {
  ResolvedAuthentication,
  ResolvedBackend,
  ResolvedCors,
  ResolvedGrpcMatch,
  ResolvedHeaderChanges,
  ResolvedHttpMatch,
  ResolvedListener,
  ResolvedPathRewrite,
  ResolvedRateLimit,
  ResolvedRoute,
  ResolvedRoutes,
  ResolvedTextMatch,
  RouteKind,
} from '../../resolved';
import { routeName } from '../../resolved/gateway-names';
import { compareText, type Port } from '../../values';
import { meet } from './hostnames';

/** The listeners that a route is reached by: those for its host names, which do not send everybody elsewhere. */
const listenersFor = ({ props: { hostnames = [] } }: Route, listeners: readonly ResolvedListener[]): readonly ResolvedListener[] =>
  listeners.filter(
    ({ hostname, redirectsTo }) => redirectsTo === undefined && (hostnames.length === 0 || hostnames.some((each) => meet(hostname, each))),
  );

/** The host names that a route is for. Empty: every one. */
function hostnamesOf({ props: { hostnames = [] } }: Route, reachedBy: readonly ResolvedListener[]): readonly string[] {
  if (hostnames.length > 0) return [...new Set(hostnames)].sort(compareText);
  const names = reachedBy.flatMap(({ hostname }) => hostname ?? []);
  return names.length < reachedBy.length ? [] : [...new Set(names)].sort(compareText);
}

/** What is found of a backend elsewhere: the Service that it has, or what is wrong with it. */
export type BackendPlace = Pick<ResolvedBackend, 'service' | 'namespace' | 'machine'>;

/** The port of a backend: the first that it lists unless another is named. Undefined: it has none. */
export const backendPort = ({ to, port = to.listens[0] }: RouteBackend): Port | undefined => port;

const RESOLVE: {
  readonly [K in RouteKind]: (route: Extract<Route, { kind: K }>, facts: Omit<ResolvedRoutes[K], 'kind' | 'matches'>) => ResolvedRoutes[K];
} = {
  http: (route: HttpRoute, facts) => {
    const { redirect, rewrite, timeouts, cors } = route.props;
    const { request, backendRequest } = timeouts ?? {};
    return {
      ...facts,
      kind: 'http',
      matches: route.matches.map(httpMatch),
      ...(redirect && {
        redirect: {
          ...(redirect.scheme !== undefined && { scheme: redirect.scheme }),
          ...(redirect.hostname !== undefined && { hostname: redirect.hostname }),
          ...(redirect.port !== undefined && { port: redirect.port }),
          ...(redirect.path && { path: pathRewrite(redirect.path) }),
          permanent: redirect.permanent ?? false,
        },
      }),
      ...(rewrite && {
        rewrite: {
          ...(rewrite.hostname !== undefined && { hostname: rewrite.hostname }),
          ...(rewrite.path && { path: pathRewrite(rewrite.path) }),
        },
      }),
      ...((request || backendRequest) && {
        timeouts: {
          ...(request && { requestSeconds: request.toSeconds }),
          ...(backendRequest && { backendRequestSeconds: backendRequest.toSeconds }),
        },
      }),
      ...(cors && { cors: resolveCors(cors) }),
    };
  },
  grpc: (route: GrpcRoute, facts) => ({ ...facts, kind: 'grpc', matches: route.matches.map(grpcMatch) }),
};

const resolveKind = <K extends RouteKind>(
  route: Extract<Route, { kind: K }>,
  facts: Omit<ResolvedRoutes[K], 'kind' | 'matches'>,
): ResolvedRoutes[K] => RESOLVE[route.kind as K](route, facts);

/** @param placeOf the Service of a backend */
export function resolveRoute(
  gateway: ApiGateway,
  route: Route,
  listeners: readonly ResolvedListener[],
  placeOf: (backend: RouteBackend) => BackendPlace,
): ResolvedRoute {
  const { requestHeaders, responseHeaders, authentication, rateLimit } = route.props;
  const reachedBy = listenersFor(route, listeners);
  return resolveKind(route, {
    id: route.node.id,
    name: routeName(gateway.name, route.node.id),
    hostnames: hostnamesOf(route, reachedBy),
    listeners: reachedBy.map(({ name }) => name),
    backends: route.backends
      .flatMap((backend) => {
        const port = backendPort(backend)?.resolved.from;
        return port === undefined ? [] : [{ ...placeOf(backend), port, weight: backend.weight ?? 100 }];
      })
      .sort((a, b) => compareText(a.service, b.service) || a.port - b.port),
    ...(requestHeaders && { requestHeaders: headerChanges(requestHeaders) }),
    ...(responseHeaders && { responseHeaders: headerChanges(responseHeaders) }),
    ...(authentication && { authentication: resolveAuthentication(authentication) }),
    ...(rateLimit && { rateLimit: resolveRateLimit(rateLimit) }),
  });
}

const byName = <T extends { readonly name: string }>(list: readonly T[]): readonly T[] =>
  [...list].sort((a, b) => compareText(a.name, b.name));

const textMatches = (matches: Readonly<Record<string, TextMatch>> = {}): readonly ResolvedTextMatch[] =>
  byName(Object.entries(matches).map(([name, { type, value }]) => ({ name, type, value })));

const httpMatch = ({ path, method, headers, queryParams }: HttpMatch): ResolvedHttpMatch => ({
  path: path ? { type: path.type, value: path.value } : { type: 'prefix', value: '/' },
  ...(method !== undefined && { method }),
  headers: textMatches(headers),
  queryParams: textMatches(queryParams),
});

const grpcMatch = ({ service, method, headers }: GrpcMatch): ResolvedGrpcMatch => ({
  ...(service !== undefined && { service }),
  ...(method !== undefined && { method }),
  headers: textMatches(headers),
});

const pathRewrite = ({ replaces, path }: PathRewrite): ResolvedPathRewrite => ({ replaces, path });

function headerChanges({ set = {}, add = {}, remove = [] }: HeaderChanges): ResolvedHeaderChanges {
  const named = (values: Readonly<Record<string, string>>) => byName(Object.entries(values).map(([name, value]) => ({ name, value })));
  return { set: named(set), add: named(add), remove: [...remove].sort(compareText) };
}

const API_KEY_HEADER = 'x-api-key';

const resolveAuthentication = ({ given: { header = API_KEY_HEADER, clients } }: Authentication): ResolvedAuthentication => ({
  header,
  clients: byName(Object.entries(clients).map(([name, secret]) => ({ name, secret: secret.name }))),
});

const resolveRateLimit = ({ requests, unit, given: { together = false } }: RateLimit): ResolvedRateLimit => ({ requests, unit, together });

const CORS_METHODS = ['GET', 'HEAD', 'POST'];
const CORS_SECONDS = 600;

function resolveCors({ origins, methods = CORS_METHODS, headers = [], exposedHeaders = [], maxAge, credentials }: CorsProps): ResolvedCors {
  const sorted = (list: readonly string[]): readonly string[] => [...new Set(list)].sort(compareText);
  return {
    origins: sorted(origins),
    methods: sorted(methods),
    headers: sorted(headers),
    exposedHeaders: sorted(exposedHeaders),
    maxAgeSeconds: maxAge?.toSeconds ?? CORS_SECONDS,
    credentials: credentials ?? false,
  };
}
