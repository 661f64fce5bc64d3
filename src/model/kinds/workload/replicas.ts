import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedDisruption, ResolvedReplicas, Share } from '../../resolved';
import { MOST_PODS } from '../../resolved/object-names';
import { number, optional, propsOf, type Shape, value } from '../../shape';
import type { DisruptionProps, ReplicasProps, ScalingProps } from '../../workload/scaling';
import type { Workload, WorkloadProps } from '../../workload/workload';
import { checkMetrics, METRICS, metricsOf } from './metrics';
import { checkPodShares, isNone, podsIn } from './rollout';

/** What kinds have in common that say how many pods there are. */

const REPLICAS = 2;

const SHARE = value('a number of pods or per cent of them', (item) => typeof item === 'number' || typeof item === 'string');

export const REPLICATED: { readonly [K in keyof Required<ReplicasProps>]: Shape } = {
  replicas: optional(number),
  scaling: optional(propsOf<ScalingProps>({ min: number, max: number, metrics: METRICS }, { minReplicas: 'min', maxReplicas: 'max' })),
  disruption: optional(propsOf<DisruptionProps>({ maxUnavailable: optional(SHARE), minAvailable: optional(SHARE) })),
};

export const replicasOf = ({ scaling, replicas = REPLICAS }: ReplicasProps): ResolvedReplicas =>
  scaling ? { min: scaling.min, max: scaling.max, metrics: metricsOf(scaling) } : { min: replicas, max: replicas };

export const disruptionOf = ({ disruption = {} }: ReplicasProps): ResolvedDisruption =>
  disruption.minAvailable === undefined ? { maxUnavailable: disruption.maxUnavailable ?? 1 } : { minAvailable: disruption.minAvailable };

export const mostPods = (props: ReplicasProps): number => replicasOf(props).max;

const isPods = (pods: number): boolean => Number.isInteger(pods) && pods >= 1 && pods <= MOST_PODS;

export function checkReplicas({ node, props }: Workload<WorkloadProps & ReplicasProps>, report: Report): void {
  const { replicas, scaling } = props;
  if (replicas !== undefined && !isPods(replicas))
    report(problems.invalidReplicas(node.path, `${replicas} replicas is not a whole number from 1 to ${MOST_PODS}`));
  if (scaling) {
    if (replicas !== undefined)
      report(problems.invalidReplicas(node.path, `Both \`replicas\` (${replicas}) and \`scaling\` are given`, 'Keep one of them.'));
    if (!isPods(scaling.min) || !isPods(scaling.max) || scaling.max <= scaling.min) {
      const reason = `scaling from ${scaling.min} to ${scaling.max} is no range of whole numbers from 1 to ${MOST_PODS}`;
      report(problems.invalidReplicas(node.path, reason));
    }
    checkMetrics(node.path, scaling, report);
  }
  checkDisruption(node.path, props, report);
}

function checkDisruption(path: string, props: ReplicasProps, report: Report): void {
  const { disruption } = props;
  if (!disruption || !checkPodShares(path, 'disruption', disruption, report)) return;
  const { maxUnavailable, minAvailable } = disruption;
  if (maxUnavailable !== undefined && minAvailable !== undefined) {
    const text = `disruption: both maxUnavailable (${maxUnavailable}) and minAvailable (${minAvailable}) are given.`;
    report(problems.invalidWorkload(path, text, 'Keep one of them.'));
    return;
  }
  const least = replicasOf(props).min;
  const why = undrainable(disruption, least);
  if (why) report(problems.neverDrained(path, why, least));
}

/** Why no pod could ever be taken away. */
function undrainable({ maxUnavailable, minAvailable }: DisruptionProps, least: number): string | undefined {
  const stays = (share: Share): boolean => podsIn(share, least) >= least;
  if (maxUnavailable !== undefined && isNone(maxUnavailable)) return `maxUnavailable is ${maxUnavailable}`;
  return minAvailable !== undefined && stays(minAvailable) ? `minAvailable is ${minAvailable}` : undefined;
}
