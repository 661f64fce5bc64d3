import type { ResolvedPlacement, ResolvedSpread, ResolvedToleration } from '../../../model/resolved';
import type { Wanted } from './wanted';

/** Labels of nodes that say where they are, and whether one pod of a workload is to be alone there. */
const PLACES: { readonly [P in ResolvedSpread['over']]: { readonly topologyKey: string; readonly alone: boolean } } = {
  zone: { topologyKey: 'topology.kubernetes.io/zone', alone: false },
  node: { topologyKey: 'kubernetes.io/hostname', alone: true },
};

const EFFECTS: { readonly [E in NonNullable<ResolvedToleration['effect']>]: string } = {
  'no-schedule': 'NoSchedule',
  'prefer-no-schedule': 'PreferNoSchedule',
  'no-execute': 'NoExecute',
};

/**
 * On which nodes pods may run.
 * @param alike what selects them
 * @param revision label that tells old ones from new ones, where their controller writes one
 */
export function wantedPlacement(placement: ResolvedPlacement, alike: Wanted, revision: string | undefined): Wanted {
  const apart = placement.spread.filter(({ over }) => PLACES[over].alone);
  const term = ({ over }: ResolvedSpread): Wanted => ({ topologyKey: PLACES[over].topologyKey, labelSelector: alike });
  const even = placement.spread.filter(({ over, required }) => !(PLACES[over].alone && required));
  return {
    nodeSelector: placement.nodes,
    priorityClassName: placement.priorityClass,
    runtimeClassName: placement.runtimeClass,
    tolerations: placement.tolerations.map(({ key, value, effect }) => ({
      key,
      value,
      operator: value === undefined ? 'Exists' : 'Equal',
      effect: effect && EFFECTS[effect],
    })),
    affinity: apart.length === 0 ? undefined : { podAntiAffinity: antiAffinity(apart, term) },
    topologySpreadConstraints:
      even.length === 0
        ? undefined
        : even.map((spread) => ({
            ...term(spread),
            maxSkew: 1,
            whenUnsatisfiable: spread.required ? 'DoNotSchedule' : 'ScheduleAnyway',
            matchLabelKeys: revision === undefined ? undefined : [revision],
          })),
  };
}

function antiAffinity(apart: readonly ResolvedSpread[], term: (spread: ResolvedSpread) => Wanted): Wanted {
  const terms = (required: boolean): readonly Wanted[] | undefined => {
    const some = apart.filter((each) => each.required === required).map(term);
    return some.length === 0 ? undefined : some;
  };
  return {
    requiredDuringSchedulingIgnoredDuringExecution: terms(true),
    preferredDuringSchedulingIgnoredDuringExecution: terms(false)?.map((podAffinityTerm) => ({ weight: 100, podAffinityTerm })),
  };
}
