"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.loadBalancer = exports.externalServiceName = void 0;
exports.addService = addService;
exports.addExternalService = addExternalService;
const cdk8s_plus_27_1 = require("cdk8s-plus-27");
const metallb_1 = require("../imports/metallb");
const names_1 = require("../names");
const ports_1 = require("../ports");
/** How pods reach a microservice: `<name>.<namespace>.svc`. */
function addService(chart, system, service) {
    return new cdk8s_plus_27_1.k8s.KubeService(chart, 'service', {
        metadata: { name: service.name },
        spec: {
            selector: (0, names_1.selectorLabels)(system, service.name),
            ports: servicePorts(service.ports),
        },
    });
}
/** How machines outside of the cluster reach a microservice: only the ports that a flow from outside may use. */
function addExternalService(chart, endpoints, service, { address }) {
    const { name, ports } = service;
    const allowed = endpoints.flows
        .into({ kind: 'microservice', name })
        .filter((flow) => flow.source.blocks.length > 0 && flow.origin !== 'kubelet-probe')
        .flatMap((flow) => flow.ports);
    const open = ports.flatMap((port) => overlaps(port, allowed));
    return new cdk8s_plus_27_1.k8s.KubeService(chart, 'external-service', {
        metadata: { name: (0, exports.externalServiceName)(name), annotations: { [metallb_1.LOAD_BALANCER_IPS]: address } },
        spec: (0, exports.loadBalancer)((0, names_1.selectorLabels)(endpoints.system, name), servicePorts(open)),
    });
}
const externalServiceName = (name) => (0, names_1.shortName)(`${name}-external`);
exports.externalServiceName = externalServiceName;
/**
 * A LoadBalancer Service that keeps the sender's address, which NetworkPolicies and the mesh tell senders by. Without a
 * `loadBalancerClass`: it could never be changed, and MetalLB answers to Services without one unless it was started with `--lb-class`.
 */
const loadBalancer = (selector, ports) => ({
    type: 'LoadBalancer',
    externalTrafficPolicy: 'Local',
    allocateLoadBalancerNodePorts: false,
    ipFamilyPolicy: 'SingleStack',
    ipFamilies: ['IPv4'],
    selector: { ...selector },
    ports,
});
exports.loadBalancer = loadBalancer;
const servicePorts = (ports) => (0, ports_1.singlePorts)((0, ports_1.transportPorts)(ports).ports).map(({ name, protocol, port }) => ({
    name,
    protocol,
    port,
    targetPort: cdk8s_plus_27_1.k8s.IntOrString.fromNumber(port),
}));
/** The parts of a port range that flows allow, without repetitions. */
function overlaps(port, allowed) {
    const parts = allowed
        .filter((other) => other.protocol === port.protocol && other.from <= port.to && other.to >= port.from)
        .map((other) => ({ ...port, from: Math.max(port.from, other.from), to: Math.min(port.to, other.to) }))
        .sort((a, b) => a.from - b.from);
    const merged = [];
    for (const part of parts) {
        const last = merged.at(-1);
        if (last && part.from <= last.to)
            merged[merged.length - 1] = { ...last, to: Math.max(last.to, part.to) };
        else
            merged.push(part);
    }
    return merged;
}
