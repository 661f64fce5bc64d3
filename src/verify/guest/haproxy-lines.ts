import { NotUnderstoodError } from '../errors';
import { address } from '../sets/addresses';

/** What a line of HAProxy's configuration says of one that is passed on to. */
export interface Server {
  readonly address: number;
  readonly port: number;
  /** Port that it is asked at whether it serves; unset: the same. */
  readonly askedAt?: number;
  /** Each connection to it begins with the client's address (PROXY protocol). */
  readonly told: boolean;
  /** Unset: whoever has the fewest connections gets the next. */
  readonly weight?: number;
}

/** Directives that decide nothing about where connections go. */
const HOW =
  /^(balance|mode tcp|option (?:clitcpka|dontlog-normal|dontlognull|forwardfor|httpchk .*|httplog|redispatch|srvtcpka|tcplog)$|retries|timeout|log|default-server|maxconn|http-check expect) ?/;
/** What a client is refused for, and that it is counted. */
const REFUSES =
  /^(?:tcp-request connection reject|http-request deny deny_status 429) if \{ (sc0_(?:conn_cur|conn_rate|http_req_rate) gt \d+) \}$/;
const TRACKED = [
  /^tcp-request connection track-sc0 src$/,
  /^stick-table type ip size \d+k expire \d+s store conn_cur,(conn_rate|http_req_rate)\((\d+)s\)$/,
] as const;
const SERVER = /^server \S+ ([\d.]+):(\d+)(?: weight (\d+))? check(?: port (\d+))?( send-proxy-v2 check-send-proxy)?$/;

/** What lines say in sections of any kind: who is passed on to, what of them is asked, and what is refused to clients. */
export interface Said {
  readonly servers: readonly Server[];
  /** What is asked of servers over HTTP, and what is expected; unset: they are connected to. */
  readonly asks?: string;
  /** Connections that each client may have, and open, as HAProxy's words. */
  readonly perClient: readonly string[];
  /** Lines with a meaning of their own, for whoever knows more of the section. */
  readonly others: readonly string[];
}

/** A part of the configuration, with its lines. */
export interface Section {
  readonly head: string;
  readonly lines: readonly string[];
}

/** A TCP port that is passed on, or requests at one. */
export interface Listener extends Pick<Said, 'asks' | 'perClient'> {
  readonly port: number;
  /** Which requests, by host name and path: `shop.example prefix /orders`. Unset: connections as they are. */
  readonly requests?: string;
  /** Files with the certificates that it shows, in order. Unset: it is no end of TLS. */
  readonly certificates?: readonly string[];
  /** Port of HTTPS that everybody is sent to. Unset: nobody is. */
  readonly sendsTo?: number;
  readonly servers: readonly Server[];
}

/** @throws NotUnderstoodError for limits and weights that do not hold */
export function readLines(lines: readonly string[]): Said {
  const asks = lines.flatMap((line) => /^(?:option httpchk|http-check expect) (.*)$/.exec(line)?.[1] ?? []);
  const [, counter, counted] = lines.map((line) => TRACKED[1].exec(line)).find((found) => found !== null) ?? [];
  const refused = lines.flatMap((line) => REFUSES.exec(line)?.[1] ?? []);
  const perClient = refused.map((words) => (words.includes('rate') ? `${words} in ${counted} s` : words));
  if (refused.some((words) => words.includes('rate') && !words.startsWith(`sc0_${counter} `)))
    throw new NotUnderstoodError('a limit for what nobody counts');
  if (perClient.length > 0 && !TRACKED.every((pattern) => lines.some((line) => pattern.test(line))))
    throw new NotUnderstoodError('limits for clients that nobody counts');
  const servers: Server[] = [];
  const others: string[] = [];
  for (const line of lines) {
    const [, host, port, weight, askedAt, told] = SERVER.exec(line) ?? [];
    if (host !== undefined)
      servers.push({
        address: address(host),
        port: Number(port),
        told: told !== undefined,
        ...(weight !== undefined && { weight: Number(weight) }),
        ...(askedAt !== undefined && { askedAt: Number(askedAt) }),
      });
    else if (!HOW.test(line) && !REFUSES.test(line) && !TRACKED.some((pattern) => pattern.test(line))) others.push(line);
  }
  if (servers.some(({ weight }) => weight !== undefined) && !lines.includes('balance roundrobin'))
    throw new NotUnderstoodError('weights that are not kept by taking turns');
  return { servers, perClient, others, ...(asks.length > 0 && { asks: asks.join(', ') }) };
}
