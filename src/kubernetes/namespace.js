"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.addNamespaces = addNamespaces;
const cdk8s_plus_27_1 = require("cdk8s-plus-27");
const names_1 = require("./names");
const hardening_1 = require("./workload/hardening");
/** How a namespace tells the mesh to take its pods in. */
const meshLabels = {
    'sidecar-with-cni': { 'istio-injection': 'enabled' },
    ambient: { 'istio.io/dataplane-mode': 'ambient' },
};
/**
 * The namespaces that a system owns in a cluster, with PodSecurity "restricted" as it is in the cluster's version. A waiver that
 * "restricted" refuses lowers what is enforced in its namespace to "baseline" (still audited and warned about), since the server would
 * reject the pods: a workload with such a waiver is best kept in a namespace of its own.
 */
function addNamespaces(chart, cluster, endpoints) {
    const version = `v${cluster.version}`;
    const waivers = endpoints.system.microservices
        .filter((service) => service.cluster === cluster.name)
        .flatMap(({ name, namespace, waivers }) => waivers.map((waiver) => ({ ...waiver, service: name, namespace })))
        .filter(({ rule }) => (0, hardening_1.breaksRestricted)(rule));
    const namespaces = cluster.namespaces.map((name) => {
        const waived = waivers.filter(({ namespace }) => namespace === name);
        const namespace = new cdk8s_plus_27_1.k8s.KubeNamespace(chart, name, {
            metadata: {
                name,
                annotations: (0, names_1.becauseAnnotation)(waived.map(({ service, rule, because }) => `${service} is excused from ${rule}: ${because}`)),
                labels: {
                    'pod-security.kubernetes.io/enforce': waived.length > 0 ? 'baseline' : 'restricted',
                    'pod-security.kubernetes.io/enforce-version': version,
                    'pod-security.kubernetes.io/audit': 'restricted',
                    'pod-security.kubernetes.io/audit-version': version,
                    'pod-security.kubernetes.io/warn': 'restricted',
                    'pod-security.kubernetes.io/warn-version': version,
                    ...(cluster.mesh && endpoints.isMeshed(cluster, name) && meshLabels[cluster.mesh.mode]),
                },
            },
        });
        return [name, namespace];
    });
    return new Map(namespaces);
}
