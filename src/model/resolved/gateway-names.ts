import { compareText } from '../values';
import type { ResolvedGateway, ResolvedRoute, RouteKind } from './gateway';
import { grantName, objectName } from './object-names';

/** What Kong does for a route by plug-ins. */
export type KongPluginUse = 'cors' | 'keys' | 'clients' | 'rate-limit';

/** In the order of their names. */
export function kongPluginsOf(route: ResolvedRoute): readonly KongPluginUse[] {
  const { authentication, rateLimit, cors } = route;
  return [
    ...(authentication ? (['clients'] as const) : []),
    ...(cors ? (['cors'] as const) : []),
    ...(authentication ? (['keys'] as const) : []),
    ...(rateLimit ? (['rate-limit'] as const) : []),
  ];
}

/** Who answers for gateways of Envoy Gateway (api/v1alpha1, `GatewayControllerName`). */
export const ENVOY_GATEWAY_CONTROLLER = 'gateway.envoyproxy.io/gatewayclass-controller';

type Named = Pick<ResolvedRoute, 'id'>;

/** The object of a route. */
export const routeName = (gateway: string, route: string): string => objectName(`${gateway}-${route}`);

/** What sends everybody from plain HTTP to HTTPS: a route for each port of HTTPS, the first of which has the shortest name. */
export function redirectsOf({ name, listeners }: Pick<ResolvedGateway, 'name' | 'listeners'>): readonly Redirect[] {
  const ports = new Map<number, string[]>();
  for (const listener of listeners)
    if (listener.redirectsTo !== undefined) ports.set(listener.redirectsTo, [...(ports.get(listener.redirectsTo) ?? []), listener.name]);
  return [...ports]
    .sort(([a], [b]) => a - b)
    .map(([port, own], index) => ({ name: objectName(`${name}-to-https${index === 0 ? '' : `-${port}`}`), port, listeners: own }));
}

interface Redirect {
  /** Of its object. */
  readonly name: string;
  /** Where clients are sent. */
  readonly port: number;
  /** Names of the listeners whose clients are sent there. */
  readonly listeners: readonly string[];
}

export const pluginName = (gateway: string, { id }: Named, use: KongPluginUse): string => objectName(`${gateway}-${id}-${use}`);

/** A client of a gateway, in Kong's words. */
export const consumerName = (gateway: string, client: string): string => objectName(`${gateway}-${client}`);

/** What makes a client one of those that may call a route. */
export const credentialName = (gateway: string, { id }: Named): string => objectName(`${gateway}-${id}-clients`);

/** What routes are called by the Gateway API. */
export const ROUTE_KINDS = { http: 'HTTPRoute', grpc: 'GRPCRoute' } as const satisfies { readonly [K in RouteKind]: string };

/** What leads to Services by routes in one namespace. */
export interface Leading {
  readonly name: string;
  /** Where its routes are. */
  readonly namespace: string;
  readonly routes: readonly Pick<ResolvedRoute, 'kind' | 'backends'>[];
}

/** Services of other namespaces that have to agree to be routed to, by name. */
export function grantsOf({ name: leader, namespace: home, routes }: Leading): readonly Grant[] {
  const elsewhere = new Map<string, Grant & { readonly kinds: Set<RouteKind> }>();
  for (const { kind, backends } of routes)
    for (const { service, namespace } of backends) {
      if (namespace === home) continue;
      const grant = elsewhere.get(service) ?? { name: grantName(leader, service), namespace, service, kinds: new Set() };
      grant.kinds.add(kind);
      elsewhere.set(service, grant);
    }
  return [...elsewhere.values()].sort((a, b) => compareText(a.service, b.service));
}

interface Grant {
  /** Of its object. */
  readonly name: string;
  /** That of the service, which agrees. */
  readonly namespace: string;
  readonly service: string;
  /** Of the routes that lead there. */
  readonly kinds: ReadonlySet<RouteKind>;
}
