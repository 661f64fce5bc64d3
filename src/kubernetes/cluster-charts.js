"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.ClusterCharts = exports.policyKey = void 0;
const cdk8s_1 = require("cdk8s");
const cdk8s_plus_27_1 = require("cdk8s-plus-27");
const constructs_1 = require("constructs");
const manifest_chart_1 = require("./app/manifest-chart");
const gateway_1 = require("./gateway");
const names_1 = require("./names");
const namespace_1 = require("./namespace");
const network_1 = require("./network");
const policy_objects_1 = require("./policy/policy-objects");
const availability_1 = require("./workload/availability");
const deployment_1 = require("./workload/deployment");
const hardening_1 = require("./workload/hardening");
const service_1 = require("./workload/service");
const policyKey = ({ end }) => `${end.kind}/${end.name}`;
exports.policyKey = policyKey;
/**
 * The charts of one cluster. Their files are numbered in the order they have to be applied in, which is the order `kubectl apply -f`
 * takes them in: namespaces, names and addresses, what everything is denied, then workload by workload with its own permissions.
 */
class ClusterCharts {
    endpoints;
    cluster;
    policies;
    folder;
    namespaces;
    machineServices;
    microservices;
    gateways;
    parent;
    /** @param folder below the output folder; unset when the system has a single cluster */
    constructor(scope, endpoints, cluster, policies, folder) {
        this.endpoints = endpoints;
        this.cluster = cluster;
        this.policies = policies;
        this.folder = folder;
        this.parent = folder === undefined ? scope : new constructs_1.Construct(scope, folder);
        const { microservices, gateways } = endpoints.system;
        const [services, entries] = [microservices.filter((each) => this.isHere(each)), gateways.filter((each) => this.isHere(each))];
        this.namespaces = (0, namespace_1.addNamespaces)(this.chart('00-namespaces'), cluster, endpoints);
        this.machineServices = this.addNetwork(entries);
        this.addPolicyDefaults();
        this.microservices = new Map(services.map((service) => [service.name, this.addMicroservice(service)]));
        this.gateways = new Map(entries.map((gateway) => [gateway.name, this.addGateway(gateway)]));
        this.addDigest();
        this.checkNames();
    }
    isHere({ cluster }) {
        return cluster === this.cluster.name;
    }
    chart(id, labels = (0, names_1.systemLabels)(this.endpoints.system)) {
        return new manifest_chart_1.ManifestChart(this.parent, id, { fileName: this.folder === undefined ? id : `${this.folder}/${id}`, labels });
    }
    addNetwork(gateways) {
        const { machineServices, namespaces, pool } = this.cluster;
        if (machineServices.length === 0 && !pool)
            return new Map();
        const chart = this.chart('10-network');
        // Every namespace that may ever ask for an address, so that a new one changes its Service only.
        (0, network_1.addAddressPool)(chart, this.cluster, [...new Set([...namespaces, ...gateways.map(({ proxy }) => proxy.namespace)])].sort());
        return new Map(machineServices.map((machine) => [machine.machine, (0, network_1.addMachineService)(chart, this.cluster, machine)]));
    }
    addPolicyDefaults() {
        const chart = this.chart('20-policy');
        for (const namespace of this.cluster.namespaces) {
            (0, policy_objects_1.addDefaultDeny)(chart, namespace);
            if (this.endpoints.isMeshed(this.cluster, namespace))
                (0, policy_objects_1.addMeshDefaults)(chart, this.cluster, namespace);
        }
        for (const { name, cluster } of this.endpoints.system.pods) {
            if (cluster === this.cluster.name)
                this.addPolicies(chart, { kind: 'pods', name });
        }
    }
    addPolicies(chart, end) {
        const key = (0, exports.policyKey)({ end });
        const policies = (this.policies.network.get(key) ?? []).map((policy) => (0, policy_objects_1.addNetworkPolicy)(chart, policy));
        const mesh = this.policies.mesh.get(key);
        if (mesh)
            (0, policy_objects_1.addMeshPolicy)(chart, mesh);
        return policies;
    }
    addMicroservice(service) {
        const { system } = this.endpoints;
        const { name, namespace, replicas, virtualAddress } = service;
        const id = `50-${name}`;
        const fileName = this.folder === undefined ? id : `${this.folder}/${id}`;
        const chart = new manifest_chart_1.ManifestChart(this.parent, id, { fileName, namespace, labels: (0, names_1.podLabels)(system, name) });
        const serviceAccount = new cdk8s_plus_27_1.k8s.KubeServiceAccount(chart, 'service-account', {
            metadata: { name: service.serviceAccount },
            automountServiceAccountToken: !(0, hardening_1.keeps)(service, 'no-service-account-token'),
        });
        return {
            chart,
            serviceAccount,
            // Permissions first: a pod never starts without them.
            networkPolicies: this.addPolicies(chart, { kind: 'microservice', name }),
            service: (0, service_1.addService)(chart, system, service),
            externalService: virtualAddress && (0, service_1.addExternalService)(chart, this.endpoints, service, virtualAddress),
            disruptionBudget: (0, availability_1.addDisruptionBudget)(chart, system, service),
            deployment: (0, deployment_1.addDeployment)(chart, system, this.cluster, service),
            autoscaler: replicas.max > replicas.min ? (0, availability_1.addAutoscaler)(chart, service) : undefined,
        };
    }
    addGateway(gateway) {
        const chart = this.chart(`60-gateway-${gateway.name}`);
        this.addPolicies(chart, { kind: 'gateway', name: gateway.name });
        return (0, gateway_1.addGateway)(chart, this.endpoints.system, gateway);
    }
    /** Last of all: with it in place, everything before it has been applied. */
    addDigest() {
        const { name, digest } = this.endpoints.system;
        new cdk8s_plus_27_1.k8s.KubeConfigMap(this.chart('90-digest'), 'digest', {
            metadata: { name: `${name}-digest`, namespace: this.cluster.namespace },
            data: { digest },
        });
    }
    /** @throws Error when two objects share a name: the later one would silently overwrite the other */
    checkNames() {
        const seen = new Map();
        for (const child of this.parent.node.children) {
            if (!manifest_chart_1.ManifestChart.isManifestChart(child))
                continue;
            for (const object of child.node.children) {
                if (!cdk8s_1.ApiObject.isApiObject(object))
                    continue;
                const key = `${object.apiGroup} ${object.kind} "${object.name}" in namespace "${object.metadata.namespace ?? ''}"`;
                const other = seen.get(key);
                if (other !== undefined)
                    throw new Error(`${key} is written by both "${other}" and "${child.fileName}": rename one of them.`);
                seen.set(key, child.fileName);
            }
        }
    }
}
exports.ClusterCharts = ClusterCharts;
