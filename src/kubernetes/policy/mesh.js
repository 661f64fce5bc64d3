"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.compileMeshPolicies = compileMeshPolicies;
const names_1 = require("../names");
const ports_1 = require("../ports");
/**
 * AuthorizationPolicies and port-level PeerAuthentications for every group of pods that is in the mesh and in one of the system's own
 * namespaces. Only TCP passes the mesh's proxies; other protocols are left to NetworkPolicies. Probes need no rule: beside a sidecar they
 * are answered by its agent (ports 15020 and 15021 are not captured), in ambient mode they bypass the node's proxy.
 *
 * Nothing is written for targets outside of the mesh: virtual machines are known to it by their Service and EndpointSlice, and what
 * leaves for other addresses passes through the mesh by its default (`outboundTrafficPolicy: ALLOW_ANY`) and is held to its address and
 * port by the sender's NetworkPolicy. A ServiceEntry per CIDR would add no restriction (ztunnel does not read it as one), but its TCP
 * listener can displace the HTTP listener of a Service that has the same port.
 */
function compileMeshPolicies(endpoints) {
    const { microservices, gateways, pods } = endpoints.system;
    const ends = [
        ...microservices.map(({ name }) => ({ kind: 'microservice', name })),
        ...gateways.map(({ name }) => ({ kind: 'gateway', name })),
        ...pods.map(({ name }) => ({ kind: 'pods', name })),
    ];
    return ends.flatMap((end) => {
        const group = endpoints.ownPods(end);
        return group?.inMesh ? [compile(group, endpoints)] : [];
    });
}
function compile(pods, endpoints) {
    const flows = endpoints.flows.into(pods.end).filter((flow) => flow.origin !== 'kubelet-probe' && tcpPorts(flow).length > 0);
    const rules = flows.map((flow) => ({
        from: sourcesOf(flow, pods, endpoints).map((source) => ({ source })),
        to: [{ operation: { ports: tcpPorts(flow).map(String) } }],
    }));
    return {
        pods,
        rules: (0, names_1.distinct)(rules),
        because: (0, names_1.distinct)(flows.flatMap((flow) => flow.because)),
        permissivePorts: (0, names_1.distinct)(flows.filter((flow) => flow.plaintext).flatMap(tcpPorts)).sort((a, b) => a - b),
    };
}
/** A rule's port is a number: ranges are written out. */
const tcpPorts = (flow) => (0, ports_1.singlePorts)((0, ports_1.transportPorts)(flow.ports).ports.filter(({ protocol }) => protocol === 'TCP')).map(({ port }) => port);
function sourcesOf(flow, receiver, endpoints) {
    const sender = endpoints.pods(flow.from);
    if (sender && endpoints.shareMesh(flow)) {
        const { namespace, serviceAccount } = sender;
        if (serviceAccount === undefined)
            return [{ namespaces: [namespace] }];
        return [{ principals: [`${receiver.cluster.mesh?.trustDomain}/ns/${namespace}/sa/${serviceAccount}`] }];
    }
    const { blocks } = flow.source;
    // Pods without a proxy have no identity and no lasting address; which of them may call is the NetworkPolicy's to say.
    if (blocks.length === 0)
        return [{ ipBlocks: [receiver.cluster.podCidr] }];
    const whole = blocks.filter(({ except }) => except.length === 0).map(({ cidr }) => cidr);
    const pierced = blocks.filter(({ except }) => except.length > 0);
    return [
        ...(whole.length > 0 ? [{ ipBlocks: whole }] : []),
        ...pierced.map(({ cidr, except }) => ({ ipBlocks: [cidr], notIpBlocks: except })),
    ];
}
