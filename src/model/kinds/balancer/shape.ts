import { ApiGateway } from '../../edge/api-gateway';
import type { HealthCheckProps } from '../../edge/balancer-backend';
import type { BalancerHttpProps, BalancerRouteProps, BalancerTlsProps } from '../../edge/balancer-http';
import type { BalancerTlsRoutesProps, TlsRouteProps } from '../../edge/balancer-tls';
import {
  type BalancerLimitsProps,
  type BalancerTimeoutsProps,
  LoadBalancer,
  type LoadBalancerProps,
  type PairProps,
} from '../../edge/load-balancer';
import { Migration } from '../../edge/migration';
import { flag, list, map, number, object, oneOrMore, optional, propsOf, reference, type Shape, text } from '../../shape';
import { Machine } from '../../workload/machine';
import { ServingWorkload } from '../../workload/serving';
import { PATH_MATCH, PLAIN_HTTP, RATE_LIMIT } from '../gateway/shapes';
import { MACHINE } from '../guest/shapes';
import { DURATION, PORT, portNumber, reason } from '../values';

const BACKEND = reference('an ApiGateway, a workload that can have a port, or a machine', ApiGateway, ServingWorkload, Machine);
const BACKENDS: Shape = (value, where, visit) => {
  if (value instanceof Migration) visit.refers(where, value);
  else oneOrMore(BACKEND)(value, where, visit);
};

const HEALTH_CHECK = propsOf<HealthCheckProps>({ path: text, status: optional(oneOrMore(number)), port: optional(PORT) });

const HTTP = propsOf<BalancerHttpProps>({
  port: optional(portNumber),
  tls: optional(
    propsOf<BalancerTlsProps>({
      certificates: oneOrMore(text),
      port: optional(portNumber),
    }),
  ),
  servesPlainHttp: optional(PLAIN_HTTP),
  routes: map(
    propsOf<BalancerRouteProps>({
      hostnames: optional(list(text)),
      paths: optional(oneOrMore(PATH_MATCH)),
      backends: BACKENDS,
      port: optional(PORT),
      healthCheck: optional(HEALTH_CHECK),
    }),
  ),
});

const TLS = propsOf<BalancerTlsRoutesProps>({
  port: optional(portNumber),
  certificates: optional(oneOrMore(text)),
  routes: map(
    propsOf<TlsRouteProps>({
      hostnames: optional(list(text)),
      backends: BACKENDS,
      port: optional(PORT),
      healthCheck: optional(HEALTH_CHECK),
    }),
  ),
});

/** One machine of a pair, which that has made. */
export const MEMBER = object({ balancer: reference('a LoadBalancer', LoadBalancer) });
/** What users may give to load balancers. */
export const BALANCER = object({
  props: propsOf<LoadBalancerProps>({
    ...MACHINE,
    backends: optional(BACKENDS),
    http: optional(HTTP),
    tls: optional(TLS),
    healthCheck: optional(HEALTH_CHECK),
    limits: optional(
      propsOf<BalancerLimitsProps>({
        connections: optional(number),
        connectionsPerClient: optional(number),
        ratePerClient: optional(RATE_LIMIT),
      }),
    ),
    timeouts: optional(propsOf<BalancerTimeoutsProps>({ connect: optional(DURATION), idle: optional(DURATION) })),
    pair: optional(
      propsOf<PairProps>({
        addresses: optional(list(text)),
        onOneHost: optional(propsOf<NonNullable<PairProps['onOneHost']>>({ because: reason })),
        preempt: optional(flag),
      }),
    ),
  }),
});
