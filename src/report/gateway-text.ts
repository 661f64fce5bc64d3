import type { ResolvedListener, ResolvedRoute, ResolvedTextMatch, RouteKind } from '../model/resolved';

/** What gateways do, in words. */

export function listenerText({ port, hostname, tlsSecret, redirectsTo }: ResolvedListener): string {
  const how = tlsSecret === undefined ? 'plain HTTP' : `TLS under ${tlsSecret}`;
  const there = redirectsTo === undefined ? '' : `, which sends everybody to HTTPS at ${redirectsTo}`;
  return `${hostname ?? 'every host name'} at ${port.from}, ${how}${there}`;
}

const values = (what: string, matches: readonly ResolvedTextMatch[]): string =>
  matches.map(({ name, type, value }) => `, ${what} ${name} ${VALUES[type]} ${value}`).join('');
const VALUES: { readonly [T in ResolvedTextMatch['type']]: string } = { literal: 'is', 'regular-expression': 'like' };

const PATHS = { prefix: '', literal: ' exactly', 'regular-expression': ' (regular expression)' } as const;

const MATCHES: { readonly [K in RouteKind]: (route: Extract<ResolvedRoute, { readonly kind: K }>) => readonly string[] } = {
  http: ({ matches }) =>
    matches.map(
      ({ path, method, headers, queryParams }) =>
        `${method === undefined ? '' : `${method} `}${path.value}${PATHS[path.type]}${values('header', headers)}${values('parameter', queryParams)}`,
    ),
  grpc: ({ matches }) =>
    matches.map(({ service = 'every service', method = 'all calls', headers }) => `${service}: ${method}${values('header', headers)}`),
};

const matchesOf = <K extends RouteKind>(route: Extract<ResolvedRoute, { readonly kind: K }>): readonly string[] =>
  MATCHES[route.kind as K](route);

/** `/orders of api.shop.example to order-service`, with what is done on the way. */
export function routeText(route: ResolvedRoute): string {
  const { hostnames, backends, authentication, rateLimit } = route;
  const where = backends.map(({ service, weight }) => (backends.length === 1 ? service : `${service} (${weight} %)`)).join(', ');
  const of = hostnames.length > 0 ? ` of ${hostnames.join(', ')}` : '';
  const extras = [
    ...(authentication ? [`keys of ${authentication.clients.map(({ name }) => name).join(', ')}`] : []),
    ...(rateLimit ? [`${rateLimit.requests} a ${rateLimit.unit}${rateLimit.together ? ' together' : ' for each client'}`] : []),
  ];
  const goes = where === '' ? 'is sent elsewhere' : `to ${where}`;
  return `${matchesOf(route).join('; ')}${of} ${goes}${extras.length > 0 ? ` (${extras.join('; ')})` : ''}`;
}
