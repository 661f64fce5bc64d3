import { ApiGateway, type ApiGatewayProps, GatewayProvider, type ProxyProps } from '../../edge/api-gateway';
import type { RouteBackend } from '../../edge/backend';
import { Certificate, CertificateIssuer, type IssuedCertificateProps, type StoredCertificateProps } from '../../edge/certificate';
import { type HttpListenerProps, type HttpsListenerProps, Listener, type PlainHttpProps } from '../../edge/listener';
import { type GrpcMatch, type HttpMatch, type HttpMethod, PathMatch, TextMatch } from '../../edge/match';
import { Migration } from '../../edge/migration';
import {
  type GrpcRouteProps,
  type HeaderChanges,
  type HttpRouteProps,
  PathRewrite,
  type RedirectProps,
  type RewriteProps,
  type TimeoutProps,
  type TrafficProps,
} from '../../edge/route';
import { type ApiKeyProps, Authentication, type CorsProps, RateLimit, type RateLimitProps } from '../../edge/traffic';
import type { ListenerProtocol, RateLimitUnit, RouteKind } from '../../resolved';
import {
  filled,
  flag,
  instance,
  list,
  map,
  number,
  object,
  oneOrMore,
  optional,
  propsOf,
  reference,
  type Shape,
  text,
  wordOf,
} from '../../shape';
import { Machine } from '../../workload/machine';
import { ServingWorkload } from '../../workload/serving';
import { SECRET_REFERENCE } from '../secret';
import { anyOf, DURATION, PORT, portNumber, reason } from '../values';
import { CLUSTER, MESH } from '../workload/shapes';
import type { ByProtocol } from './profile';

/** What users may give to gateways and to their routes. */

const CERTIFICATE: Shape = instance('a Certificate', Certificate, {
  given: (given, where, visit) => ((given as Certificate['given']).issuer === undefined ? STORED : ISSUED)(given, where, visit),
});
const STORED = propsOf<StoredCertificateProps & { secret: unknown }>({ secret: SECRET_REFERENCE, hostnames: optional(list(text)) });
const ISSUED = propsOf<IssuedCertificateProps & { issuer: unknown }>({
  issuer: instance('a CertificateIssuer', CertificateIssuer, { name: text }),
  name: optional(text),
});

/** A reason to answer what others can read. */
export const PLAIN_HTTP = propsOf<PlainHttpProps>({ because: reason });

const AT = { port: optional(portNumber), hostnames: optional(list(text)) };
const LISTENERS: ByProtocol<Shape> = {
  http: propsOf<HttpListenerProps>({ ...AT, redirectToHttps: optional(flag), servesPlainHttp: optional(PLAIN_HTTP) }),
  https: propsOf<HttpsListenerProps>({ ...AT, certificate: CERTIFICATE }),
};
const LISTENER: Shape = (item, where, visit) => {
  if (item instanceof Listener) LISTENERS[item.protocol](item.props, where, visit);
  else visit.defect(where, 'a Listener', item);
};

const TYPE = { prefix: true, literal: true, 'regular-expression': true } as const;
const TEXTS = map(instance('a TextMatch', TextMatch, { value: filled }), filled);
export const PATH_MATCH = instance('a PathMatch', PathMatch, { type: wordOf(TYPE), value: text });
const HTTP_MATCH = propsOf<HttpMatch>({
  path: optional(PATH_MATCH),
  method: optional(
    wordOf<HttpMethod>({
      GET: true,
      HEAD: true,
      POST: true,
      PUT: true,
      DELETE: true,
      CONNECT: true,
      OPTIONS: true,
      TRACE: true,
      PATCH: true,
    }),
  ),
  headers: optional(TEXTS),
  queryParams: optional(TEXTS),
});
const GRPC_MATCH = propsOf<GrpcMatch>({ service: optional(text), method: optional(text), headers: optional(TEXTS) });

