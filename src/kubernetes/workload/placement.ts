import type { ResolvedPlacement, ResolvedSpread, ResolvedToleration } from '../../model/resolved';
import { TAINT_EFFECTS } from '../../model/resolved/taints';
import type { Affinity, LabelSelector, PodSpec, Toleration } from '../imports/kubernetes';
import { filled } from '../names';

/** The label of nodes that names such a place, and whether one pod of a workload in it had better be the only one. */
const PLACES: { readonly [P in ResolvedSpread['over']]: { readonly topologyKey: string; readonly alone: boolean } } = {
  zone: { topologyKey: 'topology.kubernetes.io/zone', alone: false },
  node: { topologyKey: 'kubernetes.io/hostname', alone: true },
};

/** @param revision see `podTemplate` */
export function placementSpec(
  { nodes, tolerations, spread, priorityClass, runtimeClass }: ResolvedPlacement,
  labelSelector: LabelSelector,
  revision: string | undefined,
): Partial<PodSpec> {
  return {
    nodeSelector: filled(nodes),
    tolerations: filled(tolerations.map(toleration)),
    priorityClassName: priorityClass,
    runtimeClassName: runtimeClass,
    ...spreadSpec(spread, labelSelector, revision),
  };
}

const toleration = ({ key, value, effect }: ResolvedToleration): Toleration => ({
  key,
  operator: value === undefined ? 'Exists' : 'Equal',
  value,
  effect: effect && TAINT_EFFECTS[effect],
});

function spreadSpec(
  spread: readonly ResolvedSpread[],
  labelSelector: LabelSelector,
  revision: string | undefined,
): Pick<PodSpec, 'affinity' | 'topologySpreadConstraints'> {
  const alone = spread.filter(({ over }) => PLACES[over].alone);
  const even = spread.filter(({ over, required }) => !(required && PLACES[over].alone));
  return {
    affinity: antiAffinity(alone, labelSelector),
    topologySpreadConstraints: filled(
      even.map(({ over, required }) => ({
        topologyKey: PLACES[over].topologyKey,
        maxSkew: 1,
        whenUnsatisfiable: required ? 'DoNotSchedule' : 'ScheduleAnyway',
        labelSelector,
        // During a rollout old and new pods are spread apart from each other.
        matchLabelKeys: revision === undefined ? undefined : [revision],
      })),
    ),
  };
}

function antiAffinity(spread: readonly ResolvedSpread[], labelSelector: LabelSelector): Affinity | undefined {
  if (spread.length === 0) return undefined;
  const terms = (required: boolean) =>
    spread.filter((each) => each.required === required).map(({ over }) => ({ topologyKey: PLACES[over].topologyKey, labelSelector }));
  return {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: filled(terms(true)),
      preferredDuringSchedulingIgnoredDuringExecution: filled(terms(false).map((podAffinityTerm) => ({ weight: 100, podAffinityTerm }))),
    },
  };
}
