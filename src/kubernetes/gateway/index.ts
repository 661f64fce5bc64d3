import type { Chart } from 'cdk8s';
import type { ResolvedCluster, ResolvedGateway, ResolvedSystem } from '../../model/resolved';
import { filled } from '../names';
import { KONG } from './kong';
import type { Annotations, GatewayObjects, GatewayRenderer } from './renderer';

export type { GatewayObjects } from './renderer';

/** All providers of gateways. What one of them needs stands in the file of its name. */
const GATEWAYS: { readonly [P in ResolvedGateway['provider']]: GatewayRenderer } = { kong: KONG };

export const addGateway = (chart: Chart, system: ResolvedSystem, cluster: ResolvedCluster, gateway: ResolvedGateway): GatewayObjects =>
  GATEWAYS[gateway.provider].add(chart, system, cluster, gateway);

/** What a Service tells the gateways that route to it. */
export function routedAnnotations({ gateways }: ResolvedSystem, cluster: ResolvedCluster, service: string): Annotations | undefined {
  const routing = gateways.filter(
    (gateway) => gateway.cluster === cluster.name && gateway.routes.some((route) => route.service === service),
  );
  return filled(Object.assign({}, ...routing.map((gateway) => GATEWAYS[gateway.provider].routed(gateway, cluster))));
}
