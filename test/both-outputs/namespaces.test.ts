import {
  DatabaseEngine,
  FlowWaiver,
  KubernetesCluster,
  MeshMode,
  MeshProvider,
  Microservice,
  Namespace,
  PodEgress,
  Pods,
  Port,
  ServiceMesh,
  type System,
} from '../../src';
import { synthKubernetes, synthTerraform } from '../../src/testing';
import { verify } from '../../src/verify';
import { database, yard } from '../model/fixture';

const HTTP = Port.tcp(8080, 'http');
const because = 'test';

/** A system whose workloads stand in namespaces of several sorts, with pods of others beside them. */
function build(mode: MeshMode | undefined, podEgress: PodEgress): System {
  const y = yard();
  const k8s = KubernetesCluster.fromExisting(y.system, 'k8s', {
    version: '1.34',
    podCidr: '10.244.0.0/16',
    serviceCidr: '10.96.0.0/12',
    nodeAddresses: ['172.16.0.11'],
    services: '172.16.9.0/28',
    podEgress,
  });
  const mesh = mode && new ServiceMesh(k8s, 'mesh', { provider: MeshProvider.ISTIO, mode });
  const joined = mesh ? { mesh } : {};
  const service = (id: string, more: object = {}) =>
    new Microservice(k8s, id, { image: `registry.example/${id}:1`, port: HTTP, ...joined, ...more });
  const [front, guests] = [new Namespace(k8s, 'front'), Namespace.fromExisting(k8s, 'guests')];
  const db = database(y, 'db', { engine: DatabaseEngine.postgresql('15') });
  const api = service('api');
  const web = service('web', { namespace: front });
  const lodger = service('lodger', { namespace: guests });
  const alone = service('alone', { namespace: guests, mesh: undefined });
  const job = Pods.fromExisting(k8s, 'migrate', { labels: { job: 'migrate' }, listens: [Port.tcp(9090, 'metrics')], ...joined });
  const wide = Pods.fromExisting(k8s, 'wide', { namespace: guests, labels: { app: 'x' }, listens: [HTTP] });
  Pods.fromExisting(k8s, 'narrow', { namespace: guests, labels: { app: 'x', tier: 'y' }, listens: [HTTP] });
  const { policy } = y.system;
  policy.allow(web, api, { because });
  policy.allow([api, job, lodger], db, { because });
  policy.allow(api, [lodger, job], { because });
  policy.allow(job, web, { because });
  policy.allow(wide, [api, alone], { because });
  policy.allow(lodger, wide, { because, waive: [FlowWaiver.unenforcedAtDestination({ because })] });
  return y.system;
}

const MODES = { 'no mesh': undefined, sidecars: MeshMode.SIDECAR_WITH_CNI, 'ambient mode': MeshMode.AMBIENT };
const CASES = Object.entries(MODES).flatMap(([words, mode]) =>
  [PodEgress.MASQUERADE, PodEgress.NATIVE].map((egress) => [words, egress, mode] as const),
);

test.each(
  CASES,
)("with %s and pods that leave by %s, the outputs let through what the policy says, in others' namespaces too", (_, egress, mode) => {
  const make = () => build(mode, egress);
  const { system } = make().resolve();
  const found = verify({ system, terraform: synthTerraform(make()), kubernetes: synthKubernetes(make()) });
  expect(found.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([]);
});

/** Differences once some objects are changed. */
function without(drop: (object: { kind: string; metadata: { name: string; namespace?: string } }) => boolean): readonly string[] {
  const make = () => build(MeshMode.SIDECAR_WITH_CNI, PodEgress.MASQUERADE);
  const kept = Object.entries(synthKubernetes(make())).map(([file, objects]) => [
    file,
    objects.filter((object) => !drop(object as Parameters<typeof drop>[0])),
  ]);
  const kubernetes = Object.fromEntries(kept);
  const found = verify({ system: make().resolve().system, terraform: synthTerraform(make()), kubernetes });
  return found.map(({ kind, text }) => `${kind}: ${text}`);
}

test("a workload in somebody else's namespace that nothing denies is found", () => {
  const found = without(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === 'deny-alone');
  // What is let in has a policy of its own; what goes out has one for the DNS. Only together they shut both ways.
  expect(found).toEqual([]);
  const open = without(({ kind, metadata }) => kind === 'NetworkPolicy' && /-alone\b/.test(metadata.name));
  expect(open).toContainEqual(expect.stringMatching(/^too-wide: guests\/alone: it may be reached from/));
});

test("pods of others that the policies of the system's namespace do not let go are found", () => {
  const found = without(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === 'allow-migrate-to-db');
  expect(found).toContainEqual(expect.stringMatching(/^missing: migrate → db/));
});
