import type { BalancedHttp, BalancedPath, BalancedRoute, LoadBalancerRole } from '../../../model/resolved';
import { compareText } from '../../../model/values';
import { HONEST } from './honest';
import { hostWords, preciseHost } from './names';
import { health, indented, limits, REQUESTS, servers, turns } from './sections';

/** Answers what no route is for. */
const NOWHERE = 'isthmus-nowhere';

/** How HAProxy reads requests: one frontend for all of them, and a backend for each route. */
export function httpSections(http: BalancedHttp, role: LoadBalancerRole): string {
  const { port, tls, routes } = http;
  const idle = `${role.idleSeconds ?? 60}s`;
  const rules = routes.flatMap(rulesOf).sort((a, b) => precise(a, b));
  const front = [
    'mode http',
    `bind *:${port.from}`,
    ...(tls ? [`bind *:${tls.port.from} ssl${tls.certificates.map((file) => ` crt ${file}`).join('')} alpn h2,http/1.1`] : []),
    'option httplog',
    'option forwardfor',
    `timeout client ${idle}`,
    'timeout http-request 10s',
    'timeout http-keep-alive 10s',
    ...limits(role, REQUESTS),
    ...(tls && !tls.servesPlainHttp ? [redirect(port.from, tls.port.from)] : []),
    ...HONEST,
    ...rules.map(({ route, hostname, path }) => `use_backend ${route}${condition(hostname, path)}`),
    `default_backend ${NOWHERE}`,
  ];
  return `
frontend isthmus-http
${indented(front)}${routes.map((route) => routeSection(route, idle)).join('')}
backend ${NOWHERE}
    mode http
    http-request deny deny_status 404
`;
}

const routeSection = (route: BalancedRoute, idle: string): string => `
backend ${route.name}
${indented(['mode http', `timeout server ${idle}`, 'timeout tunnel 1h', turns(route.backends), ...health(route), ...servers(route.backends, route)])}`;

/** The host is asked for as it was written, where ports are those that it leaves out (RFC 9110, 4.2). */
const redirect = (plain: number, tls: number): string =>
  plain === 80 && tls === 443
    ? 'http-request redirect scheme https code 301 unless { ssl_fc }'
    : `http-request redirect location https://%[req.hdr(host),field(1,:)]${tls === 443 ? '' : `:${tls}`}%[capture.req.uri] code 301 unless { ssl_fc }`;

interface Rule {
  readonly route: string;
  /** Unset: every one. */
  readonly hostname?: string;
  readonly path: BalancedPath;
}

const rulesOf = ({ name, hostnames, paths }: BalancedRoute): readonly Rule[] =>
  paths.flatMap((path): Rule[] =>
    hostnames.length === 0 ? [{ route: name, path }] : hostnames.map((hostname) => ({ route: name, hostname, path })),
  );

/** HAProxy takes the first that holds: the more precise host name, then the exact path, then the longest prefix. */
const precise = (a: Rule, b: Rule): number =>
  preciseHost(a.hostname, b.hostname) ||
  PATH_RANK[b.path.type] - PATH_RANK[a.path.type] ||
  b.path.value.length - a.path.value.length ||
  compareText(a.path.value, b.path.value);

const PATH_RANK: { readonly [T in BalancedPath['type']]: number } = { literal: 1, prefix: 0 };

/** Of what a path of a URL may hold, an apostrophe is all that HAProxy's configuration would take for something else. */
const word = (path: string): string => path.replaceAll("'", "\\'");

/** Prefixes stand for whole parts: `/orders` for itself and for `/orders/7`. */
const PATHS: { readonly [T in BalancedPath['type']]: (path: string) => readonly string[] } = {
  literal: (path) => [` { path -m str ${word(path)} }`],
  prefix: (path) => {
    const whole = path.replace(/\/$/, '');
    return whole === '' ? [''] : [` { path -m str ${word(whole)} }`, ` { path -m beg ${word(whole)}/ }`];
  },
};

function condition(hostname: string | undefined, path: BalancedPath): string {
  const host = hostname === undefined ? '' : ` { req.hdr(host),field(1,:),lower ${hostWords(hostname)} }`;
  const parts = PATHS[path.type](path.value).map((test) => `${host}${test}`);
  return parts.every((part) => part === '') ? '' : ` if${parts.join(' or')}`;
}
