import type { Construct } from 'constructs';
import {
  ApiGateway,
  type ApiGatewayProps,
  Certificate,
  GatewayProvider,
  type KubernetesCluster,
  Listener,
  PathMatch,
  type RouteTarget,
  Secret,
} from '../src/model';

/** A gateway with a route for each path prefix: called `root` for all of them, and else after its path. */
export function gatewayOf(
  cluster: KubernetesCluster,
  id: string,
  paths: Readonly<Record<string, RouteTarget>>,
  props: Partial<ApiGatewayProps> = {},
): ApiGateway {
  const gateway = new ApiGateway(cluster, id, { provider: GatewayProvider.KONG, ...props });
  for (const [path, backends] of Object.entries(paths))
    gateway.addHttpRoute(path.replace(/^\//, '').replace(/\//g, '-') || 'root', { matches: { path: PathMatch.prefix(path) }, backends });
  return gateway;
}

/** A certificate that is there already. */
export const tlsSecret = (scope: Construct, id = 'tls'): Secret =>
  Secret.fromExisting(scope, id, { type: 'kubernetes.io/tls', keys: ['tls.crt', 'tls.key'] });

/** Plain HTTP, and HTTPS under the certificate of a Secret. */
export const bothListeners = (secret: Secret, hostnames?: readonly string[]): readonly Listener[] => [
  Listener.http({ hostnames }),
  Listener.https({ hostnames, certificate: Certificate.fromSecret(secret) }),
];
