import { isRecord } from '../shape';
import { asArray, Port } from '../values';
import type { Backend, HealthCheckProps } from './balancer-backend';
import type { PlainHttpProps } from './listener';
import type { PathMatch } from './match';
import type { Migration } from './migration';

/** TLS that ends at a load balancer. */
export interface BalancerTlsProps {
  /**
   * Paths of files on the machine, such as `/etc/haproxy/certificates/shop.pem`: each has a certificate, those above it, and its key, as PEM.
   * Somebody else puts them there and renews them; HAProxy takes a new one without a restart. Of several, clients are shown the one for
   * the host name that they ask for.
   */
  readonly certificates: string | readonly string[];
  /** What clients dial. @default 443 */
  readonly port?: number;
}

/** Requests that a load balancer passes on, and to whom. */
export interface BalancerRouteProps {
  /**
   * Host names that it is for; `*.shop.example` stands for all names below `shop.example`.
   * @default - every name
   */
  readonly hostnames?: readonly string[];
  /**
   * Paths that it is for, as prefixes or exactly.
   * @default PathMatch.prefix('/')
   */
  readonly paths?: PathMatch | readonly PathMatch[];
  /** Who answers: whoever has the fewest requests at hand; or both ends of a migration, which share them. */
  readonly backends: Backend | readonly Backend[] | Migration;
  /**
   * What its backends listen on.
   * @default - the first port that each lists; those of a migration
   */
  readonly port?: Port;
  /** @default - the `healthCheck` of the load balancer */
  readonly healthCheck?: HealthCheckProps;
}

/** Makes a load balancer read requests, see {@link LoadBalancerProps.http}. */
export interface BalancerHttpProps {
  /** What clients of plain HTTP dial. @default 80 */
  readonly port?: number;
  /** @default - plain HTTP alone */
  readonly tls?: BalancerTlsProps;
  /**
   * Why requests are answered by plain HTTP.
   * @default - with `tls` they are sent to HTTPS (301); without it they are answered, which is warned of where somebody outside may send them
   */
  readonly servesPlainHttp?: PlainHttpProps;
  /**
   * Where requests go, by names that stand in logs and statistics. The more precise host name is preferred, then the exact path, then the
   * longest prefix, whatever the order of statements. What no route is for is answered by 404.
   */
  readonly routes: Readonly<Record<string, BalancerRouteProps>>;
}

/** What a load balancer that reads requests listens on. */
export function requestPorts({ port = 80, tls }: BalancerHttpProps): { readonly plain: Port; readonly tls?: Port } {
  const named = (number: number, standard: number, name: string): Port =>
    Port.tcp(number, number === standard ? name : `${name}-${number}`);
  return { plain: named(port, 80, 'http'), ...(tls && { tls: named(tls.port ?? 443, 443, 'https') }) };
}

/** Its routes with their names; none where they are no description of any, which is reported when the system is resolved. */
export const routesOf = <R>({
  routes,
}: {
  readonly routes: Readonly<Record<string, R>>;
}): readonly (readonly [name: string, route: R])[] => (isRecord(routes) ? Object.entries(routes) : []);

/** Files with certificates, as they were given. */
export const certificatesOf = ({ tls }: BalancerHttpProps): readonly string[] => (tls ? asArray(tls.certificates) : []);
