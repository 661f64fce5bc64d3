"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.renderKubernetes = exports.Manifests = void 0;
const cluster_charts_1 = require("./cluster-charts");
const endpoints_1 = require("./endpoints");
const mesh_1 = require("./policy/mesh");
const network_policy_1 = require("./policy/network-policy");
const nameOf = (named) => (typeof named === 'string' ? named : named.name);
/**
 * The manifests of a system, and the way to the native cdk8s objects behind its workloads: what is done to them (`addJsonPatch`,
 * `metadata.addAnnotation`) and what is added to their charts lands in the output.
 */
class Manifests {
    /** Flows, or parts of flows, that no NetworkPolicy can say. */
    notRepresentable;
    clusters;
    constructor(scope, system) {
        const endpoints = new endpoints_1.Endpoints(system);
        const { policies, unsaid } = (0, network_policy_1.compileNetworkPolicies)(endpoints);
        const network = new Map();
        for (const policy of policies) {
            const key = (0, cluster_charts_1.policyKey)(policy.pods);
            const known = network.get(key);
            if (known)
                known.push(policy);
            else
                network.set(key, [policy]);
        }
        const mesh = new Map((0, mesh_1.compileMeshPolicies)(endpoints).map((policy) => [(0, cluster_charts_1.policyKey)(policy.pods), policy]));
        const several = system.clusters.length > 1;
        this.notRepresentable = unsaid;
        this.clusters = system.clusters.map((cluster) => new cluster_charts_1.ClusterCharts(scope, endpoints, cluster, { network, mesh }, several ? cluster.name : undefined));
    }
    /** The chart of a microservice, for objects that belong to it. */
    chartOf(microservice) {
        return this.microservice(microservice).chart;
    }
    deploymentOf(microservice) {
        return this.microservice(microservice).deployment;
    }
    serviceOf(microservice) {
        return this.microservice(microservice).service;
    }
    /** All objects of a microservice. @throws Error when the system has none of that name */
    microservice(microservice) {
        return this.find('microservice', nameOf(microservice), (charts) => charts.microservices);
    }
    /** The objects of a gateway. @throws Error when the system has none of that name */
    gateway(gateway) {
        return this.find('gateway', nameOf(gateway), (charts) => charts.gateways);
    }
    /** The Service by which pods know a virtual machine. @throws Error when no pod may reach it */
    machineServiceOf(machine) {
        return this.find('Service for the machine', nameOf(machine), (charts) => charts.machineServices);
    }
    /** @throws Error when the system does not own it */
    namespaceOf(namespace) {
        return this.find('namespace', namespace, (charts) => charts.namespaces);
    }
    find(what, name, among) {
        for (const charts of this.clusters) {
            const found = among(charts).get(name);
            if (found !== undefined)
                return found;
        }
        throw new Error(`The manifests hold no ${what} "${name}".`);
    }
}
exports.Manifests = Manifests;
/** Adds the charts of all clusters of a system to a cdk8s App (or to any construct of one). Nothing is written before `app.synth()`. */
const renderKubernetes = (scope, system) => new Manifests(scope, system);
exports.renderKubernetes = renderKubernetes;
