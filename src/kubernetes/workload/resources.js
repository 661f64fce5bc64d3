"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.resourceRequirements = resourceRequirements;
exports.mebibytes = mebibytes;
const cdk8s_plus_27_1 = require("cdk8s-plus-27");
/** Requests and limits of a container. Local storage is requested in full: a node that runs out of it evicts pods. */
function resourceRequirements(resources) {
    const { cpuRequestMillis, cpuLimitMillis, memoryRequestMiB, memoryLimitMiB, ephemeralStorageMiB } = resources;
    return {
        requests: { cpu: cpu(cpuRequestMillis), memory: mebibytes(memoryRequestMiB), 'ephemeral-storage': mebibytes(ephemeralStorageMiB) },
        limits: {
            ...(cpuLimitMillis !== undefined && { cpu: cpu(cpuLimitMillis) }),
            memory: mebibytes(memoryLimitMiB),
            'ephemeral-storage': mebibytes(ephemeralStorageMiB),
        },
    };
}
/** Quantities in the form the server stores, so that nothing differs when it is read back. */
const cpu = (millis) => cdk8s_plus_27_1.k8s.Quantity.fromString(millis % 1000 === 0 ? String(millis / 1000) : `${millis}m`);
function mebibytes(amount) {
    const [unit, size] = amount % 2 ** 20 === 0 ? ['Ti', 2 ** 20] : amount % 1024 === 0 ? ['Gi', 1024] : ['Mi', 1];
    return cdk8s_plus_27_1.k8s.Quantity.fromString(`${amount / size}${unit}`);
}
