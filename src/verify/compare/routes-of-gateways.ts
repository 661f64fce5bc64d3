import type {
  RouteKind as KindOfRoute,
  ResolvedBackend,
  ResolvedGateway,
  ResolvedHeaderChanges,
  ResolvedHttpRoute,
  ResolvedPathRewrite,
  ResolvedRoute,
  ResolvedRoutes,
  ResolvedTextMatch,
} from '../../model/resolved';
import { canonical } from '../fields';
import type { Route, RouteKind } from '../kubernetes/routes';
import { percentOf } from './values';

/** Whole routes in words, of the model and of the manifests: what is not the same is told. */

export const KINDS: { readonly [K in KindOfRoute]: RouteKind } = { http: 'HTTPRoute', grpc: 'GRPCRoute' };

/** What can be said of one route. */
export interface RouteWords {
  readonly kind: RouteKind;
  readonly name: string;
  readonly says: readonly string[];
}

interface Rule {
  readonly matches: readonly string[];
  readonly filters: readonly string[];
  readonly backends: readonly Omit<ResolvedBackend, 'machine' | 'namespace'>[];
  readonly timeouts: string;
}

/** Shares are told as proxies take them: of the sum of all weights. */
export function ruleText({ matches, filters, backends, timeouts }: Rule): string {
  const sum = backends.reduce((total, { weight }) => total + weight, 0);
  const led = backends.map(({ service, port, weight }) => `to ${service} at port ${port} (${percentOf(weight, sum)} %)`).sort();
  const done = [...filters].sort().map((filter) => `, by ${filter}`);
  return `${[...matches].sort().join(' or ')}${done.join('')}${timeouts === '' ? '' : `, within ${timeouts}`} ${led.join(' and ') || 'nowhere'}`;
}

interface Facts {
  readonly hosts: readonly string[];
  /** Unset: all. */
  readonly listeners: readonly (string | undefined)[];
  readonly rules: readonly Rule[];
  /** What the provider reads on it. */
  readonly annotations: readonly string[];
}

const words = ({ hosts, listeners, rules, annotations }: Facts): readonly string[] => [
  ...(hosts.length > 0 ? hosts : ['all hosts']).map((host) => `is for ${host}`),
  ...listeners.map((listener) => `is reached by ${listener === undefined ? 'every listener' : `the listener ${listener}`}`),
  ...rules.map((rule) => `leads ${ruleText(rule)}`),
  ...annotations.map((annotation) => `says ${annotation}`),
];

/** Annotations of others that decide how Kong takes a route. */
const READ_BY_KONG = /^konghq\.com\/|^ingress\.kubernetes\.io\//;
/** Compared where flows are: it depends on what Kong's own proxy knows. */
const ELSEWHERE = 'konghq.com/preserve-host';

export const found = (gateway: string, route: Route): RouteWords => ({
  kind: route.kind,
  name: route.name,
  says: words({
    hosts: route.hosts,
    listeners: route.parents.filter((parent) => parent.gateway === gateway).map(({ listener }) => listener),
    rules: route.rules,
    annotations: Object.entries(route.annotations)
      .filter(([key]) => READ_BY_KONG.test(key) && key !== ELSEWHERE)
      .map(([key, value]) => `${key}: ${value}`),
  }),
});

const values = (what: string, matches: readonly ResolvedTextMatch[]): string =>
  matches
    .map(({ name, type, value }) => ` with ${what} ${name} ${TEXTS[type]} ${value}`)
    .sort()
    .join('');
const TEXTS: { readonly [T in ResolvedTextMatch['type']]: string } = { literal: 'Exact', 'regular-expression': 'RegularExpression' };
const PATHS = { prefix: 'PathPrefix', literal: 'Exact', 'regular-expression': 'RegularExpression' } as const;

const RULES: { readonly [K in KindOfRoute]: (route: ResolvedRoutes[K]) => Pick<Rule, 'matches' | 'filters' | 'timeouts'> } = {
  http: (route) => ({
    matches: route.matches.map(
      ({ path, method, headers, queryParams }) =>
        `${method === undefined ? '' : `${method} `}${PATHS[path.type]} ${path.value}${values('header', headers)}${values('parameter', queryParams)}`,
    ),
    filters: [...headerFilters(route), ...httpFilters(route)],
    timeouts: timeoutText(route),
  }),
  grpc: (route) => {
    const matches = route.matches.map(({ service, method, headers }) => {
      const call = service === undefined && method === undefined ? 'every call' : `Exact ${service ?? '*'}/${method ?? '*'}`;
      return `${call}${values('header', headers)}`;
    });
    return { matches: matches.includes('every call') ? ['every call'] : matches, filters: headerFilters(route), timeouts: '' };
  },
};

