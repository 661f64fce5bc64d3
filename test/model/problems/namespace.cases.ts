import {
  Cpu,
  External,
  Hardening,
  type Namespace,
  type NamespaceProps,
  PodSecurity,
  Pods,
  Rule,
  Size,
  StatefulService,
  Volume,
} from '../../../src/model';
import { cluster, existingCluster, foreignNamespace, namespace, service, type Yard } from '../fixture';
import type { ProblemCase } from './case';

const FRONT = 'yard/k8s/front-namespace';

/** A namespace that is wrong. */
const wrongNamespace = (when: string, code: string, props: Partial<NamespaceProps>, says: readonly string[], fix: string): ProblemCase => ({
  when,
  code,
  path: FRONT,
  says,
  fix: [fix],
  build: (y) => namespace(cluster(y), 'front', props),
});

const named = (name: string, tenant: string): ProblemCase => ({
  when: `a namespace of the system is called ${name}`,
  code: 'NAMESPACE_TAKEN',
  path: `yard/k8s/${name}-namespace`,
  says: [`"${name}"`, tenant],
  fix: ['belongs to this system'],
  build: (y) => namespace(cluster(y), name),
});

/** In a namespace of another cluster. */
const elsewhere = (build: (y: Yard, other: Namespace) => unknown, path: string): ProblemCase => ({
  when: `${path} is put into a namespace of another cluster`,
  code: 'WRONG_CLUSTER',
  path,
  says: ['"namespace"', 'yard/other'],
  fix: ['same cluster'],
  build: (y) => {
    const cidrs = { podCidr: '10.245.0.0/16', serviceCidr: '10.112.0.0/16', services: '172.16.10.0/28', nodeAddresses: ['172.16.1.11'] };
    return build(y, namespace(existingCluster(y, 'other', cidrs), 'front'));
  },
});

const rootless = Hardening.default().except(Rule.RUN_AS_NON_ROOT, { because: 'old image' });

