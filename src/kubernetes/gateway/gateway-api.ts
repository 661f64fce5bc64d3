import type { Chart } from 'cdk8s';
import { byKind } from '../../model/kinds/gateway/route-kinds';
import type { ListenerProtocol, ResolvedCluster, ResolvedGateway, ResolvedListener, ResolvedSystem } from '../../model/resolved';
import { grantsOf, type Leading, ROUTE_KINDS, redirectsOf } from '../../model/resolved/gateway-names';
import { proxyServiceName } from '../../model/resolved/object-names';
import { Certificate } from '../imports/cert-manager';
import { Gateway, type GatewaySpec, GrpcRoute, HttpRoute, type HttpRouteSpec, ReferenceGrant } from '../imports/gateway-api';
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
  return {
    name,
    port: port.from,
    protocol: PROTOCOLS[protocol],
    ...(hostname !== undefined && { hostname }),
    ...(tlsSecret !== undefined && { tls: { mode: 'Terminate', certificateRefs: [{ group: '', kind: 'Secret', name: tlsSecret }] } }),
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

function addRoutes(chart: Chart, { gateway, cluster, renderer }: Parts): GatewayObjects['routes'] {
  return new Map(
    gateway.routes.map((route) => {
      const annotations = filled(renderer.annotations(gateway, route, cluster));
      const metadata = { name: route.name, namespace: gateway.namespace, annotations };
      const id = `route-${route.id}`;
      const filters = renderer.filters(gateway, route);
      const object = byKind<HttpRoute | GrpcRoute>(route, {
        http: (own) => new HttpRoute(chart, id, { metadata, spec: httpRouteSpec(gateway, own, filters) }),
        grpc: (own) => new GrpcRoute(chart, id, { metadata, spec: grpcRouteSpec(gateway, own, filters) }),
      });
      return [route.id, object] as const;
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

/** Services of other namespaces agree to be routed to. */
export function addGrants(chart: Chart, leading: Leading): void {
  for (const { name, namespace, service, kinds } of grantsOf(leading))
    new ReferenceGrant(chart, `grant-${service}`, {
      metadata: { name, namespace },
      spec: {
        from: [...kinds]
          .map((kind) => ROUTE_KINDS[kind])
          .sort()
          .map((kind) => ({ group: 'gateway.networking.k8s.io', kind, namespace: leading.namespace })),
        to: [{ group: '', kind: 'Service', name: service }],
      },
    });
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
