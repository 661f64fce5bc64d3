import assert from 'node:assert/strict';
import { installAddOns, installAgain } from './add-ons';
import { ANSWER } from './answer';
import { BRING_UP, type NodeCluster, STATE } from './cluster';
import { diagnosis } from './doctor';

/** Machines become a cluster whatever happens meanwhile: in the wrong order, and switched off in the middle. */
export async function bringUp(cluster: NodeCluster): Promise<void> {
  const { lab, machines } = cluster;
  const [first, second, third] = machines.map(({ name }) => name);
  assert(first && second && third);

  const worker = await cluster.boot(second);
  await lab.step('a worker that is there first waits for its cluster', async () => {
    assert.deepEqual(await worker.configured(BRING_UP), [], await worker.configurationLog());
    await lab.eventually(60, async () => assert.match(await cluster.journal(second), /joining the cluster k8s/));
  });

  const plane = await cluster.boot(first);
  await lab.step(
    'the first node, cut off before its control plane has answered, begins anew; cut off afterwards, it goes on with what it has',
    async () => {
      await lab.eventually(BRING_UP, () => plane.output(['test', '-d', '/var/lib/etcd/member/wal']));
      await plane.restart();
      await lab.eventually(BRING_UP, () => plane.output(['test', '-e', `${STATE}/answered`]));
      const authority = await plane.output(['cat', '/etc/kubernetes/pki/ca.crt']);
      await plane.restart();
      await lab.eventually(BRING_UP, () => plane.output(['test', '-e', `${STATE}/joined`]));
      assert.equal(await plane.output(['cat', '/etc/kubernetes/pki/ca.crt']), authority);
    },
  );

  const late = await cluster.boot(third);
  await lab.step('a first boot that was cut off begins again, and the node joins', async () => {
    await lab.eventually(BRING_UP, () => late.output(['test', '-e', '/etc/isthmus/kubernetes/kubeadm.yaml']));
    await late.restart();
    await cluster.joined(third);
  });
  await lab.step(
    'all nodes are registered, with their labels and addresses; the file that opens the cluster does so at the address of the model',
    async () => {
      await cluster.joined(second);
      await cluster.open();
      const { items } = await cluster.get<{ readonly items: readonly Node[] }>('nodes');
      const found = items.map(({ metadata, status }) => [
        metadata.name,
        metadata.labels.disk,
        status.addresses.find(({ type }) => type === 'InternalIP')?.address,
      ]);
      assert.deepEqual(
        found,
        machines.map(({ name, nic }) => [name, 'ssd', nic.address]),
      );
    },
  );
  await lab.step('`doctor` misses the add-ons', async () => {
    const found = await diagnosis(cluster);
    assert.deepEqual(found('kubectl reaches it'), ['holds: v1.34.2']);
    assert.match(found('its nodes are those')[0] ?? '', /^missing: .*are not Ready$/);
    for (const addOn of INSTALLED) assertAll(found(addOn), 'missing', addOn);
  });
  await lab.step(
    'the commands that `isthmus add-ons` prints install what the system asks for, and change nothing the second time',
    async () => {
      await installAddOns(cluster);
      await installAgain(cluster);
    },
  );
  await lab.step('with them all nodes are Ready, and `doctor` finds each of them as the system says', async () => {
    await cluster.ready();
    const found = await lab.eventually(BRING_UP, async () => {
      const now = await diagnosis(cluster);
      assert.deepEqual(now('its nodes are those'), [`holds: ${machines.length}`]);
      for (const addOn of INSTALLED) assertAll(now(addOn), 'holds', addOn);
      return now;
    });
    lab.note(INSTALLED.flatMap((addOn) => found(addOn).map((each) => `${addOn}: ${each}`)).join('; '));
  });
  await lab.step('a Service leads to pods on the workers, and a node port leads nowhere', async () => {
    await cluster.kubectl(['apply', '--filename=-'], { input: ANSWER });
    await cluster.rolledOut('answer');
    const placed = await cluster.kubectl(['get', 'pods', '--selector=app=answer', '--output=jsonpath={.items[*].spec.nodeName}']);
    assert(!placed.includes(first), placed);
    const address = await cluster.kubectl(['get', 'service', 'answer', '--output=jsonpath={.spec.clusterIP}']);
    const port = await cluster.kubectl(['get', 'service', 'answer', '--output=jsonpath={.spec.ports[0].nodePort}']);
    await lab.eventually(60, () =>
      worker.output(['timeout', '10', 'bash', '-c', `exec 3<>/dev/tcp/${address}/80; timeout 5 cat <&3 | grep .`]),
    );
    for (const to of ['127.0.0.1', cluster.machine(second).nic.address]) {
      const { status } = await worker.attempt(['timeout', '5', 'bash', '-c', `exec 3<>/dev/tcp/${to}/${port}`]);
      assert.notEqual(status, 0, `${to}:${port}`);
    }
    await cluster.kubectl(['delete', '--filename=-'], { input: ANSWER });
  });
}

/** Add-ons that the system says how to install, as sentences about them begin. */
const INSTALLED = ['kube-router', 'MetalLB', 'Gateway API'];

/** That `doctor` finds something of an add-on, and all of it in that state. */
function assertAll(findings: readonly string[], state: string, addOn: string): void {
  assert(findings.length > 0 && findings.every((each) => each.startsWith(`${state}: `)), `${addOn}: ${findings.join('; ')}`);
}

interface Node {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly status: { readonly addresses: readonly { readonly type: string; readonly address: string }[] };
}
