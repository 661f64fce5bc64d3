import type { Problem } from '../problem';

export const floatingImageTag = (path: string, image: string, why: string): Problem => ({
  code: 'FLOATING_IMAGE_TAG',
  path,
  message: `The container image "${image}" ${why}.`,
  fix: 'Name a fixed tag or a digest (image@sha256:…).',
});

export const invalidReplicas = (path: string, reason: string): Problem => ({
  code: 'INVALID_REPLICAS',
  path,
  message: `${reason}.`,
  fix: 'Use whole numbers from 1, and a maximum above the minimum.',
});

export const invalidCluster = (path: string, message: string, fix: string): Problem => ({ code: 'INVALID_CLUSTER', path, message, fix });

export const invalidMicroservice = (path: string, message: string, fix: string): Problem => ({
  code: 'INVALID_MICROSERVICE',
  path,
  message,
  fix,
});

export const invalidRoute = (path: string, route: string, reason: string): Problem => ({
  code: 'INVALID_ROUTE',
  path,
  message: `Route "${route}": ${reason}.`,
  fix: 'Use a path prefix that starts with "/", and a microservice of the gateway\'s own cluster.',
});

export const wrongCluster = (path: string, prop: string, other: string): Problem => ({
  code: 'WRONG_CLUSTER',
  path,
  message: `"${prop}" is of the cluster ${other}.`,
  fix: 'Use one of the same cluster.',
});

export const noServiceAddresses = (path: string, sender: string, cluster: string): Problem => ({
  code: 'NO_SERVICE_ADDRESSES',
  path,
  message: `${sender} reaches it from outside the cluster, but the cluster ${cluster} has no addresses for LoadBalancer Services.`,
  fix: "Set `services` on the subnet of the cluster's nodes (or on the existing cluster).",
});

export const servicesExhausted = (path: string, block: string): Problem => ({
  code: 'SERVICES_EXHAUSTED',
  path,
  message: `No free address is left in ${block} for its LoadBalancer Service.`,
  fix: 'Widen the block, or release removed services from the lock (`npm run lock -- release <name>`).',
});

export const emptySelector = (path: string): Problem => ({
  code: 'EMPTY_SELECTOR',
  path,
  message: 'No labels: that selects every pod of the namespace.',
  fix: 'Give the labels of the pods that are meant.',
});
