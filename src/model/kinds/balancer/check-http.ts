import { type BalancerHttpProps, type BalancerRouteProps, certificatesOf, requestPorts, routesOf } from '../../edge/balancer-http';
import type { LoadBalancer, PassedOn } from '../../edge/load-balancer';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { shown } from '../../shape';
import { isSinglePort, listensOn } from '../checks';
import { isHostPattern } from '../gateway/hostnames';
import { pathDefect } from '../gateway/match-syntax';
import { pathText } from '../gateway/shadows';
import { type BalancerSay, checkQuestion } from './check';
import { isCompared, pathsOf } from './paths';

/** Checks what requests a load balancer reads, and to whom it passes them on. */
export function checkHttp(machine: LoadBalancer, http: BalancerHttpProps, report: Report): void {
  const { path } = machine.node;
  const say: BalancerSay = (what, fix) => report(problems.balancerSetting(path, what, fix));
  const { plain, tls } = requestPorts(http);
  if (tls && plain.resolved.from === tls.resolved.from)
    say(
      `http.tls.port: ${tls.resolved.from} is that of plain HTTP, too`,
      'Give each a port of its own: http: { port: 80, tls: { port: 443, … } }.',
    );
  checkTls(http, say);
  const routes = routesOf(http);
  if (routes.length === 0)
    say('http.routes: there is none, and every request would be answered by 404', 'Give it one: routes: { web: { backends: … } }.');
  for (const [name, route] of routes) {
    checkRoute(name, route, say, report, path);
    const passed = machine.backends.filter((each) => each.route === name);
    for (const each of passed) checkPort(`http.routes.${name}`, each, say);
    const { healthCheck } = route;
    if (healthCheck)
      checkQuestion(
        `http.routes.${name}.healthCheck`,
        healthCheck,
        passed.flatMap(({ ports }) => ports),
        say,
      );
  }
  checkShadows(routes, path, report);
}

/** In a configuration of HAProxy, and in a unit of systemd, blanks, quotes, `#` and `%` would mean something. */
const FILE = /^(\/[A-Za-z0-9_@+-][A-Za-z0-9._@+-]*)+$/;

function checkTls(http: BalancerHttpProps, say: BalancerSay): void {
  const { tls } = http;
  if (!tls) return;
  const files = certificatesOf(http);
  for (const file of files)
    if (!FILE.test(file) || file.length > 200)
      say(
        `http.tls.certificates: ${shown(file)} is no path of a file in plain characters, from "/" on`,
        "Write one such as '/etc/haproxy/certificates/shop.pem'.",
      );
  if (new Set(files).size < files.length) say('http.tls.certificates: one of them stands there twice', 'Name each file once.');
  if (tls.servesPlainHttp && !tls.servesPlainHttp.because?.trim())
    say(
      'http.tls.servesPlainHttp has no `because`: requests could be read and changed on their way, and a reader should find out why that is so',
      "Say why: servesPlainHttp: { because: '…' }, or leave it out: then plain HTTP is sent to HTTPS.",
    );
}

/** Names of sections in HAProxy's configuration; what begins as ours do could be one of these. */
const isRouteName = (name: string): boolean => /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name) && !name.startsWith('isthmus-');

function checkRoute(name: string, route: BalancerRouteProps, say: BalancerSay, report: Report, path: string): void {
  const where = `http.routes.${name}`;
  if (!isRouteName(name))
    say(
      `http.routes: ${shown(name)} is no name of a route: 1 to 63 lower-case letters, digits and hyphens, from a letter on, and not "isthmus-…"`,
      "Call it after what it leads to, such as 'orders'.",
    );
  for (const hostname of route.hostnames ?? []) if (!isHostPattern(hostname)) report(problems.invalidDomain(path, hostname));
  for (const { type, value } of pathsOf(route)) {
    const defect = pathDefect(value);
    if (!isCompared(type))
      say(
        `${where}.paths: ${shown(value)} is a regular expression, which load balancers do not take`,
        "Use PathMatch.prefix('/…') or PathMatch.exact('/…').",
      );
    else if (defect !== undefined)
      say(`${where}.paths: ${shown(value)}: ${defect}`, 'Use a path that starts with "/", such as PathMatch.prefix(\'/orders\').');
  }
}

function checkPort(where: string, { to, ports, migration }: PassedOn, say: BalancerSay): void {
  // Ports of a migration are told of where it is.
  if (migration) return;
  const [port] = ports;
  if (!port) say(`${where}: ${to.node.path} listens on no port`, 'Give it one, or lead the route elsewhere.');
  else if (!isSinglePort(port))
    say(`${where}: ${to.node.path} is dialled at ${port}, which is no single TCP port`, 'Name one: port: Port.tcp(…).');
  else if (!listensOn(to, port))
    say(
      `${where}.port: ${to.node.path} does not listen on ${port}; it does on ${to.listens.join(', ')}`,
      'Name a port that all its backends listen on.',
    );
}

/** Finds requests that two routes are for in just the same way. */
function checkShadows(routes: ReturnType<typeof routesOf>, path: string, report: Report): void {
  const holders = new Map<string, string>();
  for (const [name, route] of routes)
    for (const hostname of route.hostnames?.length ? new Set(route.hostnames) : ['every host name'])
      for (const match of new Set(pathsOf(route).map(pathText))) {
        const key = `${hostname} ${match}`;
        const other = holders.get(key);
        if (other === undefined) holders.set(key, name);
        else report(problems.routeShadowed(path, match, hostname, other));
      }
}
