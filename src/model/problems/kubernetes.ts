import type { Problem } from '../problem';
import { shown } from '../shape';
import { nearest } from '../wording';

export const floatingImageTag = (path: string, image: string, why: string): Problem => ({
  code: 'FLOATING_IMAGE_TAG',
  path,
  message: `The container image "${image}" ${why}.`,
  fix: 'Name a fixed tag or a digest (image@sha256:…).',
});

export const invalidImageReference = (path: string, image: string): Problem => ({
  code: 'INVALID_IMAGE_REFERENCE',
  path,
  message: `"${image}" is no reference to a container image.`,
  fix: 'Write registry/path:tag, such as registry.example/team/app:1.4.2: the path in lower case, without blanks and without https://.',
});

export const invalidReplicas = (
  path: string,
  reason: string,
  fix = 'Use whole numbers from 1, and a maximum above the minimum.',
): Problem => ({
  code: 'INVALID_REPLICAS',
  path,
  message: `${reason}.`,
  fix,
});

export const invalidCluster = (path: string, message: string, fix: string): Problem => ({ code: 'INVALID_CLUSTER', path, message, fix });

export const invalidWorkload = (path: string, message: string, fix: string): Problem => ({
  code: 'INVALID_WORKLOAD',
  path,
  message,
  fix,
});

export const invalidSchedule = (path: string, schedule: string, reason: string): Problem => ({
  code: 'INVALID_SCHEDULE',
  path,
  message: `schedule: ${shown(schedule)} is none: ${reason}.`,
  fix: 'Write minute, hour, day of the month, month and day of the week, such as "30 2 * * MON-FRI" or "*/15 * * * *".',
});

export const unknownTimeZone = (path: string, zone: string, reason: string): Problem => ({
  code: 'UNKNOWN_TIME_ZONE',
  path,
  message: `timeZone: ${shown(zone)}: ${reason}.`,
  fix: 'Write a name of the time zone database, such as Europe/Zurich or Etc/UTC.',
});

export const jobNeverEnds = (path: string, mesh: string, version: string, needed: string): Problem => ({
  code: 'JOB_NEVER_ENDS',
  path,
  message: `In the mesh "${mesh}" a proxy runs beside its container, which Kubernetes ${version} waits for: the job would never end.`,
  fix: `Upgrade the cluster to ${needed} or later, use MeshMode.AMBIENT, or leave the job outside of the mesh.`,
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
  fix: 'Widen the block, or release removed services from the lock (`npx isthmus lock release <name>`).',
});

export const namespaceTaken = (path: string, namespace: string, tenant: string): Problem => ({
  code: 'NAMESPACE_TAKEN',
  path,
  message: `The namespace "${namespace}" is home to ${tenant}, which the restrictions of this system would cut off.`,
  fix: 'Use a namespace in which everything belongs to this system.',
});

export const invalidObjectName = (path: string, prop: string, name: string): Problem => ({
  code: 'INVALID_OBJECT_NAME',
  path,
  message: `${prop}: "${name}" cannot be the name of a Kubernetes object.`,
  fix: 'Use lower-case letters, digits, hyphens and dots, at most 253, beginning and ending with a letter or digit.',
});

export const invalidLabel = (path: string, prop: string, key: string, reason: string): Problem => ({
  code: 'INVALID_LABEL',
  path,
  message: `${prop}: the label "${key}" is none: ${reason}.`,
  fix: 'Write a name such as team, or a domain, a slash and a name; and a value of up to 63 letters, digits, dots, hyphens and underscores. What is there already has those that `kubectl get … --show-labels` tells.',
});

export const invalidPlacement = (path: string, message: string, fix: string): Problem => ({
  code: 'INVALID_PLACEMENT',
  path,
  message,
  fix,
});

/** @param together each label alone is on some node, and no node has all of them */
export const noSuchNode = (path: string, cluster: string, [key, value]: readonly [string, string], together: boolean): Problem => ({
  code: 'NO_SUCH_NODE',
  path,
  message: `placement: no node of the cluster ${cluster} has the label ${key}=${value}${together ? ' with the others' : ''}: its pods would never start.`,
  fix: `Add it to \`nodes.labels\` of the cluster or to a pool of it, or ask for labels that its nodes have.`,
});

