import { Declared } from '../declared';
import { Port } from '../values';
import type { KubernetesCluster } from '../workload/kubernetes-cluster';
import type { Secret } from '../workload/secret';
import type { ServingWorkload } from '../workload/serving';
import type { ServiceMesh } from './service-mesh';

/** Who answers for a gateway: the controller in the cluster that turns its objects into a proxy. It is a prerequisite. */
export enum Gateway {
  /** Kong Ingress Controller, by the Gateway API (`gateway.networking.k8s.io/v1`). */
  KONG = 'kong',
}

/** Where the provider's proxy runs. What is left out is as the provider installs it: Kong by its own Helm chart `kong/ingress`. */
export interface ProxyProps {
  /** @default - Kong: `kong` */
  readonly namespace?: string;
  /** @default - Kong: `app.kubernetes.io/name: gateway`, `app.kubernetes.io/instance: kong` */
  readonly labels?: Readonly<Record<string, string>>;
  /** @default - Kong: `kong-gateway` */
  readonly serviceAccount?: string;
  /**
   * Port of its pods for plain HTTP.
   * @default - Kong: 8000
   */
  readonly httpPort?: number;
  /**
   * Port of its pods for HTTPS.
   * @default - Kong: 8443
   */
  readonly httpsPort?: number;
  /** @default - Kong: `kong` */
  readonly gatewayClass?: string;
}

/** Props of an {@link ApiGateway}. */
export interface ApiGatewayProps {
  /** @default - the id */
  readonly name?: string;
  /** The controller that answers for it. */
  readonly provider: Gateway;
  /** Path prefix to service: what it sends goes to the service's `port`. */
  readonly routes: Readonly<Record<string, ServingWorkload>>;
  /**
   * Host names it answers for.
   * @default - every name
   */
  readonly hosts?: readonly string[];
  /**
   * Certificate and key, of the type kubernetes.io/tls, in the cluster's namespace; opens port 443.
   * @default - none: plain HTTP only
   */
  readonly tlsSecret?: Secret;
  /**
   * The mesh that the proxy's pods are part of. Beside a sidecar the proxy has to dial Services by their names: services then get such a
   * name as Host, and find the one that the client sent in `X-Forwarded-Host`.
   * @default - none: the proxy speaks plaintext to its routes
   */
  readonly mesh?: ServiceMesh;
  /** @default - see {@link ProxyProps} */
  readonly proxy?: ProxyProps;
}

/** The HTTP entry of a cluster, through the Gateway API. */
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

  /** What clients dial. */
  get listens(): readonly Port[] {
    const http = Port.tcp(80, 'http');
    return this.props.tlsSecret === undefined ? [http] : [http, Port.tcp(443, 'https')];
  }
}
