import type { Chart } from 'cdk8s';
import type { ResolvedCluster, ResolvedGateway, ResolvedRoute } from '../../model/resolved';
import type { Certificate } from '../imports/cert-manager';
import type { Gateway, GatewaySpec, GrpcFilter, GrpcRoute, HttpRoute } from '../imports/gateway-api';
import type { Service } from '../imports/kubernetes';

export type Annotations = Readonly<Record<string, string>>;

/** What a gateway is made of in its cluster. */
export interface GatewayObjects {
  /** The Gateway with its listeners. */
  readonly gateway: Gateway;
  /** By id. */
  readonly routes: ReadonlyMap<string, HttpRoute | GrpcRoute>;
  /** Those that cert-manager makes. */
  readonly certificates: readonly Certificate[];
  /** Set when something outside of the cluster may reach it. */
  readonly service?: Service;
}

/** All that tells one provider of gateways from another in manifests. */
export interface GatewayRenderer {
  /** Who answers for its GatewayClass, and what it reads there. */
  readonly gatewayClass: { readonly controllerName: string; readonly annotations: Annotations };
  /** How its proxies are made: an object of its own. Unset: they are there already. */
  readonly infrastructure: (gateway: ResolvedGateway) => GatewaySpec['infrastructure'];
  /** Whether a route of the Gateway API sends clients from plain HTTP to HTTPS; else annotations do. */
  readonly redirectsByRoute: boolean;
  /** What it reads on a route. */
  readonly annotations: (gateway: ResolvedGateway, route: ResolvedRoute, cluster: ResolvedCluster) => Annotations;
  /** What it does for a route besides what the Gateway API has words for. */
  readonly filters: (gateway: ResolvedGateway, route: ResolvedRoute) => readonly GrpcFilter[];
  /** Objects of its own, which stand before the routes. */
  readonly addObjects: (chart: Chart, gateway: ResolvedGateway) => void;
  /** What the Service of a backend tells it. @param routes of the gateway that lead there */
  readonly routed: (gateway: ResolvedGateway, cluster: ResolvedCluster, routes: readonly ResolvedRoute[]) => Annotations;
}
