import { asArray, Port } from '../values';
import type { Backend, HealthCheckProps } from './balancer-backend';
import type { Migration } from './migration';

/** Connections in TLS that a load balancer passes on, and to whom. */
export interface TlsRouteProps {
  /**
   * Names that clients ask for in the handshake (SNI); `*.shop.example` stands for all names below `shop.example`.
   * @default - every name, and none
   */
  readonly hostnames?: readonly string[];
  /** Who answers: whoever has the fewest connections; or both ends of a migration, which share them. */
  readonly backends: Backend | readonly Backend[] | Migration;
  /**
   * What its backends listen on.
   * @default - the first port that each lists; those of a migration
   */
  readonly port?: Port;
  /** @default - the `healthCheck` of the load balancer */
  readonly healthCheck?: HealthCheckProps;
}

/** Makes a load balancer tell connections apart by the name that clients ask for in TLS, whatever is spoken within. */
export interface BalancerTlsRoutesProps {
  /** What clients dial. @default 443 */
  readonly port?: number;
  /**
   * Files on the machine, with which TLS ends there, as for `http.tls`: backends get what was within.
   * @default - TLS is passed on as it is: backends end it, with certificates of their own
   */
  readonly certificates?: string | readonly string[];
  /**
   * Where connections go, by names that stand in logs and statistics. The more precise name is preferred, whatever the order of
   * statements. Whoever asks for a name that no route is for is refused.
   */
  readonly routes: Readonly<Record<string, TlsRouteProps>>;
}

/** What clients dial. */
export const tlsPort = ({ port = 443 }: BalancerTlsRoutesProps): Port => Port.tcp(port, port === 443 ? 'https' : `tls-${port}`);

/** Files with certificates, as they were given. */
export const filesOf = ({ certificates }: BalancerTlsRoutesProps): readonly string[] =>
  certificates === undefined ? [] : asArray(certificates);
