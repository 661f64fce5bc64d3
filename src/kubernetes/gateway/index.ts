import type { Chart } from 'cdk8s';
import type { ResolvedCluster, ResolvedGateway, ResolvedSystem } from '../../model/resolved';
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

/** What a Service tells the gateways that route to it. */
export const routedAnnotations = (index: SystemIndex, cluster: ResolvedCluster, service: string): Annotations =>
  Object.assign(
    {},
    ...index.routesTo(cluster.name, service).map(({ gateway, routes }) => GATEWAYS[gateway.provider].routed(gateway, cluster, routes)),
  );
