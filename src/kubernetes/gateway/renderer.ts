import type { Chart } from 'cdk8s';
import type { ResolvedCluster, ResolvedGateway, ResolvedSystem } from '../../model/resolved';
import type { Gateway, HttpRoute } from '../imports/gateway-api';
import type { Service } from '../imports/kubernetes';

export type Annotations = Readonly<Record<string, string>>;

/** What a gateway is made of in its cluster. */
export interface GatewayObjects {
  /** The Gateway with its listeners. */
  readonly gateway: Gateway;
  /** One HTTPRoute for each namespace that it leads to. */
  readonly routes: readonly HttpRoute[];
  /** Set when something outside of the cluster may reach it. */
  readonly service?: Service;
}

/** All that tells one provider of gateways from another in manifests. */
export interface GatewayRenderer {
  readonly add: (chart: Chart, system: ResolvedSystem, cluster: ResolvedCluster, gateway: ResolvedGateway) => GatewayObjects;
  /** What a Service tells a gateway that routes to it. */
  readonly routed: (gateway: ResolvedGateway, cluster: ResolvedCluster) => Annotations;
}
