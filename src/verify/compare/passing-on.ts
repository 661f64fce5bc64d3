import {
  type BalancedHttp,
  type BalancedRoute,
  type BalancedTls,
  type BalancedTlsRoute,
  type GuestRole,
  machinesAt,
  type ResolvedFlow,
  thingKey,
  thingName,
} from '../../model/resolved';
import type { Listener } from '../guest/haproxy-lines';
import { printAddresses } from '../sets/addresses';
import type { Difference } from './difference';
import type { Model } from './model';
import { percentOf, portIntervals } from './values';

/** What machines pass on for others, against the flows that say so: by port, to which addresses and ports. */
export function passingOnDifferences(model: Model): readonly Difference[] {
  const byMachine = new Map<string, ResolvedFlow[]>();
  for (const flow of model.flows) {
    if (flow.origin !== 'load-balancer-backend') continue;
    for (const machine of machinesAt(flow.from)) {
      const list = byMachine.get(machine);
      if (list) list.push(flow);
      else byMachine.set(machine, [flow]);
    }
  }
  return model.system.machines.flatMap(({ name, guest: { role } }) => {
    const machine = model.machine(name);
    if (!machine || machine.isRiddle) return [];
    const listeners = machine.guest?.listeners ?? [];
    const { http, tls } = readBy(role);
    const flows = byMachine.get(name) ?? [];
    const wanted = new Set([
      ...flows.flatMap((flow) => (http ? requestsTo(flow, http, model) : tls ? namesTo(flow, tls, model) : hopsOf(flow, model))),
      ...(http?.tls && !http.tls.servesPlainHttp ? [sent(http.port.from, http.tls.port.from)] : []),
    ]);
    const found = new Set(listeners.flatMap(hopsBy));
    const lost = [...wanted].filter((each) => !found.has(each));
    const strange = [...found].filter((each) => !wanted.has(each));
    const settings = listeners.flatMap((listener) => differing(listener, settingsOf(role, listener.requests)));
    return [
      ...settings.map((text): Difference => ({ kind: 'missing', about: name, text: `${name}: ${text}` })),
      ...lost.map((each): Difference => ({ kind: 'missing', about: name, text: `${name}: it does not pass on ${each}` })),
      ...strange.map(
        (each): Difference => ({ kind: 'too-wide', about: name, text: `${name}: it passes on ${each}, which no flow allows` }),
      ),
    ];
  });
}

/** What one port does, as it was read. */
function hopsBy({ port, requests, certificates, sendsTo, servers }: Listener): readonly string[] {
  if (sendsTo !== undefined) return [sent(port, sendsTo)];
  const sum = servers.reduce((total, { weight = 0 }) => total + weight, 0);
  return servers.map((server) => {
    const share = server.weight === undefined ? undefined : percentOf(server.weight, sum);
    return hop(entry(port, certificates, requests), server.address, server.port, server.told, share);
  });
}

const sent = (port: number, to: number): string => `port ${port} to HTTPS at port ${to}`;

/** What is passed on: a port, or requests at one. */
const entry = (port: number, certificates?: readonly string[], requests?: string): string =>
  `port ${port}${certificates ? ` by TLS with ${certificates.join(' and ')}` : ''}${requests === undefined ? '' : `, requests for ${requests},`}`;

const hop = (from: string, to: number, at: number, told: boolean, share?: number): string =>
  `${from} to ${printAddresses([to, to])}:${at}${told ? ", with the client's address before it" : ''}${share === undefined ? '' : `, ${share} % of it`}`;

const isTold = ({ to }: ResolvedFlow, { system }: Model): boolean =>
  system.gateways.some(({ name, proxyProtocol }) => proxyProtocol && to.is === 'pods' && to.name === name);

/** The migration for whose sake a load balancer reaches something, and how much goes there. */
function shareOf(flow: ResolvedFlow, { system }: Model): { readonly port: number; readonly share: number } | undefined {
  const [key, from] = [thingKey(flow.to), thingName(flow.from)];
  const moving = system.migrations.find((each) => each.loadBalancers.includes(from) && (key === each.to.key || key === each.from?.key));
  return moving && { port: portIntervals(moving.port)[0], share: key === moving.to.key ? moving.weight : 100 - moving.weight };
}

/** A backend listens where its clients dial, unless it is an end of a migration: that says where, and how much goes there. */
function hopsOf(flow: ResolvedFlow, model: Model): readonly string[] {
  const moving = shareOf(flow, model);
  return flow.dialledPorts.flatMap((port) =>
    model.ends.dialled(flow).map(([to]) => {
      const [at] = portIntervals(port);
      return hop(entry(moving?.port ?? at), to, at, isTold(flow, model), moving?.share);
    }),
  );
}

