"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.addDefaultDeny = addDefaultDeny;
exports.addNetworkPolicy = addNetworkPolicy;
exports.addMeshDefaults = addMeshDefaults;
exports.addMeshPolicy = addMeshPolicy;
const cdk8s_plus_27_1 = require("cdk8s-plus-27");
const istio_1 = require("../imports/istio");
const names_1 = require("../names");
/** Nothing in, nothing out, for every pod of a namespace that no other policy speaks of. */
function addDefaultDeny(chart, namespace) {
    new cdk8s_plus_27_1.k8s.KubeNetworkPolicy(chart, `${namespace}-default-deny`, {
        metadata: { name: 'default-deny', namespace },
        spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    });
}
function addNetworkPolicy(chart, policy) {
    const { name, direction, pods, because, notRepresentable } = policy;
    const peers = policy.peers.map(peerSpec);
    const ports = policy.ports.map(portSpec);
    return new cdk8s_plus_27_1.k8s.KubeNetworkPolicy(chart, `${pods.namespace}-${name}`, {
        metadata: {
            name,
            namespace: pods.namespace,
            annotations: {
                ...(0, names_1.becauseAnnotation)(because),
                ...(notRepresentable.length > 0 && { [names_1.Annotation.NOT_REPRESENTABLE]: notRepresentable.join('; ') }),
            },
        },
        spec: {
            podSelector: { matchLabels: { ...pods.labels } },
            ...(direction === 'egress'
                ? { policyTypes: ['Egress'], egress: [{ to: peers, ports }] }
                : { policyTypes: ['Ingress'], ingress: [{ from: peers, ports }] }),
        },
    });
}
function peerSpec(peer) {
    if (peer.kind === 'pods') {
        return {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': peer.namespace } },
            podSelector: { matchLabels: { ...peer.labels } },
        };
    }
    const { cidr, except } = peer.block;
    return { ipBlock: { cidr, ...(except.length > 0 && { except: [...except] }) } };
}
const portSpec = ({ protocol, from, to }) => ({
    protocol,
    port: cdk8s_plus_27_1.k8s.IntOrString.fromNumber(from),
    ...(to !== from && { endPort: to }),
});
/** In the mesh, too, nobody may call anybody, and (under strict mutual TLS) nobody speaks plaintext. */
function addMeshDefaults(chart, cluster, namespace) {
    new istio_1.PeerAuthentication(chart, `${namespace}-mutual-tls`, {
        metadata: { name: 'default', namespace },
        spec: { mtls: mutualTls(cluster) },
    });
    new istio_1.AuthorizationPolicy(chart, `${namespace}-allow-nothing`, { metadata: { name: 'allow-nothing', namespace }, spec: {} });
}
/** Without any rule there is no object: the namespace's default stands. */
function addMeshPolicy(chart, { pods, rules, because, permissivePorts }) {
    if (rules.length === 0)
        return;
    const { namespace, labels, end } = pods;
    const selector = { matchLabels: labels };
    const metadata = { name: end.name, namespace, annotations: (0, names_1.becauseAnnotation)(because) };
    new istio_1.AuthorizationPolicy(chart, `${end.name}-authorization`, { metadata, spec: { selector, action: 'ALLOW', rules } });
    if (pods.cluster.mesh?.mtls !== 'strict' || permissivePorts.length === 0)
        return;
    const portLevelMtls = Object.fromEntries(permissivePorts.map((port) => [String(port), { mode: 'PERMISSIVE' }]));
    // The workload's own mode is stated, too: in ambient mode port-level modes alone do not override the namespace's.
    new istio_1.PeerAuthentication(chart, `${end.name}-mutual-tls`, {
        metadata: { name: end.name, namespace },
        spec: { selector, mtls: mutualTls(pods.cluster), portLevelMtls },
    });
}
const mutualTls = (cluster) => ({ mode: cluster.mesh?.mtls === 'permissive' ? 'PERMISSIVE' : 'STRICT' });
