import type { HealthCheckProps } from '../../edge/balancer-backend';
import type { LoadBalancer, PassedOn } from '../../edge/load-balancer';
import { shown } from '../../shape';
import { isSinglePort, listensOn } from '../checks';
import { type BalancerSay, checkQuestion } from './check';

/** Checks of what both kinds of routes have: by requests, and by names in TLS. */

/** In a configuration of HAProxy, and in a unit of systemd, blanks, quotes, `#` and `%` would mean something. */
const FILE = /^(\/[A-Za-z0-9_@+-][A-Za-z0-9._@+-]*)+$/;

/** Checks paths of certificates. @param where the prop that holds them */
export function checkCertificateFiles(where: string, files: readonly string[], say: BalancerSay): void {
  for (const file of files)
    if (!FILE.test(file) || file.length > 200)
      say(
        `${where}: ${shown(file)} is no path of a file in plain characters, from "/" on`,
        "Write one such as '/etc/haproxy/certificates/shop.pem'.",
      );
  if (new Set(files).size < files.length) say(`${where}: one of them stands there twice`, 'Name each file once.');
}

/** Names of sections in HAProxy's configuration; what begins as ours do could be one of these. */
const isRouteName = (name: string): boolean => /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name) && !name.startsWith('isthmus-');

export function checkRouteName(where: string, name: string, say: BalancerSay): void {
  if (!isRouteName(name))
    say(
      `${where}: ${shown(name)} is no name of a route: 1 to 63 lower-case letters, digits and hyphens, from a letter on, and not "isthmus-…"`,
      "Call it after what it leads to, such as 'orders'.",
    );
}

/** Checks where a route leads, and what is asked there. */
export function checkPassedOn(
  machine: LoadBalancer,
  where: string,
  route: string,
  healthCheck: HealthCheckProps | undefined,
  say: BalancerSay,
): void {
  const passed = machine.backends.filter((each) => each.route === route);
  for (const each of passed) checkPort(where, each, say);
  if (healthCheck)
    checkQuestion(
      `${where}.healthCheck`,
      healthCheck,
      passed.flatMap(({ ports }) => ports),
      say,
    );
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
