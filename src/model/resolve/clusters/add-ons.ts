import type { ApiGateway } from '../../edge/api-gateway';
import type { ServiceMesh } from '../../edge/service-mesh';
import type { PodSelector, ResolvedMesh, ResolvedPort } from '../../resolved';
import { inKeyOrder, Port } from '../../values';

/** What istiod serves to proxies: configuration and certificates over mutual TLS (Istio: "Ports used by Istio"). */
export const MESH_PORTS = [Port.tcp(15012, 'grpc-xds').resolved];

/** The pods of a mesh's control plane. */
export const controlPlaneOf = ({ props }: ServiceMesh): ResolvedMesh['controlPlane'] => ({
  namespace: props.namespace ?? 'istio-system',
  labels: inKeyOrder(props.controlPlaneLabels ?? { app: 'istiod' }),
  ports: MESH_PORTS,
});

/** The proxy pods behind a gateway. */
export interface GatewayProxy extends PodSelector {
  readonly serviceAccount: string;
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly gatewayClass: string;
  /** The port of its pods behind one that clients dial. */
  readonly portBehind: (dialled: ResolvedPort) => ResolvedPort;
}

export function proxyOf({ props: { proxy = {} } }: ApiGateway): GatewayProxy {
  const { httpPort = 8000, httpsPort = 8443 } = proxy;
  const behind: Readonly<Record<number, number>> = { 80: httpPort, 443: httpsPort };
  return {
    namespace: proxy.namespace ?? 'kong',
    labels: inKeyOrder(proxy.labels ?? { 'app.kubernetes.io/instance': 'kong', 'app.kubernetes.io/name': 'gateway' }),
    serviceAccount: proxy.serviceAccount ?? 'kong-gateway',
    httpPort,
    httpsPort,
    gatewayClass: proxy.gatewayClass ?? 'kong',
    portBehind: (dialled) => {
      const port = behind[dialled.from] ?? dialled.from;
      return { ...dialled, from: port, to: port };
    },
  };
}
