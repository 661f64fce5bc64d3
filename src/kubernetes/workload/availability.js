"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.addDisruptionBudget = addDisruptionBudget;
exports.addAutoscaler = addAutoscaler;
const cdk8s_plus_27_1 = require("cdk8s-plus-27");
const names_1 = require("../names");
/** Use of the requested processor time that an autoscaler aims at when none is stated, per cent. */
const TARGET_CPU_PERCENT = 70;
/** Lets a node be drained one pod at a time. A pod that never became ready does not hold the drain up. */
function addDisruptionBudget(chart, system, { name }) {
    return new cdk8s_plus_27_1.k8s.KubePodDisruptionBudget(chart, 'disruption-budget', {
        metadata: { name },
        spec: {
            maxUnavailable: cdk8s_plus_27_1.k8s.IntOrString.fromNumber(1),
            unhealthyPodEvictionPolicy: 'AlwaysAllow',
            selector: { matchLabels: (0, names_1.selectorLabels)(system, name) },
        },
    });
}
/** Moves the number of pods in the given range. */
function addAutoscaler(chart, { name, replicas }) {
    const averageUtilization = replicas.targetCpuPercent ?? TARGET_CPU_PERCENT;
    return new cdk8s_plus_27_1.k8s.KubeHorizontalPodAutoscalerV2(chart, 'autoscaler', {
        metadata: { name },
        spec: {
            scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
            minReplicas: replicas.min,
            maxReplicas: replicas.max,
            metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } }],
        },
    });
}
