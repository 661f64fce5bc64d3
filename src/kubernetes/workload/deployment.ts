import type { Chart } from 'cdk8s';
import type { ResolvedCluster, ResolvedMicroservice, ResolvedSystem } from '../../model/resolved';
import { selectorLabels } from '../../model/resolved/selector';
import { Deployment } from '../imports/kubernetes';
import { fixedReplicas } from './availability';
import { keeperMetadata } from './metadata';
import { podTemplate } from './pod-template';
import { strategy } from './rollout';

/** The Deployment of a microservice. */
export function addDeployment(chart: Chart, system: ResolvedSystem, cluster: ResolvedCluster, service: ResolvedMicroservice): Deployment {
  const { name, replicas, rollout, pods } = service;
  return new Deployment(chart, 'deployment', {
    metadata: { name, ...keeperMetadata(pods) },
    spec: {
      ...fixedReplicas(replicas),
      revisionHistoryLimit: 3,
      selector: { matchLabels: selectorLabels(system, name) },
      strategy: strategy(rollout),
      template: podTemplate(system, cluster, service, 'pod-template-hash'),
    },
  });
}
