import { DefectError } from '../../../model/problem';
import type { BalancedServer, LoadBalancerRole } from '../../../model/resolved';
import { PROTOCOLS } from '../../../model/values';

/** Version 2 of it; checks begin by it, too (HAProxy, "send-proxy-v2", "check-send-proxy"). */
const PROXY_PROTOCOL = ' send-proxy-v2 check-send-proxy';

/** What is counted of each client, and what becomes of one who comes too often. */
interface Counted {
  readonly counter: string;
  readonly refusal: (counter: string) => string;
}

const CONNECTIONS: Counted = { counter: 'conn_rate', refusal: (over) => `tcp-request connection reject if { sc0_${over} }` };
/** A client is told so (RFC 6585, 4). */
export const REQUESTS: Counted = { counter: 'http_req_rate', refusal: (over) => `http-request deny deny_status 429 if { sc0_${over} }` };

/** Whoever has too many connections, or comes too often, is refused before a backend hears of it. Of each port by itself. */
export function limits({ perClient }: LoadBalancerRole, { counter, refusal } = CONNECTIONS): readonly string[] {
  if (!perClient) return [];
  const { connections, rate } = perClient;
  const seconds = rate?.seconds ?? 60;
  return [
    `stick-table type ip size 100k expire ${seconds}s store conn_cur,${counter}(${seconds}s)`,
    'tcp-request connection track-sc0 src',
    ...(connections === undefined ? [] : [`tcp-request connection reject if { sc0_conn_cur gt ${connections} }`]),
    ...(rate ? [refusal(`${counter} gt ${rate.most}`)] : []),
  ];
}

/** What backends are asked; nothing where it is enough that they take connections. */
export function health({ healthCheck }: Pick<LoadBalancerRole, 'healthCheck'>): readonly string[] {
  if (!healthCheck) return [];
  const { path, statuses } = healthCheck;
  return [`option httpchk GET ${path}`, ...(statuses ? [`http-check expect rstatus ^(${statuses.join('|')})$`] : [])];
}

/** Lines of a section. */
export const indented = (lines: readonly string[]): string => lines.map((line) => `    ${line}\n`).join('');

/**
 * Who answers, and how they take turns. Shares are kept by turns in order: by numbers of connections, those to who answers quickly would
 * become more (HAProxy, "balance", "weight").
 */
export function servers(backends: readonly BalancedServer[], { healthCheck }: Pick<LoadBalancerRole, 'healthCheck'>): readonly string[] {
  const asked = healthCheck?.port === undefined ? '' : ` port ${healthCheck.port}`;
  return backends.map(
    ({ name, address, port: to, weight, proxyProtocol }) =>
      `server ${name}-${address} ${address}:${to}${weight === undefined ? '' : ` weight ${weight}`} check${asked}${proxyProtocol ? PROXY_PROTOCOL : ''}`,
  );
}

export const turns = (backends: readonly BalancedServer[]): string =>
  `balance ${backends.some(({ weight }) => weight !== undefined) ? 'roundrobin' : 'leastconn'}`;

/** A port whose connections are passed on as they are. */
export function connectionsSection({ port, backends }: LoadBalancerRole['frontends'][number], role: LoadBalancerRole): string {
  if (!PROTOCOLS[port.protocol].connects || port.from !== port.to) {
    throw new DefectError(`a load balancer passes single TCP ports on, not ${port.protocol} ${port.from}-${port.to} (${port.name})`);
  }
  return `
listen ${port.name}
    bind *:${port.from}
    ${turns(backends)}
${indented([...limits(role), ...health(role), ...servers(backends, role)])}`;
}
