import type {
  ResolvedBackend,
  ResolvedGateway,
  ResolvedHeaderChanges,
  ResolvedHttpRoute,
  ResolvedPathMatch,
  ResolvedPathRewrite,
  ResolvedRoute,
  ResolvedTextMatch,
} from '../../model/resolved';
import type {
  BackendRef,
  GrpcFilter,
  GrpcRouteSpec,
  HeaderFilter,
  HttpFilter,
  HttpRouteSpec,
  ParentRef,
  PathModifier,
  ValueMatch,
} from '../imports/gateway-api';
import { filled } from '../names';

/** Routes in the words of the Gateway API. */

const PATHS: { readonly [T in ResolvedPathMatch['type']]: HttpRouteSpec['rules'][number]['matches'][number]['path']['type'] } = {
  prefix: 'PathPrefix',
  literal: 'Exact',
  'regular-expression': 'RegularExpression',
};
const VALUES: { readonly [T in ResolvedTextMatch['type']]: ValueMatch['type'] } = {
  literal: 'Exact',
  'regular-expression': 'RegularExpression',
};

const valueMatches = (matches: readonly ResolvedTextMatch[]): readonly ValueMatch[] | undefined =>
  filled(matches.map(({ name, type, value }) => ({ type: VALUES[type], name, value })));

/** By their listeners: of all of them where it is reached by all. */
export function parentRefs(gateway: Pick<ResolvedGateway, 'name' | 'listeners'>, listeners: readonly string[]): readonly ParentRef[] {
  const parent = { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: gateway.name } as const;
  return listeners.length === gateway.listeners.length ? [parent] : listeners.map((sectionName) => ({ ...parent, sectionName }));
}

/** @param home namespace of the route */
export const backendRef = ({ service, namespace, port, weight }: ResolvedBackend, home: string): BackendRef => ({
  group: '',
  kind: 'Service',
  name: service,
  port,
  weight,
  ...(namespace !== home && { namespace }),
});

// The weight of a single one says nothing.
const backendRefs = ({ backends }: ResolvedRoute, home: string): readonly BackendRef[] =>
  backends.map((backend) => backendRef(backends.length === 1 ? { ...backend, weight: 1 } : backend, home));

const headerFilter = ({ set, add, remove }: ResolvedHeaderChanges): HeaderFilter => ({
  set: filled(set),
  add: filled(add),
  remove: filled(remove),
});

function headerFilters({ requestHeaders, responseHeaders }: ResolvedRoute): readonly GrpcFilter[] {
  return [
    ...(requestHeaders ? [{ type: 'RequestHeaderModifier', requestHeaderModifier: headerFilter(requestHeaders) } as const] : []),
    ...(responseHeaders ? [{ type: 'ResponseHeaderModifier', responseHeaderModifier: headerFilter(responseHeaders) } as const] : []),
  ];
}

const MODIFIERS: { readonly [R in ResolvedPathRewrite['replaces']]: (path: string) => PathModifier } = {
  all: (path) => ({ type: 'ReplaceFullPath', replaceFullPath: path }),
  prefix: (path) => ({ type: 'ReplacePrefixMatch', replacePrefixMatch: path }),
};

const pathModifier = (rewrite: ResolvedPathRewrite | undefined): { readonly path?: PathModifier } =>
  rewrite ? { path: MODIFIERS[rewrite.replaces](rewrite.path) } : {};

function httpFilters(route: ResolvedHttpRoute): readonly HttpFilter[] {
  const { rewrite, redirect } = route;
  const hostname = (of: { readonly hostname?: string }) => (of.hostname === undefined ? {} : { hostname: of.hostname });
  return [
    ...headerFilters(route),
    ...(rewrite ? [{ type: 'URLRewrite', urlRewrite: { ...hostname(rewrite), ...pathModifier(rewrite.path) } } as const] : []),
    ...(redirect
      ? [
          {
            type: 'RequestRedirect',
            requestRedirect: {
              ...(redirect.scheme !== undefined && { scheme: redirect.scheme }),
              ...hostname(redirect),
              ...(redirect.port !== undefined && { port: redirect.port }),
              ...pathModifier(redirect.path),
              statusCode: redirect.permanent ? 301 : 302,
            },
          } as const,
        ]
      : []),
  ];
}

/** @param extensions filters of the gateway's provider */
export function httpRouteSpec(gateway: ResolvedGateway, route: ResolvedHttpRoute, extensions: readonly GrpcFilter[]): HttpRouteSpec {
  const { requestSeconds, backendRequestSeconds } = route.timeouts ?? {};
  return {
    parentRefs: parentRefs(gateway, route.listeners),
    hostnames: filled(route.hostnames),
    rules: [
      {
        matches: route.matches.map(({ path, method, headers, queryParams }) => ({
          path: { type: PATHS[path.type], value: path.value },
          ...(method !== undefined && { method }),
          headers: valueMatches(headers),
          queryParams: valueMatches(queryParams),
        })),
        filters: filled([...httpFilters(route), ...extensions]),
        backendRefs: filled(backendRefs(route, gateway.namespace)),
        ...(route.timeouts && {
          timeouts: {
            ...(requestSeconds !== undefined && { request: `${requestSeconds}s` }),
            ...(backendRequestSeconds !== undefined && { backendRequest: `${backendRequestSeconds}s` }),
          },
        }),
      },
    ],
  };
}

/** @param extensions filters of the gateway's provider */
export function grpcRouteSpec(
  gateway: ResolvedGateway,
  route: Extract<ResolvedRoute, { readonly kind: 'grpc' }>,
  extensions: readonly GrpcFilter[],
): GrpcRouteSpec {
  const matches = route.matches.map(({ service, method, headers }) => ({
    ...((service !== undefined || method !== undefined) && {
      method: { type: 'Exact' as const, ...(service !== undefined && { service }), ...(method !== undefined && { method }) },
    }),
    headers: valueMatches(headers),
  }));
  const everything = matches.some(({ method, headers }) => method === undefined && headers === undefined);
  return {
    parentRefs: parentRefs(gateway, route.listeners),
    hostnames: filled(route.hostnames),
    rules: [
      {
        // A match of nothing is none to some readers: left out, all calls are meant.
        ...(!everything && { matches }),
        filters: filled([...headerFilters(route), ...extensions]),
        backendRefs: backendRefs(route, gateway.namespace),
      },
    ],
  };
}
