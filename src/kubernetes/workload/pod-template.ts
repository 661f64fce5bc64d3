import type { ResolvedCluster, ResolvedPodTemplate, ResolvedPodVolume, ResolvedSystem, ResolvedWorkload } from '../../model/resolved';
import { podLabels, selectorLabels } from '../../model/resolved/selector';
import { isSince } from '../../model/values';
import type { Lifecycle, PodTemplateSpec } from '../imports/kubernetes';
import { meshModeOf } from '../mesh';
import type { ModeRenderer } from '../mesh/renderer';
import { filled } from '../names';
import { isOwned } from '../system-index';
import { containerSpec } from './container';
import { mountsToken, securityContexts, seesProcesses } from './hardening';
import { placementSpec } from './placement';
import { lifecycle } from './probes';
import { volumeSpec } from './volumes';

/**
 * The pods of a workload of any kind, as the object that keeps them running describes them. Nothing in it changes with policy, other
 * workloads or machines, so none of these restarts a pod.
 * @param revision label by which the controller tells old pods from new ones; unset where it does not
 */
export function podTemplate(
  system: ResolvedSystem,
  cluster: ResolvedCluster,
  { name, namespace, pods }: ResolvedWorkload,
  revision?: string,
): PodTemplateSpec {
  const mode = cluster.mesh && meshModeOf(cluster.mesh);
  const { pod, container } = securityContexts(pods);
  const deeply = readDeeply(pods, cluster);
  return {
    metadata: {
      labels: { ...pods.labels, ...podLabels(system, name), ...(mode && meshLabels(mode, pods, isOwned(cluster, namespace))) },
      annotations: filled({ ...pods.annotations, ...(pods.inMesh && mode?.inside(pods)) }),
    },
    spec: {
      serviceAccountName: pods.serviceAccount,
      automountServiceAccountToken: mountsToken(pods),
      imagePullSecrets: pods.pullSecrets?.map((secret) => ({ name: secret })),
      // One variable per Service of the namespace would make every pod depend on all of them.
      enableServiceLinks: false,
      hostPID: seesProcesses(pods) || undefined,
      securityContext: pod,
      // Pods that failed stay, with what they wrote, and others take their place.
      restartPolicy: pods.ends ? 'Never' : undefined,
      terminationGracePeriodSeconds: pods.shutdown.drainSeconds + pods.shutdown.graceSeconds,
      ...placementSpec(pods.placement, { matchLabels: selectorLabels(system, name) }, revision),
      initContainers: filled([
        ...pods.sidecars.map((each) => ({
          ...containerSpec(each, deeply),
          restartPolicy: 'Always',
          securityContext: container,
          lifecycle: lifecycle(each.hooks ?? {}),
        })),
        ...pods.initContainers.map((each) => ({ ...containerSpec(each, deeply), securityContext: container })),
      ]),
      containers: pods.containers.map((each) => ({
        ...containerSpec(each, deeply),
        securityContext: container,
        lifecycle: lifecycle(each.hooks ?? {}, drain(pods, cluster)),
      })),
      volumes: filled(pods.volumes.map(volumeSpec)),
    },
  };
}

/** The first whose nodes can make what is mounted below a read-only mount read-only, too (kubernetes.io, "Recursive read-only mounts"). */
const RECURSIVE = '1.31';

/** Volumes in which others are mounted by their node. */
const readDeeply = ({ volumes }: ResolvedPodTemplate, { version }: ResolvedCluster): ReadonlySet<string> =>
  new Set(isSince(version, RECURSIVE) ? volumes.filter(({ kind }) => HOSTS[kind]).map(({ name }) => name) : []);

const HOSTS: { readonly [Kind in ResolvedPodVolume['kind']]: boolean } = {
  scratch: false,
  claim: false,
  'host-path': true,
  files: false,
  keys: false,
};

/** A namespace of the system takes its pods in by labels of its own. */
const meshLabels = ({ joining, outside }: ModeRenderer, { inMesh }: ResolvedPodTemplate, owned: boolean): ModeRenderer['joining'] =>
  inMesh ? (owned ? {} : joining) : outside;

/** What a container waits for before it is told to end: by the kubelet itself, where it can (Kubernetes 1.30). */
function drain({ shutdown: { drainSeconds } }: ResolvedPodTemplate, { version }: ResolvedCluster): Lifecycle | undefined {
  if (drainSeconds === 0) return undefined;
  if (isSince(version, '1.30')) return { preStop: { sleep: { seconds: drainSeconds } } };
  return { preStop: { exec: { command: ['sleep', String(drainSeconds)] } } };
}
