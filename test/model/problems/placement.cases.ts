import {
  DaemonService,
  type DaemonServiceProps,
  type Duration,
  GuestOs,
  Image,
  KubernetesCluster,
  Metric,
  Microservice,
  type MicroserviceProps,
  type NodesProps,
  type PlacementProps,
  Rollout,
  Size,
  Duration as Span,
  Spread,
  StatefulService,
  Taint,
  TaintEffect,
  Toleration,
  Topology,
} from '../../../src/model';
import { existingCluster, HTTP, service, type Yard } from '../fixture';
import { type ProblemCase, wrong } from './case';

const OWN_NODES = Spread.required(Topology.NODE);

/** A service with one wrong prop, on a cluster of one node. */
const wrongService = (
  code: string,
  when: string,
  props: Partial<MicroserviceProps>,
  says: readonly string[],
  fix: string,
): ProblemCase => ({ when, code, path: 'yard/k8s/api', says, fix: [fix], build: (y) => service(existingCluster(y), 'api', props) });

const daemon = (when: string, rollout: DaemonServiceProps['rollout'], says: readonly string[], fix: string): ProblemCase => ({
  when,
  code: 'INVALID_WORKLOAD',
  path: 'yard/k8s/agent',
  says,
  fix: [fix],
  build: (y) => new DaemonService(existingCluster(y), 'agent', { image: 'registry.example/agent:1', rollout }),
});

/** A cluster whose nodes are machines of the system: three, of which one runs the control plane. */
const ownCluster = (y: Yard, nodes: Partial<NodesProps> = {}): KubernetesCluster =>
  new KubernetesCluster(y.system, 'k8s', {
    version: '1.34',
    podCidr: '10.244.0.0/16',
    serviceCidr: '10.96.0.0/12',
    nodes: {
      subnet: y.lan,
      host: y.host,
      count: 3,
      cpus: 2,
      memory: Size.gibibytes(2),
      os: GuestOs.ubuntu2404(),
      image: Image.file('/images/node.qcow2', { version: '1', preinstalled: true }),
      ...nodes,
    },
  });

const placed = (
  code: string,
  when: string,
  {
    placement,
    nodes,
    replicas = 2,
  }: { readonly placement: PlacementProps; readonly nodes?: Partial<NodesProps>; readonly replicas?: number },
  says: readonly string[],
  fix: string,
): ProblemCase => ({
  when,
  code,
  path: 'yard/k8s/api',
  says,
  fix: [fix],
  build: (y) => service(ownCluster(y, nodes), 'api', { placement, replicas }),
});

const seconds = (amount: number): Duration => Span.seconds(amount);