export const NAMESPACES: readonly ProblemCase[] = [
  named('kube-system', 'Kubernetes'),
  named('kube-shop', 'Kubernetes'),
  named('default', 'Kubernetes'),
  named('metallb-system', 'MetalLB'),
  elsewhere((y, other) => service(cluster(y), 'api', { namespace: other }), 'yard/k8s/api'),
  elsewhere((y, other) => Pods.fromExisting(cluster(y), 'job', { namespace: other, labels: { a: 'b' } }), 'yard/k8s/job'),
  {
    when: 'the namespace of a cluster is that of Kubernetes',
    code: 'NAMESPACE_TAKEN',
    path: 'yard/k8s',
    says: ['"kube-public"', 'Kubernetes'],
    fix: ['belongs to this system'],
    build: (y) => cluster(y, 'k8s', { namespace: 'kube-public' }),
  },
  {
    when: 'a namespace is described twice',
    code: 'NAMESPACE_TWICE',
    path: 'yard/k8s/front-namespace',
    says: ['"front"', 'yard/k8s/again-namespace'],
    fix: ['Describe it once'],
    build: (y) => {
      const k8s = cluster(y);
      namespace(k8s, 'front');
      namespace(k8s, 'again', { name: 'front' });
    },
  },
  {
    when: 'the name of a namespace is no label',
    code: 'INVALID_NAME',
    path: 'yard/k8s/My-namespace',
    says: ['"My"'],
    fix: ['1 to 63'],
    build: (y) => namespace(cluster(y), 'My'),
  },
  {
    when: "the name of somebody else's namespace is no label",
    code: 'INVALID_NAME',
    path: 'yard/k8s/a.b-namespace',
    says: ['"a.b"'],
    fix: ['1 to 63'],
    build: (y) => foreignNamespace(cluster(y), 'a.b'),
  },
  wrongNamespace('a quota is nothing', 'INVALID_AMOUNT', { quota: { cpu: Cpu.millis(0) } }, ['quota.cpu', '0 thousandths'], 'greater'),
  wrongNamespace('a quota is half a mebibyte', 'INVALID_AMOUNT', { quota: { memory: Size.mebibytes(0.5) } }, ['quota.memory'], 'greater'),
  wrongNamespace('a quota is for half a pod', 'INVALID_NAMESPACE', { quota: { pods: 1.5 } }, ['quota.pods: 1.5'], 'how many'),
  wrongNamespace('a quota is for minus one claim', 'INVALID_NAMESPACE', { quota: { claims: -1 } }, ['quota.claims: -1'], 'how many'),
  wrongNamespace(
    'the default limit is below what is guaranteed by default',
    'INVALID_WORKLOAD',
    { defaultLimits: { cpu: Cpu.units(2), cpuLimit: Cpu.units(1) } },
    ['defaultLimits', '1000', '2000'],
    'Raise cpuLimit',
  ),
  wrongNamespace(
    'PodSecurity is lowered without a reason',
    'WAIVER_WITHOUT_REASON',
    { podSecurity: PodSecurity.privileged({ because: ' ' }) },
    ['PodSecurity restricted'],
    'because',
  ),
  wrongNamespace('a label has a blank', 'INVALID_METADATA', { labels: { team: 'a b' } }, ['labels', '"team"', '"a b"'], 'at most 63'),
  wrongNamespace(
    'an annotation has two slashes',
    'INVALID_METADATA',
    { annotations: { 'a.example/b/c': 'd' } },
    ['annotations', '"a.example/b/c"', '"b/c"'],
    'example.com/team',
  ),
  wrongNamespace(
    'a label is one of the mesh',
    'RESERVED_KEY',
    { labels: { 'istio-injection': 'disabled' } },
    ['"istio-injection"'],
    'Leave it out',
  ),
  wrongNamespace(
    'an annotation is one of this library',
    'RESERVED_KEY',
    { annotations: { 'isthmus/because': 'x' } },
    ['"isthmus/because"'],
    'Leave it out',
  ),
  wrongNamespace(
    'annotations are a book',
    'TOO_MANY_ANNOTATIONS',
    { annotations: { book: 'x'.repeat(262_141) } },
    ['262145 bytes', '262144'],
    'elsewhere',
  ),
  {
    when: 'a workload is excused from what its namespace is said to enforce',
    code: 'PODS_REFUSED',
    path: FRONT,
    says: ['"restricted"', 'old-api', '"run-as-non-root"'],
    fix: ['PodSecurity.baseline', 'a namespace of its own'],
    build: (y) => {
      const k8s = cluster(y);
      const front = namespace(k8s, 'front', { podSecurity: PodSecurity.restricted() });
      service(k8s, 'old-api', { namespace: front, hardening: rootless });
    },
  },
  ...(
    [
      [{ cpu: Cpu.millis(1749) }, ['quota.cpu', '1.75 cores', '1.749 cores']],
      [{ cpuLimit: Cpu.units(6) }, ['quota.cpuLimit', '7 cores', '6 cores']],
      [{ memory: Size.mebibytes(1791) }, ['quota.memory', '1792 MiB', '1791 MiB']],
      [{ memoryLimit: Size.gibibytes(1) }, ['quota.memoryLimit', '1792 MiB', '1024 MiB']],
      [{ ephemeralStorage: Size.gibibytes(1) }, ['quota.ephemeralStorage', '1792 MiB', '1024 MiB']],
      [{ pods: 6 }, ['quota.pods', '7 pods', '6 pods']],
      [{ claims: 3 }, ['quota.claims', '4 claims', '3 claims']],
      [{ storage: Size.gibibytes(6) }, ['quota.storage', '7168 MiB', '6144 MiB']],
    ] as const
  ).map(
    ([quota, says]): ProblemCase => ({
      when: `a quota is less than its workloads ask for: ${says.join(', ')}`,
      code: 'QUOTA_TOO_SMALL',
      path: FRONT,
      says,
      fix: ['Raise the quota'],
      build: (y) => {
        const k8s = cluster(y);
        const front = namespace(k8s, 'front', { quota });
        service(k8s, 'api', { namespace: front, replicas: 3 });
        service(k8s, 'web', { namespace: front });
        service(k8s, 'elsewhere', { replicas: 9 });
        if (!('claims' in quota || 'storage' in quota)) return;
        const two = Size.gibibytes(2);
        const nas = External.address('192.0.2.9', { name: 'nas' });
        service(k8s, 'files', {
          namespace: front,
          replicas: 1,
          volumes: { '/d': Volume.claim('d', { size: two }), '/n': Volume.nfs('n', { server: nas, path: '/n' }) },
        });
        const volumes = { '/d': Volume.claim('d', { size: two }) };
        new StatefulService(k8s, 'set', { image: 'registry.example/set:1', namespace: front, replicas: 2, volumes });
      },
    }),
  ),
  {
    when: "labels of others' pods are a workload's own, too",
    code: 'SELECTS_WORKLOAD',
    path: 'yard/k8s/jobs',
    says: ['team=a', 'yard/k8s/api'],
    fix: ['only these pods have'],
    build: (y) => {
      const k8s = cluster(y);
      service(k8s, 'api', { labels: { team: 'a' } });
      Pods.fromExisting(k8s, 'jobs', { labels: { team: 'a' } });
    },
  },
  {
    when: "labels of others' pods are those of a workload, too",
    code: 'SELECTS_WORKLOAD',
    path: 'yard/k8s/jobs',
    says: ['app.kubernetes.io/part-of=yard', 'yard/k8s/api'],
    fix: ['only these pods have'],
    build: (y) => {
      const k8s = cluster(y);
      service(k8s, 'api');
      Pods.fromExisting(k8s, 'jobs', { labels: { 'app.kubernetes.io/part-of': 'yard' } });
    },
  },
];
