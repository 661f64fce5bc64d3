import assert from 'node:assert/strict';
import type { Cluster } from '../../control-plane/cluster';
import { type List, type Manifest, readManifests } from '../../control-plane/objects';
import type { Lab } from '../../harness/lab';
import { CLAIM, KindsSystem, NAMESPACE } from '../../systems/kinds';
import { AgentsSystem } from '../../systems/surroundings';
import { writeManifests } from '../../systems/synth';
import { checkRunning, checkUnchanged } from './running';

interface Served extends Manifest {
  readonly spec: { readonly replicas?: number };
}

/** Every kind of workload runs under restricted PodSecurity: what serves becomes ready, what ends completes. */
export async function checkKinds(lab: Lab, cluster: Cluster, version: string, nodes: readonly string[]): Promise<void> {
  const minor = version.split('.').slice(0, 2).join('.');
  const { folder } = writeManifests(lab, new KindsSystem(minor, nodes));
  const here = `--namespace=${NAMESPACE}`;

  await lab.step('what they take for there is there', () =>
    cluster.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } }]).then(() => cluster.apply(claimed(CLAIM))),
  );
  await checkRunning(lab, cluster, 'all kinds of workloads with all that can be said of them', folder);
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
  await checkUnchanged(lab, cluster, 'all kinds of workloads', folder);
  const agents = writeManifests(lab, new AgentsSystem(minor, nodes)).folder;
  await checkRunning(lab, cluster, 'agents with paths and processes of their nodes', agents, true);
  await checkUnchanged(lab, cluster, 'agents', agents);
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
