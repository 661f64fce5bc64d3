"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.addGateway = addGateway;
const cdk8s_plus_27_1 = require("cdk8s-plus-27");
const gateway_api_1 = require("./imports/gateway-api");
const metallb_1 = require("./imports/metallb");
const names_1 = require("./names");
const ports_1 = require("./ports");
const service_1 = require("./workload/service");
/** Limits of an HTTPRoute (CRDs of Gateway API v1). */
const MAX_HOSTNAMES = 16;
const MAX_MATCHES = 64;
/** A gateway: listeners, routes, and the address that leads to the proxy. The GatewayClass and the proxy are the provider's. */
function addGateway(chart, system, gateway) {
    const { name, namespace, gatewayClass, virtualAddress } = gateway;
    const object = new gateway_api_1.Gateway(chart, 'gateway', {
        metadata: { name, namespace },
        spec: {
            gatewayClassName: gatewayClass,
            listeners: namedListeners(gateway).map(listener),
        },
    });
    const routes = [...routesByService(gateway)].flatMap(([service, routes]) => addRoutes(chart, gateway, service, routes));
    addGrants(chart, gateway);
    return { gateway: object, routes, service: virtualAddress && addProxyService(chart, system, gateway, virtualAddress.address) };
}
function namedListeners({ listeners }) {
    const ports = (0, ports_1.singlePorts)((0, ports_1.transportPorts)(listeners.map(({ port }) => port)).ports);
    return listeners.map(({ proxyPort, tlsSecret }, index) => ({ ...ports[index], proxyPort, tlsSecret }));
}
function listener({ name, port, tlsSecret }) {
    const allowedRoutes = { namespaces: { from: 'Same' } };
    if (tlsSecret === undefined)
        return { name, port, protocol: 'HTTP', allowedRoutes };
    const certificateRefs = [{ group: '', kind: 'Secret', name: tlsSecret }];
    return { name, port, protocol: 'HTTPS', tls: { mode: 'Terminate', certificateRefs }, allowedRoutes };
}
function routesByService({ routes }) {
    const byService = new Map();
    for (const route of routes)
        byService.set(route.service, [...(byService.get(route.service) ?? []), route]);
    return byService;
}
/** The routes to one service: one object, or several where the API's limits ask for it. */
function addRoutes(chart, gateway, service, routes) {
    const hosts = gateway.hosts.length === 0 ? [undefined] : chunks(gateway.hosts, MAX_HOSTNAMES);
    const parts = hosts.flatMap((hostnames) => chunks(routes, MAX_MATCHES).map((part) => ({ hostnames, part })));
    return parts.map(({ hostnames, part }, index) => {
        const name = (0, names_1.shortName)(index === 0 ? `${gateway.name}-${service}` : `${gateway.name}-${service}-${index + 1}`);
        return new gateway_api_1.HttpRoute(chart, `route-${service}-${index + 1}`, {
            metadata: { name, namespace: gateway.namespace },
            spec: {
                parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: gateway.name }],
                hostnames,
                rules: rulesByPort(gateway, part),
            },
        });
    });
}
function rulesByPort(gateway, routes) {
    const ports = [...new Set(routes.map(({ port }) => port))];
    return ports.map((port) => {
        const same = routes.filter((route) => route.port === port);
        const { service, namespace } = same[0];
        return {
            matches: same.map(({ path }) => ({ path: { type: 'PathPrefix', value: path } })),
            backendRefs: [{ group: '', kind: 'Service', name: service, port, weight: 1, ...(namespace !== gateway.namespace && { namespace }) }],
        };
    });
}
const chunks = (list, size) => Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));
/** Services of other namespaces agree to be routed to. */
function addGrants(chart, gateway) {
    const services = new Map(gateway.routes.filter(({ namespace }) => namespace !== gateway.namespace).map((route) => [route.service, route]));
    for (const { service, namespace } of services.values()) {
        new gateway_api_1.ReferenceGrant(chart, `grant-${service}`, {
            metadata: { name: (0, names_1.shortName)(`${gateway.name}-${service}`), namespace },
            spec: {
                from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: gateway.namespace }],
                to: [{ group: '', kind: 'Service', name: service }],
            },
        });
    }
}
/** A LoadBalancer Service of our own in front of the provider's proxy pods, with the planned address. */
function addProxyService(chart, system, gateway, address) {
    const ports = namedListeners(gateway).map(({ name, protocol, port, proxyPort }) => ({
        name,
        protocol,
        port,
        targetPort: cdk8s_plus_27_1.k8s.IntOrString.fromNumber(proxyPort),
    }));
    return new cdk8s_plus_27_1.k8s.KubeService(chart, 'service', {
        metadata: {
            name: (0, names_1.shortName)(`${system.name}-${gateway.name}`),
            namespace: gateway.proxy.namespace,
            // The pods are the provider's: linters do not find them beside it.
            annotations: { [metallb_1.LOAD_BALANCER_IPS]: address, 'kube-score/ignore': 'service-targets-pod' },
        },
        spec: (0, service_1.loadBalancer)(gateway.proxy.labels, ports),
    });
}