const rulesOf = <K extends KindOfRoute>(route: ResolvedRoutes[K]): Pick<Rule, 'matches' | 'filters' | 'timeouts'> =>
  RULES[route.kind as K](route);

/** @param told what the provider is told on it, and filters of its own */
export function wanted(
  gateway: ResolvedGateway,
  route: ResolvedRoute,
  told: { readonly annotations: readonly string[]; readonly filters: readonly string[] },
): RouteWords {
  const rule = rulesOf(route);
  const backends = route.backends.map(({ service, namespace, port, weight }) => ({ service: `${namespace}/${service}`, port, weight }));
  return {
    kind: KINDS[route.kind],
    name: route.name,
    says: words({
      hosts: route.hostnames,
      listeners: listenersText(gateway, route.listeners),
      rules: [{ ...rule, filters: [...rule.filters, ...told.filters], backends }],
      annotations: told.annotations,
    }),
  };
}

const listenersText = ({ listeners }: ResolvedGateway, names: readonly string[]): readonly (string | undefined)[] =>
  names.length === listeners.length ? [undefined] : names;

/** What sends everybody from plain HTTP to HTTPS, one for each port. */
export function wantedRedirects(gateway: ResolvedGateway): readonly Omit<RouteWords, 'name'>[] {
  const redirecting = gateway.listeners.filter(({ redirectsTo }) => redirectsTo !== undefined);
  const ports = [...new Set(redirecting.map(({ redirectsTo }) => redirectsTo))];
  return ports.map((port) => {
    const own = redirecting.filter(({ redirectsTo }) => redirectsTo === port).map(({ name }) => name);
    const says = canonical({ scheme: 'https', ...(port !== 443 && { port }), statusCode: 301 });
    const rule = { matches: ['PathPrefix /'], filters: [`RequestRedirect ${says}`], backends: [], timeouts: '' };
    return { kind: 'HTTPRoute', says: words({ hosts: [], listeners: listenersText(gateway, own), rules: [rule], annotations: [] }) };
  });
}

function headerFilters({ requestHeaders, responseHeaders }: ResolvedRoute): readonly string[] {
  const said = ({ set, add, remove }: ResolvedHeaderChanges): string =>
    canonical({ ...(add.length > 0 && { add }), ...(remove.length > 0 && { remove }), ...(set.length > 0 && { set }) });
  return [
    ...(requestHeaders ? [`RequestHeaderModifier ${said(requestHeaders)}`] : []),
    ...(responseHeaders ? [`ResponseHeaderModifier ${said(responseHeaders)}`] : []),
  ];
}

const REWRITES: { readonly [R in ResolvedPathRewrite['replaces']]: (path: string) => object } = {
  all: (path) => ({ type: 'ReplaceFullPath', replaceFullPath: path }),
  prefix: (path) => ({ type: 'ReplacePrefixMatch', replacePrefixMatch: path }),
};

function httpFilters({ rewrite, redirect }: ResolvedHttpRoute): readonly string[] {
  const path = (of: { readonly path?: ResolvedPathRewrite }) => (of.path ? { path: REWRITES[of.path.replaces](of.path.path) } : {});
  return [
    ...(rewrite ? [`URLRewrite ${canonical({ ...rewrite, ...path(rewrite) })}`] : []),
    ...(redirect
      ? [
          `RequestRedirect ${canonical({ ...redirect, permanent: undefined, ...path(redirect), statusCode: redirect.permanent ? 301 : 302 })}`,
        ]
      : []),
  ];
}

function timeoutText({ timeouts }: ResolvedHttpRoute): string {
  if (!timeouts) return '';
  const { requestSeconds, backendRequestSeconds } = timeouts;
  return canonical({
    ...(requestSeconds !== undefined && { request: `${requestSeconds}s` }),
    ...(backendRequestSeconds !== undefined && { backendRequest: `${backendRequestSeconds}s` }),
  });
}
