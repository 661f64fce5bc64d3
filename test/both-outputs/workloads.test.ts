import {
  Concurrency,
  CronJob,
  DaemonService,
  Duration,
  External,
  Job,
  KubernetesCluster,
  MeshMode,
  MeshProvider,
  Microservice,
  PodManagement,
  Port,
  ServiceMesh,
  StatefulService,
  System,
} from '../../src';
import { compare } from '../../src/verify/compare';
import { fullWorld } from '../properties/outputs';
import { type Manifest, manifestsOf } from './render';

const image = 'registry.example/app:1.0';

/** One workload of each kind, with and without a port, and what they say to each other. */
function everyKind(mode?: MeshMode, edit: (k8s: KubernetesCluster) => { readonly tag?: string } = () => ({})): System {
  const system = new System('shop');
  const k8s = KubernetesCluster.fromExisting(system, 'k8s', {
    version: '1.34',
    podCidr: '10.244.0.0/16',
    serviceCidr: '10.96.0.0/12',
    nodeAddresses: ['192.168.7.11'],
    services: '192.168.7.192/26',
  });
  const { tag = '1.0' } = edit(k8s);
  const mesh = mode && new ServiceMesh(k8s, 'mesh', { provider: MeshProvider.ISTIO, mode });
  const api = new Microservice(k8s, 'api', { image, port: Port.tcp(8080, 'http'), mesh });
  const worker = new Microservice(k8s, 'worker', { image, mesh });
  const queue = new StatefulService(k8s, 'queue', {
    image,
    port: Port.tcp(5672, 'amqp'),
    replicas: 3,
    podManagement: PodManagement.PARALLEL,
    mesh,
  });
  const metrics = new DaemonService(k8s, 'metrics', { image, port: Port.tcp(9100, 'metrics'), mesh });
  const agent = new DaemonService(k8s, 'agent', { image });
  const load = new Job(k8s, 'load', { image: `registry.example/load:${tag}`, completions: 4, parallelism: 2, indexed: true, mesh });
  const nightly = new CronJob(k8s, 'nightly', {
    image,
    schedule: '30 2 * * MON-FRI',
    timeZone: 'Europe/Zurich',
    concurrency: Concurrency.REPLACE,
    startingDeadline: Duration.minutes(10),
    deadline: Duration.minutes(60),
    retries: 1,
    history: { succeeded: 1 },
    mesh,
  });
  const because = 'the shop';
  system.policy.allow([api, worker, load, nightly], queue, { because });
  system.policy.allow(queue, queue, { because: 'its members know each other' });
  system.policy.allow([agent, nightly], [api, metrics], { because });
  system.policy.allow(External.cidr('198.51.100.0/24', { name: 'partner' }), queue, { because });
  return system;
}

const manifests = (system: System): readonly Manifest[] => [...manifestsOf(system.resolve().system).values()].flat();
const named = (list: readonly Manifest[], kind: string, name: string): Manifest => {
  const found = list.find((each) => each.kind === kind && each.metadata.name === name);
  if (!found) throw new Error(`no ${kind} ${name}`);
  return found;
};

test.each([
  undefined,
  MeshMode.SIDECAR_WITH_CNI,
  MeshMode.AMBIENT,
])('all kinds reach what the model allows, and nothing else (mesh: %s)', (mode) => {
  const { system } = everyKind(mode).resolve();
  expect(compare(system, fullWorld(system))).toEqual([]);
});

test('each kind is the object that Kubernetes has for it', () => {
  const list = manifests(everyKind());
  expect(named(list, 'StatefulSet', 'queue')).toMatchObject({
    spec: { replicas: 3, serviceName: 'queue-headless', podManagementPolicy: 'Parallel' },
  });
  expect(named(list, 'DaemonSet', 'agent')).toMatchObject({ spec: { updateStrategy: { type: 'RollingUpdate' } } });
  expect(named(list, 'CronJob', 'nightly')).toMatchObject({
    spec: {
      schedule: '30 2 * * MON-FRI',
      timeZone: 'Europe/Zurich',
      concurrencyPolicy: 'Replace',
      startingDeadlineSeconds: 600,
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 1,
      suspend: false,
      jobTemplate: {
        spec: {
          backoffLimit: 1,
          activeDeadlineSeconds: 3600,
          template: { spec: { restartPolicy: 'Never', securityContext: { runAsNonRoot: true } } },
        },
      },
    },
  });
  const job = list.find(({ kind }) => kind === 'Job');
  expect(job?.metadata.name).toMatch(/^load-[0-9a-f]{8}$/);
  expect(job).toMatchObject({ spec: { completions: 4, parallelism: 2, completionMode: 'Indexed', backoffLimit: 6 } });
});

test('stable names have a headless Service beside the ordinary one; workers have none at all', () => {
  const services = manifests(everyKind()).filter(({ kind }) => kind === 'Service');
  expect(services.map(({ metadata }) => metadata.name).sort()).toEqual(['api', 'metrics', 'queue', 'queue-external', 'queue-headless']);
  expect(named(services, 'Service', 'queue-headless')).toMatchObject({ spec: { clusterIP: 'None', publishNotReadyAddresses: true } });
  const worker = named(manifests(everyKind()), 'Deployment', 'worker');
  expect(JSON.stringify(worker)).not.toMatch(/Probe|containerPort|preStop/);
});

test('what a job runs goes with its name: a change makes another one, and policy none', () => {
  const nameOf = (system: System): string | undefined => manifests(system).find(({ kind }) => kind === 'Job')?.metadata.name;
  const before = nameOf(everyKind());
  expect(nameOf(everyKind(undefined, () => ({ tag: '1.1' })))).not.toBe(before);
  const more = everyKind();
  const [load, api] = ['load', 'api'].map((name) => more.node.findAll().find(({ node }) => node.id === name)) as [Job, Microservice];
  more.policy.allow(load, api, { because: 'another flow' });
  expect(nameOf(more)).toBe(before);
});

test('jobs of a mesh have sidecars that Kubernetes does not wait for', () => {
  const { system } = everyKind(MeshMode.SIDECAR_WITH_CNI).resolve();
  const list = [...manifestsOf(system).values()].flat();
  const native = (kind: string): boolean =>
    list.filter((each) => each.kind === kind).every((each) => JSON.stringify(each).includes('"sidecar.istio.io/nativeSidecar":"true"'));
  expect([native('Job'), native('CronJob'), native('StatefulSet')]).toEqual([true, true, false]);
  expect(system.prerequisites.join('\n')).toContain('Istio 1.24 or later');
});
