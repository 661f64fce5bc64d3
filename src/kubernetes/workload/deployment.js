"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.addDeployment = addDeployment;
const cdk8s_plus_27_1 = require("cdk8s-plus-27");
const names_1 = require("../names");
const ports_1 = require("../ports");
const hardening_1 = require("./hardening");
const resources_1 = require("./resources");
/** How a pod in the mesh's namespace is kept out of the mesh. */
const outsideMesh = {
    'sidecar-with-cni': { 'sidecar.istio.io/inject': 'false' },
    ambient: { 'istio.io/dataplane-mode': 'none' },
};
/** Beside a sidecar the kubelet's probes go through its agent: they have no certificate and no rule lets them in. */
const insideMesh = {
    'sidecar-with-cni': { 'sidecar.istio.io/rewriteAppHTTPProbers': 'true' },
    ambient: {},
};
/**
 * The Deployment of a microservice. Its pod template holds nothing that changes with policy, other workloads or machines, so none of
 * these restarts a pod.
 */
function addDeployment(chart, system, cluster, service) {
    const { name, replicas } = service;
    const selector = { matchLabels: (0, names_1.selectorLabels)(system, name) };
    const fixed = replicas.min === replicas.max;
    const labels = { ...(0, names_1.podLabels)(system, name), ...(cluster.mesh && !service.inMesh && outsideMesh[cluster.mesh.mode]) };
    const annotations = cluster.mesh && service.inMesh ? (0, names_1.filled)(insideMesh[cluster.mesh.mode]) : undefined;
    return new cdk8s_plus_27_1.k8s.KubeDeployment(chart, 'deployment', {
        metadata: { name, annotations: (0, hardening_1.waiverAnnotations)(service) },
        spec: {
            // An autoscaler owns the number; every apply would set it back.
            ...(fixed && { replicas: replicas.min }),
            revisionHistoryLimit: 3,
            selector,
            // New pods first: capacity never falls below what was asked for.
            strategy: {
                type: 'RollingUpdate',
                rollingUpdate: { maxUnavailable: cdk8s_plus_27_1.k8s.IntOrString.fromNumber(0), maxSurge: cdk8s_plus_27_1.k8s.IntOrString.fromString('25%') },
            },
            template: { metadata: { labels, annotations }, spec: podSpec(service, selector) },
        },
    });
}
function podSpec(service, labelSelector) {
    const { pod, container } = (0, hardening_1.securityContexts)(service);
    const { startup, readiness, liveness } = service.probes;
    const scratch = service.scratch.map((mountPath, index) => ({ name: `scratch-${index}`, mountPath }));
    return {
        serviceAccountName: service.serviceAccount,
        automountServiceAccountToken: !(0, hardening_1.keeps)(service, 'no-service-account-token'),
        // One variable per Service of the namespace would make every pod depend on all of them.
        enableServiceLinks: false,
        securityContext: pod,
        affinity: {
            podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: apart(labelSelector) }] },
        },
        topologySpreadConstraints: ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
            topologyKey,
            maxSkew: 1,
            whenUnsatisfiable: 'ScheduleAnyway',
            labelSelector,
            // During a rollout old and new pods are spread apart from each other.
            matchLabelKeys: ['pod-template-hash'],
        })),
        containers: [
            {
                name: service.name,
                image: service.image,
                imagePullPolicy: 'Always', // else who may start a pod on a node may use every image that lies there
                ports: (0, ports_1.singlePorts)((0, ports_1.transportPorts)(service.ports).ports).map(({ name, port, protocol }) => ({
                    name,
                    containerPort: port,
                    protocol,
                })),
                env: (0, names_1.filled)(environment(service)),
                resources: (0, resources_1.resourceRequirements)(service.resources),
                securityContext: container,
                // Up to five minutes to start; ready again or out of the Services within 30 s; restarted only after a minute.
                startupProbe: { ...probe(startup), periodSeconds: 5, failureThreshold: 60 },
                readinessProbe: { ...probe(readiness), periodSeconds: 10, failureThreshold: 3 },
                // What readiness asks already would only restart pods that are busy.
                ...(!sameQuestion(readiness, liveness) && { livenessProbe: { ...probe(liveness), periodSeconds: 20, failureThreshold: 3 } }),
                volumeMounts: (0, names_1.filled)(scratch),
            },
        ],
        volumes: (0, names_1.filled)(scratch.map(({ name }) => ({ name, emptyDir: { sizeLimit: (0, resources_1.mebibytes)(service.resources.ephemeralStorageMiB) } }))),
    };
}
const apart = (labelSelector) => ({ topologyKey: 'kubernetes.io/hostname', labelSelector });
function environment(service) {
    return [
        ...Object.entries(service.env).map(([name, value]) => ({ name, value })),
        ...service.secretEnv.map(({ name, secret, key }) => ({ name, valueFrom: { secretKeyRef: { name: secret, key } } })),
    ].sort((a, b) => (a.name < b.name ? -1 : 1));
}
const probes = {
    http: ({ path, port }) => ({ httpGet: { path: path ?? '/', port: cdk8s_plus_27_1.k8s.IntOrString.fromNumber(port) } }),
    tcp: ({ port }) => ({ tcpSocket: { port: cdk8s_plus_27_1.k8s.IntOrString.fromNumber(port) } }),
};
const sameQuestion = (a, b) => a.type === b.type && a.path === b.path && a.port === b.port;
const probe = (resolved) => ({ ...probes[resolved.type](resolved), timeoutSeconds: 2 });
