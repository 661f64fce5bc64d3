import type { AddressBlock, ResolvedGateway, ResolvedHttpRoute, ResolvedRoute } from '../../resolved';
import { consumerName, credentialName, kongPluginsOf, pluginName } from '../../resolved/gateway-names';
import type { Refusal } from '../../shape';
import { compareText } from '../../values';
import { meshModeOf } from '../mesh';
import type { ByProtocol, GatewayProfile } from './profile';
import { CHANGES_PART } from './rewrites';
import { byKind } from './route-kinds';

/** The first that serves GRPCRoute in v1 (release notes of Kong Ingress Controller 3.2). */
const CONTROLLER = '3.2';

/** The first whose plug-in `redirect` leaves paths as they were (Kong Ingress Controller, translator of HTTPRoutes). */
const REDIRECTS = '3.9';

/** What the chart makes of the release `kong` (Kong/charts, charts/kong/templates/_helpers.tpl: `kong.metaLabels`, `kong.serviceAccountName`). */
export const RELEASE = 'kong';
export const PROXY_ACCOUNT = `${RELEASE}-gateway`;
export const PROXY_LABELS: Readonly<Record<string, string>> = {
  'app.kubernetes.io/instance': RELEASE,
  'app.kubernetes.io/name': 'gateway',
};

const PORTS: ByProtocol<number> = { http: 8000, https: 8443 };

/** Kong, as its Helm chart `kong/ingress` installs it. What it does of the Gateway API is in its conformance report of 3.4.0. */
export const KONG: GatewayProfile = {
  title: 'Kong',
  proxy: () => ({
    namespace: 'kong',
    labels: PROXY_LABELS,
    serviceAccount: PROXY_ACCOUNT,
    gatewayClass: 'kong',
  }),
  portBehind: (protocol) => PORTS[protocol],
  // Kong serves every route at every port (Kong/kubernetes-ingress-controller, issue 2606).
  sharesProxies: true,
  credentialKey: () => 'key',
  refuses: (gateway) => [...refusesRedirects(gateway), ...refusesBothProtocols(gateway.routes, gateway.routes)],
  refusesBeside: ({ routes }, other) => [
    ...refusesBothProtocols(routes, other.routes, ` of ${other.name}`),
    ...refusesBothProtocols(other.routes, routes, ` of ${other.name}`),
  ],
  refusesRoute: (route) => byKind(route, { http: refusesHttp, grpc: () => [] }),
  objects: (gateway) => [
    ...gateway.routes.flatMap((route) =>
      kongPluginsOf(route).map((plugin) => ({ kind: 'KongPlugin', name: pluginName(gateway.name, route, plugin), route: route.id })),
    ),
    ...clientsOf(gateway).flatMap((client) => [{ kind: 'KongConsumer', name: consumerName(gateway.name, client) }]),
    ...gateway.routes
      .filter(({ authentication }) => authentication)
      .map((route) => ({ kind: 'Secret', name: credentialName(gateway.name, route), route: route.id })),
  ],
  addOn: 'kong',
  prerequisites: (gateway, { mesh, senders, installed }) => {
    const { cluster, gatewayClass, namespace: home, proxy, inMesh, listeners, routes, proxyProtocol } = gateway;
    const at = `Cluster ${cluster}`;
    const others = [...new Set(listeners.map(({ port }) => port.from))].filter((port) => port !== 80 && port !== 443);
    const beside = inMesh && mesh !== undefined && meshModeOf(mesh).beside;
    return [
      ...(others.length > 0
        ? [`${at}: the Service of Kong's own proxies (\`--publish-service\`) has the ports ${others.join(', ')}, too.`]
        : []),
      ...(installed
        ? []
        : [
            {
              text: `${at}: Kong's proxy pods, of its Ingress Controller ${CONTROLLER} or later, run in the namespace ${proxy.namespace} with the labels ${labelsText(proxy.labels)}, and the GatewayClass "${gatewayClass}" is theirs.`,
              proof: { is: 'object', cluster, resource: 'gatewayclasses.gateway.networking.k8s.io', name: gatewayClass },
            } as const,
            ...(asksForExpressions(gateway)
              ? [`${at}: Kong runs with \`KONG_ROUTER_FLAVOR=expressions\`: routes go by methods, headers or parameters.`]
              : []),
            ...(redirects(gateway) ? [`${at}: Kong is of ${REDIRECTS} or later: routes redirect.`] : []),
            ...(beside
              ? [
                  `${at}: Kong's proxy pods have the annotation \`traffic.sidecar.istio.io/includeInboundPorts: ""\`: what comes from outside of the mesh comes to Kong and not to its sidecar.`,
                ]
              : []),
            ...(proxyProtocol ? [takesProxyProtocol(at, gateway, senders)] : []),
          ]),
      ...(proxyProtocol ? [trustsNobody(at)] : []),
      ...routes
        .flatMap(({ authentication }) => authentication?.clients ?? [])
        .map(({ secret }) => `${at}: the Secret ${home}/${secret} has the label konghq.com/credential=key-auth.`),
    ];
  },
};

/** Some route sends clients elsewhere. */
export const redirects = ({ routes }: ResolvedGateway): boolean =>
  routes.some((route) => byKind(route, { http: ({ redirect }) => redirect !== undefined, grpc: () => false }));

