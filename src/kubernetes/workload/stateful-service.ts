import type { Chart } from 'cdk8s';
import type { ResolvedCluster, ResolvedStatefulService, ResolvedSystem } from '../../model/resolved';
import { headlessServiceName } from '../../model/resolved/object-names';
import { selectorLabels } from '../../model/resolved/selector';
import { type HorizontalPodAutoscaler, type PodDisruptionBudget, type Service, StatefulSet } from '../imports/kubernetes';
import { addAutoscaler, addDisruptionBudget, fixedReplicas } from './availability';
import { claimTemplates } from './claims';
import { keeperMetadata } from './metadata';
import { podTemplate } from './pod-template';
import { strategy } from './rollout';
import { addHeadlessService, addServices, type ServiceObjects } from './service';
import type { WorkloadPlace } from './workload';

/** The native objects of a stateful service, besides those of every workload. */
export interface StatefulServiceObjects extends ServiceObjects {
  readonly statefulSet: StatefulSet;
  /** By which its pods are found one by one. */
  readonly headlessService: Service;
  readonly disruptionBudget: PodDisruptionBudget;
  /** Set when the number of pods may vary. */
  readonly autoscaler?: HorizontalPodAutoscaler;
}

export function addStatefulService(place: WorkloadPlace, service: ResolvedStatefulService): StatefulServiceObjects {
  const {
    chart,
    index: { system },
    cluster,
  } = place;
  return {
    ...addServices(place, service),
    headlessService: addHeadlessService(chart, system, service),
    disruptionBudget: addDisruptionBudget(chart, system, service),
    statefulSet: addStatefulSet(chart, system, cluster, service),
    autoscaler: addAutoscaler(chart, 'StatefulSet', service),
  };
}

const MANAGEMENT: { readonly [M in ResolvedStatefulService['podManagement']]: string } = { ordered: 'OrderedReady', parallel: 'Parallel' };

function addStatefulSet(chart: Chart, system: ResolvedSystem, cluster: ResolvedCluster, service: ResolvedStatefulService): StatefulSet {
  const { name, replicas, rollout, pods, podManagement } = service;
  return new StatefulSet(chart, 'stateful-set', {
    metadata: { name, ...keeperMetadata(pods) },
    spec: {
      ...fixedReplicas(replicas),
      serviceName: headlessServiceName(name),
      podManagementPolicy: MANAGEMENT[podManagement],
      revisionHistoryLimit: 3,
      selector: { matchLabels: selectorLabels(system, name) },
      updateStrategy: strategy(rollout),
      // Unlike those of a Deployment, pods of both revisions stay where they are: together they are what is spread.
      template: podTemplate(system, cluster, service),
      ...claimTemplates(pods),
    },
  });
}
