import type { ResolvedMicroservice } from '../../model/resolved';
import type { Deployment, HorizontalPodAutoscaler, PodDisruptionBudget } from '../imports/kubernetes';
import { addAutoscaler, addDisruptionBudget } from './availability';
import { addDeployment } from './deployment';
import { addServices, type ServiceObjects } from './service';
import type { WorkloadPlace } from './workload';

/** The native objects of a microservice, besides those of every workload. */
export interface MicroserviceObjects extends ServiceObjects {
  readonly deployment: Deployment;
  readonly disruptionBudget: PodDisruptionBudget;
  /** Set when the number of pods may vary. */
  readonly autoscaler?: HorizontalPodAutoscaler;
}

export function addMicroservice(place: WorkloadPlace, service: ResolvedMicroservice): MicroserviceObjects {
  const {
    chart,
    index: { system },
    cluster,
  } = place;
  return {
    ...addServices(place, service),
    disruptionBudget: addDisruptionBudget(chart, system, service),
    deployment: addDeployment(chart, system, cluster, service),
    autoscaler: addAutoscaler(chart, 'Deployment', service),
  };
}
