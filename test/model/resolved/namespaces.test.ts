import {
  Cpu,
  Hardening,
  MeshMode,
  MeshProvider,
  Namespace,
  PodSecurity,
  Pods,
  Port,
  type ResolvedNamespace,
  Rule,
  ServiceMesh,
  Size,
} from '../../../src/model';
import type { HardeningRule } from '../../../src/model/resolved';
import { cluster, existingCluster, foreignNamespace, HTTP, namespace, resolved, service, type Yard } from '../fixture';

const of = (build: (y: Yard) => unknown): readonly ResolvedNamespace[] => resolved(build).system.clusters[0]?.namespaces ?? [];
const because = 'test';

describe('PodSecurity', () => {
  const levels: Record<Exclude<HardeningRule, `no-host-${string}`>, string> = {
    'read-only-root': 'restricted',
    'run-as-non-root': 'baseline',
    'drop-capabilities': 'baseline',
    seccomp: 'baseline',
    'no-privilege-escalation': 'baseline',
    'no-service-account-token': 'restricted',
  };

  test.each(Object.entries(levels))('except %s: the namespace admits the pod, and says why', (rule, level) => {
    const hardening = Hardening.default().except(rule as HardeningRule, { because: 'writes /var/spool' });
    const [own] = of((y) => service(cluster(y), 'api', { hardening }));
    expect(own?.podSecurity).toEqual({
      level,
      because: level === 'restricted' ? [] : [`api is excused from ${rule}: writes /var/spool`],
    });
  });

  test('only the namespace of the excused workload is lowered', () => {
    const found = of((y) => {
      const k8s = cluster(y);
      service(k8s, 'api');
      service(k8s, 'old', {
        namespace: namespace(k8s, 'attic'),
        hardening: Hardening.default().except(Rule.SECCOMP, { because }),
      });
    });
    expect(found.map(({ name, podSecurity: { level } }) => [name, level])).toEqual([
      ['attic', 'baseline'],
      ['yard', 'restricted'],
    ]);
  });

  test('what is stated stays when exceptions ask for less', () => {
    const [own] = of((y) => {
      const k8s = cluster(y, 'k8s', { namespace: 'logs' });
      namespace(k8s, 'logs', { podSecurity: PodSecurity.privileged({ because: 'reads the logs of its nodes' }) });
      service(k8s, 'old', { hardening: Hardening.default().except(Rule.SECCOMP, { because }) });
    });
    expect(own?.podSecurity).toEqual({
      level: 'privileged',
      because: ['old is excused from seccomp: test', 'reads the logs of its nodes'],
    });
  });
});

test("the cluster's own namespace can be described, by its name", () => {
  const quota = { cpu: Cpu.units(4), cpuLimit: Cpu.units(8), memory: Size.gibibytes(8), pods: 20, claims: 0, storage: Size.gibibytes(1) };
  const [own, ...others] = of((y) =>
    namespace(cluster(y), 'yard', { quota, defaultLimits: {}, labels: { team: 'b', area: 'a' }, annotations: { 'a.example/b': 'x y' } }),
  );
  expect(others).toEqual([]);
  expect(own).toEqual({
    name: 'yard',
    owned: true,
    podSecurity: { level: 'restricted', because: [] },
    quota: { cpuRequestMillis: 4000, cpuLimitMillis: 8000, memoryRequestMiB: 8192, pods: 20, claims: 0, storageMiB: 1024 },
    defaultLimits: { cpuRequestMillis: 250, cpuLimitMillis: 1000, memoryRequestMiB: 256, memoryLimitMiB: 256, ephemeralStorageMiB: 256 },
    labels: { area: 'a', team: 'b' },
    annotations: { 'a.example/b': 'x y' },
  });
});

describe("a namespace of somebody else's", () => {
  const build = (y: Yard) => {
    const k8s = existingCluster(y, 'k8s', { namespace: 'team' });
    const mesh = new ServiceMesh(k8s, 'mesh', { provider: MeshProvider.ISTIO, mode: MeshMode.AMBIENT });
    Namespace.fromExisting(k8s, 'team');
    foreignNamespace(k8s, 'unused');
    service(k8s, 'api', { mesh });
  };

  test('is none of the system, and what must be true of it is a prerequisite', () => {
    const { system } = resolved(build);
    expect(system.clusters[0]?.namespaces).toMatchObject([{ name: 'team', owned: false }]);
    expect(system.podGroups.filter(({ governed }) => governed).map(({ name }) => name)).toEqual(['api']);
    expect(system.prerequisites).toEqual(
      expect.arrayContaining([
        'Cluster k8s: the namespace team exists and admits pods that PodSecurity "restricted" admits.',
        'Cluster k8s: no NetworkPolicy of others in the namespace team allows anything to pods with the label app.kubernetes.io/part-of=yard.',
        'Cluster k8s: the namespace team does not keep its pods out of the mesh.',
      ]),
    );
  });
});

describe("pods of others in the system's own namespace", () => {
  const build = (y: Yard) => {
    const k8s = existingCluster(y);
    const mesh = new ServiceMesh(k8s, 'mesh', { provider: MeshProvider.ISTIO, mode: MeshMode.SIDECAR_WITH_CNI });
    const api = service(k8s, 'api', { mesh });
    const job = Pods.fromExisting(k8s, 'migrate', { labels: { job: 'migrate' }, listens: [HTTP, Port.udp(53)] });
    y.system.policy.allow(job, api, { because });
    y.system.policy.allow(api, job, { because });
  };

  test('are held to the policy, ask the DNS and are asked by their nodes', () => {
    const { flows, podGroups } = resolved(build).system;
    expect(podGroups.find(({ name }) => name === 'migrate')).toMatchObject({ governed: true, owner: 'user' });
    const own = flows.filter(({ from, to }) => from.name === 'migrate' || to.name === 'migrate');
    expect(own.map(({ id, origin, enforcement }) => [id, origin, enforcement[0]?.precision])).toEqual([
      ['api-to-migrate', 'declared', 'exact'],
      ['k8s-nodes-to-migrate', 'kubelet-probe', 'none'],
      ['migrate-to-api', 'declared', 'exact'],
      ['migrate-to-k8s-dns', 'dns', 'exact'],
    ]);
  });

  test('their labels have to say what the namespace does not: that is a prerequisite', () => {
    expect(resolved(build).system.prerequisites).toEqual(
      expect.arrayContaining([
        'Cluster k8s: PodSecurity "restricted" admits the pods of migrate in the namespace yard.',
        'Cluster k8s: the pods of migrate in the namespace yard have the label sidecar.istio.io/inject=false.',
      ]),
    );
  });
});

test('labels of pods that others have, too, are warned of', () => {
  const { warnings } = resolved((y) => {
    const k8s = existingCluster(y);
    const theirs = foreignNamespace(k8s, 'theirs');
    Pods.fromExisting(k8s, 'all', { namespace: theirs, labels: { app: 'x' } });
    Pods.fromExisting(k8s, 'some', { namespace: theirs, labels: { app: 'x', tier: 'front' } });
    Pods.fromExisting(k8s, 'elsewhere', { namespace: foreignNamespace(k8s, 'others'), labels: { app: 'x', tier: 'back' } });
  });
  expect(warnings.filter(({ code }) => code === 'SELECTORS_OVERLAP')).toMatchObject([
    { path: 'yard/k8s/all', message: expect.stringMatching(/yard\/k8s\/some .*app=x/) },
  ]);
});
