import type { Prerequisite, ResolvedRoute } from '../../resolved';
import { ENVOY_GATEWAY_CONTROLLER, redirectsOf } from '../../resolved/gateway-names';
import { objectName } from '../../resolved/object-names';
import { meshModeOf } from '../mesh';
import type { GatewayProfile, ProviderObject } from './profile';

/** Whose API and behaviour this follows (github.com/envoyproxy/gateway v1.9.1, api/v1alpha1). */
export const ENVOY_GATEWAY_SINCE = '1.9';

/** What it adds to ports that only root may open (internal/gatewayapi, `wellKnownPortShift`). */
const SHIFT = 10000;

/** Envoy Gateway, as its Helm chart `gateway-helm` installs it. */
export const ENVOY_GATEWAY: GatewayProfile = {
  title: 'Envoy Gateway',
  proxy: ({ name }, namespace) => ({
    namespace: 'envoy-gateway-system',
    labels: ownerLabels(name, namespace),
    serviceAccount: objectName(`envoy-${namespace}-${name}`),
    gatewayClass: 'envoy-gateway',
  }),
  portBehind: (_, port) => (port < 1024 ? port + SHIFT : port),
  sharesProxies: false,
  // `APIKeyAuth`: each key stands under the name of its client.
  credentialKey: (client) => client,
  refuses: ({ inMesh }, mesh) =>
    inMesh && mesh !== undefined && meshModeOf(mesh).beside
      ? [
          {
            why: 'dials pods under the Host of the client, which a sidecar beside it would hand on in plaintext',
            instead: 'Use MeshMode.AMBIENT, or leave out `mesh`: then what it sends is taken in plaintext, from its addresses alone.',
          },
        ]
      : [],
  refusesBeside: () => [],
  refusesRoute: () => [],
  objects: (gateway) => [
    { kind: 'EnvoyProxy', name: gateway.name },
    ...redirectsOf(gateway).map(({ name }) => ({ kind: 'HTTPRoute', name })),
    ...(gateway.proxyProtocol ? [{ kind: 'ClientTrafficPolicy', name: gateway.name }] : []),
    ...gateway.routes.flatMap((route) => policiesOf(route).map((kind) => ({ kind, name: route.name, route: route.id }))),
  ],
  addOn: 'envoy-gateway',
  prerequisites: ({ cluster, gatewayClass, namespace, routes }, { installed }) => [
    ...(installed
      ? []
      : [
          {
            text: `Cluster ${cluster}: Envoy Gateway ${ENVOY_GATEWAY_SINCE} or later runs with its CRDs (gateway.envoyproxy.io/v1alpha1), and the GatewayClass "${gatewayClass}" is its own (controllerName: ${ENVOY_GATEWAY_CONTROLLER}).`,
            proof: { is: 'object', cluster, resource: 'gatewayclasses.gateway.networking.k8s.io', name: gatewayClass },
          } as const,
        ]),
    ...routes
      .flatMap(({ authentication }) => authentication?.clients ?? [])
      .map(
        ({ name, secret }): Prerequisite => ({
          text: `Cluster ${cluster}: the Secret ${namespace}/${secret} has the API key of the client ${name} under the key ${name}.`,
          proof: { is: 'object', cluster, resource: 'secrets', namespace, name: secret, key: name },
        }),
      ),
  ],
};

/** What it gives its proxies (internal/infrastructure/kubernetes/proxy, `EnvoyAppLabel`; internal/gatewayapi, `GatewayOwnerLabels`). */
export const ownerLabels = (name: string, namespace: string): Readonly<Record<string, string>> => ({
  'app.kubernetes.io/component': 'proxy',
  'app.kubernetes.io/managed-by': 'envoy-gateway',
  'app.kubernetes.io/name': 'envoy',
  'gateway.envoyproxy.io/owning-gateway-name': name,
  'gateway.envoyproxy.io/owning-gateway-namespace': namespace,
});

/** Kinds of what it is told of a route besides what the Gateway API has words for. */
function policiesOf(route: ResolvedRoute): readonly ProviderObject['kind'][] {
  const secured = route.authentication !== undefined || route.cors !== undefined;
  return [...(route.rateLimit ? ['BackendTrafficPolicy'] : []), ...(secured ? ['SecurityPolicy'] : [])];
}
