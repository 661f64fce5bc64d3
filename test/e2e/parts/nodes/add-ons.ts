import assert from 'node:assert/strict';
import { writeResolved } from '../../systems/synth';
import { BRING_UP, type NodeCluster } from './cluster';

/** Installs what the cluster says that it needs, by the commands that `isthmus add-ons` prints, as they are. */
export async function installAddOns(cluster: NodeCluster): Promise<void> {
  writeResolved(cluster.system, cluster.project.folder);
  const commands = await cluster.isthmus('add-ons', cluster.name);
  // Run again they change nothing: an API server may just be starting, or be late.
  await cluster.lab.eventually(BRING_UP, () =>
    cluster.administer(['bash', '-euxo', 'pipefail'], { input: commands, timeoutSeconds: 3600 }),
  );
}

/** The same once more: nothing that add-ons consist of is said otherwise. */
export async function installAgain(cluster: NodeCluster): Promise<void> {
  const before = await saidOf(cluster);
  await installAddOns(cluster);
  assert.equal(await saidOf(cluster), before);
}

/** How often each object was said otherwise, of the kinds that count it. */
function saidOf(cluster: NodeCluster): Promise<string> {
  const kinds = ['daemonsets.apps', 'deployments.apps', 'customresourcedefinitions.apiextensions.k8s.io'];
  return cluster.kubectl([
    ...['get', kinds.join(), '--all-namespaces'],
    '--output=jsonpath={range .items[*]}{.kind} {.metadata.name} {.metadata.uid} {.metadata.generation}{"\\n"}{end}',
  ]);
}
