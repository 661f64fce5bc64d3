import type { ApiGateway } from '../../edge/api-gateway';
import type { HeaderChanges, HttpRoute, PathRewrite, Route } from '../../edge/route';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedListener, RouteKind } from '../../resolved';
import { shown } from '../../shape';
import { isDomain, isHostName } from '../../values';
import { ServingWorkload } from '../../workload/serving';
import { isSinglePort, listensOn, spanDefect } from '../checks';
import { checkCors, checkTraffic, type Say } from './check-traffic';
import { isHostPattern, meet } from './hostnames';
import { grpcDefect, headerNameDefect, headerValueDefect, httpDefect, pathDefect } from './match-syntax';
import { CHANGES_PART } from './rewrites';
import { backendPort } from './routes';

/** Limits of routes (CRDs of Gateway API v1). */
const MOST_HOSTNAMES = 16;
const MOST_MATCHES = 64;
const MOST_BACKENDS = 16;
const MOST_HEADERS = 16;

/** Checks the routes of a gateway one by one. */
export function checkRoutes(gateway: ApiGateway, listeners: readonly ResolvedListener[], report: Report): void {
  const { routes, node } = gateway;
  if (routes.length === 0) report(problems.invalidRoute(node.path, 'It has no route', 'Call its `addHttpRoute` or `addGrpcRoute`.'));
  for (const route of routes) {
    const { path } = route.node;
    // Part of the names of its objects.
    if (!isDomain(route.node.id)) report(problems.invalidObjectName(path, 'id', route.node.id));
    const say: Say = (reason, fix) => report(problems.invalidRoute(path, reason, fix));
    checkHostnames(route, listeners, report, say);
    checkBackends(route, report, say);
    checkCount(route.matches.length, MOST_MATCHES, 'matches', say);
    for (const [prop, changes] of [
      ['requestHeaders', route.props.requestHeaders],
      ['responseHeaders', route.props.responseHeaders],
    ] as const)
      if (changes) checkHeaders(prop, changes, say);
    checkKind(route, say);
    checkTraffic(gateway, route, report, say);
  }
}

function checkCount(count: number, most: number, what: string, say: Say): void {
  if (count > most) say(`${what}: ${count} of them, more than the ${most} that a route may have`, 'Make several routes of it.');
}

const CHECKS: { readonly [K in RouteKind]: (route: Extract<Route, { kind: K }>, say: Say) => void } = {
  http: (route, say) => {
    for (const match of route.matches) {
      const defect = httpDefect(match);
      if (defect) say(...defect);
    }
    checkAction(route, say);
    if (route.props.cors) checkCors(route.props.cors, say);
  },
  grpc: (route, say) => {
    for (const match of route.matches) {
      const defect = grpcDefect(match);
      if (defect) say(...defect);
    }
    if (route.backends.length === 0) say('It leads nowhere', 'Give it `backends`.');
  },
};

const checkKind = <K extends RouteKind>(route: Extract<Route, { kind: K }>, say: Say): void => CHECKS[route.kind as K](route, say);

function checkHostnames(
  { props: { hostnames = [] }, node: { path } }: Route,
  listeners: readonly ResolvedListener[],
  report: Report,
  say: Say,
): void {
  const there = [...new Set(listeners.map(({ hostname }) => hostname ?? 'every host name'))].join(', ');
  checkCount(hostnames.length, MOST_HOSTNAMES, 'hostnames', say);
  const open = listeners.filter(({ redirectsTo }) => redirectsTo === undefined);
  for (const hostname of hostnames) {
    if (!isHostPattern(hostname)) report(problems.invalidDomain(path, hostname));
    else if (!open.some((listener) => meet(listener.hostname, hostname))) report(problems.routeUnreached(path, hostname, there));
  }
}

function checkBackends({ gateway, backends, migration, node: { path } }: Route, report: Report, say: Say): void {
  checkCount(backends.length, MOST_BACKENDS, 'backends', say);
  const seen = new Set<string>();
  for (const backend of backends) {
    const { to } = backend;
    const port = backendPort(backend);
    if (to instanceof ServingWorkload && to.cluster !== gateway.cluster)
      say(`${to.node.path} runs in another cluster`, "Use a workload of the gateway's own cluster, or a machine.");
    // Ports and shares of a migration are told of where it is.
    if (migration) continue;
    if (!port) say(`${to.node.path} has no port`, 'Give it one, or name what it listens on: { to: …, port: … }.');
    else if (!isSinglePort(port))
      say(`${to.node.path} is dialled at ${port}, which is no single TCP port`, 'Name one: { to: …, port: Port.tcp(…) }.');
    else if (!listensOn(to, port))
      say(
        `${to.node.path} does not listen on ${port}; it does on ${to.listens.join(', ')}`,
        'Name a port that it listens on, or add that one to its ports.',
      );
    const key = `${to.node.path} ${port?.resolved.from}`;
    if (seen.has(key)) say(`${to.node.path} is listed twice`, 'List each of its ports once, with the sum of the weights.');
    seen.add(key);
  }
  if (!migration) checkWeights(path, backends, report);
}

