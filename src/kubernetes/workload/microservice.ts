import type { ResolvedMicroservice } from '../../model/resolved';
import { routedAnnotations } from '../gateway';
import type { Deployment, HorizontalPodAutoscaler, PodDisruptionBudget, Service } from '../imports/kubernetes';
import { addAutoscaler, addDisruptionBudget } from './availability';
import { addDeployment } from './deployment';
import { addExternalService, addService } from './service';
import type { WorkloadPlace } from './workload';

/** The native objects of a microservice, besides those of every workload. */
export interface MicroserviceObjects {
  readonly deployment: Deployment;
  readonly service: Service;
  /** Set when something outside of the cluster may reach it. */
  readonly externalService?: Service;
  readonly disruptionBudget: PodDisruptionBudget;
  /** Set when the number of pods may vary. */
  readonly autoscaler?: HorizontalPodAutoscaler;
}

export function addMicroservice({ chart, index, cluster }: WorkloadPlace, service: ResolvedMicroservice): MicroserviceObjects {
  const { system } = index;
  const { name, virtualAddress, replicas } = service;
  return {
    service: addService(chart, system, service, routedAnnotations(system, cluster, name)),
    externalService: virtualAddress && addExternalService(chart, index, service, virtualAddress),
    disruptionBudget: addDisruptionBudget(chart, system, service),
    deployment: addDeployment(chart, system, cluster, service),
    autoscaler: replicas.targetCpuPercent === undefined ? undefined : addAutoscaler(chart, name, replicas, replicas.targetCpuPercent),
  };
}
