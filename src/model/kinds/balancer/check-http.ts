import { type BalancerHttpProps, type BalancerRouteProps, certificatesOf, requestPorts, routesOf } from '../../edge/balancer-http';
import type { LoadBalancer } from '../../edge/load-balancer';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { shown } from '../../shape';
import { isHostPattern } from '../gateway/hostnames';
import { pathDefect } from '../gateway/match-syntax';
import { pathText } from '../gateway/shadows';
import type { BalancerSay } from './check';
import { checkCertificateFiles, checkPassedOn, checkRouteName } from './check-passed-on';
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
  if (http.servesPlainHttp && !http.servesPlainHttp.because?.trim())
    say(
      'http.servesPlainHttp has no `because`: requests could be read and changed on their way, and a reader should find out why that is so',
      "Say why: servesPlainHttp: { because: '…' }, or leave it out: with `tls` plain HTTP is then sent to HTTPS.",
    );
  const routes = routesOf(http);
  if (routes.length === 0)
    say('http.routes: there is none, and every request would be answered by 404', 'Give it one: routes: { web: { backends: … } }.');
  for (const [name, route] of routes) {
    checkRoute(name, route, say, report, path);
    checkPassedOn(machine, `http.routes.${name}`, name, route.healthCheck, say);
  }
  checkShadows(routes, path, report);
}

function checkTls(http: BalancerHttpProps, say: BalancerSay): void {
  const { tls } = http;
  if (!tls) return;
  const files = certificatesOf(http);
  checkCertificateFiles('http.tls.certificates', files, say);
}

function checkRoute(name: string, route: BalancerRouteProps, say: BalancerSay, report: Report, path: string): void {
  const where = `http.routes.${name}`;
  checkRouteName('http.routes', name, say);
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

/** Finds requests that two routes are for in just the same way. */
function checkShadows(routes: readonly (readonly [name: string, route: BalancerRouteProps])[], path: string, report: Report): void {
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