export const PLACEMENTS: readonly ProblemCase[] = [
  placed(
    'NO_SUCH_NODE',
    'a node is asked for that the pool has none of',
    { placement: { nodes: { disk: 'ssd' } } },
    ['disk=ssd', 'k8s'],
    '`nodes.labels`',
  ),
  placed(
    'NO_SUCH_NODE',
    'pods are required to be spread over zones, and nodes stand in none',
    { placement: { spread: [Spread.required(Topology.ZONE)] } },
    ['topology.kubernetes.io/zone'],
    '`nodes.labels`',
  ),
  placed(
    'NO_SUCH_NODE',
    'a node is asked for with labels that no pool has together',
    {
      placement: { nodes: { disk: 'ssd', gpu: 'yes' } },
      nodes: {
        labels: { disk: 'hdd' },
        pools: { fast: { count: 1, labels: { disk: 'ssd' } }, batch: { count: 1, labels: { gpu: 'yes' } } },
      },
    },
    ['disk=ssd', 'with the others'],
    'a pool of it',
  ),
  placed(
    'NO_OPEN_NODE',
    'all nodes with its labels have a taint that it does not put up with',
    {
      placement: { nodes: { gpu: 'yes' }, tolerations: [Toleration.of('dedicated', { value: 'other' })] },
      nodes: { pools: { batch: { count: 1, labels: { gpu: 'yes' }, taints: [Taint.of('dedicated', { value: 'batch' })] } } },
    },
    ['dedicated=batch:NoSchedule', 'k8s'],
    'Toleration.of(key, { value })',
  ),
  placed(
    'NO_OPEN_NODE',
    'all workers are kept for others',
    {
      placement: {},
      nodes: { count: 1, pools: { batch: { count: 1, taints: [Taint.of('dedicated', { effect: TaintEffect.NO_EXECUTE })] } } },
    },
    ['node-role.kubernetes.io/control-plane:NoSchedule', 'dedicated:NoExecute'],
    'a pool without taints',
  ),
  placed(
    'TOO_FEW_NODES',
    'more pods have to stand alone than there are nodes beside the control plane',
    { placement: { spread: [OWN_NODES] }, replicas: 3 },
    ['3 pods', 'has 2'],
    'Spread.preferred',
  ),
  wrongService(
    'TOO_FEW_NODES',
    'an existing cluster has fewer nodes',
    { replicas: 3, placement: { spread: [OWN_NODES] } },
    ['3 pods', 'has 2'],
    'more nodes',
  ),
  wrongService(
    'TOO_FEW_NODES',
    'an autoscaler may ask for more pods than there are nodes',
    { scaling: { min: 1, max: 5 }, placement: { spread: [OWN_NODES] } },
    ['5 pods'],
    'fewer pods',
  ),
  wrongService(
    'INVALID_PLACEMENT',
    'two spreads over nodes contradict each other',
    { placement: { spread: [OWN_NODES, Spread.preferred(Topology.NODE)] } },
    ['over nodes'],
    'Keep one',
  ),
  wrongService(
    'INVALID_PLACEMENT',
    'a toleration is none',
    { placement: { tolerations: [Toleration.of('a b')] } },
    ['"a b"'],
    'from the taint',
  ),
  wrongService(
    'INVALID_LABEL',
    'a label of nodes is none',
    { placement: { nodes: { disk: 'very fast' } } },
    ['placement.nodes', '"disk"'],
    'labels',
  ),
  wrongService(
    'INVALID_OBJECT_NAME',
    'a priority class has no name of one',
    { placement: { priorityClass: 'Very High' } },
    ['placement.priorityClass', 'Very High'],
    'lower-case',
  ),
  wrongService(
    'INVALID_OBJECT_NAME',
    'a runtime class has no name of one',
    { placement: { runtimeClass: 'g_visor' } },
    ['placement.runtimeClass', 'g_visor'],
    'lower-case',
  ),
  wrongService(
    'UNKNOWN_PROP',
    'a node selector stands where Kubernetes has it',
    wrong({ nodeSelector: { disk: 'ssd' } }),
    ['"nodeSelector"'],
    'placement',
  ),
  wrongService(
    'UNKNOWN_PROP',
    'a node selector stands in the placement',
    { placement: wrong({ nodeSelector: { disk: 'ssd' } }) },
    ['"placement.nodeSelector"'],
    'nodes',
  ),
  wrongService(
    'INVALID_METADATA',
    'a label has a value that is none',
    { labels: { team: 'the shop' } },
    ['labels', '"team"', 'the shop'],
    '63',
  ),
  wrongService(
    'INVALID_METADATA',
    'an annotation has a key that is none',
    { annotations: { 'a b': 'x' } },
    ['annotations', '"a b"'],
    'example.com',
  ),
  wrongService(
    'RESERVED_KEY',
    'a label would make pods those of another workload',
    { labels: { 'app.kubernetes.io/name': 'other' } },
    ['labels', 'app.kubernetes.io/name'],
    'Leave it out',
  ),
  wrongService(
    'RESERVED_KEY',
    'an annotation leads traffic past the mesh',
    { annotations: { 'traffic.sidecar.istio.io/excludeOutboundPorts': '443' } },
    ['annotations', 'excludeOutboundPorts', '`mesh`'],
    'Leave it out',
  ),
  wrongService(
    'TOO_MANY_ANNOTATIONS',
    'an annotation is a book',
    { annotations: { book: 'x'.repeat(262144) } },
    ['262148 bytes', '262144'],
    'elsewhere',
  ),
  wrongService(
    'INVALID_METADATA',
    'an annotation of its Service has a key that is none',
    { serviceAnnotations: { 'a b': 'x' } },
    ['serviceAnnotations', '"a b"'],
    'example.com',
  ),
  wrongService(
    'TOO_MANY_ANNOTATIONS',
    'an annotation of its account is a book',
    { serviceAccountAnnotations: { book: 'x'.repeat(262144) } },
    ['serviceAccountAnnotations', '262148 bytes'],
    'elsewhere',
  ),
  ...(
    [
      ['konghq.com/plugins', '`ApiGateway`'],
      ['ingress.kubernetes.io/service-upstream', '`ApiGateway`'],
      ['metallb.io/loadBalancerIPs', 'planned'],
      ['networking.istio.io/exportTo', '`mesh`'],
      ['service.cilium.io/global', 'past the policies'],
    ] as const
  ).map(([key, whose]) =>
    wrongService(
      'RESERVED_KEY',
      `the annotation ${key} of its Service leads traffic`,
      { serviceAnnotations: { [key]: 'x' } },
      ['serviceAnnotations', key, whose],
      'Leave it out',
    ),
  ),
  wrongService(
    'INVALID_WORKLOAD',
    'a worker has annotations of a Service, which it has not',
    { port: undefined, serviceAnnotations: { a: 'b' } },
    ['serviceAnnotations', 'no port'],
    '`port`',
  ),
  wrongService(
    'INVALID_WORKLOAD',
    'an account that others describe has annotations',
    { serviceAccount: 'lent', serviceAccountAnnotations: { a: 'b' } },
    ['serviceAccountAnnotations', '"lent"'],
    '`serviceAccount`',
  ),
  wrongService(
    'INVALID_WORKLOAD',
    'one client is to keep to one pod for a week',
    { sessionAffinity: seconds(604800) },
    ['sessionAffinity: 604800', '86400'],
    'Duration',
  ),
  wrongService(
    'NEVER_DRAINED',
    'all pods have to stay',
    { replicas: 2, disruption: { minAvailable: 2 } },
    ['minAvailable is 2', '2 pods'],
    'maxUnavailable: 1',
  ),
  wrongService(
    'NEVER_DRAINED',
    'seven of ten pods have to stay, and there are two',
    { disruption: { minAvailable: '70%' } },
    ['70%'],
    'maxUnavailable: 1',
  ),
  wrongService(
    'NEVER_DRAINED',
    'no pod may be missing',
    { disruption: { maxUnavailable: '0%' } },
    ['maxUnavailable is 0%'],
    'maxUnavailable: 1',
  ),
  wrongService(
    'INVALID_WORKLOAD',
    'a disruption budget says both',
    { disruption: { maxUnavailable: 1, minAvailable: 1 } },
    ['both', 'minAvailable (1)'],
    'Keep one',
  ),
  wrongService(
    'INVALID_WORKLOAD',
    'a share is no share',
    { disruption: { maxUnavailable: wrong('a few') } },
    ['disruption.maxUnavailable', '"a few"'],
    '25%',
  ),
  wrongService(
    'INVALID_WORKLOAD',
    'nothing could ever be replaced',
    { rollout: Rollout.rolling({ maxUnavailable: 0, maxSurge: '0%' }) },
    ['rollout', 'nothing could ever'],
    'Raise',
  ),
  wrongService(
    'INVALID_WORKLOAD',
    'more than all pods may be missing',
    { rollout: Rollout.rolling({ maxUnavailable: '120%' }) },
    ['rollout.maxUnavailable', '120%'],
    '25%',
  ),
  {
    when: 'new pods would wait for the nodes of old ones',
    code: 'INVALID_WORKLOAD',
    path: 'yard/k8s/api',
    says: ['rollout', 'a node or a volume of their own'],
    fix: ['maxUnavailable'],
    build: (y) =>
      service(ownCluster(y), 'api', { placement: { spread: [OWN_NODES] }, rollout: Rollout.rolling({ maxUnavailable: 0, maxSurge: 1 }) }),
  },
  wrongService(
    'INVALID_VALUE',
    'a microservice is rolled out as something else is',
    { rollout: wrong(Rollout.onDelete()) },
    ['rollout'],
    'Rollout.recreate()',
  ),
  daemon(
    'a daemon is replaced in two ways at once',
    Rollout.rolling({ maxUnavailable: 1, maxSurge: 1 }),
    ['maxUnavailable (1)', 'maxSurge (1)'],
    'Keep one',
  ),
  daemon('a daemon cannot be replaced', Rollout.rolling({ maxUnavailable: 0 }), ['nothing could ever'], 'Raise'),
  {
    when: 'a stateful service is rolled out from half a pod',
    code: 'INVALID_WORKLOAD',
    path: 'yard/k8s/queue',
    says: ['rollout: 1.5'],
    fix: ['first pod'],
    build: (y) =>
      new StatefulService(existingCluster(y), 'queue', {
        image: 'registry.example/queue:1',
        port: HTTP,
        rollout: Rollout.fromOrdinal(1.5),
      }),
  },
  wrongService(
    'INVALID_REPLICAS',
    'an autoscaler has nothing to go by',
    { scaling: { min: 1, max: 3, metrics: [] } },
    ['metrics', 'empty'],
    'name one',
  ),
  wrongService(
    'INVALID_REPLICAS',
    'a metric is named twice',
    { scaling: { min: 1, max: 3, metrics: [Metric.cpu(50), Metric.cpu(60)] } },
    ['cpu', 'twice'],
    'Keep one',
  ),
  wrongService(
    'INVALID_REPLICAS',
    'memory is to be used more than it can be',
    { scaling: { min: 1, max: 3, metrics: [Metric.memory(150)] } },
    ['memory: 150'],
    'guaranteed',
  ),
  wrongService(
    'INVALID_REPLICAS',
    'a metric has no name',
    { scaling: { min: 1, max: 3, metrics: [Metric.pods('', { average: 1 })] } },
    ['""'],
    'letters',
  ),
  wrongService(
    'INVALID_REPLICAS',
    'a pod is good for nothing',
    { scaling: { min: 1, max: 3, metrics: [Metric.pods('requests', { average: 0 })] } },
    ['average of 0'],
    'each pod',
  ),
  wrongService(
    'INVALID_REPLICAS',
    'the label of a metric is none',
    { scaling: { min: 1, max: 3, metrics: [Metric.external('queue', { average: 1, labels: { queue: 'the long one' } })] } },
    ['"queue"', 'the long one'],
    'metric',
  ),
  {
    when: 'a node would be given a label that its kubelet does not start with',
    code: 'RESERVED_KEY',
    path: 'yard/k8s',
    says: ['nodes.labels', 'node-role.kubernetes.io/worker'],
    fix: ['Leave it out'],
    build: (y) =>
      new Microservice(ownCluster(y, { labels: { 'node-role.kubernetes.io/worker': '' } }), 'api', { image: 'registry.example/a:1' }),
  },
  {
    when: 'a label of nodes has a value that is none',
    code: 'INVALID_METADATA',
    path: 'yard/k8s',
    says: ['nodes.labels', '"disk"'],
    fix: ['63'],
    build: (y) => ownCluster(y, { labels: { disk: 'a b' } }),
  },
];
