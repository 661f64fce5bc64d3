import { Migration } from '../../edge/migration';
import {
  type ConnectionPoolProps,
  type OutlierDetectionProps,
  Retries,
  type RetryProps,
  ServerTls,
  type ServerTlsProps,
  type TrafficPolicyProps,
} from '../../edge/traffic-policy';
import type { RepeatedRequests } from '../../resolved';
import { instance, number, object, optional, propsOf, reference, type Shape, text, wordOf } from '../../shape';
import { Machine } from '../../workload/machine';
import { ServiceMesh } from '../../workload/service-mesh';
import { Workload } from '../../workload/workload';
import { SECRET_REFERENCE } from '../secret';
import { DURATION, externalOr, PORTS, reason } from '../values';

const RETRIES = instance('Retries, such as Retries.idempotent()', Retries, {
  of: wordOf<RepeatedRequests>({ none: true, unprocessed: true, idempotent: true, every: true }),
  given: propsOf<RetryProps & { because: string }>({
    attempts: optional(number),
    perTry: optional(DURATION),
    atOnce: optional(number),
    because: reason,
  }),
});

/** What users may give to traffic policies. */
export const TRAFFIC_POLICY: Shape = object({
  mesh: reference('a ServiceMesh', ServiceMesh),
  props: propsOf<TrafficPolicyProps>({
    to: externalOr(reference('a workload, a machine, a migration or an External', Workload, Machine, Migration)),
    ports: optional(PORTS),
    timeout: optional(DURATION),
    retries: optional(RETRIES),
    connectionPool: optional(
      propsOf<ConnectionPoolProps>({
        connections: optional(number),
        pendingRequests: optional(number),
        requests: optional(number),
        requestsPerConnection: optional(number),
        connectTimeout: optional(DURATION),
        idleTimeout: optional(DURATION),
      }),
    ),
    outlierDetection: optional(
      propsOf<OutlierDetectionProps>({
        consecutiveErrors: optional(number),
        interval: optional(DURATION),
        ejection: optional(DURATION),
        maxEjectionPercent: optional(number),
      }),
    ),
    tls: optional(
      instance('a ServerTls, such as ServerTls.simple({ serverName })', ServerTls, {
        given: propsOf<ServerTlsProps>({ serverName: optional(text), certificateAuthority: optional(SECRET_REFERENCE) }),
      }),
    ),
  }),
});
