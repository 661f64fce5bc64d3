import type { Chart } from 'cdk8s';
import type { ResolvedCluster, ResolvedGateway, ResolvedRoute, RouteKind } from '../../model/resolved';
import { consumerName, credentialName, kongPluginsOf, pluginName } from '../../model/resolved/gateway-names';
import {
  CONTROLLER,
  CREDENTIAL,
  INGRESS_CLASS,
  KongConsumer,
  KongPlugin,
  PRESERVE_HOST,
  PROTOCOL,
  PROTOCOLS,
  REDIRECT_STATUS,
  SERVICE_UPSTREAM,
  UNMANAGED,
} from '../imports/kong';
import { Secret } from '../imports/kubernetes';
import { meshModeOf } from '../mesh';
import { PLUGINS } from './kong-plugins';
import type { GatewayRenderer } from './renderer';

export const KONG: GatewayRenderer = {
  // Its proxies are those of its chart: it makes none for a gateway.
  gatewayClass: { controllerName: CONTROLLER, annotations: { [UNMANAGED]: 'true' } },
  infrastructure: () => undefined,
  redirectsByRoute: false,
  annotations: (gateway, route, cluster) => ({
    ...(speaksToServices(gateway, cluster) && leadsToPods(route) && { [PRESERVE_HOST]: 'false' }),
    ...protocols(gateway, route),
  }),
  filters: (gateway, route) =>
    kongPluginsOf(route).map((use) => ({
      type: 'ExtensionRef',
      extensionRef: { group: 'configuration.konghq.com', kind: 'KongPlugin', name: pluginName(gateway.name, route, use) },
    })),
  addObjects: (chart, gateway) => {
    for (const route of gateway.routes) addPlugins(chart, gateway, route);
    addClients(chart, gateway);
  },
  routed: (gateway, cluster, routes) => ({
    // A machine beside pods, too: with `preserve-host` what is dialled is the Host that it gets, and else that would be its address.
    ...(speaksToServices(gateway, cluster) && routes.some(leadsToPods) && { [SERVICE_UPSTREAM]: 'true' }),
    ...(routes.some(({ kind }) => SPOKEN[kind] !== undefined) && { [PROTOCOL]: 'grpc' }),
  }),
};

/** How Services are spoken to where the port does not say it. */
const SPOKEN: { readonly [K in RouteKind]: string | undefined } = { http: undefined, grpc: 'grpc' };

/** Kong dials pods one by one, under the Host that the client sent: where its own proxy would not know these, it has to be told otherwise. */
const speaksToServices = ({ inMesh }: ResolvedGateway, { mesh }: ResolvedCluster): boolean =>
  inMesh && mesh !== undefined && meshModeOf(mesh).knowsServices;

const leadsToPods = ({ backends }: ResolvedRoute): boolean => backends.some(({ machine }) => !machine);

const OVER_TLS: { readonly [K in RouteKind]: string } = { http: 'https', grpc: 'grpcs' };

/** Kong answers for a route at all of its ports, unless the route says which protocol it is for. */
function protocols({ listeners }: ResolvedGateway, { kind, listeners: reachedBy }: ResolvedRoute): Readonly<Record<string, string>> {
  const own = listeners.filter(({ name }) => reachedBy.includes(name));
  if (own.some(({ tlsSecret }) => tlsSecret === undefined)) return {};
  const redirected = listeners.some(({ redirectsTo }) => redirectsTo !== undefined);
  return { [PROTOCOLS]: OVER_TLS[kind], ...(redirected && { [REDIRECT_STATUS]: '301' }) };
}

/** Which Kong its objects are for: the class that its chart makes. */
const CLASS = { [INGRESS_CLASS]: 'kong' };

function addPlugins(chart: Chart, { name: gateway, namespace }: ResolvedGateway, route: ResolvedRoute): void {
  for (const use of kongPluginsOf(route)) {
    const name = pluginName(gateway, route, use);
    new KongPlugin(chart, `plugin-${route.id}-${use}`, {
      metadata: { name, namespace, annotations: CLASS },
      ...PLUGINS[use](route, credentialName(gateway, route)),
    });
  }
}

/** Whoever has a key is one of Kong's consumers; which routes they may call, groups say. What says so holds nothing that is secret. */
function addClients(chart: Chart, gateway: ResolvedGateway): void {
  const { name, namespace, routes } = gateway;
  const credentials = new Map<string, Set<string>>();
  for (const route of routes) {
    if (!route.authentication) continue;
    const group = credentialName(name, route);
    new Secret(chart, `clients-${route.id}`, {
      metadata: { name: group, namespace, labels: { [CREDENTIAL]: 'acl' } },
      type: 'Opaque',
      data: { group: Buffer.from(group).toString('base64') },
    });
    for (const { name: client, secret } of route.authentication.clients) {
      const own = credentials.get(client) ?? new Set();
      credentials.set(client, own.add(secret).add(group));
    }
  }
  for (const [client, own] of [...credentials].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const username = consumerName(name, client);
    new KongConsumer(chart, `consumer-${client}`, {
      metadata: { name: username, namespace, annotations: CLASS },
      username,
      credentials: [...own].sort(),
    });
  }
}
