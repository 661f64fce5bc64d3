import type { Chart } from 'cdk8s';
import type { ResolvedCluster, ResolvedGateway, ResolvedSystem } from '../../model/resolved';
import { GatewayClass } from '../imports/gateway-api';
import { filled } from '../names';
import type { SystemIndex } from '../system-index';
import { ENVOY_GATEWAY } from './envoy-gateway';
import { addGatewayApi } from './gateway-api';
import { KONG } from './kong';
import type { Annotations, GatewayObjects, GatewayRenderer } from './renderer';

export type { GatewayObjects } from './renderer';

/** All providers of gateways. What one of them needs stands in the file of its name. */
const GATEWAYS: { readonly [P in ResolvedGateway['provider']]: GatewayRenderer } = { kong: KONG, 'envoy-gateway': ENVOY_GATEWAY };

export const addGateway = (chart: Chart, system: ResolvedSystem, cluster: ResolvedCluster, gateway: ResolvedGateway): GatewayObjects =>
  addGatewayApi(chart, system, { gateway, cluster, renderer: GATEWAYS[gateway.provider] });

/** The class of a gateway, where the system says how its proxies are installed. */
export function addGatewayClass(chart: Chart, { gatewayClass, provider }: ResolvedGateway): GatewayClass {
  const { controllerName, annotations } = GATEWAYS[provider].gatewayClass;
  return new GatewayClass(chart, `class-${gatewayClass}`, {
    metadata: { name: gatewayClass, annotations: filled(annotations) },
    spec: { controllerName },
  });
}

/** What a Service tells the gateways that route to it. */
export const routedAnnotations = (index: SystemIndex, cluster: ResolvedCluster, service: string): Annotations =>
  Object.assign(
    {},
    ...index.routesTo(cluster.name, service).map(({ gateway, routes }) => GATEWAYS[gateway.provider].routed(gateway, cluster, routes)),
  );
