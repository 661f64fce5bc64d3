import type { Chart } from 'cdk8s';
import type { ResolvedMesh, ResolvedSystem, ResolvedTraffic, ResolvedTrafficPort } from '../../../model/resolved';
import { trafficPlaces } from '../../../model/resolved/traffic-names';
import {
  type ClientTls,
  type ConnectionPool,
  DestinationRule,
  type HostPolicy,
  type OutlierDetection,
} from '../../imports/istio-networking';
import { filled } from '../../names';
import { fullHost } from './hosts';

/** What proxies say to whom has none. */
const PLAIN: ClientTls = { mode: 'DISABLE' };

/**
 * A machine outside of the mesh is known to it by its Service and EndpointSlice, as everything that Kubernetes knows is (istio.io, "Virtual
 * Machine Architecture": a ServiceEntry and WorkloadEntries say the same where there is no Service). That it has no proxy which would end
 * mutual TLS is said here, whatever holds for the rest of the mesh: what pods send to it leaves as they speak, with TLS of their own or none.
 */
export function addPlainMachine(chart: Chart, mesh: ResolvedMesh, namespace: string, service: string): void {
  new DestinationRule(chart, `${service}-plain`, {
    metadata: { name: service, namespace },
    spec: { host: fullHost(mesh, namespace, service), trafficPolicy: { tls: PLAIN } },
  });
}

/** How much is asked of a host, whom proxies leave alone for a while, and how they speak to it. */
export function addHostRules(
  chart: Chart,
  mesh: ResolvedMesh,
  { name: system }: Pick<ResolvedSystem, 'name'>,
  traffic: ResolvedTraffic,
): void {
  const { name, namespace, host, plain, ports } = traffic;
  const { namespaces, ofOurPods } = trafficPlaces(traffic);
  const own = plain ? { tls: PLAIN } : {};
  // Settings of a port stand in the place of all others, and are whole.
  const portLevelSettings = ports.map((port) => ({ port: { number: port.number }, ...policyOf(port, own) }));
  for (const place of namespaces)
    new DestinationRule(chart, `${place}-${name}-rule`, {
      metadata: { name, namespace: place },
      spec: {
        host: host ?? fullHost(mesh, namespace, name),
        // A Secret is looked up beside the proxy: the rule is for proxies of these pods alone (istio.io, "DestinationRule", credentialName).
        ...(ofOurPods && { workloadSelector: { matchLabels: { 'app.kubernetes.io/part-of': system } } }),
        trafficPolicy: { ...own, portLevelSettings },
        ...((host !== undefined || ofOurPods) && { exportTo: ['.'] }),
      },
    });
}

function policyOf({ connectionPool, outlierDetection, tls }: ResolvedTrafficPort, own: HostPolicy): HostPolicy {
  return {
    ...own,
    ...(tls && { tls: tlsOf(tls) }),
    ...filledPool(connectionPool),
    ...(outlierDetection && { outlierDetection: outliersOf(outlierDetection) }),
  };
}

/** Those that the proxies' own image trusts (istio/istio, pkg/security: `SystemRootCerts`). */
const PUBLIC_AUTHORITIES = 'system';

const tlsOf = ({ serverName, secret }: NonNullable<ResolvedTrafficPort['tls']>): ClientTls => ({
  mode: 'SIMPLE',
  sni: serverName,
  subjectAltNames: [serverName],
  ...(secret === undefined ? { caCertificates: PUBLIC_AUTHORITIES } : { credentialName: secret }),
});

const seconds = (number: number): string => `${number}s`;

function filledPool({
  connections,
  connectTimeoutSeconds,
  pendingRequests,
  requests,
  requestsPerConnection,
  retries,
  idleTimeoutSeconds,
}: NonNullable<ResolvedTrafficPort['connectionPool']> = {}): { connectionPool?: ConnectionPool } {
  const tcp = filled({
    ...(connections !== undefined && { maxConnections: connections }),
    ...(connectTimeoutSeconds !== undefined && { connectTimeout: seconds(connectTimeoutSeconds) }),
  });
  const http = filled({
    ...(pendingRequests !== undefined && { http1MaxPendingRequests: pendingRequests }),
    ...(requests !== undefined && { http2MaxRequests: requests }),
    ...(requestsPerConnection !== undefined && { maxRequestsPerConnection: requestsPerConnection }),
    ...(retries !== undefined && { maxRetries: retries }),
    ...(idleTimeoutSeconds !== undefined && { idleTimeout: seconds(idleTimeoutSeconds) }),
  });
  return tcp || http ? { connectionPool: { ...(tcp && { tcp }), ...(http && { http }) } } : {};
}

const outliersOf = ({
  consecutiveErrors,
  intervalSeconds,
  ejectionSeconds,
  maxEjectionPercent,
}: NonNullable<ResolvedTrafficPort['outlierDetection']>): OutlierDetection => ({
  consecutiveGatewayErrors: consecutiveErrors,
  // What an application answers by itself (500, 501) is no sign that its pod is ill.
  consecutive5xxErrors: 0,
  interval: seconds(intervalSeconds),
  baseEjectionTime: seconds(ejectionSeconds),
  maxEjectionPercent,
});
