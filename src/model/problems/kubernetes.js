'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.emptySelector =
  exports.servicesExhausted =
  exports.noServiceAddresses =
  exports.wrongCluster =
  exports.invalidRoute =
  exports.invalidMicroservice =
  exports.invalidCluster =
  exports.invalidReplicas =
  exports.floatingImageTag =
    void 0;
const floatingImageTag = (path, image, why) => ({
  code: 'FLOATING_IMAGE_TAG',
  path,
  message: `The container image "${image}" ${why}.`,
  fix: 'Name a fixed tag or a digest (image@sha256:…).',
});
exports.floatingImageTag = floatingImageTag;
const invalidReplicas = (path, reason) => ({
  code: 'INVALID_REPLICAS',
  path,
  message: `${reason}.`,
  fix: 'Use whole numbers from 1, and a maximum above the minimum.',
});
exports.invalidReplicas = invalidReplicas;
const invalidCluster = (path, message, fix) => ({ code: 'INVALID_CLUSTER', path, message, fix });
exports.invalidCluster = invalidCluster;
const invalidMicroservice = (path, message, fix) => ({
  code: 'INVALID_MICROSERVICE',
  path,
  message,
  fix,
});
exports.invalidMicroservice = invalidMicroservice;
const invalidRoute = (path, route, reason) => ({
  code: 'INVALID_ROUTE',
  path,
  message: `Route "${route}": ${reason}.`,
  fix: 'Use a path prefix that starts with "/", and a microservice of the gateway\'s own cluster.',
});
exports.invalidRoute = invalidRoute;
const wrongCluster = (path, prop, other) => ({
  code: 'WRONG_CLUSTER',
  path,
  message: `"${prop}" is of the cluster ${other}.`,
  fix: 'Use one of the same cluster.',
});
exports.wrongCluster = wrongCluster;
const noServiceAddresses = (path, sender, cluster) => ({
  code: 'NO_SERVICE_ADDRESSES',
  path,
  message: `${sender} reaches it from outside the cluster, but the cluster ${cluster} has no addresses for LoadBalancer Services.`,
  fix: "Set `services` on the subnet of the cluster's nodes (or on the existing cluster).",
});
exports.noServiceAddresses = noServiceAddresses;
const servicesExhausted = (path, block) => ({
  code: 'SERVICES_EXHAUSTED',
  path,
  message: `No free address is left in ${block} for its LoadBalancer Service.`,
  fix: 'Widen the block, or release removed services from the lock (`npm run lock -- release <name>`).',
});
exports.servicesExhausted = servicesExhausted;
const emptySelector = (path) => ({
  code: 'EMPTY_SELECTOR',
  path,
  message: 'No labels: that selects every pod of the namespace.',
  fix: 'Give the labels of the pods that are meant.',
});
exports.emptySelector = emptySelector;
