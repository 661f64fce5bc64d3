import type { Fields } from '../fields';
import type { Labels } from './selector';

export interface RouteBackend {
  /** As `namespace/name`. */
  readonly service: string;
  readonly port: number;
  readonly weight: number;
}

/** What becomes of some of the requests that a route is for. */
export interface RouteRule {
  /** What they look like, in words. */
  readonly matches: readonly string[];
  /** What is done with them on the way, in words. */
  readonly filters: readonly string[];
  readonly backends: readonly RouteBackend[];
  /** In words; empty: the proxy's own. */
  readonly timeouts: string;
}

export type RouteKind = 'HTTPRoute' | 'GRPCRoute';

/** A route of a gateway, or of a Service: where its requests go and under which name. */
export interface Route {
  readonly kind: RouteKind;
  readonly name: string;
  readonly namespace: string;
  /** Names of the gateways that it belongs to. */
  readonly gateways: readonly string[];
  /** The listeners of those that it is reached by. Unset: all. */
  readonly parents: readonly { readonly gateway: string; readonly listener?: string }[];
  /** Services whose requests it leads, whoever of a mesh sends them. */
  readonly servicesRouted: readonly string[];
  /** What it belongs to that is neither a Gateway of its namespace nor a Service there: `kind namespace/name`. */
  readonly otherParents: readonly string[];
  /** Hosts that it is for. Empty: all. */
  readonly hosts: readonly string[];
  /** Services that it leads to, as `namespace/name`. */
  readonly services: readonly string[];
  readonly rules: readonly RouteRule[];
  readonly annotations: Labels;
  /** Whether the receiver is told the Host that the client asked for. */
  readonly keepsHost: boolean;
}

interface Named {
  readonly name: string;
  readonly namespace: string;
  readonly annotations: Labels;
}

/** Reads the spec of an HTTPRoute or a GRPCRoute. */
export function readRoute(kind: RouteKind, { name, namespace, annotations }: Named, spec: Fields): Route {
  const all =
    spec.list('parentRefs', (parent) => {
      const listener = parent.optionalText('sectionName');
      const port = parent.optionalInteger('port');
      const facts = { name: parent.text('name'), ...(listener !== undefined && { listener }), ...(port !== undefined && { port }) };
      const of = parent.optionalText('kind') ?? 'Gateway';
      const home = parent.optionalText('namespace') ?? namespace;
      return { ...facts, of, isService: of === 'Service', text: `${of} ${home}/${facts.name}`, isHere: home === namespace };
    }) ?? [];
  const parents = all
    .filter(({ of, isHere }) => of === 'Gateway' && isHere)
    .map(({ name: gateway, listener }) => ({ gateway, ...(listener !== undefined && { listener }) }));
  const servicesRouted = all.filter(({ isService }) => isService).map(({ name: service }) => service);
  const rules = spec.list('rules', (rule) => readRule(kind, rule, namespace)) ?? [];
  return {
    kind,
    name,
    namespace,
    gateways: [...new Set(parents.map(({ gateway }) => gateway))],
    parents,
    servicesRouted,
    otherParents: all.filter(({ of, isHere, isService }) => !isService && (of !== 'Gateway' || !isHere)).map(({ text }) => text),
    hosts: spec.texts('hostnames') ?? [],
    services: [...new Set(rules.flatMap(({ backends }) => backends.map(({ service }) => service)))],
    rules,
    annotations,
    // Kong keeps it unless it is told not to.
    keepsHost: annotations['konghq.com/preserve-host'] !== 'false',
  };
}

const MATCHES: { readonly [K in RouteKind]: { readonly read: (match: Fields) => string; readonly all: string } } = {
  HTTPRoute: { read: readHttpMatch, all: 'PathPrefix /' },
  GRPCRoute: { read: readGrpcMatch, all: 'every call' },
};

function readRule(kind: RouteKind, rule: Fields, namespace: string): RouteRule {
  const { read, all } = MATCHES[kind];
  const matches = rule.list('matches', read) ?? [];
  const filters = rule.list('filters', readFilter) ?? [];
  const backends = rule.list('backendRefs', (backend) => ({
    service: `${backend.optionalText('namespace') ?? namespace}/${backend.text('name')}`,
    port: backend.optionalInteger('port') ?? 0,
    weight: backend.optionalInteger('weight') ?? 1,
    own: backend.list('filters', readFilter) ?? [],
  }));
  return {
    matches: matches.length > 0 ? matches : [all],
    filters: [...filters, ...(backends ?? []).flatMap(({ own, service }) => own.map((filter) => `of ${service}: ${filter}`))].sort(),
    backends: (backends ?? []).map(({ service, port, weight }) => ({ service, port, weight })),
    timeouts: rule.whole('timeouts'),
  };
}

const readValues = (match: Fields, field: string, what: string): string =>
  [
    ...(match.list(
      field,
      (value) => ` with ${what} ${value.text('name')} ${value.optionalText('type') ?? 'Exact'} ${value.text('value')}`,
    ) ?? []),
  ]
    .sort()
    .join('');

function readHttpMatch(match: Fields): string {
  const path = match.object('path', (fields) => `${fields.optionalText('type') ?? 'PathPrefix'} ${fields.optionalText('value') ?? '/'}`);
  const method = match.optionalText('method');
  const rest = readValues(match, 'headers', 'header') + readValues(match, 'queryParams', 'parameter');
  return `${method === undefined ? '' : `${method} `}${path ?? 'PathPrefix /'}${rest}`;
}

function readGrpcMatch(match: Fields): string {
  const call = match.object(
    'method',
    (fields) =>
      `${fields.optionalText('type') ?? 'Exact'} ${fields.optionalText('service') ?? '*'}/${fields.optionalText('method') ?? '*'}`,
  );
  return `${call ?? 'every call'}${readValues(match, 'headers', 'header')}`;
}

/** Where a filter of a type says what it does. */
const SAID_IN: Readonly<Record<string, string>> = {
  RequestHeaderModifier: 'requestHeaderModifier',
  ResponseHeaderModifier: 'responseHeaderModifier',
  URLRewrite: 'urlRewrite',
  RequestRedirect: 'requestRedirect',
  RequestMirror: 'requestMirror',
  ExtensionRef: 'extensionRef',
};

function readFilter(filter: Fields): string {
  const type = filter.text('type');
  return `${type} ${filter.whole(SAID_IN[type] ?? '')}`;
}
