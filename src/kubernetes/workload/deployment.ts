import type { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import type { ResolvedCluster, ResolvedMesh, ResolvedMicroservice, ResolvedProbe, ResolvedSystem } from '../../model/resolved';
import { selectorLabels } from '../../model/resolved/selector';
import { isSince } from '../../model/values';
import { filled, podLabels } from '../names';
import { singlePorts, transportPorts } from '../ports';
import { keeps, securityContexts, waiverAnnotations } from './hardening';
import { mebibytes, resourceRequirements } from './resources';

/** How a pod in the mesh's namespace is kept out of the mesh. */
const outsideMesh: Record<ResolvedMesh['mode'], Record<string, string>> = {
  'sidecar-with-cni': { 'sidecar.istio.io/inject': 'false' },
  ambient: { 'istio.io/dataplane-mode': 'none' },
};

/**
 * Beside a sidecar the kubelet's probes go through its agent: they have no certificate and no rule lets them in. Told to end together with
 * the container, it stays until that has served its last request (istio.io, "pilot-agent": environment variables).
 */
const insideMesh: Record<ResolvedMesh['mode'], (service: ResolvedMicroservice) => Record<string, string>> = {
  'sidecar-with-cni': ({ shutdown: { drainSeconds } }) => ({
    'sidecar.istio.io/rewriteAppHTTPProbers': 'true',
    'proxy.istio.io/config': JSON.stringify({
      proxyMetadata: { EXIT_ON_ZERO_ACTIVE_CONNECTIONS: 'true', MINIMUM_DRAIN_DURATION: `${drainSeconds}s` },
    }),
  }),
  ambient: () => ({}),
};

/**
 * The Deployment of a microservice. Its pod template holds nothing that changes with policy, other workloads or machines, so none of
 * these restarts a pod.
 */
export function addDeployment(
  chart: Chart,
  system: ResolvedSystem,
  cluster: ResolvedCluster,
  service: ResolvedMicroservice,
): k8s.KubeDeployment {
  const { name, replicas } = service;
  const selector = { matchLabels: selectorLabels(system, name) };
  const fixed = replicas.min === replicas.max;
  const labels = { ...podLabels(system, name), ...(cluster.mesh && !service.inMesh && outsideMesh[cluster.mesh.mode]) };
  const annotations = cluster.mesh && service.inMesh ? filled(insideMesh[cluster.mesh.mode](service)) : undefined;
  const props: k8s.KubeDeploymentProps = {
    metadata: { name, annotations: waiverAnnotations(service) },
    spec: {
      // An autoscaler owns the number; every apply would set it back.
      ...(fixed && { replicas: replicas.min }),
      revisionHistoryLimit: 3,
      selector,
      // New pods first: capacity never falls below what was asked for.
      strategy: {
        type: 'RollingUpdate',
        rollingUpdate: { maxUnavailable: k8s.IntOrString.fromNumber(0), maxSurge: k8s.IntOrString.fromString('25%') },
      },
      template: { metadata: { labels, annotations }, spec: podSpec(service, selector) },
    },
  };
  return new DrainedDeployment(chart, props, drain(service, cluster));
}

/** What a container waits for before it is told to end: by the kubelet itself, where it can (Kubernetes 1.30). */
function drain({ shutdown: { drainSeconds } }: ResolvedMicroservice, { version }: ResolvedCluster): object | undefined {
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

function podSpec(service: ResolvedMicroservice, labelSelector: k8s.LabelSelector): k8s.PodSpec {
  const { pod, container } = securityContexts(service);
  const { startup, readiness, liveness } = service.probes;
  const scratch = service.scratch.map((mountPath, index) => ({ name: `scratch-${index}`, mountPath }));
  return {
    serviceAccountName: service.serviceAccount,
    automountServiceAccountToken: !keeps(service, 'no-service-account-token'),
    // One variable per Service of the namespace would make every pod depend on all of them.
    enableServiceLinks: false,
    securityContext: pod,
    terminationGracePeriodSeconds: service.shutdown.drainSeconds + service.shutdown.graceSeconds,
    affinity: {
      podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: apart(labelSelector) }] },
    },
    topologySpreadConstraints: ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
      topologyKey,
      maxSkew: 1,
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector,
      // During a rollout old and new pods are spread apart from each other.
      matchLabelKeys: ['pod-template-hash'],
    })),
    containers: [
      {
        name: service.name,
        image: service.image,
        imagePullPolicy: 'Always', // else who may start a pod on a node may use every image that lies there
        ports: singlePorts(transportPorts(service.ports).ports).map(({ name, port, protocol }) => ({
          name,
          containerPort: port,
          protocol,
        })),
        env: filled(environment(service)),
        resources: resourceRequirements(service.resources),
        securityContext: container,
        // Up to five minutes to start; ready again or out of the Services within 30 s; restarted only after a minute.
        startupProbe: { ...probe(startup), periodSeconds: 5, failureThreshold: 60 },
        readinessProbe: { ...probe(readiness), periodSeconds: 10, failureThreshold: 3 },
        // What readiness asks already would only restart pods that are busy.
        ...(!sameQuestion(readiness, liveness) && { livenessProbe: { ...probe(liveness), periodSeconds: 20, failureThreshold: 3 } }),
        volumeMounts: filled(scratch),
      },
    ],
    volumes: filled(scratch.map(({ name }) => ({ name, emptyDir: { sizeLimit: mebibytes(service.resources.ephemeralStorageMiB) } }))),
  };
}

const apart = (labelSelector: k8s.LabelSelector): k8s.PodAffinityTerm => ({ topologyKey: 'kubernetes.io/hostname', labelSelector });

function environment(service: ResolvedMicroservice): k8s.EnvVar[] {
  return [
    ...Object.entries(service.env).map(([name, value]) => ({ name, value })),
    ...service.secretEnv.map(({ name, secret, key }) => ({ name, valueFrom: { secretKeyRef: { name: secret, key } } })),
  ].sort((a, b) => (a.name < b.name ? -1 : 1));
}

const probes: Record<ResolvedProbe['type'], (probe: ResolvedProbe) => k8s.Probe> = {
  http: ({ path, port }) => ({ httpGet: { path: path ?? '/', port: k8s.IntOrString.fromNumber(port) } }),
  tcp: ({ port }) => ({ tcpSocket: { port: k8s.IntOrString.fromNumber(port) } }),
};

const sameQuestion = (a: ResolvedProbe, b: ResolvedProbe): boolean => a.type === b.type && a.path === b.path && a.port === b.port;

const probe = (resolved: ResolvedProbe): k8s.Probe => ({ ...probes[resolved.type](resolved), timeoutSeconds: 2 });
