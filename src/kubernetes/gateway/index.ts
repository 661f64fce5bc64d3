import type { Chart } from 'cdk8s';
import type { ResolvedCluster, ResolvedGateway, ResolvedSystem } from '../../model/resolved';
import { filled } from '../names';
import { ENVOY_GATEWAY } from './envoy-gateway';
import { addGatewayApi } from './gateway-api';
import { KONG } from './kong';
import type { Annotations, GatewayObjects, GatewayRenderer } from './renderer';

export type { GatewayObjects } from './renderer';

/** All providers of gateways. What one of them needs stands in the file of its name. */
const GATEWAYS: { readonly [P in ResolvedGateway['provider']]: GatewayRenderer } = { kong: KONG, 'envoy-gateway': ENVOY_GATEWAY };

export const addGateway = (chart: Chart, system: ResolvedSystem, cluster: ResolvedCluster, gateway: ResolvedGateway): GatewayObjects =>
  addGatewayApi(chart, system, { gateway, cluster, renderer: GATEWAYS[gateway.provider] });

/** What a Service tells the gateways that route to it. */
export function routedAnnotations({ gateways }: ResolvedSystem, cluster: ResolvedCluster, service: string): Annotations | undefined {
  const routing = gateways.filter(
    (gateway) =>
      gateway.cluster === cluster.name && gateway.routes.some(({ backends }) => backends.some((backend) => backend.service === service)),
  );
  return filled(Object.assign({}, ...routing.map((gateway) => GATEWAYS[gateway.provider].routed(gateway, cluster, service))));
}
