import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedReplicas } from '../../resolved';
import { number, optional, propsOf, type Shape } from '../../shape';
import type { ReplicasProps, ScalingProps } from '../../workload/microservice';
import type { Workload, WorkloadProps } from '../../workload/workload';

/** What kinds have in common that say how many pods there are. */

const REPLICAS = 2;
/** Use of the requested processor time that the autoscaler aims at, per cent. */
const TARGET_CPU = 70;

export const REPLICATED: { readonly [K in keyof Required<ReplicasProps>]: Shape } = {
  replicas: optional(number),
  scaling: optional(propsOf<ScalingProps>({ min: number, max: number, targetCpuPercent: optional(number) })),
};

export const replicasOf = ({ scaling, replicas = REPLICAS }: ReplicasProps): ResolvedReplicas =>
  scaling
    ? { min: scaling.min, max: scaling.max, targetCpuPercent: scaling.targetCpuPercent ?? TARGET_CPU }
    : { min: replicas, max: replicas };

export function checkReplicas({ node, props }: Workload<WorkloadProps & ReplicasProps>, report: Report): void {
  const { replicas, scaling } = props;
  if (replicas !== undefined && (!Number.isInteger(replicas) || replicas < 1))
    report(problems.invalidReplicas(node.path, `${replicas} replicas is not a whole number from 1`));
  if (!scaling) return;
  if (replicas !== undefined)
    report(problems.invalidReplicas(node.path, `Both \`replicas\` (${replicas}) and \`scaling\` are given`, 'Keep one of them.'));
  if (!Number.isInteger(scaling.min) || scaling.min < 1 || !Number.isInteger(scaling.max) || scaling.max <= scaling.min) {
    report(problems.invalidReplicas(node.path, `scaling from ${scaling.min} to ${scaling.max} is no range of whole numbers from 1`));
  }
  const target = scaling.targetCpuPercent ?? TARGET_CPU;
  if (!(target >= 1 && target <= 100))
    report(
      problems.invalidReplicas(
        node.path,
        `targetCpuPercent ${target} is not between 1 and 100`,
        'Write per cent of the requested processor time, from 1 to 100.',
      ),
    );
}
