import type { Chart } from 'cdk8s';
import type { ResolvedGateway, ResolvedSystem } from '../../model/resolved';
import { grantName, MAX_HOSTNAMES, MAX_MATCHES, proxyServiceName, routeNames } from '../../model/resolved/object-names';
import { Gateway, type GatewaySpec, HttpRoute, type HttpRouteSpec, ReferenceGrant } from '../imports/gateway-api';
import { Service } from '../imports/kubernetes';
import { LOAD_BALANCER_IPS } from '../imports/metallb';
import { loadBalancer } from '../load-balancer';
import { filled } from '../names';
import { type NamedPort, singlePorts, transportPorts } from '../ports';
import type { Annotations, GatewayObjects } from './renderer';

/**
 * A gateway by the Gateway API: listeners, routes, and the address that leads to the proxy. The GatewayClass and the proxy are the
 * provider's.
 * @param annotations what the provider reads on routes
 */
export function addGatewayApi(chart: Chart, system: ResolvedSystem, gateway: ResolvedGateway, annotations: Annotations): GatewayObjects {
  const { name, namespace, gatewayClass, virtualAddress } = gateway;
  const object = new Gateway(chart, 'gateway', {
    metadata: { name, namespace },
    spec: {
      gatewayClassName: gatewayClass,
      listeners: namedListeners(gateway).map(listener),
    },
  });
  const routes = [...routesByService(gateway)].flatMap(([service, routes]) => addRoutes(chart, gateway, service, routes, annotations));
  addGrants(chart, gateway);
  return { gateway: object, routes, service: virtualAddress && addProxyService(chart, system, gateway, virtualAddress.address) };
}

type NamedListener = NamedPort & Pick<ResolvedGateway['listeners'][number], 'proxyPort' | 'tlsSecret'>;

function namedListeners({ listeners }: ResolvedGateway): NamedListener[] {
  const ports = singlePorts(transportPorts(listeners.map(({ port }) => port)).ports);
  return listeners.map(({ proxyPort, tlsSecret }, index) => ({ ...(ports[index] as NamedPort), proxyPort, tlsSecret }));
}

function listener({ name, port, tlsSecret }: NamedListener): GatewaySpec['listeners'][number] {
  const allowedRoutes = { namespaces: { from: 'Same' } } as const;
  if (tlsSecret === undefined) return { name, port, protocol: 'HTTP', allowedRoutes };
  const certificateRefs = [{ group: '', kind: 'Secret', name: tlsSecret }] as const;
  return { name, port, protocol: 'HTTPS', tls: { mode: 'Terminate', certificateRefs }, allowedRoutes };
}

type Route = ResolvedGateway['routes'][number];

function routesByService({ routes }: ResolvedGateway): Map<string, Route[]> {
  const byService = new Map<string, Route[]>();
  for (const route of routes) byService.set(route.service, [...(byService.get(route.service) ?? []), route]);
  return byService;
}

/** The routes to one service: one object, or several where the API's limits ask for it. */
function addRoutes(
  chart: Chart,
  gateway: ResolvedGateway,
  service: string,
  routes: readonly Route[],
  annotations: Annotations,
): HttpRoute[] {
  const hosts = gateway.hosts.length === 0 ? [undefined] : chunks(gateway.hosts, MAX_HOSTNAMES);
  const parts = hosts.flatMap((hostnames) => chunks(routes, MAX_MATCHES).map((part) => ({ hostnames, part })));
  const names = routeNames(gateway, service, routes.length);
  return parts.map(({ hostnames, part }, index) => {
    return new HttpRoute(chart, `route-${service}-${index + 1}`, {
      metadata: { name: names[index], namespace: gateway.namespace, annotations: filled(annotations) },
      spec: {
        parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: gateway.name }],
        hostnames,
        rules: rulesByPort(gateway, part),
      },
    });
  });
}

function rulesByPort(gateway: ResolvedGateway, routes: readonly Route[]): HttpRouteSpec['rules'] {
  const ports = [...new Set(routes.map(({ port }) => port))];
  return ports.map((port) => {
    const same = routes.filter((route) => route.port === port);
    const { service, namespace } = same[0] as Route;
    return {
      matches: same.map(({ path }) => ({ path: { type: 'PathPrefix', value: path } })),
      backendRefs: [{ group: '', kind: 'Service', name: service, port, weight: 1, ...(namespace !== gateway.namespace && { namespace }) }],
    };
  });
}

const chunks = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));

/** Services of other namespaces agree to be routed to. */
function addGrants(chart: Chart, gateway: ResolvedGateway): void {
  const services = new Map(
    gateway.routes.filter(({ namespace }) => namespace !== gateway.namespace).map((route) => [route.service, route]),
  );
  for (const { service, namespace } of services.values()) {
    new ReferenceGrant(chart, `grant-${service}`, {
      metadata: { name: grantName(gateway.name, service), namespace },
      spec: {
        from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: gateway.namespace }],
        to: [{ group: '', kind: 'Service', name: service }],
      },
    });
  }
}

/** A LoadBalancer Service of our own in front of the provider's proxy pods, with the planned address. */
function addProxyService(chart: Chart, system: ResolvedSystem, gateway: ResolvedGateway, address: string): Service {
  const ports = namedListeners(gateway).map(({ name, protocol, port, proxyPort }) => ({
    name,
    protocol,
    port,
    targetPort: proxyPort,
  }));
  return new Service(chart, 'service', {
    metadata: {
      name: proxyServiceName(system.name, gateway.name),
      namespace: gateway.proxy.namespace,
      // The pods are the provider's: linters do not find them beside it.
      annotations: { [LOAD_BALANCER_IPS]: address, 'kube-score/ignore': 'service-targets-pod' },
    },
    spec: loadBalancer(gateway.proxy.labels, ports),
  });
}
