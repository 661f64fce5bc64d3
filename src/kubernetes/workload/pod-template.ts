import type { ResolvedCluster, ResolvedPodTemplate, ResolvedSystem, ResolvedWorkload } from '../../model/resolved';
import { podLabels, selectorLabels } from '../../model/resolved/selector';
import { isSince } from '../../model/values';
import type { LabelSelector, Lifecycle, PodSpec, PodTemplateSpec, WeightedPodAffinityTerm } from '../imports/kubernetes';
import { meshModeOf } from '../mesh';
import type { ModeRenderer } from '../mesh/renderer';
import { filled } from '../names';
import { isOwned } from '../namespace';
import { containerSpec } from './container';
import { mountsToken, securityContexts } from './hardening';
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
  return {
    metadata: {
      labels: { ...podLabels(system, name), ...(mode && meshLabels(mode, pods, isOwned(cluster, namespace))) },
      annotations: pods.inMesh && mode ? filled(mode.inside(pods)) : undefined,
    },
    spec: {
      serviceAccountName: pods.serviceAccount,
      automountServiceAccountToken: mountsToken(pods),
      // One variable per Service of the namespace would make every pod depend on all of them.
      enableServiceLinks: false,
      securityContext: pod,
      // Pods that failed stay, with what they wrote, and others take their place.
      restartPolicy: pods.ends ? 'Never' : undefined,
      terminationGracePeriodSeconds: pods.shutdown.drainSeconds + pods.shutdown.graceSeconds,
      ...placement(pods, { matchLabels: selectorLabels(system, name) }, revision),
      initContainers: filled([
        ...pods.sidecars.map((each) => ({ ...containerSpec(each), restartPolicy: 'Always', securityContext: container })),
        ...pods.initContainers.map((each) => ({ ...containerSpec(each), securityContext: container })),
      ]),
      containers: pods.containers.map((each) => ({ ...containerSpec(each), securityContext: container, lifecycle: drain(pods, cluster) })),
      volumes: filled(pods.volumes.map(volumeSpec)),
    },
  };
}

/** A namespace of the system takes its pods in by labels of its own. */
const meshLabels = ({ joining, outside }: ModeRenderer, { inMesh }: ResolvedPodTemplate, owned: boolean): ModeRenderer['joining'] =>
  inMesh ? (owned ? {} : joining) : outside;

/** What a container waits for before it is told to end: by the kubelet itself, where it can (Kubernetes 1.30). */
function drain({ shutdown: { drainSeconds } }: ResolvedPodTemplate, { version }: ResolvedCluster): Lifecycle | undefined {
  if (drainSeconds === 0) return undefined;
  if (isSince(version, '1.30')) return { preStop: { sleep: { seconds: drainSeconds } } };
  return { preStop: { exec: { command: ['sleep', String(drainSeconds)] } } };
}

type Place = ResolvedPodTemplate['spread'][number];

/** The label of nodes that names such a place, and whether one pod of a workload in it had better be the only one. */
const PLACES: { readonly [P in Place]: { readonly topologyKey: string; readonly alone: boolean } } = {
  zone: { topologyKey: 'topology.kubernetes.io/zone', alone: false },
  node: { topologyKey: 'kubernetes.io/hostname', alone: true },
};

function placement(
  { spread }: ResolvedPodTemplate,
  labelSelector: LabelSelector,
  revision: string | undefined,
): Pick<PodSpec, 'affinity' | 'topologySpreadConstraints'> {
  const places = spread.map((place) => PLACES[place]);
  const alone = places.filter((place) => place.alone);
  if (places.length === 0) return {};
  return {
    affinity: alone.length === 0 ? undefined : { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: alone.map(apart) } },
    topologySpreadConstraints: places.map(({ topologyKey }) => ({
      topologyKey,
      maxSkew: 1,
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector,
      // During a rollout old and new pods are spread apart from each other.
      matchLabelKeys: revision === undefined ? undefined : [revision],
    })),
  };

  function apart({ topologyKey }: { readonly topologyKey: string }): WeightedPodAffinityTerm {
    return { weight: 100, podAffinityTerm: { topologyKey, labelSelector } };
  }
}
