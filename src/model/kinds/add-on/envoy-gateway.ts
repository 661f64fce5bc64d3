import type { ResolvedGateway } from '../../resolved';
import { ENVOY_GATEWAY_CONTROLLER } from '../../resolved/gateway-names';
import { ENVOY_GATEWAY_SINCE, ownerLabels } from '../gateway/envoy-gateway';
import type { AddOnProfile } from './profile';

/**
 * Envoy Gateway by its Helm charts `gateway-helm` and `gateway-crds-helm` (envoyproxy/gateway, v1.9.0). The former would bring the
 * definitions of the Gateway API along, those of its experimental channel, and a policy of the name that those of the standard channel
 * have: both are left to `AddOn.gatewayApi`.
 */
export const ENVOY_GATEWAY_ADD_ON: AddOnProfile = {
  title: 'Envoy Gateway',
  isPlugIn: false,
  stage: 70,
  enforces: false,
  oldest: () => ({ version: ENVOY_GATEWAY_SINCE, because: 'is known to read the objects of gateways as they are written' }),
  installable: { version: ENVOY_GATEWAY_SINCE, because: 'has its definitions in a chart of their own as they are written here' },
  read: '1.9.0',
  source: () => 'oci://docker.io/envoyproxy',
  prefixed: true,
  byChart: false,
  joinsMesh: false,
  registries: ['docker.io'],
  needs: ['gateway-api'],
  refuses: ({ gateways }) => {
    const [first, ...others] = gateways['envoy-gateway'];
    if (!first) return [{ why: 'has no gateway to install it for', instead: 'Describe an ApiGateway of GatewayProvider.ENVOY_GATEWAY.' }];
    const other = others.find(
      ({ proxy, gatewayClass }) => proxy.namespace !== first.proxy.namespace || gatewayClass !== first.gatewayClass,
    );
    if (other)
      return [
        {
          why: `is one installation, and the gateways ${first.name} and ${other.name} name different namespaces or classes`,
          instead: 'Say the same of both, or describe proxies that are there already: AddOn.existing(…).',
        },
      ];
    const strange = gateways['envoy-gateway'].find(standsElsewhere);
    return strange
      ? [
          {
            why: `gives proxies labels of their gateway, and the gateway ${strange.name} names others`,
            instead: 'Leave out `proxy.labels`, or describe proxies that are there already: AddOn.existing(…).',
          },
        ]
      : [];
  },
  namespace: ({ gateways }) => gateways['envoy-gateway'][0]?.proxy.namespace,
  privileged: false,
  parts: () => [
    {
      by: 'definitions',
      release: 'envoy-gateway-crds',
      chart: 'gateway-crds-helm',
      values: { crds: { gatewayAPI: { enabled: false }, envoyGateway: { enabled: true } } },
    },
    {
      by: 'helm',
      release: 'envoy-gateway',
      chart: 'gateway-helm',
      fixed: { crds: { enabled: false }, config: { envoyGateway: { gateway: { controllerName: ENVOY_GATEWAY_CONTROLLER } } } },
    },
  ],
  ready: () => [],
  marks: () => [],
};

const standsElsewhere = ({ name, namespace, proxy }: ResolvedGateway): boolean => {
  const own = ownerLabels(name, namespace);
  return Object.entries(proxy.labels).some(([key, value]) => own[key] !== value);
};
