import type { ApiGateway } from '../../edge/api-gateway';
import type { ResolvedGateway } from '../../resolved';
import { inKeyOrder } from '../../values';
import { ENVOY_GATEWAY } from './envoy-gateway';
import { KONG } from './kong';
import type { GatewayProfile, ProxyPlace } from './profile';

/** All providers of gateways. What one of them is stands in the file of its name. */
export const GATEWAYS: { readonly [P in ResolvedGateway['provider']]: GatewayProfile } = { kong: KONG, 'envoy-gateway': ENVOY_GATEWAY };

export const providerOf = ({ props }: ApiGateway): GatewayProfile => GATEWAYS[props.provider];

/**
 * Where a gateway's proxy runs: as its provider installs it, unless the user says otherwise.
 * @param namespace that of its own objects
 */
export function proxyOf(gateway: ApiGateway, namespace: string): ProxyPlace {
  const { httpPort: _, httpsPort: __, ...given } = gateway.props.proxy ?? {};
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const found: ProxyPlace = { ...providerOf(gateway).proxy(gateway, namespace), ...said };
  return { ...found, labels: inKeyOrder(found.labels) };
}
