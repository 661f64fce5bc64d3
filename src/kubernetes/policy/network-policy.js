"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.compileNetworkPolicies = compileNetworkPolicies;
const names_1 = require("../names");
const ports_1 = require("../ports");
const policy_names_1 = require("./policy-names");
/** Port of the tunnel between the nodes' proxies in ambient mode: policies see it instead of the pod's own port. */
const HBONE = { protocol: 'TCP', from: 15008, to: 15008 };
/** Address that ambient mode gives to the kubelet's probes (istio.io, "Ambient and Kubernetes NetworkPolicy"). */
const AMBIENT_PROBES = '169.254.7.127/32';
/**
 * NetworkPolicies of a system's own namespaces, on top of default deny: for each flow one at the sender and one at the receiver.
 * Flows between the same two ends are merged. In the system's order.
 */
function compileNetworkPolicies(endpoints) {
    const drafts = new Map();
    const unsaid = [];
    for (const flow of endpoints.system.flows) {
        if (flow.origin === 'kubelet-probe')
            continue; // a node always reaches its own pods
        const { notRepresentable } = (0, ports_1.transportPorts)(flow.ports);
        const sides = sidesOf(flow, endpoints);
        if (sides.length > 0)
            for (const why of notRepresentable)
                unsaid.push({ flow: flow.id, why });
        for (const side of sides) {
            if (side.ports.length > 0)
                merge(drafts, { ...side, because: flow.because, notRepresentable });
        }
    }
    for (const side of ambientProbes(endpoints))
        merge(drafts, { ...side, because: ['health probes of the node'], notRepresentable: [] });
    const all = [...drafts.values()];
    const names = (0, policy_names_1.policyNames)(all);
    return { policies: all.map(({ other: _, ...draft }, index) => ({ name: names[index], ...draft })), unsaid };
}
function sidesOf(flow, endpoints) {
    const [from, to] = [endpoints.ownPods(flow.from), endpoints.ownPods(flow.to)];
    const tunnel = endpoints.shareMesh(flow) && endpoints.pods(flow.to)?.cluster.mesh?.mode === 'ambient' ? [HBONE] : [];
    const sides = [];
    if (from) {
        // Addresses are met as they are dialled; pods behind a Service as they listen.
        const dialled = flow.destination.length > 0 ? flow.dialledPorts : flow.ports;
        const peers = peersOf(flow, flow.to, flow.destination, endpoints);
        sides.push({ direction: 'egress', pods: from, other: flow.to, peers, ports: policyPorts((0, ports_1.transportPorts)(dialled).ports, tunnel) });
    }
    if (to) {
        const peers = peersOf(flow, flow.from, flow.source.blocks, endpoints);
        sides.push({ direction: 'ingress', pods: to, other: flow.from, peers, ports: policyPorts((0, ports_1.transportPorts)(flow.ports).ports, tunnel) });
    }
    return sides;
}
function peersOf(flow, other, blocks, endpoints) {
    if (blocks.length > 0)
        return blocks.map((block) => ({ kind: 'block', block }));
    const pods = endpoints.pods(other);
    if (!pods)
        throw new Error(`Flow "${flow.id}" has neither pods nor addresses for its end "${other.name}" (${other.kind}).`);
    return [{ kind: 'pods', namespace: pods.namespace, labels: pods.labels }];
}
/** The tunnel carries nothing where there is nothing to carry. */
const policyPorts = (ports, tunnel) => ports.length === 0 ? [] : [...ports.map(({ protocol, from, to }) => ({ protocol, from, to })), ...tunnel];
function ambientProbes(endpoints) {
    return endpoints.system.microservices.flatMap(({ name, probes }) => {
        const pods = endpoints.ownPods({ kind: 'microservice', name });
        if (!pods?.inMesh || pods.cluster.mesh?.mode !== 'ambient')
            return [];
        const ports = [...new Set([probes.startup.port, probes.readiness.port, probes.liveness.port])].sort((a, b) => a - b);
        return [
            {
                direction: 'ingress',
                pods,
                other: { kind: 'kubelet-probes', name: 'kubelet-probes' },
                peers: [{ kind: 'block', block: { cidr: AMBIENT_PROBES, except: [] } }],
                ports: ports.map((port) => ({ protocol: 'TCP', from: port, to: port })),
            },
        ];
    });
}
function merge(drafts, draft) {
    const key = `${draft.direction} ${draft.pods.end.kind}/${draft.pods.end.name} ${draft.other.kind}/${draft.other.name}`;
    const known = drafts.get(key);
    if (!known) {
        drafts.set(key, draft);
        return;
    }
    drafts.set(key, {
        ...known,
        peers: (0, names_1.distinct)([...known.peers, ...draft.peers]),
        ports: (0, names_1.distinct)([...known.ports, ...draft.ports]),
        because: (0, names_1.distinct)([...known.because, ...draft.because]),
        notRepresentable: (0, names_1.distinct)([...known.notRepresentable, ...draft.notRepresentable]),
    });
}
