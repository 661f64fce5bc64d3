import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from '../../control-plane/cluster';
import { keyOf, type List, type Manifest, nameOf, readManifests } from '../../control-plane/objects';
import type { Lab } from '../../harness/lab';
import { LabShop } from '../../systems/shop';
import { writeManifests } from '../../systems/synth';

const CRDS = 'customresourcedefinitions.apiextensions.k8s.io';
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

  await lab.step('pruning after a service left removes exactly its objects, in the whole cluster', async () => {
    await cluster.apply([DEFINITION]);
    await cluster.wait('Established', ['crd', DEFINITION.metadata.name]);
    await cluster.eventually(() => cluster.apply([PARENT]));
    await applySet(cluster, whole);
    const before = await settled(cluster);
    const leaving = difference(keysOf(whole), keysOf(without));
    assert(leaving.includes('Deployment.apps shop/payment-service'));
    assert.deepEqual(difference(keysOf(whole), before), [], 'everything was there');

    await applySet(cluster, without);
    // What the garbage collector takes goes a moment later.
    const gone = withFollowers(before, leaving);
    const after = await lab.eventually(60, async () => {
      const now = await everything(cluster);
      assert.deepEqual(difference(before, now), gone);
      return now;
    });
    assert.deepEqual(difference(after, before), [], 'nothing is new');
    for (const [key, { metadata }] of after)
      assert.equal(metadata.uid, before.get(key)?.metadata.uid, `${key} is the same object as before`);
    const mine = keysOf(without);
    const others = [...after].filter(([key]) => !mine.has(key) && !key.startsWith('LabSet.'));
    for (const [key, object] of others) assert.deepEqual(content(object), content(before.get(key)), `${key} is as before`);
    lab.note(`${gone.length} objects gone, ${others.length} beside the system as before`);
  });
}

/** EndpointSlices: controllers copy a set's mark from a Service to the slices they make, and a set that has slices would take all of them. */
const SLICES = '11-endpoints.k8s.yaml';

/** Applies a folder and removes what was applied earlier, as docs/operations.md tells it. */
async function applySet(cluster: Cluster, folder: string): Promise<void> {
  const apply = ['apply', '--server-side', '--force-conflicts'];
  const set = readdirSync(folder).filter((file) => file !== SLICES);
  await cluster.kubectl([...apply, '--prune', `--applyset=${SET}`, ...set.map((file) => `--filename=${join(folder, file)}`)], {
    env: { KUBECTL_APPLYSET: 'true' },
  });
  await cluster.kubectl([...apply, `--filename=${join(folder, SLICES)}`]);
}

const keysOf = (folder: string): ReadonlySet<string> => new Set(readManifests(folder).map(keyOf));

/** Keys of one that the other lacks, sorted. */
const difference = (all: ReadonlyMap<string, unknown> | ReadonlySet<string>, some: { has(key: string): boolean }): readonly string[] =>
  [...all.keys()].filter((key) => !some.has(key)).sort();

/** Come and go by themselves, are no objects, or are asked for apart. */
const LEFT_OUT = new Set(['events', 'events.events.k8s.io', 'leases.coordination.k8s.io', 'componentstatuses', CRDS]);

/** All objects of all kinds in all namespaces, by key. Of custom resource definitions, which are large, only who they are. */
async function everything(cluster: Cluster): Promise<ReadonlyMap<string, Manifest>> {
  const kinds = (await cluster.kubectl(['api-resources', '--verbs=list', '--output=name'])).trim().split('\n');
  assert(kinds.includes(CRDS));
  const { items } = await cluster.get<List<Manifest>>(kinds.filter((kind) => !LEFT_OUT.has(kind)).join(','), '--all-namespaces');
  const columns = 'jsonpath={range .items[*]}{.apiVersion} {.kind} {.metadata.name} {.metadata.uid}{"\\n"}{end}';
  const definitions = (await cluster.kubectl(['get', CRDS, `--output=${columns}`]))
    .trim()
    .split('\n')
    .map((line): Manifest => {
      const [apiVersion = '', kind = '', name = '', uid] = line.split(' ');
      return { apiVersion, kind, metadata: { name, uid } };
    });
  return new Map([...items, ...definitions].map((object) => [keyOf(object), object]));
}

/** Everything, once controllers are done: nothing is on its way out, nothing comes. */
const settled = (cluster: Cluster): Promise<ReadonlyMap<string, Manifest>> =>
  cluster.eventually(async () => {
    const first = await everything(cluster);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const second = await everything(cluster);
    assert.deepEqual([...second.keys()].sort(), [...first.keys()].sort());
    assert.deepEqual(
      [...second].filter(([, { metadata }]) => metadata.deletionTimestamp !== undefined).map(([key]) => key),
      [],
    );
    return second;
  });

/** What goes with some objects: what they own, what that owns in turn, a Service's Endpoints and address. Keys, sorted. */
function withFollowers(all: ReadonlyMap<string, Manifest>, leaving: readonly string[]): readonly string[] {
  const gone = new Set(leaving);
  for (let size = 0; size < gone.size; ) {
    size = gone.size;
    const owners = new Set([...gone].map((key) => all.get(key)?.metadata.uid));
    for (const [key, object] of all) {
      const owned = object.metadata.ownerReferences?.some(({ uid }) => owners.has(uid)) ?? false;
      if (owned || gone.has(`Service ${serviceOf(object)}`)) gone.add(key);
    }
  }
  return [...gone].sort();
}

/** The Service that an object belongs to without being owned. */
function serviceOf(object: Manifest): string | undefined {
  if (object.kind === 'Endpoints') return nameOf(object);
  if (object.kind !== 'IPAddress') return undefined;
  const { parentRef } = (object as Manifest & { readonly spec: { readonly parentRef: Manifest['metadata'] } }).spec;
  return nameOf({ metadata: parentRef });
}

/** What an object says, apart from what controllers report of it. */
function content(object: Manifest | undefined): object {
  assert(object);
  const { status: _status, ...said } = object as Manifest & { readonly status?: unknown };
  const { resourceVersion: _version, ...metadata } = object.metadata;
  return { ...said, metadata };
}