/** What routes and migrations can lead to. */
export const ROUTE_TARGET = reference('a workload that can have a port, or a machine', ServingWorkload, Machine);
const BACKEND = propsOf<RouteBackend>({ to: ROUTE_TARGET, port: optional(PORT), weight: optional(number) });
const WHOLE = reference('a workload that can have a port, a machine, or a migration', ServingWorkload, Machine, Migration);
const BACKENDS: Shape = (value, where, visit) => (Array.isArray(value) ? list(BACKEND) : WHOLE)(value, where, visit);

const HEADERS = propsOf<HeaderChanges>({
  set: optional(map(text, filled)),
  add: optional(map(text, filled)),
  remove: optional(list(filled)),
});
const PATH_REWRITE = instance('a PathRewrite', PathRewrite, { path: text });
const SCHEME = wordOf<ListenerProtocol>({ http: true, https: true });

const AUTHENTICATION = instance('an Authentication', Authentication, {
  given: propsOf<ApiKeyProps>({ header: optional(text), clients: map(SECRET_REFERENCE) }),
});
export const RATE_LIMIT = instance('a RateLimit', RateLimit, {
  requests: number,
  unit: wordOf<RateLimitUnit>({ second: true, minute: true, hour: true }),
  given: propsOf<RateLimitProps>({ together: optional(flag) }),
});

const TRAFFIC: { readonly [K in keyof Required<TrafficProps>]: Shape } = {
  hostnames: optional(list(text)),
  requestHeaders: optional(HEADERS),
  responseHeaders: optional(HEADERS),
  authentication: optional(AUTHENTICATION),
  rateLimit: optional(RATE_LIMIT),
};

/** Props of routes, by kind. */
export const ROUTES: { readonly [K in RouteKind]: Shape } = {
  http: propsOf<HttpRouteProps>({
    ...TRAFFIC,
    matches: optional(oneOrMore(HTTP_MATCH)),
    backends: optional(BACKENDS),
    redirect: optional(
      propsOf<RedirectProps>({
        scheme: optional(SCHEME),
        hostname: optional(text),
        port: optional(portNumber),
        path: optional(PATH_REWRITE),
        permanent: optional(flag),
      }),
    ),
    rewrite: optional(propsOf<RewriteProps>({ hostname: optional(text), path: optional(PATH_REWRITE) })),
    timeouts: optional(propsOf<TimeoutProps>({ request: optional(DURATION), backendRequest: optional(DURATION) })),
    cors: optional(
      propsOf<CorsProps>({
        origins: list(text),
        methods: optional(list(text)),
        headers: optional(list(text)),
        exposedHeaders: optional(list(text)),
        maxAge: optional(DURATION),
        credentials: optional(flag),
      }),
    ),
  }),
  grpc: propsOf<GrpcRouteProps>({ ...TRAFFIC, matches: optional(oneOrMore(GRPC_MATCH)), backends: BACKENDS }),
};

/** Of a route, which its gateway is sound with. */
export const ROUTE = object({ gateway: reference('an ApiGateway', ApiGateway) });

const PROPS = object({
  cluster: CLUSTER,
  props: propsOf<ApiGatewayProps>({
    name: optional(text),
    provider: anyOf(GatewayProvider),
    listeners: optional(list(LISTENER)),
    proxyProtocol: optional(flag),
    mesh: optional(MESH),
    proxy: optional(
      propsOf<ProxyProps>({
        namespace: optional(text),
        labels: optional(map(text)),
        serviceAccount: optional(text),
        httpPort: optional(portNumber),
        httpsPort: optional(portNumber),
        gatewayClass: optional(text),
      }),
    ),
  }),
});

export const GATEWAY: Shape = (gateway, where, visit) => {
  PROPS(gateway, where, visit);
  // With its routes: a gateway is sound or not as a whole.
  for (const { kind, node, props } of (gateway as ApiGateway).routes) ROUTES[kind](props, `routes.${node.id}`, visit);
};