function checkWeights(path: string, backends: Route['backends'], report: Report): void {
  const weights = backends.map(({ weight }) => (backends.length === 1 ? (weight ?? 100) : weight));
  const sum = weights.reduce<number>((total, weight) => total + (weight ?? 0), 0);
  const whole = weights.every((weight) => weight !== undefined && Number.isInteger(weight) && weight >= 0);
  if (backends.length > 0 && (!whole || sum !== 100))
    report(
      problems.weightsNotWhole(
        path,
        backends.map(({ to, weight }) => `${weight ?? '?'} for ${to.name}`),
        `${whole ? sum : `${sum} or less`}`,
      ),
    );
}

function checkHeaders(prop: string, { set = {}, add = {}, remove = [] }: HeaderChanges, say: Say): void {
  const names = new Map<string, string>();
  for (const [list, entries] of Object.entries({ set: Object.keys(set), add: Object.keys(add), remove })) {
    checkCount(entries.length, MOST_HEADERS, `${prop}.${list}`, say);
    for (const name of entries) {
      const defect = headerNameDefect(name);
      if (defect) say(`${prop}.${list}: ${shown(name)} ${defect}`, 'Use names of headers, such as X-Request-Source.');
      const other = names.get(name.toLowerCase());
      if (other !== undefined) say(`${prop}: ${shown(name)} stands in ${other} and in ${list}`, 'Name each header once.');
      names.set(name.toLowerCase(), list);
    }
  }
  for (const [name, value] of Object.entries({ ...set, ...add })) {
    const defect = headerValueDefect(value);
    if (defect) say(`${prop}: the value of ${shown(name)} ${defect}`, 'Use printable ASCII characters, and blanks only between them.');
  }
}

/** What becomes of a request: it goes to backends, or its client is sent elsewhere. */
function checkAction(route: HttpRoute, say: Say): void {
  const { redirect, rewrite, timeouts } = route.props;
  if (route.backends.length === 0 && !redirect) say('It leads nowhere', 'Give it `backends`, or a `redirect`.');
  if (redirect && (route.backends.length > 0 || rewrite || timeouts))
    say(
      'It sends clients elsewhere, and does something with their requests besides',
      'Leave out `redirect`, or `backends`, `rewrite` and `timeouts`.',
    );
  for (const [prop, hostname] of [
    ['redirect.hostname', redirect?.hostname],
    ['rewrite.hostname', rewrite?.hostname],
  ] as const)
    if (hostname !== undefined && !isHostName(hostname))
      say(`${prop}: ${shown(hostname)} is no host name`, 'Use one such as shop.example.');
  if (rewrite && rewrite.hostname === undefined && !rewrite.path)
    say('rewrite: nothing is written anew', 'Give it a `hostname` or a `path`.');
  if (redirect && Object.values(redirect).every((value) => value === undefined || typeof value === 'boolean'))
    say('redirect: clients are sent to where they are', 'Give it a `scheme`, `hostname`, `port` or `path`.');
  checkRewrite('redirect.path', redirect?.path, route, say);
  checkRewrite('rewrite.path', rewrite?.path, route, say);
  for (const [prop, span] of Object.entries({
    'timeouts.request': timeouts?.request,
    'timeouts.backendRequest': timeouts?.backendRequest,
  })) {
    const defect = spanDefect(span, 1);
    if (defect !== undefined) say(`${prop}: ${defect}`, 'Write one such as Duration.seconds(30).');
  }
  const { request, backendRequest } = timeouts ?? {};
  if (request && backendRequest && backendRequest.toSeconds > request.toSeconds)
    say(
      `timeouts: a service has ${backendRequest.toSeconds} seconds of the ${request.toSeconds} that the whole request may take`,
      'Give the request more time, or the service less.',
    );
}

const PREFIX = { prefix: true, literal: false, 'regular-expression': false } as const;

function checkRewrite(prop: string, rewrite: PathRewrite | undefined, { matches }: HttpRoute, say: Say): void {
  if (!rewrite) return;
  const defect = pathDefect(rewrite.path);
  if (defect) say(`${prop}: ${shown(rewrite.path)}: ${defect}`, 'Use a path that starts with "/".');
  // CRDs of Gateway API v1: "exactly one path match".
  const [only, ...others] = matches;
  const prefix = others.length === 0 && PREFIX[only?.path?.type ?? 'prefix'];
  if (CHANGES_PART[rewrite.replaces] && !prefix)
    say(
      `${prop}: a prefix is replaced, and the route is not for one prefix alone`,
      'Give it one match with PathMatch.prefix(…), or use PathRewrite.full(…).',
    );
}
