import assert from 'node:assert/strict';
import type { Cluster } from '../../control-plane/cluster';
import { keyOf, type List, type Manifest, readManifests } from '../../control-plane/objects';
import type { Lab } from '../../harness/lab';
import { CLAIM, KindsSystem, NAMESPACE } from '../../systems/kinds';
import { writeManifests } from '../../systems/synth';

interface Served extends Manifest {
  readonly spec: { readonly replicas?: number };
  readonly status: {
    readonly readyReplicas?: number;
    readonly numberReady?: number;
    readonly desiredNumberScheduled?: number;
  };
}

/** Every kind of workload runs under restricted PodSecurity: what serves becomes ready, what ends completes. */
export async function checkKinds(lab: Lab, cluster: Cluster, version: string, nodes: readonly string[]): Promise<void> {
  const minor = version.split('.').slice(0, 2).join('.');
  const { folder } = writeManifests(lab, new KindsSystem(minor, nodes));
  const here = `--namespace=${NAMESPACE}`;

  await lab.step('all kinds of workloads with all that can be said of them are taken in one apply, without a warning', async () => {
    await cluster.kubectl(['apply', '--server-side', '--warnings-as-errors', `--filename=${folder}`]);
    await cluster.apply(claimed(CLAIM));
  });
  await lab.step('deployments and stateful sets become ready, and daemons on every node', async () => {
    const objects = readManifests(folder).filter(({ kind }) => ['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind));
    assert.deepEqual([...new Set(objects.map(({ kind }) => kind))].sort(), ['DaemonSet', 'Deployment', 'StatefulSet']);
    for (const { kind, metadata } of objects) {
      await cluster.eventually(async () => {
        const { spec, status } = await cluster.get<Served>(here, kind, metadata.name);
        const wanted = status.desiredNumberScheduled ?? spec.replicas;
        assert(wanted !== undefined && wanted > 0, `${kind} ${metadata.name} wants pods`);
        assert.equal(status.readyReplicas ?? status.numberReady, wanted, `${kind} ${metadata.name} is ready`);
      });
    }
  });
  await lab.step('autoscalers take over what they are to scale', () => cluster.eventually(() => checkScaled(cluster, here)));
  await lab.step('jobs complete, and so does what a schedule starts', async () => {
    const schedules = readManifests(folder).filter(({ kind }) => kind === 'CronJob');
    assert(schedules.length > 0);
    for (const { metadata } of schedules)
      await cluster.kubectl(['create', 'job', here, `--from=cronjob/${metadata.name}`, `${metadata.name}-now`]);
    await cluster.wait('Complete', ['job', '--all', here]);
    const { items } = await cluster.get<List<Manifest>>(here, 'jobs');
    assert(items.length > schedules.length);
  });
  await lab.step('a second apply of them changes nothing', async () => {
    const before = await settings(cluster, folder);
    await cluster.kubectl(['apply', '--server-side', `--filename=${folder}`]);
    assert.deepEqual(await settings(cluster, folder), before);
  });
}

interface Autoscaler extends Manifest {
  readonly spec: { readonly minReplicas: number; readonly scaleTargetRef: { readonly kind: string; readonly name: string } };
}

/** They begin with one pod, and the least that the system says comes from the autoscaler: from then on nothing moves without load. */
async function checkScaled(cluster: Cluster, here: string): Promise<void> {
  const { items } = await cluster.get<List<Autoscaler>>(here, 'horizontalpodautoscalers');
  assert(items.length > 0);
  for (const { spec } of items) {
    const target = await cluster.get<Served>(here, spec.scaleTargetRef.kind, spec.scaleTargetRef.name);
    assert.equal(target.spec.replicas, spec.minReplicas, `${spec.scaleTargetRef.name} has as many pods as its autoscaler asks for`);
  }
}

/** What the API server counts as another content, of every object. Statuses are written all the time. */
async function settings(cluster: Cluster, folder: string): Promise<Record<string, unknown>> {
  const { items } = await cluster.get<List<Manifest & { readonly metadata: { readonly generation?: number } }>>(`--filename=${folder}`);
  return Object.fromEntries(items.map((object) => [keyOf(object), [object.metadata.uid, object.metadata.generation]]));
}

/** A claim and the volume for it: a storage class's provisioner does not run here. */
function claimed(name: string): readonly object[] {
  const facts = { storageClassName: '', accessModes: ['ReadWriteMany'] };
  const size = { storage: '1Gi' };
  return [
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: `${NAMESPACE}-${name}` },
      spec: { ...facts, capacity: size, claimRef: { namespace: NAMESPACE, name }, nfs: { server: 'nfs.invalid', path: '/' } },
    },
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name, namespace: NAMESPACE },
      spec: { ...facts, volumeName: `${NAMESPACE}-${name}`, resources: { requests: size } },
    },
  ];
}