export const noOpenNode = (path: string, cluster: string, taints: readonly string[]): Problem => ({
  code: 'NO_OPEN_NODE',
  path,
  message: `All nodes of the cluster ${cluster} that it could run on keep its pods away (${taints.join(', ')}): they would never start.`,
  fix: 'Give it `placement.tolerations` of these, such as Toleration.of(key, { value }), or the cluster a pool without taints.',
});

export const tooFewNodes = (path: string, pods: number, nodes: number, cluster: string): Problem => ({
  code: 'TOO_FEW_NODES',
  path,
  message: `placement: ${pods} pods have to stand on nodes of their own, and the cluster ${cluster} has ${nodes} that they may stand on.`,
  fix: 'Give it fewer pods or the cluster more nodes, or prefer the spread: Spread.preferred(Topology.NODE).',
});

export const neverDrained = (path: string, why: string, pods: number): Problem => ({
  code: 'NEVER_DRAINED',
  path,
  message: `disruption: ${why}, and there may be no more than ${pods} ${pods === 1 ? 'pod' : 'pods'}: none could be taken away, and no node drained.`,
  fix: 'Leave room for one pod at least, such as maxUnavailable: 1.',
});

export const emptySelector = (path: string, prop: string): Problem => ({
  code: 'EMPTY_SELECTOR',
  path,
  message: `${prop}: no labels, which means every pod of the namespace.`,
  fix: 'Give the labels of the pods that are meant.',
});

export const unwritableValue = (path: string, object: string, place: string, reason: string): Problem => ({
  code: 'UNWRITABLE_VALUE',
  path,
  message: `${place === '' ? object : `"${place}" of ${object}`} ${reason}.`,
  fix: 'Give the object plain data: text of whole characters, finite numbers, true or false, and lists and objects of them.',
});

export const unknownVariable = (path: string, prop: string, unknown: readonly string[], known: readonly string[]): Problem => {
  const near = unknown.flatMap((name) => nearest(name, known) ?? []);
  return {
    code: 'UNKNOWN_VARIABLE',
    path,
    message: `${prop}: the container has no variable ${unknown.map(shown).join(', ')}, which the text stands on.`,
    fix: `${near.length > 0 ? `Is $(${near[0]}) meant? Else define` : 'Define'} it in \`env\`; or write $$(…) where no variable is meant.`,
  };
};

export const mountClash = (path: string, what: string): Problem => ({
  code: 'MOUNT_CLASH',
  path,
  message: `${what}: Kubernetes could not mount it.`,
  fix: 'Give one of them a path of its own. Files of one folder stand in `files` together.',
});

export const textsTooLarge = (path: string, bytes: number, most: number): Problem => ({
  code: 'FILES_TOO_LARGE',
  path,
  message: `files: the text of all files comes to ${bytes} bytes, and a ConfigMap holds ${most} at most.`,
  fix: 'Put what is large into the image or on a volume.',
});

export const unknownPort = (path: string, prop: string, port: string | undefined, known: string): Problem => ({
  code: 'UNKNOWN_PORT',
  path,
  message: `${prop}: the container ${port === undefined ? 'has no port that could be asked' : `does not listen on ${port}; it does on ${known}`}.`,
  fix: port === undefined ? 'Give it a `port`, or ask by Probe.exec(…).' : 'Name one that it listens on, or list that one in its ports.',
});

export const servicePortClash = (path: string, port: string, one: string, other: string): Problem => ({
  code: 'SERVICE_PORT_CLASH',
  path,
  message: `Its Service would answer on ${port} for both "${one}" and "${other}".`,
  fix: 'Give one of them another `servicePort`.',
});

/** @param more how many nodes of the same size would do */
export const clusterOverCapacity = (path: string, what: string, needed: string, room: string, where: string, more: number): Problem => ({
  code: 'CLUSTER_OVER_CAPACITY',
  path,
  message: `${what}: pods that are always there ask for ${needed}; there is room for ${room} on ${where}: the last pods would never start.`,
  fix: `Add ${more} more to nodes.count or to a pool, make the nodes larger, or lower \`resources\` or \`replicas\` of its workloads.`,
});

export const podTooLarge = (path: string, what: string, needed: string, room: string, cluster: string): Problem => ({
  code: 'POD_TOO_LARGE',
  path,
  message: `${what}: each of its pods asks for ${needed}, and no node of ${cluster} has more than ${room} for pods.`,
  fix: 'Lower its `resources`, or make the nodes of the cluster larger.',
});
