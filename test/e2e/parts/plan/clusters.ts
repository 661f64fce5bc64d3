import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type Plan, type PlanSide, planChanges } from '../../../../src/plan';
import { objectsOf } from '../../../../src/plan/clusters/objects';
import { synthKubernetes } from '../../../../src/testing';
import { EDITS } from '../../../plan/edits';
import { sideOf } from '../../../plan/sides';
import { Cluster } from '../../control-plane/cluster';
import type { Lab } from '../../harness/lab';
import { go, kubectl } from '../../harness/needs';
import type { Part } from '../../harness/part';
import { KindsSystem } from '../../systems/kinds';
import { installAddOns } from '../add-ons';
import { compareFields } from './fields';

/** @param version full version of the API server */
export const planOfClusters = (version: string): Part => ({
  name: 'plan-clusters',
  title: `what \`isthmus plan\` says of clusters is what kubectl diff says, with a real API server ${version}`,
  needs: [go, kubectl],
  minutes: 5,
  run: (lab) => run(lab, version),
});

/** Edits with objects whose kinds this cluster does not know. */
const UNKNOWN_HERE = new Set(['a secret from a store']);

async function run(lab: Lab, version: string): Promise<void> {
  const { lock } = sideOf({});
  const applied = sideOf({}, lock);
  const [facts] = applied.system.clusters;
  assert(facts);
  const nodes = facts.nodeAddresses.map((address, index) => ({ name: `node-${index}`, address }));
  const cluster = await Cluster.start(lab, { version, podCidr: facts.podCidr, serviceCidr: facts.serviceCidr, nodes });
  await installAddOns(lab, cluster);
  await cluster.apply(growingStorage());
  const folder = lab.folder();
  await lab.step('the system is applied, and a second diff is empty', async () => {
    await cluster.kubectl(['apply', '--server-side', `--filename=${written(applied, join(folder, 'applied'))}`]);
    await cluster.eventually(() =>
      cluster.kubectl(['wait', '--for=jsonpath={.status.phase}=Bound', '--timeout=10s', '--namespace=works', 'pvc/media-files']),
    );
    assert.deepEqual(await diff(cluster, join(folder, 'applied')), { objects: [], refused: [] });
  });
  const different: string[] = [];
  await lab.step('each edit, object by object', async () => {
    for (const [name, edit] of Object.entries(EDITS)) {
      if (UNKNOWN_HERE.has(name)) continue;
      const after = sideOf(edit, lock);
      const plan = planChanges(applied, after);
      const real = await diff(cluster, written(after, join(folder, name.replaceAll(/\W/g, '-'))));
      const told = changedBy(plan);
      // Where something is refused, kubectl goes no further.
      const isRefused = plan.doubts.some((doubt) => doubt.includes('refuses'));
      if (isRefused !== real.refused.length > 0) different.push(`${name}: isthmus has ${plan.doubts}, the server ${real.refused}`);
      if (real.refused.length === 0 && JSON.stringify(told) !== JSON.stringify(real.objects))
        different.push(`${name}: isthmus says ${told.join(', ')}; kubectl says ${real.objects.join(', ')}`);
    }
    assert.deepEqual(different, []);
  });
  await lab.step('each field that is written: what the server never changes, the plan says that it refuses, and nothing else', async () => {
    const kinds = await kindsOn(cluster, version, facts.nodeAddresses);
    const results = [await compareFields(cluster, applied), await compareFields(cluster, kinds)];
    lab.note(`${results.reduce((sum, { judged }) => sum + judged, 0)} fields judged`);
    assert.deepEqual(
      results.flatMap((result) => result.different),
      [],
    );
  });
}

/** Workloads of all kinds with all that can be said of them, applied. */
async function kindsOn(cluster: Cluster, version: string, nodeAddresses: readonly string[]): Promise<PlanSide> {
  const build = (): KindsSystem => new KindsSystem(version.split('.').slice(0, 2).join('.'), nodeAddresses);
  const { system } = build().resolve();
  const side = { system, terraform: {}, kubernetes: synthKubernetes(build()) } as unknown as PlanSide;
  const objects = [...objectsOf(side).values()].map(({ content }) => content);
  await cluster.apply(objects);
  return side;
}

/** A class whose volumes can grow, which a claim can do only once it has one; and the volume, since no provisioner runs here. */
function growingStorage(): readonly object[] {
  const name = 'growing';
  return [
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name, annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: 'lab.invalid/none',
      allowVolumeExpansion: true,
    },
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'media-files' },
      spec: {
        storageClassName: name,
        accessModes: ['ReadWriteOnce'],
        capacity: { storage: '5Gi' },
        claimRef: { namespace: 'works', name: 'media-files' },
        nfs: { server: 'nfs.invalid', path: '/' },
      },
    },
  ];
}

/** Manifests of a side in a folder. */
function written({ kubernetes }: PlanSide, folder: string): string {
  mkdirSync(folder, { recursive: true });
  for (const [file, objects] of Object.entries(kubernetes))
    writeFileSync(
      join(folder, file.replaceAll('/', '-').replace(/(\.k8s)?\.yaml$/, '.yaml')),
      objects.map((object) => stringify(object)).join('---\n'),
    );
  return folder;
}

/** What an apply would change, as `kubectl diff` names its files: `apps.v1.Deployment.works.web`. */
async function diff(
  cluster: Cluster,
  folder: string,
): Promise<{ readonly objects: readonly string[]; readonly refused: readonly string[] }> {
  const { status, stdout, stderr } = await cluster.attempt(['diff', '--server-side', `--filename=${folder}`]);
  const objects = [...stdout.matchAll(/^diff .*\/([^/\s]+)$/gm)].map(([, name]) => name as string).sort();
  const refused = [...stderr.matchAll(/(\w+)(?:\.\w+)* "([^"]+)" is invalid/g)].map(([text]) => text);
  assert((status ?? 2) < 2 || refused.length > 0, stderr);
  return { objects, refused };
}

const changedBy = ({ details: { kubernetes } }: Plan): readonly string[] =>
  kubernetes
    .filter(({ action }) => action !== 'withdraw')
    .map(({ apiVersion, kind, namespace = '', name }) => [apiVersion.replace('/', '.'), kind, namespace, name].join('.'))
    .sort();