/** A port that is passed on, and by which certificates TLS ends there. */
interface Entry {
  readonly at: number;
  readonly certificates: readonly string[] | undefined;
}

/** What comes to the receiver of a flow by a route, at each port that answers. @param texts what comes by the route, in words */
function routedTo(
  flow: ResolvedFlow,
  { backends }: BalancedTlsRoute,
  entries: readonly Entry[],
  texts: readonly string[],
  model: Model,
): readonly string[] {
  return flow.dialledPorts.flatMap((dialled) => {
    const [to] = portIntervals(dialled);
    const server = backends.find((each) => each.name === flow.to.name && each.port === to);
    if (!server) return [];
    const share = server.weight === undefined ? undefined : shareOf(flow, model)?.share;
    return entries.flatMap(({ at, certificates }) =>
      texts.flatMap((text) =>
        model.ends.dialled(flow).map(([address]) => hop(entry(at, certificates, text), address, to, isTold(flow, model), share)),
      ),
    );
  });
}

function requestsTo(flow: ResolvedFlow, { port, tls, routes }: BalancedHttp, model: Model): readonly string[] {
  const entries = [
    ...(tls && !tls.servesPlainHttp ? [] : [{ at: port.from, certificates: undefined }]),
    ...(tls ? [{ at: tls.port.from, certificates: tls.certificates }] : []),
  ];
  return routes.flatMap((route) => routedTo(flow, route, entries, requestTexts(route), model));
}

function namesTo(flow: ResolvedFlow, { port, certificates, routes }: BalancedTls, model: Model): readonly string[] {
  const entries = [{ at: port.from, certificates: certificates.length > 0 ? certificates : undefined }];
  return routes.flatMap((route) => routedTo(flow, route, entries, nameTexts(route), model));
}

/** Names in TLS, in the words in which they are read. */
const nameTexts = ({ hostnames }: BalancedTlsRoute): readonly string[] =>
  (hostnames.length === 0 ? ['*'] : hostnames).map((host) => `${host} in TLS`);

/** Host name by path, in the words in which they are read. A slash at the end of a prefix says nothing. */
const requestTexts = ({ hostnames, paths }: BalancedRoute): readonly string[] =>
  (hostnames.length === 0 ? ['*'] : hostnames).flatMap((host) =>
    paths.map(({ type, value }) => `${host} ${type} ${type === 'prefix' ? value.replace(/(?<=.)\/$/, '') : value}`),
  );

/** What it asks of backends, and what it lets each client have, in HAProxy's words. */
interface Settings {
  readonly asks: string;
  readonly perClient: string;
  readonly askedAt: number | undefined;
}

/** @param requests which ones; undefined: connections as they are */
function settingsOf(role: GuestRole, requests: string | undefined): Settings | undefined {
  if (role.kind !== 'load-balancer') return undefined;
  const { http, tls, perClient: { connections, rate } = {} } = role;
  const known = (texts: readonly string[]): boolean => requests !== undefined && texts.includes(requests);
  const route = http?.routes.find((each) => known(requestTexts(each))) ?? tls?.routes.find((each) => known(nameTexts(each)));
  const healthCheck = http || tls ? route?.healthCheck : role.healthCheck;
  const asks = healthCheck
    ? [`GET ${healthCheck.path}`, ...(healthCheck.statuses ? [`rstatus ^(${healthCheck.statuses.join('|')})$`] : [])]
    : [];
  const perClient = [
    ...(connections === undefined ? [] : [`sc0_conn_cur gt ${connections}`]),
    ...(rate ? [`${http ? 'sc0_http_req_rate' : 'sc0_conn_rate'} gt ${rate.most} in ${rate.seconds} s`] : []),
  ];
  return { asks: asks.join(', '), perClient: perClient.join(', '), askedAt: healthCheck?.port };
}

/** What a load balancer reads of what it passes on. */
const readBy = (role: GuestRole): { readonly http?: BalancedHttp; readonly tls?: BalancedTls } =>
  role.kind === 'load-balancer' ? role : {};

function differing(
  { port, servers, asks = '', perClient, requests = 'connections' }: Listener,
  wanted: Settings | undefined,
): readonly string[] {
  if (!wanted) return [];
  const shown = (words: string): string => words || 'nothing';
  const refused = perClient.join(', ');
  const at = `at port ${port} (${requests})`;
  return [
    ...(asks === wanted.asks ? [] : [`${at} it asks its backends for ${shown(asks)}, not for ${shown(wanted.asks)}`]),
    ...(servers.every(({ askedAt }) => askedAt === wanted.askedAt)
      ? []
      : [`${at} it asks its backends at another port than the system says`]),
    ...(refused === wanted.perClient ? [] : [`${at} it refuses clients with ${shown(refused)}, not with ${shown(wanted.perClient)}`]),
  ];
}
