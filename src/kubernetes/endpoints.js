"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Endpoints = void 0;
const flow_index_1 = require("../model/resolved/flow-index");
const names_1 = require("./names");
/** Finds what the ends of flows stand for in Kubernetes. */
class Endpoints {
    system;
    flows;
    groups;
    owned;
    meshed = new Set();
    constructor(system) {
        this.system = system;
        this.flows = new flow_index_1.FlowIndex(system);
        this.groups = podGroups(system);
        this.owned = new Set(system.clusters.flatMap((cluster) => cluster.namespaces.map((namespace) => placeOf({ cluster, namespace }))));
        for (const groups of Object.values(this.groups)) {
            for (const group of groups.values())
                if (group.inMesh && this.owns(group))
                    this.meshed.add(placeOf(group));
        }
    }
    /** The pods behind an end; undefined when it stands outside of every cluster. */
    pods(end) {
        return this.groups[end.kind].get(end.name);
    }
    /** Pods that this system writes rules for: those of its own namespaces. Namespaces of add-ons are never restricted. */
    ownPods(end) {
        const group = this.pods(end);
        return group && this.owns(group) ? group : undefined;
    }
    /** Whether pods of the mesh run in one of the cluster's own namespaces. */
    isMeshed(cluster, namespace) {
        return this.meshed.has(placeOf({ cluster, namespace }));
    }
    /** Whether the sender's mesh identity reaches the receiver: both have a proxy of the same mesh. */
    shareMesh(flow) {
        const [from, to] = [this.pods(flow.from), this.pods(flow.to)];
        return from !== undefined && to !== undefined && from.inMesh && to.inMesh && from.cluster === to.cluster;
    }
    owns(group) {
        return this.owned.has(placeOf(group));
    }
}
exports.Endpoints = Endpoints;
const placeOf = ({ cluster, namespace }) => `${cluster.name}/${namespace}`;
function podGroups(system) {
    const clusters = new Map(system.clusters.map((cluster) => [cluster.name, cluster]));
    const clusterOf = (name, of) => {
        const cluster = clusters.get(name);
        if (!cluster)
            throw new Error(`${of} is in the cluster "${name}", which the resolved system does not have.`);
        return cluster;
    };
    const named = (groups) => new Map(groups.map((group) => [group.end.name, group]));
    const none = new Map();
    return {
        microservice: named(system.microservices.map(({ name, cluster, namespace, serviceAccount, inMesh }) => ({
            end: { kind: 'microservice', name },
            cluster: clusterOf(cluster, name),
            namespace,
            labels: (0, names_1.selectorLabels)(system, name),
            serviceAccount,
            inMesh,
        }))),
        gateway: named(system.gateways.map(({ name, cluster, proxy, inMesh }) => ({
            end: { kind: 'gateway', name },
            cluster: clusterOf(cluster, name),
            ...proxy,
            inMesh,
        }))),
        pods: named(system.pods.map(({ name, cluster, selector, serviceAccount, inMesh }) => ({
            end: { kind: 'pods', name },
            cluster: clusterOf(cluster, name),
            ...selector,
            serviceAccount,
            inMesh,
        }))),
        'cluster-dns': named(system.clusters.map((cluster) => ({ end: { kind: 'cluster-dns', name: cluster.name }, cluster, ...cluster.dns, inMesh: false }))),
        'mesh-control-plane': named(system.clusters.flatMap((cluster) => cluster.mesh
            ? [{ end: { kind: 'mesh-control-plane', name: cluster.name }, cluster, ...cluster.mesh.controlPlane, inMesh: false }]
            : [])),
        machine: none,
        subnet: none,
        resolver: none,
        'cluster-nodes': none,
        external: none,
        anyone: none,
    };
}
