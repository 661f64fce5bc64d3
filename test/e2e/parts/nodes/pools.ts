import assert from 'node:assert/strict';
import { sideOfSystem } from '../../../plan/sides';
import { NodeSystem } from '../../systems/nodes';
import type { NodeCluster } from './cluster';
import { followPlan, type LockedSide } from './steps';

const NODE = 'k8s-batch-1';

/** A pool of nodes that is kept for one service comes and goes. */
export async function checkPool(cluster: NodeCluster, before: LockedSide): Promise<void> {
  const { lab } = cluster;
  const built = new NodeSystem({ batch: true });
  const side = sideOfSystem(built, before.lock);
  await lab.step(
    'a pool comes by the steps that `plan` prints, with its labels and taints, and takes the pods that it is kept for',
    async () => {
      lab.note((await followPlan(cluster, before, side, built)).join('; '));
      await cluster.joined(NODE);
      await cluster.ready(NODE);
      const { metadata, spec } = await cluster.get<Node>('node', NODE);
      assert.deepEqual([metadata.labels.disk, metadata.labels.work], ['ssd', 'batch']);
      assert.deepEqual(
        (spec.taints ?? []).filter(({ key }) => !key.startsWith('node.kubernetes.io/')),
        [{ key: 'dedicated', value: 'batch', effect: 'NoSchedule' }],
      );
      await cluster.rolledOut('batch-service', cluster.namespace);
      const places = await cluster.kubectl([
        'get',
        'pods',
        `--namespace=${cluster.namespace}`,
        `--field-selector=spec.nodeName=${NODE}`,
        '--output=name',
      ]);
      assert.match(places, /^(pod\/batch-service-\S+\n?)+$/);
    },
  );
  const fewer = new NodeSystem();
  await lab.step('and goes by the steps that `plan` prints', async () => {
    lab.note((await followPlan(cluster, side, sideOfSystem(fewer, side.lock), fewer)).join('; '));
    const left = await cluster.kubectl(['get', 'nodes', '--output=jsonpath={.items[*].metadata.name}']);
    assert(!left.includes(NODE), left);
    assert.equal(
      await cluster.kubectl([
        'get',
        'deployments',
        `--namespace=${cluster.namespace}`,
        '--output=name',
        '--selector=app.kubernetes.io/name=batch-service',
      ]),
      '',
    );
  });
}

interface Node {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: { readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[] };
}
