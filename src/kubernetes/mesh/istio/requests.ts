import type { Chart } from 'cdk8s';
import type {
  RepeatedRequests,
  ResolvedMesh,
  ResolvedMeshShare,
  ResolvedMigration,
  ResolvedRequests,
  ResolvedRetries,
  ResolvedTraffic,
} from '../../../model/resolved';
import { type HttpRetry, type VirtualRoute, VirtualService } from '../../imports/istio-networking';
import { becauseAnnotation, distinct } from '../../names';
import { fullHost } from './hosts';

/** RFC 9110, 9.2.2. */
const IDEMPOTENT = 'GET|HEAD|OPTIONS|TRACE|PUT|DELETE';

/** Nobody has begun to answer (Envoy, "router filter": x-envoy-retry-on). */
const UNPROCESSED = 'connect-failure,refused-stream';
/** Somebody may have: the connection broke, it took too long, or a proxy on the way says so. */
const BROKEN = `${UNPROCESSED},reset,gateway-error`;
/** In the words of gRPC, which answers 200. */
const ALL = `${BROKEN},cancelled,unavailable`;

/** Conditions for requests that may be made twice, where they are other ones, and for all others. Unset: no request is made again. */
const CONDITIONS: { readonly [R in RepeatedRequests]: { readonly idempotent?: string; readonly others?: string } } = {
  none: {},
  unprocessed: { others: UNPROCESSED },
  idempotent: { idempotent: BROKEN, others: UNPROCESSED },
  every: { others: ALL },
};

/** How long requests to a host may take, and which are made again. Ports at which proxies read none are left as they are. */
export function addRequests(chart: Chart, mesh: ResolvedMesh, { name, namespace, host: outside, dialled, ports }: ResolvedTraffic): void {
  const host = outside ?? fullHost(mesh, namespace, name);
  const http = ports.flatMap(({ number, requests }) =>
    requests ? routesAt(number, [{ destination: { host, port: { number } } }], requests) : [],
  );
  if (!dialled || http.length === 0) return;
  new VirtualService(chart, `${namespace}-${name}-requests`, {
    metadata: {
      name,
      namespace,
      annotations: becauseAnnotation(distinct(ports.flatMap(({ requests }) => requests?.retries.because ?? []))),
    },
    spec: { hosts: [host], http, ...(outside !== undefined && { exportTo: ['.'] }) },
  });
}

/** Requests for a migration's name: who gets which share of them, and what is done with them besides. */
export function addShare(
  chart: Chart,
  mesh: ResolvedMesh,
  { name, port, because }: ResolvedMigration,
  share: ResolvedMeshShare,
): VirtualService {
  const { namespace, backends, requests } = share;
  const route = backends.map((backend) => ({
    destination: { host: fullHost(mesh, backend.namespace, backend.service), port: { number: backend.port } },
    weight: backend.weight,
  }));
  return new VirtualService(chart, 'requests', {
    metadata: { name, namespace, annotations: becauseAnnotation(distinct([because, ...(requests?.retries.because ?? [])])) },
    spec: {
      hosts: [fullHost(mesh, namespace, name)],
      http: requests ? routesAt(port.from, route, requests) : [{ match: [{ port: port.from }], route }],
    },
  });
}

function routesAt(port: number, route: VirtualRoute['route'], { timeoutSeconds, retries }: ResolvedRequests): readonly VirtualRoute[] {
  const { idempotent, others } = CONDITIONS[retries.of];
  const rest = {
    route,
    ...(timeoutSeconds !== undefined && { timeout: `${timeoutSeconds}s` }),
  };
  return [
    ...(idempotent === undefined
      ? []
      : [{ match: [{ port, method: { regex: IDEMPOTENT } }], ...rest, retries: again(retries, idempotent) }]),
    { match: [{ port }], ...rest, retries: again(retries, others) },
  ];
}

const again = ({ attempts, perTrySeconds }: ResolvedRetries, retryOn: string | undefined): HttpRetry =>
  retryOn === undefined
    ? { attempts: 0 }
    : { attempts, ...(perTrySeconds !== undefined && { perTryTimeout: `${perTrySeconds}s` }), retryOn };
