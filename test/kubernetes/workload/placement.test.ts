import {
  DaemonService,
  Duration,
  KubernetesCluster,
  Metric,
  Microservice,
  type MicroserviceProps,
  Port,
  Rollout,
  Spread,
  StatefulService,
  System,
  TaintEffect,
  Toleration,
  Topology,
} from '../../../src';
import { manifestsOf } from '../../both-outputs/render';

const image = 'registry.example/app:1.0';
const port = Port.tcp(8080, 'http');

/** Objects of a system with one workload, by kind. */
function objects(add: (k8s: KubernetesCluster) => unknown) {
  const system = new System('shop');
  const k8s = KubernetesCluster.fromExisting(system, 'k8s', {
    version: '1.34',
    podCidr: '10.244.0.0/16',
    serviceCidr: '10.96.0.0/12',
    nodeAddresses: ['192.168.7.11', '192.168.7.12', '192.168.7.13'],
  });
  add(k8s);
  const { system: resolved } = system.resolve();
  const list = [...manifestsOf(resolved).values()].flat();
  return {
    prerequisites: resolved.prerequisites,
    of: (kind: string) => list.find((each) => each.kind === kind) as { metadata: object; spec: Record<string, unknown> } | undefined,
  };
}
const service = (props: Partial<MicroserviceProps>) => objects((k8s) => new Microservice(k8s, 'api', { image, port, ...props }));
const podOf = ({ of }: ReturnType<typeof objects>, kind = 'Deployment') =>
  (of(kind)?.spec.template as { metadata: object; spec: Record<string, unknown> } | undefined) ?? { metadata: {}, spec: {} };

test('pods stand where their labels, tolerations and classes let them', () => {
  const all = service({
    placement: {
      nodes: { disk: 'ssd' },
      tolerations: [Toleration.of('dedicated', { value: 'db', effect: TaintEffect.NO_SCHEDULE }), Toleration.everything()],
      priorityClass: 'high',
      runtimeClass: 'gvisor',
    },
  });
  expect(podOf(all).spec).toMatchObject({
    nodeSelector: { disk: 'ssd' },
    tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'db', effect: 'NoSchedule' }, { operator: 'Exists' }],
    priorityClassName: 'high',
    runtimeClassName: 'gvisor',
  });
  expect(all.prerequisites).toEqual(
    expect.arrayContaining(['Cluster k8s: the PriorityClass high exists.', 'Cluster k8s: the RuntimeClass gvisor exists.']),
  );
});

test('what is required keeps pods from starting where it cannot be had, and rollouts make room first', () => {
  const all = service({ placement: { spread: [Spread.required(Topology.NODE), Spread.required(Topology.ZONE)] } });
  const { affinity, topologySpreadConstraints } = podOf(all).spec as Record<string, Record<string, Record<string, unknown>>>;
  expect(affinity?.podAntiAffinity).toMatchObject({
    requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname' }],
  });
  expect(affinity?.podAntiAffinity).not.toHaveProperty('preferredDuringSchedulingIgnoredDuringExecution');
  expect(topologySpreadConstraints).toMatchObject([{ topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule' }]);
  expect(all.of('Deployment')?.spec.strategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } });
});

test('an empty spread keeps nothing apart', () => {
  const { spec } = podOf(service({ placement: { spread: [] } }));
  expect(Object.keys(spec)).not.toEqual(expect.arrayContaining(['affinity']));
  expect(spec).not.toHaveProperty('topologySpreadConstraints');
});

test.each([
  [
    Rollout.rolling({ maxUnavailable: 1, maxSurge: '50%' }),
    { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: '50%' } },
  ],
  [Rollout.recreate(), { type: 'Recreate' }],
] as const)('a Deployment replaces its pods as it is told (%#)', (rollout, strategy) => {
  expect(service({ rollout }).of('Deployment')?.spec.strategy).toEqual(strategy);
});

