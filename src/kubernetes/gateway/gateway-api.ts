import type { Chart } from 'cdk8s';
import type {
  ListenerProtocol,
  ResolvedBackend,
  ResolvedCluster,
  ResolvedGateway,
  ResolvedListener,
  ResolvedRoutes,
  ResolvedSystem,
  RouteKind,
} from '../../model/resolved';
import { redirectsOf } from '../../model/resolved/gateway-names';
import { grantName, proxyServiceName } from '../../model/resolved/object-names';
import { Certificate } from '../imports/cert-manager';
import {
  Gateway,
  type GatewaySpec,
  type GrpcFilter,
  GrpcRoute,
  HttpRoute,
  type HttpRouteSpec,
  ReferenceGrant,
  type ReferenceGrantSpec,
} from '../imports/gateway-api';
import { Service } from '../imports/kubernetes';
import { LOAD_BALANCER_IPS } from '../imports/metallb';
import { loadBalancer } from '../load-balancer';
import { filled } from '../names';
import { singlePorts, transportPorts } from '../ports';
import type { GatewayObjects, GatewayRenderer } from './renderer';
import { grpcRouteSpec, httpRouteSpec, parentRefs } from './routes';

interface Parts {
  readonly gateway: ResolvedGateway;
  readonly cluster: ResolvedCluster;
  readonly renderer: GatewayRenderer;
}

/**
 * A gateway by the Gateway API: listeners, certificates, routes, and the address that leads to the proxy. The GatewayClass and the proxy
 * are the provider's.
 */
export function addGatewayApi(chart: Chart, system: ResolvedSystem, parts: Parts): GatewayObjects {
  const { gateway, renderer } = parts;
  const { name, namespace, gatewayClass, virtualAddress } = gateway;
  const infrastructure = renderer.infrastructure(gateway);
  const object = new Gateway(chart, 'gateway', {
    metadata: { name, namespace },
    spec: { gatewayClassName: gatewayClass, ...(infrastructure && { infrastructure }), listeners: gateway.listeners.map(listener) },
  });
  const certificates = addCertificates(chart, gateway);
  renderer.addObjects(chart, gateway);
  const routes = addRoutes(chart, parts);
  if (renderer.redirectsByRoute) addRedirects(chart, gateway);
  addGrants(chart, gateway);
  return {
    gateway: object,
    routes,
    certificates,
    service: virtualAddress && addProxyService(chart, system, gateway, virtualAddress.address),
  };
}

const PROTOCOLS: { readonly [P in ListenerProtocol]: GatewaySpec['listeners'][number]['protocol'] } = { http: 'HTTP', https: 'HTTPS' };

function listener({ name, protocol, port, hostname, tlsSecret }: ResolvedListener): GatewaySpec['listeners'][number] {
  const certificateRefs = tlsSecret === undefined ? [] : ([{ group: '', kind: 'Secret', name: tlsSecret }] as const);
  return {
    name,
    port: port.from,
    protocol: PROTOCOLS[protocol],
    ...(hostname !== undefined && { hostname }),
    ...(certificateRefs.length > 0 && { tls: { mode: 'Terminate', certificateRefs } }),
    allowedRoutes: { namespaces: { from: 'Same' } },
  };
}

const addCertificates = (chart: Chart, { namespace, certificates }: ResolvedGateway): readonly Certificate[] =>
  certificates.map(
    ({ name, issuer, hostnames }) =>
      new Certificate(chart, `certificate-${name}`, {
        metadata: { name, namespace },
        spec: { secretName: name, dnsNames: hostnames, issuerRef: { group: 'cert-manager.io', ...issuer } },
      }),
  );

interface RouteParts {
  readonly chart: Chart;
  readonly gateway: ResolvedGateway;
  readonly id: string;
  readonly metadata: { readonly name: string; readonly namespace: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly filters: readonly GrpcFilter[];
}

const ROUTES: { readonly [K in RouteKind]: (route: ResolvedRoutes[K], parts: RouteParts) => HttpRoute | GrpcRoute } = {
  http: (route, { chart, gateway, id, metadata, filters }) =>
    new HttpRoute(chart, id, { metadata, spec: httpRouteSpec(gateway, route, filters) }),
  grpc: (route, { chart, gateway, id, metadata, filters }) =>
    new GrpcRoute(chart, id, { metadata, spec: grpcRouteSpec(gateway, route, filters) }),
};

const addRoute = <K extends RouteKind>(route: ResolvedRoutes[K], parts: RouteParts): HttpRoute | GrpcRoute =>
  ROUTES[route.kind as K](route, parts);

function addRoutes(chart: Chart, { gateway, cluster, renderer }: Parts): GatewayObjects['routes'] {
  return new Map(
    gateway.routes.map((route) => {
      const annotations = filled(renderer.annotations(gateway, route, cluster));
      const metadata = { name: route.name, namespace: gateway.namespace, annotations };
      return [
        route.id,
        addRoute(route, { chart, gateway, id: `route-${route.id}`, metadata, filters: renderer.filters(gateway, route) }),
      ] as const;
    }),
  );
}

/** Everything that comes to some listeners is told to ask elsewhere. */
function addRedirects(chart: Chart, gateway: ResolvedGateway): void {
  for (const { name, port, listeners } of redirectsOf(gateway))
    new HttpRoute(chart, `to-https-${port}`, {
      metadata: { name, namespace: gateway.namespace },
      spec: { parentRefs: parentRefs(gateway, listeners), rules: [redirectRule(port)] },
    });
}

const redirectRule = (port: number): HttpRouteSpec['rules'][number] => ({
  matches: [{ path: { type: 'PathPrefix', value: '/' } }],
  filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', ...(port !== 443 && { port }), statusCode: 301 } }],
});

const KINDS: { readonly [K in RouteKind]: ReferenceGrantSpec['from'][number]['kind'] } = { http: 'HTTPRoute', grpc: 'GRPCRoute' };

/** Services of other namespaces agree to be routed to. */
function addGrants(chart: Chart, gateway: ResolvedGateway): void {
  const elsewhere = new Map<string, { readonly backend: ResolvedBackend; readonly kinds: Set<RouteKind> }>();
  for (const { kind, backends } of gateway.routes)
    for (const backend of backends) {
      if (backend.namespace === gateway.namespace) continue;
      const known = elsewhere.get(backend.service) ?? { backend, kinds: new Set() };
      known.kinds.add(kind);
      elsewhere.set(backend.service, known);
    }
  for (const [service, { backend, kinds }] of [...elsewhere].sort(([a], [b]) => (a < b ? -1 : 1))) {
    new ReferenceGrant(chart, `grant-${service}`, {
      metadata: { name: grantName(gateway.name, service), namespace: backend.namespace },
      spec: {
        from: [...kinds]
          .map((kind) => KINDS[kind])
          .sort()
          .map((kind) => ({ group: 'gateway.networking.k8s.io', kind, namespace: gateway.namespace })),
        to: [{ group: '', kind: 'Service', name: service }],
      },
    });
  }
}

/** A LoadBalancer Service of our own in front of the provider's proxy pods, with the planned address. */
function addProxyService(chart: Chart, system: ResolvedSystem, gateway: ResolvedGateway, address: string): Service {
  const behind = new Map(gateway.listeners.map(({ port, proxyPort }) => [port.from, { port, proxyPort }]));
  const dialled = [...behind.values()].sort((a, b) => a.port.from - b.port.from);
  const ports = singlePorts(transportPorts(dialled.map(({ port }) => port)).ports).map(({ name, protocol, port }) => ({
    name,
    protocol,
    port,
    targetPort: behind.get(port)?.proxyPort ?? port,
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
