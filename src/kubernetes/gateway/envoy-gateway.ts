import type { Chart } from 'cdk8s';
import type { RateLimitUnit, ResolvedCors, ResolvedGateway, ResolvedRoute } from '../../model/resolved';
import { ENVOY_GATEWAY_CONTROLLER, ROUTE_KINDS } from '../../model/resolved/gateway-names';
import { BackendTrafficPolicy, ClientTrafficPolicy, EnvoyProxy, GROUP, SecurityPolicy } from '../imports/envoy-gateway';
import { filled } from '../names';
import type { GatewayRenderer } from './renderer';

const UNITS: { readonly [U in RateLimitUnit]: 'Second' | 'Minute' | 'Hour' } = { second: 'Second', minute: 'Minute', hour: 'Hour' };

export const ENVOY_GATEWAY: GatewayRenderer = {
  gatewayClass: { controllerName: ENVOY_GATEWAY_CONTROLLER, annotations: {} },
  infrastructure: ({ name }) => ({ parametersRef: { group: GROUP, kind: 'EnvoyProxy', name } }),
  redirectsByRoute: true,
  annotations: () => ({}),
  filters: () => [],
  addObjects: (chart, gateway) => {
    addProxies(chart, gateway);
    for (const route of gateway.routes) addPolicies(chart, gateway, route);
  },
  routed: () => ({}),
};

/** Its proxies are found by an address of the system's plan: the Service that comes with them is for inside alone. */
function addProxies(chart: Chart, { name, namespace, proxy, proxyProtocol }: ResolvedGateway): void {
  const metadata = { name, namespace };
  new EnvoyProxy(chart, 'proxies', {
    metadata,
    spec: {
      provider: {
        type: 'Kubernetes',
        kubernetes: { envoyService: { type: 'ClusterIP' }, envoyServiceAccount: { name: proxy.serviceAccount } },
      },
    },
  });
  if (!proxyProtocol) return;
  new ClientTrafficPolicy(chart, 'clients', {
    metadata,
    spec: { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name }], proxyProtocol: { optional: false } },
  });
}

function addPolicies(chart: Chart, gateway: ResolvedGateway, route: ResolvedRoute): void {
  const { authentication, rateLimit, cors } = route;
  const metadata = { name: route.name, namespace: gateway.namespace };
  const targetRefs = [{ group: 'gateway.networking.k8s.io', kind: ROUTE_KINDS[route.kind], name: route.name }] as const;
  if (rateLimit)
    new BackendTrafficPolicy(chart, `limits-${route.id}`, {
      metadata,
      spec: {
        targetRefs,
        rateLimit: {
          local: {
            rules: [
              {
                ...(!rateLimit.together && { clientSelectors: [{ sourceCIDR: { type: 'Distinct', value: '0.0.0.0/0' } }] }),
                limit: { requests: rateLimit.requests, unit: UNITS[rateLimit.unit] },
              },
            ],
          },
        },
      },
    });
  if (authentication || cors)
    new SecurityPolicy(chart, `security-${route.id}`, {
      metadata,
      spec: {
        targetRefs,
        ...(authentication && {
          apiKeyAuth: {
            credentialRefs: authentication.clients.map(({ secret }) => ({ group: '', kind: 'Secret', name: secret })),
            extractFrom: [{ headers: [authentication.header] }],
            sanitize: true,
          },
        }),
        ...(cors && { cors: corsOf(cors) }),
      },
    });
}

const corsOf = ({ origins, methods, headers, exposedHeaders, maxAgeSeconds, credentials }: ResolvedCors) => ({
  allowOrigins: origins,
  allowMethods: methods,
  allowHeaders: filled(headers),
  exposeHeaders: filled(exposedHeaders),
  maxAge: `${maxAgeSeconds}s`,
  allowCredentials: credentials,
});
