import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Image } from '../../../../src';
import { planChanges } from '../../../../src/plan';
import { sideOfSystem } from '../../../plan/sides';
import { emptyDisk } from '../../guests/empty-disk';
import type { Lab } from '../../harness/lab';
import { hypervisor, program, terraform } from '../../harness/needs';
import type { Part } from '../../harness/part';
import { Hypervisor } from '../../hypervisor/hypervisor';
import { NODE_SECRETS } from '../../systems/node-secrets';
import { NodeSystem, type NodeSystemProps } from '../../systems/nodes';
import { scramVerifier } from '../../systems/verifiers';
import { Root } from '../../terraform/root';
import { actionsOf, difference } from './difference';

/** Where the machines are not started as guests without a hypervisor, but defined on one. */
export const planOfNodes: Part = {
  name: 'plan-nodes',
  title: 'machines of a cluster by the real provider: what plans do to nodes that are there, while others come and go',
  needs: [terraform, ...hypervisor, program('qemu-img', 'Debian: qemu-utils')],
  minutes: 10,
  run,
};

/** As `isthmus join-token` asks a cluster for one. */
const NEW_TOKEN = `fedcba.9876543210fedcba/sha256:${'0'.repeat(64)}`;

async function run(lab: Lab): Promise<void> {
  const host = await Hypervisor.start(lab, 'kvm');
  // Guests need not come up: what is asked for is plans.
  const [image, renewed] = await Promise.all(
    ['old', 'new'].map(async (name) => Image.file(await emptyDisk(lab, name), { version: name, preinstalled: true })),
  );
  assert(image && renewed);
  const built = (props: NodeSystemProps): NodeSystem => new NodeSystem({ count: 2, uri: host.uri, image, ...props });
  const secrets = { ...NODE_SECRETS, database_vm_app_verifier: scramVerifier('laboratory') };
  const root = new Root(lab, 'ns', secrets);
  const first = sideOfSystem(built({}));
  const applied = sideOfSystem(built({}), first.lock);
  await lab.step('all machines of a cluster come by one apply, and the second plan is empty', async () => {
    root.write(applied.system);
    await root.init();
    await root.apply();
    assert.deepEqual(await root.plan(), []);
  });

  const edits: Readonly<Record<string, NodeSystemProps>> = {
    'a worker more': { count: 3 },
    'a worker fewer': { count: 1 },
    'a pool with labels and taints': { batch: true },
    'a newer version': { version: '1.35' },
    'another image for a pool that comes': { renewed },
  };
  await lab.step('each change does to machines what `isthmus plan` says, and nothing to those that stay', async () => {
    for (const [name, edit] of Object.entries(edits)) {
      const after = sideOfSystem(built(edit), applied.lock);
      root.write(after.system);
      const planned = (await root.plan()).flatMap(({ action, address }) => (action === 'read' ? [] : [`${action} ${address}`])).sort();
      const told = actionsOf(planChanges(applied, after)).sort();
      assert.deepEqual(planned, told, difference(name, told, planned));
      const kept = planned.filter((change) => /^(replace|delete|update) libvirt_domain\./.test(change));
      assert.deepEqual(kept, edit.count === 1 ? ['delete libvirt_domain.k8s-node-2'] : [], name);
    }
  });
  await lab.step(
    'a worker is made anew by the command of docs/clusters.md: its CD has the new token, and nothing else changes',
    async () => {
      const uuids = async (): Promise<readonly string[]> =>
        Promise.all(['database-vm', 'erp', 'k8s-node-1'].map((name) => host.virsh('domuuid', `ns-${name}`)));
      const before = await uuids();
      root.write(applied.system);
      const later = new Root(lab, 'ns', { ...secrets, k8s_join_token: NEW_TOKEN }, root.folder);
      await host.virsh('destroy', 'ns-k8s-node-2');
      await later.apply('-replace=libvirt_domain.k8s-node-2', '-replace=libvirt_volume.k8s-node-2-root');
      assert.deepEqual(await later.plan(), []);
      assert.deepEqual(await uuids(), before);
      const [old, made] = await Promise.all(
        ['k8s-node-1', 'k8s-node-2'].map(async (name) => {
          const file = join(lab.folder(), 'cd.iso');
          await host.virsh('vol-download', '--pool', 'default', `ns-${name}-cloudinit.iso`, file);
          const text = readFileSync(file, 'latin1');
          return [NODE_SECRETS.k8s_join_token, NEW_TOKEN].map((token) => text.includes(Buffer.from(token).toString('base64')));
        }),
      );
      assert.deepEqual(
        [old, made],
        [
          [true, false],
          [false, true],
        ],
      );
    },
  );
  await lab.step('a worker makes way for one with another image: each step is applied, and has an empty plan', async () => {
    const more = sideOfSystem(built({ renewed }), applied.lock);
    const fewer = sideOfSystem(built({ renewed, count: 1 }), more.lock);
    for (const side of [more, fewer]) {
      // An empty disk does not shut down when it is asked to, and what hangs is switched off by hand: docs/operations.md.
      for (const { name, does } of planChanges(applied, side).machines) if (does === 'removed') await host.virsh('destroy', `ns-${name}`);
      root.write(side.system);
      await root.apply();
      assert.deepEqual(await root.plan(), []);
    }
    const domains = (await root.known()).filter((address) => address.startsWith('libvirt_domain.')).sort();
    assert.deepEqual(
      domains,
      ['database-vm', 'erp', 'k8s-node-1', 'k8s-renewed-1'].map((name) => `libvirt_domain.${name}`),
    );
  });
}
