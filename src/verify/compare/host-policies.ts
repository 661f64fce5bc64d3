import type {
  RepeatedRequests,
  ResolvedMeshShare,
  ResolvedMigration,
  ResolvedRequests,
  ResolvedTraffic,
  ResolvedTrafficPort,
} from '../../model/resolved';
import { canonical } from '../fields';

/** What proxies are to be told of a host of which the model says something, as the objects of Istio put it, with keys in order. */
export interface HostPolicyTexts {
  /** `trafficPolicy` of its DestinationRule. */
  readonly rule: string;
  /** `http` of its VirtualService. Empty: it has none. */
  readonly requests: string;
}

/** What proxies say to a host that has none: nothing but what their pods say. */
export const PLAIN = { tls: { mode: 'DISABLE' } } as const;

/** Names of Services in full. */
export type Full = (service: string, namespace: string) => string;

const span = (seconds: number | undefined): string | undefined => (seconds === undefined ? undefined : `${seconds}s`);

/** @param host its name in full */
export function hostPolicyTexts(host: string, { plain, dialled, ports }: ResolvedTraffic): HostPolicyTexts {
  const common = plain ? PLAIN : {};
  const portLevelSettings = ports.map((port) => ({ ...common, ...settingsOf(port), port: { number: port.number } }));
  const routes = ports.flatMap(({ number, requests }) =>
    requests ? routesOf(number, [{ destination: { host, port: { number } } }], requests) : [],
  );
  return {
    rule: text({ ...common, portLevelSettings }),
    requests: dialled && routes.length > 0 ? text(routes) : '',
  };
}

/** Without what is not there: JSON knows no such thing. */
const text = (value: unknown): string => canonical(JSON.parse(JSON.stringify(value)));

function settingsOf({ connectionPool: pool = {}, outlierDetection: outliers, tls }: ResolvedTrafficPort): object {
  const tcp = { maxConnections: pool.connections, connectTimeout: span(pool.connectTimeoutSeconds) };
  const http = {
    http1MaxPendingRequests: pool.pendingRequests,
    http2MaxRequests: pool.requests,
    maxRequestsPerConnection: pool.requestsPerConnection,
    idleTimeout: span(pool.idleTimeoutSeconds),
    maxRetries: pool.retries,
  };
  const kept = Object.entries({ tcp, http }).filter(([, values]) => Object.values(values).some((value) => value !== undefined));
  return {
    ...(kept.length > 0 && { connectionPool: Object.fromEntries(kept) }),
    ...(outliers && {
      outlierDetection: {
        consecutiveGatewayErrors: outliers.consecutiveErrors,
        consecutive5xxErrors: 0,
        interval: span(outliers.intervalSeconds),
        baseEjectionTime: span(outliers.ejectionSeconds),
        maxEjectionPercent: outliers.maxEjectionPercent,
      },
    }),
    ...(tls && {
      tls: {
        mode: 'SIMPLE',
        sni: tls.serverName,
        subjectAltNames: [tls.serverName],
        ...(tls.secret === undefined ? { caCertificates: 'system' } : { credentialName: tls.secret }),
      },
    }),
  };
}

/** Safe to be made twice by the rules of HTTP: safe methods, and those that say how something is to be. */
const TWICE = ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'].join('|');

/** What has to have gone wrong, by which requests are made again: first of those that are safe to be made twice, where they are apart. */
const WHEN: { readonly [R in RepeatedRequests]: readonly { readonly twice?: true; readonly when: readonly string[] }[] } = {
  none: [{ when: [] }],
  unprocessed: [{ when: ['connect-failure', 'refused-stream'] }],
  idempotent: [
    { twice: true, when: ['connect-failure', 'refused-stream', 'reset', 'gateway-error'] },
    { when: ['connect-failure', 'refused-stream'] },
  ],
  every: [{ when: ['connect-failure', 'refused-stream', 'reset', 'gateway-error', 'cancelled', 'unavailable'] }],
};

/** `http` of the VirtualService of a migration: who gets which share of the requests for its name. */
export function shareText({ port }: ResolvedMigration, { backends, requests }: ResolvedMeshShare, full: Full): string {
  const route = backends.map(({ service, namespace, port: number, weight }) => ({
    destination: { host: full(service, namespace), port: { number } },
    weight,
  }));
  return text(requests ? routesOf(port.from, route, requests) : [{ match: [{ port: port.from }], route }]);
}

function routesOf(number: number, route: readonly object[], { timeoutSeconds, retries }: ResolvedRequests): readonly object[] {
  return WHEN[retries.of].map(({ twice, when }) => ({
    match: [{ port: number, method: twice && { regex: TWICE } }],
    route,
    timeout: span(timeoutSeconds),
    retries:
      when.length === 0
        ? { attempts: 0 }
        : { attempts: retries.attempts, perTryTimeout: span(retries.perTrySeconds), retryOn: when.join() },
  }));
}
