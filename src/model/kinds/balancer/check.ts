import type { HealthCheckProps } from '../../edge/balancer-backend';
import type { LoadBalancer } from '../../edge/load-balancer';
import { FAMILIES } from '../../guest/families';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { asArray, type Port, PROTOCOLS, portText, portWithin } from '../../values';
import { spanDefect } from '../checks';

/** Checks to whom connections are passed on as they are. Ports of a migration are told of where it is. */
export function checkBackends({ node, backends, props }: LoadBalancer, report: Report): void {
  const { backends: plain, tls, http } = props;
  const given = Object.entries({ backends: plain, tls, http }).flatMap(([prop, value]) => (value === undefined ? [] : [prop]));
  if (given.length !== 1) report(problems.balancerMode(node.path, given));
  const [only] = backends;
  if (http || tls || !only || only.migration) return;
  const { to: first } = only;
  const listOf = (ports: readonly Port[]): string => ports.map(String).sort().join(', ') || 'none';
  if (first.listens.length === 0) report(problems.flowWithoutPort(node.path, `${node.path} -> ${first.node.path}`, first.node.path));
  for (const { resolved } of first.listens) {
    const { connects } = PROTOCOLS[resolved.protocol];
    const what = connects ? 'A range of ports' : resolved.protocol.toUpperCase();
    if (!connects || resolved.from !== resolved.to)
      report(
        problems.unsupportedProtocol(
          node.path,
          `${node.path} -> ${first.node.path}`,
          what,
          'by the load balancer, which passes on single TCP ports',
        ),
      );
  }
  for (const { to: backend } of backends.slice(1)) {
    if (listOf(backend.listens) !== listOf(first.listens)) {
      report(
        problems.backendsDiffer(
          node.path,
          `${first.node.path} on ${listOf(first.listens)}`,
          `${backend.node.path} on ${listOf(backend.listens)}`,
        ),
      );
    }
  }
}

export type BalancerSay = (what: string, fix: string) => void;

/** In a configuration of HAProxy blanks, quotes and `#` end a word. */
const PATH = /^\/[A-Za-z0-9/._~%=&?+,:@-]*$/;

/** Checks what is said of all that it passes on. */
export function checkBalancer(machine: LoadBalancer, report: Report): void {
  const {
    node: { path },
    props,
  } = machine;
  const say: BalancerSay = (what, fix) => report(problems.balancerSetting(path, what, fix));
  const { healthCheck, limits = {}, timeouts = {} } = props;
  if (healthCheck) checkQuestion('healthCheck', healthCheck, askable(machine), say);
  checkLogin(machine, say);
  for (const key of ['connections', 'connectionsPerClient'] as const) {
    const limit = limits[key];
    if (limit !== undefined && !(Number.isInteger(limit) && limit > 0))
      say(`limits.${key}: ${limit} is not a whole number from 1`, 'Write how many connections it takes at a time, or leave it out.');
  }
  const { ratePerClient: rate } = limits;
  if (rate && !(Number.isInteger(rate.requests) && rate.requests > 0))
    say(`limits.ratePerClient: ${rate.requests} is not a whole number from 1`, 'Write one such as RateLimit.perMinute(60).');
  if (rate?.given.together)
    say(
      'limits.ratePerClient: `together` is for all clients, and this limit is for each',
      'Leave `together` out, or use limits.connections.',
    );
  for (const key of ['connect', 'idle'] as const) {
    const defect = spanDefect(timeouts[key], 1);
    if (defect !== undefined) say(`timeouts.${key}: ${defect}`, 'Write one such as Duration.seconds(5).');
  }
}

/** Where administrators log in HAProxy gets no port, and whoever was let through to it would reach the machine's own login. */
function checkLogin({ listens, props: { os, http, tls } }: LoadBalancer, say: BalancerSay): void {
  const { login } = FAMILIES[os.resolved.family];
  if (listens.some(({ resolved }) => portWithin(login.resolved, resolved)))
    say(
      `it would listen on ${login}, where administrators log in to the machine itself`,
      http || tls ? `Give \`${http ? 'http' : 'tls'}\` another port.` : 'Let its backends listen on another port, which clients then dial.',
    );
}

/** Ports that all of its backends are dialled at: where requests are read, of every route. */
const askable = ({ backends, listens, props }: LoadBalancer): readonly Port[] =>
  props.http || props.tls
    ? (backends[0]?.ports ?? []).filter((port) => backends.every(({ ports }) => ports.some((each) => samePort(each, port))))
    : listens;

const samePort = (one: Port, other: Port): boolean => portText(one.resolved) === portText(other.resolved);

/** @param dialled what the backends are dialled at: no flow leads to others */
export function checkQuestion(where: string, { path, status, port }: HealthCheckProps, dialled: readonly Port[], say: BalancerSay): void {
  if (!PATH.test(path)) say(`${where}.path: "${path}" is no path of plain characters`, "Write one such as '/healthz'.");
  for (const each of asArray(status ?? []))
    if (!Number.isInteger(each) || each < 100 || each > 599)
      say(`${where}.status: ${each} is no status of HTTP`, 'Write numbers from 100 to 599, or leave it out for 200 to 399.');
  if (port && !dialled.some((each) => samePort(each, port)))
    say(
      `${where}.port: its backends do not listen on ${port}, but on ${dialled.map(String).join(', ') || 'none that all of them have'}`,
      'Name one of these, or leave it out: no flow leads to another.',
    );
}
