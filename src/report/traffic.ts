import type { RepeatedRequests, ResolvedRequests, ResolvedSystem, ResolvedTraffic, ResolvedTrafficPort } from '../model/resolved';
import type { TitledTable } from './terminal';

/** How proxies call one port of a host. */
export interface ReportTraffic extends Omit<ResolvedTrafficPort, 'number' | 'requests'> {
  /** Id of the node of the graph that it is about. */
  readonly to: string;
  /** Name of the cluster whose proxies keep to it. */
  readonly cluster: string;
  /** As pods dial it: a name in DNS. */
  readonly host: string;
  /** As it is dialled. */
  readonly port: number;
  /** Unset: proxies do not read requests there, or lead them on by what is said of another name. */
  readonly requests?: ResolvedRequests;
}

/** All that a reader asks of how proxies call, as plain data. */
export const reportTraffic = ({ traffic, migrations }: Pick<ResolvedSystem, 'traffic' | 'migrations'>): readonly ReportTraffic[] => [
  ...traffic.flatMap((each) =>
    each.ports.map(({ number, ...port }) => ({ to: each.to, cluster: each.cluster, host: nameOf(each), port: number, ...port })),
  ),
  ...migrations.flatMap(({ name, to: { key: to }, port: { from: port }, meshes }) =>
    meshes.flatMap(({ cluster, namespace, requests }) =>
      requests ? [{ to, cluster, host: `${name}.${namespace}.svc`, port, requests }] : [],
    ),
  ),
];

const nameOf = ({ name, namespace, host = `${name}.${namespace}.svc` }: ResolvedTraffic): string => host;

/** Whom proxies call how. Undefined where nothing is said of anybody. */
export function trafficTable(system: Pick<ResolvedSystem, 'traffic' | 'migrations'>): Omit<TitledTable, 'notes'> | undefined {
  const rows = reportTraffic(system);
  if (rows.length === 0) return undefined;
  return {
    title: 'How the proxies beside pods call: callers without one are not held to it',
    head: ['Host', 'Requests', 'Made again', 'At once, of each pod', 'Left alone', 'TLS'],
    shares: [4, 2, 4, 3, 3, 3],
    rows: rows.map((row) => [
      `${row.host}:${row.port}`,
      row.requests?.timeoutSeconds === undefined ? 'no limit' : `${row.requests.timeoutSeconds} s`,
      retriesText(row.requests),
      poolText(row.connectionPool),
      outliersText(row.outlierDetection),
      row.tls
        ? `begun, for ${row.tls.serverName}${row.tls.secret === undefined ? '' : ` signed as the Secret ${row.tls.secret} says`}`
        : 'as pods speak',
    ]),
  };
}

const REPEATED: { readonly [R in RepeatedRequests]: string } = {
  none: 'none',
  unprocessed: 'what nobody has begun to answer',
  idempotent: 'what may be made twice, and what nobody has begun to answer',
  every: 'all',
};

function retriesText(requests: ResolvedRequests | undefined): string {
  if (!requests) return 'nothing is said';
  const { of, attempts, perTrySeconds, because } = requests.retries;
  const times = attempts === 0 ? '' : `, ${attempts} times`;
  const each = perTrySeconds === undefined ? '' : `, ${perTrySeconds} s each`;
  return `${REPEATED[of]}${times}${each}${because === undefined ? '' : ` (${because})`}`;
}

function poolText({
  connections,
  pendingRequests,
  requests,
  requestsPerConnection,
  retries,
  connectTimeoutSeconds,
  idleTimeoutSeconds,
}: NonNullable<ResolvedTrafficPort['connectionPool']> = {}): string {
  const counted = (count: number | undefined, what: string): readonly string[] => (count === undefined ? [] : [`${count} ${what}`]);
  const parts = [
    ...counted(connections, 'connections'),
    ...counted(requests, 'requests'),
    ...counted(pendingRequests, 'waiting requests'),
    ...counted(requestsPerConnection, 'requests on a connection'),
    ...counted(retries, 'made again'),
    ...counted(connectTimeoutSeconds, 's to connect'),
    ...counted(idleTimeoutSeconds, 's idle'),
  ];
  return parts.join('\n') || 'no limit';
}

const outliersText = (found: ResolvedTrafficPort['outlierDetection']): string =>
  found ? `for ${found.ejectionSeconds} s after ${found.consecutiveErrors} errors, ${found.maxEjectionPercent} % at most` : 'nobody';
