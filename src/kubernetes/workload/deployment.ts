import type { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import type { ResolvedCluster, ResolvedMicroservice, ResolvedPodTemplate, ResolvedSystem } from '../../model/resolved';
import { selectorLabels } from '../../model/resolved/selector';
import { isSince } from '../../model/values';
import { waiverAnnotations } from './hardening';
import { podTemplate } from './pod-template';

/** The Deployment of a microservice. */
export function addDeployment(
  chart: Chart,
  system: ResolvedSystem,
  cluster: ResolvedCluster,
  service: ResolvedMicroservice,
): k8s.KubeDeployment {
  const { name, replicas, pods } = service;
  const fixed = replicas.min === replicas.max;
  const props: k8s.KubeDeploymentProps = {
    metadata: { name, annotations: waiverAnnotations(pods) },
    spec: {
      // An autoscaler owns the number; every apply would set it back.
      ...(fixed && { replicas: replicas.min }),
      revisionHistoryLimit: 3,
      selector: { matchLabels: selectorLabels(system, name) },
      // New pods first: capacity never falls below what was asked for.
      strategy: {
        type: 'RollingUpdate',
        rollingUpdate: { maxUnavailable: k8s.IntOrString.fromNumber(0), maxSurge: k8s.IntOrString.fromString('25%') },
      },
      template: podTemplate(system, cluster, service, 'pod-template-hash'),
    },
  };
  return new DrainedDeployment(chart, props, drain(pods, cluster));
}

/** What a container waits for before it is told to end: by the kubelet itself, where it can (Kubernetes 1.30). */
function drain({ shutdown: { drainSeconds } }: ResolvedPodTemplate, { version }: ResolvedCluster): object | undefined {
  if (drainSeconds === 0) return undefined;
  return isSince(version, '1.30') ? { sleep: { seconds: drainSeconds } } : { exec: { command: ['sleep', String(drainSeconds)] } };
}

/** The types of cdk8s-plus-27 leave out what is younger than they are, also out of patches: `preStop.sleep` is put in behind them. */
class DrainedDeployment extends k8s.KubeDeployment {
  constructor(
    chart: Chart,
    props: k8s.KubeDeploymentProps,
    private readonly preStop: object | undefined,
  ) {
    super(chart, 'deployment', props);
  }

  override toJson(): unknown {
    const json: DeploymentJson = super.toJson();
    const [container] = json.spec.template.spec.containers;
    if (this.preStop && container && container.lifecycle === undefined) container.lifecycle = { preStop: this.preStop };
    return json;
  }
}

interface DeploymentJson {
  readonly spec: { readonly template: { readonly spec: { readonly containers: { lifecycle?: object }[] } } };
}