/** Some route goes by more than host name and path. */
export const asksForExpressions = ({ routes }: ResolvedGateway): boolean => routes.some(needsExpressions);

const labelsText = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .sort(compareText)
    .join(', ');

/**
 * Its list of trusted addresses would be one of those whose `X-Forwarded-…` is believed, too: but whoever passes connections on sends those
 * of clients. Therefore nginx is told by itself whose PROXY protocol counts; a directive's value stands in its configuration as it is
 * (kong.conf, "nginx_proxy_<directive>"; kong/runloop/handler.lua of Kong 3.9).
 */
function takesProxyProtocol(at: string, gateway: ResolvedGateway, senders: readonly AddressBlock[]): string {
  const addresses = trustedSenders(senders);
  const believed = addresses === undefined ? '' : `, \`KONG_NGINX_PROXY_SET_REAL_IP_FROM=${addresses}\``;
  return `${at}: Kong takes PROXY protocol: \`KONG_PROXY_LISTEN\` has \`proxy_protocol\` at ${portsText(gateway)}, \`KONG_REAL_IP_HEADER=proxy_protocol\`${believed}; until then it understands none of what load balancers send.`;
}

const trustsNobody = (at: string): string =>
  `${at}: \`KONG_TRUSTED_IPS\` has none of the addresses that connections to Kong come from: it would believe what clients say of themselves in \`X-Forwarded-Proto\` and \`X-Forwarded-Host\`, and redirect nobody to HTTPS who says that it is.`;

/** Whose PROXY protocol counts, as the value of an nginx directive. Undefined: nobody's. */
export const trustedSenders = (senders: readonly AddressBlock[]): string | undefined =>
  senders.length > 0 ? senders.map(({ cidr }) => cidr).join('; set_real_ip_from ') : undefined;

const portsText = ({ listeners }: ResolvedGateway): string =>
  [...new Set(listeners.map(({ proxyPort }) => proxyPort))]
    .sort((a, b) => a - b)
    .map((port) => `0.0.0.0:${port}`)
    .join(' and ');

/** Names of all clients of a gateway's routes, sorted. */
const clientsOf = ({ routes }: ResolvedGateway): readonly string[] =>
  [...new Set(routes.flatMap(({ authentication }) => authentication?.clients.map(({ name }) => name) ?? []))].sort(compareText);

/** Its traditional routers pass the conformance tests for these by half. */
const needsExpressions = (route: ResolvedRoute): boolean =>
  byKind(route, {
    http: ({ matches }) =>
      matches.some(({ method, headers, queryParams }) => method !== undefined || headers.length > 0 || queryParams.length > 0),
    grpc: () => true,
  });

/** It tells clients to use HTTPS by a word on each route, which has no port and holds for all of the route's host names. */
function refusesRedirects({ listeners }: ResolvedGateway): readonly Refusal[] {
  const plain = listeners.filter(({ tlsSecret }) => tlsSecret === undefined);
  const redirecting = plain.filter(({ redirectsTo }) => redirectsTo !== undefined);
  const elsewhere = redirecting.find(({ redirectsTo }) => redirectsTo !== 443);
  return [
    ...(redirecting.length > 0 && redirecting.length < plain.length
      ? [
          {
            why: 'redirects to HTTPS at all of its listeners for plain HTTP or at none',
            instead: 'Set `redirectToHttps` on all of them, or describe another gateway.',
          },
        ]
      : []),
    ...(elsewhere
      ? [{ why: `redirects to port 443 alone, and HTTPS is at ${elsewhere.redirectsTo}`, instead: 'Let HTTPS listen at 443.' }]
      : []),
  ];
}

/**
 * A Service has one protocol.
 * @param grpc routes, those of HTTP among which do not count
 * @param whose where routes of another gateway are among them
 */
function refusesBothProtocols(http: readonly ResolvedRoute[], grpc: readonly ResolvedRoute[], whose = ''): readonly Refusal[] {
  const spokenTo = ledTo(grpc, 'grpc');
  return [...ledTo(http, 'http')]
    .filter((service) => spokenTo.has(service))
    .map((service) => ({
      why: `speaks to a Service by one protocol, and both HTTP and gRPC routes${whose && `, its own and those${whose},`} lead to ${service}`,
      instead: 'Serve the other one by a workload of its own.',
    }));
}

const ledTo = (routes: readonly ResolvedRoute[], kind: ResolvedRoute['kind']): ReadonlySet<string> =>
  new Set(
    routes.filter((route) => route.kind === kind).flatMap(({ backends }) => backends.map((each) => `${each.namespace}/${each.service}`)),
  );

function refusesHttp({ redirect, timeouts }: ResolvedHttpRoute): readonly Refusal[] {
  const { scheme, hostname, port, path } = redirect ?? {};
  return [
    ...(timeouts?.requestSeconds === undefined
      ? []
      : [{ why: 'knows no limit for a whole request', instead: 'Use `timeouts.backendRequest`.' }]),
    ...(hostname === undefined && (scheme !== undefined || port !== undefined)
      ? [{ why: 'redirects to another scheme or port only with a host name', instead: 'Give `redirect` its `hostname`.' }]
      : []),
    ...(path && CHANGES_PART[path.replaces]
      ? [{ why: 'does not replace a part of the path where it redirects', instead: 'Use PathRewrite.full(…), or leave the path as it is.' }]
      : []),
  ];
}
