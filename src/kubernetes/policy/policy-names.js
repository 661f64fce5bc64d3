"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.policyNames = policyNames;
const names_1 = require("../names");
/** How policies call an end. Workloads have unique names; the others are told apart by their kind. */
const labels = {
    machine: (name) => name,
    microservice: (name) => name,
    gateway: (name) => name,
    pods: (name) => name,
    subnet: (name) => `${name}-subnet`,
    resolver: (name) => `${name}-resolver`,
    'cluster-nodes': (name) => `${name}-nodes`,
    'cluster-dns': () => 'cluster-dns',
    'mesh-control-plane': () => 'mesh-control-plane',
    external: (name) => name,
    anyone: () => 'anyone',
    'kubelet-probes': () => 'kubelet-probes',
};
/** What a Kubernetes name may be made of. */
const plain = (text) => text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
/** Readable names, unique in their namespace: policies that would share one get a hash of their two ends. */
function policyNames(drafts) {
    const names = drafts.map((draft) => {
        const [pods, other] = [labels[draft.pods.end.kind](draft.pods.end.name), plain(labels[draft.other.kind](draft.other.name))];
        return (0, names_1.shortName)(draft.direction === 'egress' ? `allow-${pods}-to-${other}` : `allow-${pods}-from-${other}`);
    });
    const placed = drafts.map(({ pods }, index) => `${pods.cluster.name}/${pods.namespace}/${names[index]}`);
    const counts = new Map();
    for (const place of placed)
        counts.set(place, (counts.get(place) ?? 0) + 1);
    return drafts.map(({ pods, other }, index) => {
        const name = names[index];
        if (counts.get(placed[index]) === 1)
            return name;
        return `${name.slice(0, 54)}-${(0, names_1.shortHash)(`${pods.end.kind}/${pods.end.name} ${other.kind}/${other.name}`)}`;
    });
}
