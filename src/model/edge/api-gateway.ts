import { Declared } from '../declared';
import { compareText, Port } from '../values';
import type { KubernetesCluster } from '../workload/kubernetes-cluster';
import type { ServiceMesh } from '../workload/service-mesh';
import { Listener } from './listener';
import { GrpcRoute, type GrpcRouteProps, HttpRoute, type HttpRouteProps, type Route } from './route';

/** Who answers for a gateway: the controller in the cluster that turns its objects into a proxy. It is a prerequisite. */
export enum GatewayProvider {
  /** Kong by its Helm chart `kong/ingress`: one set of proxies for all gateways of its class. */
  KONG = 'kong',
  /** Envoy Gateway by its Helm chart: it makes a set of proxies for each gateway. */
  ENVOY_GATEWAY = 'envoy-gateway',
}

/** Where the provider's proxy runs. What is left out is as the provider installs it. */
export interface ProxyProps {
  /** @default - Kong: `kong`; Envoy Gateway: `envoy-gateway-system` */
  readonly namespace?: string;
  /** @default - those that the provider gives its proxies */
  readonly labels?: Readonly<Record<string, string>>;
  /** @default - Kong: `kong-gateway`; Envoy Gateway: one for each gateway, which is written down here */
  readonly serviceAccount?: string;
  /**
   * Port of its pods for plain HTTP.
   * @default - Kong: 8000; Envoy Gateway: the listener's port, with 10000 added where it is below 1024
   */
  readonly httpPort?: number;
  /**
   * Port of its pods for HTTPS.
   * @default - Kong: 8443; Envoy Gateway: as for HTTP
   */
  readonly httpsPort?: number;
  /** @default - Kong: `kong`; Envoy Gateway: `envoy-gateway` */
  readonly gatewayClass?: string;
}

/** Props of an {@link ApiGateway}. */
export interface ApiGatewayProps {
  /** @default - the id */
  readonly name?: string;
  /** The controller that answers for it. */
  readonly provider: GatewayProvider;
  /** @default - plain HTTP at port 80, for every host name */
  readonly listeners?: readonly Listener[];
  /**
   * Everyone who connects tells the client's address first (PROXY protocol): load balancers of this system do so by themselves then. Services
   * learn it in `X-Real-IP` from Kong, as the last one of `X-Forwarded-For` from Envoy Gateway. The latter is set up for it; of Kong it is a
   * prerequisite.
   * @default false
   */
  readonly proxyProtocol?: boolean;
  /**
   * The mesh that the proxy's pods are part of. Beside a sidecar the proxy has to dial Services by their names: services then get such a
   * name as Host, and find the one that the client sent in `X-Forwarded-Host`.
   * @default - none: the proxy speaks plaintext to its routes
   */
  readonly mesh?: ServiceMesh;
  /** @default - see {@link ProxyProps} */
  readonly proxy?: ProxyProps;
}

/** The entry of a cluster for HTTP and gRPC, through the Gateway API. */
export class ApiGateway extends Declared {
  /** Tells it from other ends of flows. */
  readonly kind = 'gateway';

  constructor(
    /** The cluster that it leads into. */
    readonly cluster: KubernetesCluster,
    id: string,
    /** What it was given. */
    readonly props: ApiGatewayProps,
  ) {
    super(cluster, id);
  }

  /** Its name in both outputs: `name`, or else the id. */
  get name(): string {
    return this.props.name ?? this.node.id;
  }

  /** What it answers for: plain HTTP at port 80 unless something else is said. */
  get listeners(): readonly Listener[] {
    return this.props.listeners ?? [Listener.http()];
  }

  /** Sorted by id: gateways prefer what fits a request best, whatever comes first. */
  get routes(): readonly Route[] {
    return this.node.children
      .filter((child): child is Route => child instanceof HttpRoute || child instanceof GrpcRoute)
      .sort((a, b) => compareText(a.node.id, b.node.id));
  }

  /** What clients dial. */
  get listens(): readonly Port[] {
    const ports = new Map(this.listeners.map((listener) => [portOf(listener), listener.protocol]));
    return [...ports]
      .sort(([a], [b]) => a - b)
      .map(([port, protocol]) => Port.tcp(port, port === STANDARD_PORTS[protocol] ? protocol : `${protocol}-${port}`));
  }

  /** @param id unique among the routes of the gateway: its object is called after both */
  addHttpRoute(id: string, props: HttpRouteProps): HttpRoute {
    return new HttpRoute(this, id, props);
  }

  /** @param id unique among the routes of the gateway: its object is called after both */
  addGrpcRoute(id: string, props: GrpcRouteProps): GrpcRoute {
    return new GrpcRoute(this, id, props);
  }
}

const STANDARD_PORTS: { readonly [P in Listener['protocol']]: number } = { http: 80, https: 443 };

/** The port that clients of a listener dial. */
export const portOf = ({ protocol, props }: Listener): number => props.port ?? STANDARD_PORTS[protocol];
