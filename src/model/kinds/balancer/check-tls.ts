import { routesOf } from '../../edge/balancer-http';
import { type BalancerTlsRoutesProps, filesOf } from '../../edge/balancer-tls';
import type { LoadBalancer } from '../../edge/load-balancer';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { isHostPattern } from '../gateway/hostnames';
import type { BalancerSay } from './check';
import { checkCertificateFiles, checkPassedOn, checkRouteName } from './check-passed-on';

/** Checks which connections in TLS a load balancer passes on, and to whom. */
export function checkNames(machine: LoadBalancer, tls: BalancerTlsRoutesProps, report: Report): void {
  const { path } = machine.node;
  const say: BalancerSay = (what, fix) => report(problems.balancerSetting(path, what, fix));
  checkCertificateFiles('tls.certificates', filesOf(tls), say);
  const routes = routesOf(tls);
  if (routes.length === 0)
    say('tls.routes: there is none, and every connection would be refused', 'Give it one: routes: { web: { backends: … } }.');
  const holders = new Map<string, string>();
  for (const [name, { hostnames = [], healthCheck }] of routes) {
    checkRouteName('tls.routes', name, say);
    for (const hostname of hostnames) if (!isHostPattern(hostname)) report(problems.invalidDomain(path, hostname));
    checkPassedOn(machine, `tls.routes.${name}`, name, healthCheck, say);
    for (const hostname of hostnames.length > 0 ? new Set(hostnames) : ['every name']) {
      const other = holders.get(hostname);
      if (other === undefined) holders.set(hostname, name);
      else report(problems.routeShadowed(path, 'TLS', hostname, other));
    }
  }
}
