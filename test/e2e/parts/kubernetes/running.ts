import assert from 'node:assert/strict';
import type { Cluster } from '../../control-plane/cluster';
import { keyOf, type List, type Manifest, readManifests } from '../../control-plane/objects';
import type { Lab } from '../../harness/lab';

interface Served extends Manifest {
  readonly spec: { readonly replicas?: number };
  readonly status: {
    readonly readyReplicas?: number;
    readonly numberReady?: number;
    readonly desiredNumberScheduled?: number;
  };
}

interface Claim extends Manifest {
  readonly spec: {
    readonly accessModes: readonly string[];
    readonly storageClassName?: string;
    readonly volumeName?: string;
    readonly resources: { readonly requests: { readonly storage: string } };
  };
}

/** What the server says of pods that are excused from something. */
const EXCUSED = /^Warning: would violate PodSecurity "restricted:/;

/**
 * Manifests that are applied to an empty part of a cluster: what serves becomes ready.
 * @param what they are, in the words of steps
 * @param excused some of their pods are admitted by an exception alone, of which the server warns
 */
export async function checkRunning(lab: Lab, cluster: Cluster, what: string, folder: string, excused = false): Promise<void> {
  await lab.step(`${what}: taken in one apply, without a warning${excused ? ' but of what is excused' : ''}`, async () => {
    const { status, stderr } = await cluster.attempt(['apply', '--server-side', `--filename=${folder}`]);
    const warnings = stderr.split('\n').filter((line) => line !== '');
    assert.equal(status, 0, stderr);
    assert.deepEqual(
      warnings.filter((line) => !(excused && EXCUSED.test(line))),
      [],
    );
    assert.equal(warnings.length > 0, excused);
  });
  await lab.step(`${what}: deployments and stateful sets become ready, and daemons on every node`, async () => {
    const objects = readManifests(folder).filter(({ kind }) => ['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind));
    assert(objects.length > 0);
    for (const { kind, metadata } of objects) {
      await cluster.eventually(async () => {
        await provision(cluster, `--namespace=${metadata.namespace}`);
        const { spec, status } = await cluster.get<Served>(`--namespace=${metadata.namespace}`, kind, metadata.name);
        const wanted = status.desiredNumberScheduled ?? spec.replicas;
        assert(wanted !== undefined && wanted > 0, `${kind} ${metadata.name} wants pods`);
        assert.equal(status.readyReplicas ?? status.numberReady, wanted, `${kind} ${metadata.name} is ready`);
      });
    }
  });
}

/** Whatever was applied is still the same, for those who compare and for those who apply again. */
export async function checkUnchanged(lab: Lab, cluster: Pick<Cluster, 'get' | 'kubectl'>, what: string, folder: string): Promise<void> {
  await lab.step(`${what}: a second apply changes nothing, and kubectl diff is clean`, async () => {
    const before = await settings(cluster, folder);
    await cluster.kubectl(['apply', '--server-side', `--filename=${folder}`]);
    assert.deepEqual(await settings(cluster, folder), before);
    await cluster.kubectl(['diff', '--server-side', `--filename=${folder}`]);
  });
}

/** What the API server counts as another content, of every object. Statuses are written all the time. */
async function settings(cluster: Pick<Cluster, 'get'>, folder: string): Promise<Record<string, unknown>> {
  const { items } = await cluster.get<List<Manifest & { readonly metadata: { readonly generation?: number } }>>(`--filename=${folder}`);
  return Object.fromEntries(items.map((object) => [keyOf(object), [object.metadata.uid, object.metadata.generation]]));
}

/** Volumes for claims that wait for one, as a provisioner would make them: none runs here. */
async function provision(cluster: Cluster, here: string): Promise<void> {
  const { items } = await cluster.get<List<Claim>>(here, 'persistentvolumeclaims');
  const waiting = items.filter(({ spec }) => spec.volumeName === undefined);
  if (waiting.length === 0) return;
  await cluster.apply(
    waiting.map(({ metadata: { namespace, name }, spec: { accessModes, storageClassName, resources } }) => ({
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: `${namespace}-${name}` },
      spec: {
        accessModes,
        ...(storageClassName !== undefined && { storageClassName }),
        capacity: resources.requests,
        claimRef: { namespace, name },
        nfs: { server: 'nfs.invalid', path: '/' },
      },
    })),
  );
}
