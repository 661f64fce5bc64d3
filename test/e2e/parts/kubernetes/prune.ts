import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Cluster } from '../../control-plane/cluster';
import { keyOf, type Manifest, readManifests } from '../../control-plane/objects';
import type { Lab } from '../../harness/lab';
import { LabShop } from '../../systems/shop';
import { writeManifests } from '../../systems/synth';

const GROUP = 'lab.isthmus.test';
const SET = `labsets.${GROUP}/shop`;

/** A set of objects that `kubectl apply --prune` keeps account of: the parent lies outside of every namespace, like the set. */
const DEFINITION = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `labsets.${GROUP}`, labels: { 'applyset.kubernetes.io/is-parent-type': 'true' } },
  spec: {
    group: GROUP,
    scope: 'Cluster',
    names: { kind: 'LabSet', plural: 'labsets', singular: 'labset' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
};

const identity = createHash('sha256').update(`shop..LabSet.${GROUP}`).digest('base64url');
const PARENT = {
  apiVersion: `${GROUP}/v1`,
  kind: 'LabSet',
  metadata: {
    name: 'shop',
    labels: { 'applyset.kubernetes.io/id': `applyset-${identity}-v1` },
    annotations: { 'applyset.kubernetes.io/tooling': 'kubectl/v1.32', 'applyset.kubernetes.io/contains-group-kinds': '' },
  },
};

/** A service leaves the system: what it had goes, and nothing else. */
export async function prune(lab: Lab, cluster: Cluster): Promise<void> {
  const whole = writeManifests(lab, new LabShop()).folder;
  const without = writeManifests(lab, new LabShop({ payment: false })).folder;
  const keys = (folder: string): ReadonlySet<string> => new Set(readManifests(folder).map(keyOf));
  const apply = (folder: string): Promise<string> =>
    cluster.kubectl(['apply', '--server-side', '--force-conflicts', '--prune', `--applyset=${SET}`, `--filename=${folder}`], {
      env: { KUBECTL_APPLYSET: 'true' },
    });

  await lab.step('pruning after a service left removes exactly its objects', async () => {
    await cluster.apply([DEFINITION]);
    await cluster.kubectl(['wait', '--for=condition=Established', 'crd', DEFINITION.metadata.name, '--timeout=30s']);
    await lab.eventually(20, () => cluster.apply([PARENT]));
    await apply(whole);
    const before = await present(cluster, whole);
    assert.deepEqual(new Set(before.keys()), keys(whole));
    // EndpointSlices inherit the mark of their Service, and may be gone before kubectl deletes them: it fails, and works the next time.
    await lab.eventually(20, () => apply(without));
    const after = await present(cluster, whole);
    assert.deepEqual(new Set(after.keys()), keys(without));
    for (const [key, uid] of after) assert.equal(uid, before.get(key), `${key} is the same object as before`);
    assert.deepEqual(
      [...before.keys()].filter((key) => key.startsWith('Deployment') && !after.has(key)),
      ['Deployment shop/payment-service'],
    );
  });
}

/** Objects of a folder that the server has, with their identity. */
async function present(cluster: Cluster, folder: string): Promise<ReadonlyMap<string, string>> {
  const answer = JSON.parse(await cluster.kubectl(['get', `--filename=${folder}`, '--ignore-not-found', '--output=json'])) as {
    items: Manifest[];
  };
  return new Map(
    answer.items.filter(({ metadata }) => !('deletionTimestamp' in metadata)).map((object) => [keyOf(object), object.metadata.uid ?? '']),
  );
}
