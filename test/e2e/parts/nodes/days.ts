import assert from 'node:assert/strict';
import { planChanges } from '../../../../src/plan';
import { sideOfSystem } from '../../../plan/sides';
import { NodeSystem } from '../../systems/nodes';
import { BRING_UP, type NodeCluster, UNIT } from './cluster';
import { withinBudgets } from './load';
import { checkPool } from './pools';
import { followPlan, type LockedSide } from './steps';

/** What happens to a cluster once it is there. */
export async function checkDays(cluster: NodeCluster, before: LockedSide, deployment: string): Promise<void> {
  const { lab } = cluster;
  const [first, second, third] = cluster.machines.map(({ name }) => name);
  assert(first && second && third);

  await lab.step('a node that is started again is what it was, and its pods run', async () => {
    const worker = cluster.guest(second);
    await restarted(cluster, second, () => worker.restart());
    assert.equal((await worker.attempt(['systemctl', 'is-active', UNIT])).stdout.trim(), 'inactive');
    await cluster.rolledOut(deployment, cluster.namespace);
  });

  await lab.step('the first node, started again, goes on with its cluster', () =>
    restarted(cluster, first, () => cluster.guest(first).restart()),
  );

  await lab.step('a worker that is lost with its disk is forgotten, made anew as documented, and takes pods again', async () => {
    await cluster.lose(third);
    await cluster.kubectl(['delete', 'node', third]);
    await cluster.rolledOut(deployment, cluster.namespace);
    // With a token that is none any more it waits, until it is handed another one.
    await cluster.boot(third);
    await lab.eventually(BRING_UP, async () => assert.match(await cluster.journal(third), /joining the cluster k8s/));
    await cluster.isthmus('join-token', cluster.name, '--to', third);
    await cluster.joined(third);
    await cluster.ready(third);
    await cluster.kubectl(['rollout', 'restart', `deployment/${deployment}`, `--namespace=${cluster.namespace}`]);
    await cluster.rolledOut(deployment, cluster.namespace);
    await lab.eventually(60, async () => assert((await placesOf(cluster, deployment)).includes(third), `${third} runs pods`));
  });

  const more = new NodeSystem({ count: 4 });
  const four = sideOfSystem(more, before.lock);
  const added = four.system.clusters[0]?.nodes.find((name) => !cluster.machines.some((machine) => machine.name === name));
  assert(added);
  await lab.step('one worker more, by the steps that `plan` prints', async () => {
    const steps = await followPlan(cluster, before, four, more);
    lab.note(steps.join('; '));
    await cluster.joined(added);
    await cluster.ready();
    assert.equal((await nodeNames(cluster)).length, 4);
  });
  const three = await checkFewer(cluster, four, { going: added, deployment });
  await checkPool(cluster, three);
}

/**
 * One worker fewer, with all pods of a Deployment on it.
 * @param going the one that goes, the last of its cluster
 * @returns the system without it
 */
async function checkFewer(
  cluster: NodeCluster,
  before: LockedSide,
  { going, deployment }: { readonly going: string; readonly deployment: string },
): Promise<LockedSide> {
  const { lab } = cluster;
  const [plane, ...workers] = cluster.machines.map(({ name }) => name).filter((name) => name !== going);
  const title = 'one worker fewer, by the steps that `plan` prints: its pods are elsewhere before it goes, and no budget is violated';
  return lab.step(title, async () => {
    await cluster.kubectl(['cordon', ...workers]);
    await cluster.kubectl(['rollout', 'restart', `deployment/${deployment}`, `--namespace=${cluster.namespace}`]);
    await cluster.rolledOut(deployment, cluster.namespace);
    await cluster.alone(deployment, 2);
    assert.deepEqual(await placesOf(cluster, deployment), [going, going], 'it runs all of its pods');
    await cluster.kubectl(['uncordon', ...workers]);
    const system = new NodeSystem({ count: workers.length + 1 });
    const fewer = sideOfSystem(system, before.lock);
    const steps = await withinBudgets(cluster, () => followPlan(cluster, before, fewer, system));
    lab.note(steps.join('; '));
    assert.deepEqual(await nodeNames(cluster), [plane, ...workers]);
    await cluster.rolledOut(deployment, cluster.namespace);
    assert(!(await placesOf(cluster, deployment)).includes(going));
    const again = sideOfSystem(new NodeSystem({ count: workers.length + 1 }), fewer.lock);
    assert.deepEqual(planChanges(fewer, again).steps, []);
    return fewer;
  });
}

const nodeNames = async (cluster: NodeCluster): Promise<readonly string[]> =>
  (await cluster.kubectl(['get', 'nodes', '--output=jsonpath={.items[*].metadata.name}'])).split(' ').sort();

/** Nodes that pods of a Deployment are on. */
const placesOf = async (cluster: NodeCluster, deployment: string): Promise<readonly string[]> =>
  (
    await cluster.kubectl([
      ...['get', 'pods', `--namespace=${cluster.namespace}`, `--selector=app.kubernetes.io/name=${deployment}`],
      '--output=jsonpath={.items[*].spec.nodeName}',
    ])
  ).split(' ');

interface Started {
  readonly status: {
    readonly containerStatuses?: readonly {
      readonly ready: boolean;
      readonly state: { readonly running?: { readonly startedAt: string } };
    }[];
  };
}

/** Until all pods of a node but those that stand in for CoreDNS are ready, and have been started since: before that the cluster takes the node for what it was. */
async function restarted(cluster: NodeCluster, node: string, restart: () => Promise<unknown>): Promise<void> {
  // Kubernetes counts whole seconds.
  const since = Math.floor(Date.now() / 1000) * 1000;
  await restart();
  await cluster.lab.eventually(BRING_UP, async () => {
    const { items } = await cluster.get<{ readonly items: readonly Started[] }>(
      'pods',
      '--all-namespaces',
      `--field-selector=spec.nodeName=${node}`,
      '--selector=k8s-app!=kube-dns',
    );
    const containers = items.flatMap(({ status }) => status.containerStatuses ?? []);
    assert(
      containers.length > 1 && containers.every(({ ready, state }) => ready && Date.parse(state.running?.startedAt ?? '') >= since),
      node,
    );
    await cluster.kubectl(['wait', '--for=condition=Ready', `node/${node}`, '--timeout=5s']);
  });
}
