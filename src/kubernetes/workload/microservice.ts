import type { k8s } from 'cdk8s-plus-27';
import type { ResolvedMicroservice } from '../../model/resolved';
import { routedAnnotations } from '../gateway';
import { addAutoscaler, addDisruptionBudget } from './availability';
import { addDeployment } from './deployment';
import { addExternalService, addService } from './service';
import type { WorkloadPlace } from './workload';

/** The native objects of a microservice, besides those of every workload. */
export interface MicroserviceObjects {
  readonly deployment: k8s.KubeDeployment;
  readonly service: k8s.KubeService;
  /** Set when something outside of the cluster may reach it. */
  readonly externalService?: k8s.KubeService;
  readonly disruptionBudget: k8s.KubePodDisruptionBudget;
  /** Set when the number of pods may vary. */
  readonly autoscaler?: k8s.KubeHorizontalPodAutoscalerV2;
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
