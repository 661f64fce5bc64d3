import type { Retries, TrafficPolicy } from '../../edge/traffic-policy';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedConnectionPool, ResolvedPort, ResolvedRequests, ResolvedTrafficPort } from '../../resolved';
import { type NamedProtocol, namedProtocolOf, portText } from '../../values';

/** What is said of requests has to be at ports where they are read. */
export function checkRead({ node, props }: TrafficPolicy, meant: readonly ResolvedPort[], report: Report): void {
  const { timeout, retries, connectionPool: pool = {}, tls, ports } = props;
  const { pendingRequests, requests, requestsPerConnection, idleTimeout } = pool;
  const said = Object.entries({ timeout, retries, pendingRequests, requests, requestsPerConnection, idleTimeout }).flatMap(
    ([prop, value]) => (value === undefined ? [] : [prop]),
  );
  const unread = meant.filter((port) => spokenAt(port) === undefined);
  const all = ports === undefined ? unread.length === meant.length : unread.length > 0;
  if (said.length > 0 && all) report(problems.trafficPolicyUnread(node.path, said, unread.map(portText).join(', ')));
  const sealed = tls && meant.find((port) => namedProtocolOf(port) !== undefined && spokenAt(port) === undefined);
  if (sealed)
    report(
      problems.invalidTrafficPolicy(
        node.path,
        `tls: at ${portText(sealed)} pods speak TLS themselves, as its name "${sealed.name}" says: the proxy would begin TLS around TLS`,
        "Name the port after what pods say to their proxy, Port.tcp(443, 'http'), or name other `ports`.",
      ),
    );
}

type Spoken = NonNullable<ResolvedTrafficPort['requests']>['spoken'];

/** How requests are written that proxies can read. */
const READABLE: { readonly [P in NamedProtocol]: Spoken | undefined } = { tls: undefined, http: 'http', http2: 'http2', grpc: 'grpc' };

function spokenAt(port: ResolvedPort): Spoken | undefined {
  const protocol = namedProtocolOf(port);
  return protocol && READABLE[protocol];
}

/** @param host the name of the target, where it is known by that alone */
export function calledPort({ props }: TrafficPolicy, port: ResolvedPort, host: string | undefined): ResolvedTrafficPort {
  const { retries, connectionPool, outlierDetection, tls } = props;
  const spoken = spokenAt(port);
  const { consecutiveErrors = 5, interval, ejection, maxEjectionPercent = 50 } = outlierDetection ?? {};
  const { serverName = host, certificateAuthority } = tls?.given ?? {};
  const { connections, pendingRequests, requests, requestsPerConnection, connectTimeout, idleTimeout } = connectionPool ?? {};
  const pool: ResolvedConnectionPool = {
    ...count('connections', connections),
    ...(spoken && count('pendingRequests', pendingRequests)),
    ...(spoken && count('requests', requests)),
    ...(spoken && count('requestsPerConnection', requestsPerConnection)),
    ...(spoken && retriesAtOnce(retries)),
    ...count('connectTimeoutSeconds', connectTimeout?.toSeconds),
    ...(spoken && count('idleTimeoutSeconds', idleTimeout?.toSeconds)),
  };
  return {
    number: port.from,
    ...(spoken && { requests: { spoken, ...requestsOf(props) } }),
    ...(Object.keys(pool).length > 0 && { connectionPool: pool }),
    ...(outlierDetection && {
      outlierDetection: {
        consecutiveErrors,
        intervalSeconds: interval?.toSeconds ?? 10,
        ejectionSeconds: ejection?.toSeconds ?? 30,
        maxEjectionPercent,
      },
    }),
    ...(tls && { tls: { serverName: serverName ?? '', ...(certificateAuthority && { secret: certificateAuthority.name }) } }),
  };
}

const count = <K extends string>(key: K, value: number | undefined): { readonly [P in K]?: number } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: number };

const NONE_MADE: { readonly [R in Retries['of']]?: 0 } = { none: 0 };

/** What is done with requests by what is said of a target. */
export const requestsOf = ({ timeout, retries }: TrafficPolicy['props']): ResolvedRequests => ({
  ...count('timeoutSeconds', timeout?.toSeconds),
  retries: retriesOf(retries),
});

/** Istio's own limit is as good as none. */
export const retriesAtOnce = (retries: Retries | undefined): Pick<ResolvedConnectionPool, 'retries'> =>
  retriesOf(retries).attempts > 0 ? { retries: retries?.given.atOnce ?? 3 } : {};

function retriesOf(retries: Retries | undefined): ResolvedRequests['retries'] {
  const { of = 'unprocessed', given = {}, because } = retries ?? {};
  const { attempts = 2, perTry } = given;
  return {
    of,
    attempts: NONE_MADE[of] ?? attempts,
    ...count('perTrySeconds', perTry?.toSeconds),
    ...(because !== undefined && { because }),
  };
}
