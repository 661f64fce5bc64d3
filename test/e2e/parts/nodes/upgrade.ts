import assert from 'node:assert/strict';
import { type PlanSide, planChanges } from '../../../../src/plan';
import { sideOfSystem } from '../../../plan/sides';
import { nodeRoot } from '../../containers/node-root';
import type { Lab } from '../../harness/lab';
import { NodeSystem } from '../../systems/nodes';
import { installAddOns } from './add-ons';
import { ANSWER } from './answer';
import { NodeCluster } from './cluster';
import { diagnosis } from './doctor';
import { followPlan } from './steps';

/** Where the programs of Kubernetes are in a node, and the images of its control plane. */
const PROGRAMS = ['opt/kubernetes/kubernetes', 'opt/images'];

const minorOf = (version: string): string => version.split('.').slice(0, 2).join('.');

/** A cluster of two nodes goes from one minor version to the next. @param versions full versions, such as `1.34.2` */
export async function runUpgrade(lab: Lab, versions: { readonly from: string; readonly to: string }): Promise<void> {
  const from = sideOfSystem(new NodeSystem({ count: 2, version: minorOf(versions.from) }));
  const built = new NodeSystem({ count: 2, version: minorOf(versions.to) });
  const to = sideOfSystem(built, from.lock);
  const files = await nodeRoot(lab, versions.from);
  const newer = await nodeRoot(lab, versions.to);
  const cluster = await NodeCluster.prepare(lab, from.system, files);
  const [first, second] = cluster.machines.map(({ name }) => name);
  assert(first && second);
  const target = `v${versions.to}`;

  await lab.step(`a cluster of Kubernetes ${versions.from} runs pods`, async () => {
    for (const name of [first, second]) await cluster.boot(name);
    for (const name of [first, second]) await cluster.joined(name);
    await cluster.open();
    await installAddOns(cluster);
    await cluster.ready();
    await cluster.kubectl(['apply', '--filename=-'], { input: ANSWER });
    await cluster.rolledOut('answer');
    assert.deepEqual(await kubelets(cluster), [`v${versions.from}`, `v${versions.from}`]);
  });
  cluster.project.lock = to.lock;
  const isthmus = (...words: readonly string[]): Promise<string> => cluster.project.isthmus(to.system, cluster.running, words);
  await lab.step('a worker does not come before the control plane', async () => {
    await assert.rejects(isthmus('upgrade-node', second), /NODE_BEFORE_CONTROL_PLANE/);
  });
  await lab.step('a node that does not have the programs of the next version stays what it is', async () => {
    await assert.rejects(isthmus('upgrade-node', first), /put kubeadm, kubelet and kubectl of Kubernetes/);
    assert.deepEqual(await kubelets(cluster), [`v${versions.from}`, `v${versions.from}`]);
  });
  await lab.step(`it has Kubernetes ${versions.to} by the steps that \`plan\` prints, the control plane first`, async () => {
    for (const name of [first, second]) {
      await cluster.guest(name).take(newer, ...PROGRAMS);
      await cluster.guest(name).shell('for image in /opt/images/*.tar; do ctr --namespace k8s.io images import "$image" > /dev/null; done');
    }
    const steps = await followPlan(cluster, from, to, built);
    lab.note(steps.join('; '));
    assert.deepEqual(await kubelets(cluster), [target, target]);
    // The lock has been told of each node: nothing is left to be done.
    const again = sideOfSystem(built, cluster.project.lock);
    assert.deepEqual([outdated(to), outdated(again)], [[first, second], []]);
    assert.deepEqual(planChanges(to, again).steps, []);
    const found = await diagnosis(cluster);
    assert.deepEqual(found('kubectl reaches it'), [`holds: ${target}`]);
  });
  await lab.step('all that kubeadm has set up is of that version, and the pods are back', async () => {
    await cluster.ready();
    await lab.eventually(300, async () => {
      const images = await cluster.kubectl([
        'get',
        'pods',
        '--namespace=kube-system',
        '--output=jsonpath={.items[*].spec.containers[*].image}',
      ]);
      const own = images.split(' ').filter((image) => /\/kube-(apiserver|controller-manager|scheduler|proxy):/.test(image));
      assert.equal(own.length, 5, images);
      assert(
        own.every((image) => image.endsWith(`:${target}`)),
        images,
      );
    });
    await cluster.rolledOut('answer');
  });
  await lab.step('again it changes nothing', async () => {
    const before = await cluster.guest(first).output(['sha256sum', '/etc/kubernetes/manifests/kube-apiserver.yaml']);
    for (const name of [first, second]) await isthmus('upgrade-node', name);
    assert.equal(await cluster.guest(first).output(['sha256sum', '/etc/kubernetes/manifests/kube-apiserver.yaml']), before);
    await cluster.ready();
  });
}

/** Nodes that the lock knows otherwise than the system. */
const outdated = ({ warnings = [], system }: PlanSide): readonly string[] => {
  const told = warnings.filter(({ code }) => code === 'GUEST_OUTDATED').map(({ path }) => path.split('/').slice(1).join('-'));
  return system.machines.map(({ name }) => name).filter((name) => told.includes(name));
};

/** Versions of the kubelets, by the names of their nodes. */
const kubelets = async (cluster: NodeCluster): Promise<readonly string[]> =>
  (
    await cluster.kubectl(['get', 'nodes', '--sort-by=.metadata.name', '--output=jsonpath={.items[*].status.nodeInfo.kubeletVersion}'])
  ).split(' ');
