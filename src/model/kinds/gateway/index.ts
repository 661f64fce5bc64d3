import type { ApiGateway, GatewayProvider } from '../../edge/api-gateway';
import type { ResolvedGateway } from '../../resolved';
import { saidOf } from '../../shape/record';
import { inKeyOrder } from '../../values';
import { ENVOY_GATEWAY } from './envoy-gateway';
import { KONG } from './kong';
import type { GatewayProfile, ProxyPlace } from './profile';

/** All providers of gateways: those that users can choose. What one of them is stands in the file of its name. */
export const GATEWAYS: { readonly [P in ResolvedGateway['provider']]: GatewayProfile } = {
  kong: KONG,
  'envoy-gateway': ENVOY_GATEWAY,
} satisfies { readonly [P in `${GatewayProvider}`]: GatewayProfile };

export const providerOf = ({ props }: ApiGateway): GatewayProfile => GATEWAYS[props.provider];

/**
 * Where a gateway's proxy runs: as its provider installs it, unless the user says otherwise.
 * @param namespace that of its own objects
 */
export function proxyOf(gateway: ApiGateway, namespace: string): ProxyPlace {
  const { httpPort: _, httpsPort: __, ...given } = gateway.props.proxy ?? {};
  const found: ProxyPlace = { ...providerOf(gateway).proxy(gateway, namespace), ...saidOf(given) };
  return { ...found, labels: inKeyOrder(found.labels) };
}

/** Both have one set of proxies, which answers for the routes of either. */
export const shareProxies = (one: ResolvedGateway, other: ResolvedGateway): boolean =>
  one.cluster === other.cluster &&
  one.provider === other.provider &&
  one.gatewayClass === other.gatewayClass &&
  GATEWAYS[one.provider].sharesProxies;

/** Both have the same pods, whatever their routes. */
export const haveSameProxies = (one: ResolvedGateway, other: ResolvedGateway): boolean =>
  shareProxies(one, other) && placeOf(one) === placeOf(other);

/** Labels are in the order of their keys. */
const placeOf = ({ proxy: { namespace, labels } }: ResolvedGateway): string => JSON.stringify([namespace, labels]);
