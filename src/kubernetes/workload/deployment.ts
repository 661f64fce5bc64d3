import type { Chart } from 'cdk8s';
import type { ResolvedCluster, ResolvedMicroservice, ResolvedSystem } from '../../model/resolved';
import { selectorLabels } from '../../model/resolved/selector';
import { Deployment } from '../imports/kubernetes';
import { fixedReplicas } from './availability';
import { waiverAnnotations } from './hardening';
import { podTemplate } from './pod-template';

/** The Deployment of a microservice. */
export function addDeployment(chart: Chart, system: ResolvedSystem, cluster: ResolvedCluster, service: ResolvedMicroservice): Deployment {
  const { name, replicas, pods } = service;
  return new Deployment(chart, 'deployment', {
    metadata: { name, annotations: waiverAnnotations(pods) },
    spec: {
      ...fixedReplicas(replicas),
      revisionHistoryLimit: 3,
      selector: { matchLabels: selectorLabels(system, name) },
      // New pods first: capacity never falls below what was asked for.
      strategy: {
        type: 'RollingUpdate',
        rollingUpdate: { maxUnavailable: 0, maxSurge: '25%' },
      },
      template: podTemplate(system, cluster, service, 'pod-template-hash'),
    },
  });
}
