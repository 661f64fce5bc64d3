import type { ApiGateway } from '../../edge/api-gateway';
import type { Backend, HealthCheckProps } from '../../edge/balancer-backend';
import { type BalancerHttpProps, certificatesOf, requestPorts, routesOf } from '../../edge/balancer-http';
import { type BalancerTlsRoutesProps, filesOf, type TlsRouteProps, tlsPort } from '../../edge/balancer-tls';
import type { LoadBalancer, PassedOn } from '../../edge/load-balancer';
import {
  type BalancedHttp,
  type BalancedPath,
  type BalancedRoute,
  type BalancedServer,
  type BalancedTls,
  type BalancedTlsRoute,
  destinationOf,
  type LoadBalancerRole,
  type RateLimitUnit,
  type ResolvedFlow,
  type ResolvedHealthCheck,
  thingName,
} from '../../resolved';
import { asArray, compareText, distinctPorts } from '../../values';
import type { KindOfMachine } from '../guest/kind';
import { isCompared, pathsOf } from './paths';

const SECONDS: { readonly [U in RateLimitUnit]: number } = { second: 1, minute: 60, hour: 3600 };

/** What a load balancer is told in its guest. */
export const balancerRole: KindOfMachine<LoadBalancer, LoadBalancerRole>['role'] = (machine, { backends, pair }) => {
  const { http, tls, memory } = machine.props;
  return {
    kind: 'load-balancer',
    ...(pair && { pair }),
    ...settingsOf(machine),
    memoryMiB: memory.toMebibytes,
    frontends: http || tls ? [] : frontends(machine, backends),
    ...(http && { http: httpOf(machine, http, backends) }),
    ...(tls && { tls: tlsOf(machine, tls, backends) }),
  };
};

function settingsOf({ props: { healthCheck, limits = {}, timeouts = {} } }: LoadBalancer): Partial<LoadBalancerRole> {
  const { connections, connectionsPerClient, ratePerClient: rate } = limits;
  const perClient = {
    ...(connectionsPerClient !== undefined && { connections: connectionsPerClient }),
    ...(rate && { rate: { most: rate.requests, seconds: SECONDS[rate.unit] } }),
  };
  return {
    ...(healthCheck && { healthCheck: resolveCheck(healthCheck) }),
    ...(connections !== undefined && { connections }),
    ...(Object.keys(perClient).length > 0 && { perClient }),
    ...(timeouts.connect && { connectSeconds: timeouts.connect.toSeconds }),
    ...(timeouts.idle && { idleSeconds: timeouts.idle.toSeconds }),
  };
}

function resolveCheck({ path, status, port }: HealthCheckProps): ResolvedHealthCheck {
  const statuses = status === undefined ? undefined : [...new Set(asArray(status))].sort((a, b) => a - b);
  return { path, ...(statuses && { statuses }), ...(port && { port: port.resolved.from }) };
}

/** Names of the backends that are told the client's address before each connection. */
const told = ({ backends }: LoadBalancer): ReadonlySet<string> =>
  new Set(backends.flatMap(({ to }) => (TOLD[to.kind]?.(to as ApiGateway) ? [to.name] : [])));
const TOLD: { readonly [K in Backend['kind']]?: (backend: ApiGateway) => boolean | undefined } = {
  gateway: ({ props }) => props.proxyProtocol,
};

/** One address behind a load balancer, and the flow that leads there. */
interface Behind {
  readonly flow: ResolvedFlow;
  readonly address: string;
}

const behind = (flows: readonly ResolvedFlow[]): readonly Behind[] =>
  flows.flatMap((flow) => destinationOf(flow).map(({ cidr }) => ({ flow, address: cidr.replace('/32', '') })));

/** @param passed how it was declared */
function serverAt({ flow, address }: Behind, port: number, { weight }: Partial<PassedOn>, proxied: ReadonlySet<string>): BalancedServer {
  const { name } = flow.to;
  return { name, address, port, proxyProtocol: proxied.has(name), ...(weight !== undefined && { weight }) };
}

/** One frontend for each port, with all backends behind it: at the same port, or where the ends of a migration listen. */
function frontends(machine: LoadBalancer, flows: readonly ResolvedFlow[]): LoadBalancerRole['frontends'] {
  const all = behind(flows);
  const proxied = told(machine);
  const declared = new Map(machine.backends.map((each) => [each.to.name, each]));
  const server = (each: Behind, port: number): BalancedServer => serverAt(each, port, declared.get(thingName(each.flow.to)) ?? {}, proxied);
  if (machine.backends.some(({ migration }) => migration)) {
    const servers = all.flatMap((each) => each.flow.dialledPorts.map((port) => server(each, port.from)));
    return machine.listens.map(({ resolved }) => ({ port: resolved, backends: servers }));
  }
  const ports = distinctPorts(flows.flatMap(({ dialledPorts }) => dialledPorts));
  return ports.map((port) => ({ port, backends: all.map((each) => server(each, port.from)) }));
}

/** What all routes have. */
function routing(machine: LoadBalancer, flows: readonly ResolvedFlow[]): (name: string, route: TlsRouteProps) => BalancedTlsRoute {
  const all = behind(flows);
  const proxied = told(machine);
  return (name, { hostnames = [], healthCheck = machine.props.healthCheck }) => {
    const passed = machine.backends.filter((each) => each.route === name);
    return {
      name,
      hostnames: [...new Set(hostnames)].sort(compareText),
      ...(healthCheck && { healthCheck: resolveCheck(healthCheck) }),
      backends: all.flatMap((each) =>
        passed
          .filter(({ to }) => to.name === thingName(each.flow.to))
          .flatMap((one) => one.ports.map((port) => serverAt(each, port.resolved.from, one, proxied))),
      ),
    };
  };
}

function tlsOf(machine: LoadBalancer, tls: BalancerTlsRoutesProps, flows: readonly ResolvedFlow[]): BalancedTls {
  const resolved = routing(machine, flows);
  return {
    port: tlsPort(tls).resolved,
    certificates: filesOf(tls),
    routes: routesOf(tls)
      .map(([name, route]) => resolved(name, route))
      .sort((a, b) => compareText(a.name, b.name)),
  };
}

function httpOf(machine: LoadBalancer, http: BalancerHttpProps, flows: readonly ResolvedFlow[]): BalancedHttp {
  const resolved = routing(machine, flows);
  const { plain, tls } = requestPorts(http);
  const routes = routesOf(http).map(
    ([name, route]): BalancedRoute => ({
      ...resolved(name, route),
      paths: pathsOf(route)
        .flatMap(({ type, value }): BalancedPath[] => (isCompared(type) ? [{ type, value }] : []))
        .sort((a, b) => compareText(a.type, b.type) || compareText(a.value, b.value)),
    }),
  );
  return {
    port: plain.resolved,
    ...(tls && {
      tls: { port: tls.resolved, certificates: certificatesOf(http), servesPlainHttp: http.servesPlainHttp !== undefined },
    }),
    routes: routes.sort((a, b) => compareText(a.name, b.name)),
  };
}