test('a StatefulSet and a DaemonSet have ways of their own', () => {
  const stateful = (rollout?: StatefulService['props']['rollout']) =>
    objects((k8s) => new StatefulService(k8s, 'queue', { image, port, rollout })).of('StatefulSet')?.spec.updateStrategy;
  expect(stateful(Rollout.fromOrdinal(2))).toEqual({ type: 'RollingUpdate', rollingUpdate: { partition: 2 } });
  expect(stateful(Rollout.onDelete())).toEqual({ type: 'OnDelete' });
  const daemon = (rollout?: DaemonService['props']['rollout']) =>
    objects((k8s) => new DaemonService(k8s, 'agent', { image, rollout })).of('DaemonSet')?.spec.updateStrategy;
  expect(daemon()).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } });
  expect(daemon(Rollout.rolling({ maxSurge: 1 }))).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } });
});

test('an autoscaler goes by what it is told, and the prerequisites name who has to answer for it', () => {
  const all = service({
    scaling: {
      min: 2,
      max: 9,
      metrics: [
        Metric.memory(80),
        Metric.pods('http_requests_per_second', { average: 0.5 }),
        Metric.external('queue_length', { average: 30, labels: { queue: 'orders' } }),
      ],
    },
  });
  expect(all.of('HorizontalPodAutoscaler')?.spec.metrics).toEqual([
    {
      type: 'External',
      external: {
        metric: { name: 'queue_length', selector: { matchLabels: { queue: 'orders' } } },
        target: { type: 'AverageValue', averageValue: '30' },
      },
    },
    { type: 'Resource', resource: { name: 'memory', target: { type: 'Utilization', averageUtilization: 80 } } },
    { type: 'Pods', pods: { metric: { name: 'http_requests_per_second' }, target: { type: 'AverageValue', averageValue: '500m' } } },
  ]);
  expect(all.prerequisites.filter((line) => line.includes('metrics'))).toEqual([
    'Cluster k8s: an adapter answers for the metric http_requests_per_second of pods (custom.metrics.k8s.io).',
    'Cluster k8s: an adapter answers for the metric queue_length (external.metrics.k8s.io).',
    'Cluster k8s: metrics-server runs (metrics.k8s.io).',
  ]);
});

test('a budget says what must be left, and a Service for how long clients keep to one pod', () => {
  const all = service({ replicas: 4, disruption: { minAvailable: '50%' }, sessionAffinity: Duration.minutes(30) });
  expect(all.of('PodDisruptionBudget')?.spec).toMatchObject({ minAvailable: '50%' });
  expect(all.of('PodDisruptionBudget')?.spec).not.toHaveProperty('maxUnavailable');
  expect(all.of('Service')?.spec).toMatchObject({
    sessionAffinity: 'ClientIP',
    sessionAffinityConfig: { clientIP: { timeoutSeconds: 1800 } },
  });
});

test('a Service and an account have annotations of their own, of which pods know nothing', () => {
  const [bare, all] = [
    service({ replicas: 2 }),
    service({
      replicas: 2,
      serviceAnnotations: { 'prometheus.io/scrape': 'true', 'b.example/a': 'x: "y"\n' },
      serviceAccountAnnotations: { 'iam.example/role': 'reader' },
    }),
  ];
  expect(all.of('Service')?.metadata).toMatchObject({ annotations: { 'b.example/a': 'x: "y"\n', 'prometheus.io/scrape': 'true' } });
  expect(all.of('ServiceAccount')?.metadata).toMatchObject({ annotations: { 'iam.example/role': 'reader' } });
  expect(all.of('Deployment')).toEqual(bare.of('Deployment'));
  expect(bare.of('Service')?.metadata).not.toHaveProperty('annotations');
  expect(bare.of('ServiceAccount')?.metadata).not.toHaveProperty('annotations');
});

test('labels and annotations of users are on pods and on what keeps them, beside the library’s', () => {
  const all = service({ labels: { 'example.org/team': 'shop' }, annotations: { 'example.org/runbook': 'https://runbooks/\napi' } });
  const metadata = {
    labels: { 'example.org/team': 'shop', 'app.kubernetes.io/name': 'api' },
    annotations: { 'example.org/runbook': 'https://runbooks/\napi' },
  };
  expect(all.of('Deployment')?.metadata).toMatchObject(metadata);
  expect(podOf(all).metadata).toMatchObject(metadata);
  expect(all.of('Deployment')?.spec.selector).toEqual({
    matchLabels: { 'app.kubernetes.io/name': 'api', 'app.kubernetes.io/part-of': 'shop' },
  });
});
