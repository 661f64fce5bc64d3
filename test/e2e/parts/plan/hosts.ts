import assert from 'node:assert/strict';
import { Image } from '../../../../src';
import { planChanges } from '../../../../src/plan';
import { EDITS, type Edit } from '../../../plan/edits';
import { sideOf } from '../../../plan/sides';
import type { Facts } from '../../../plan/works';
import { emptyDisk } from '../../guests/empty-disk';
import type { Lab } from '../../harness/lab';
import { hypervisor, program, terraform } from '../../harness/needs';
import type { Part } from '../../harness/part';
import { Hypervisor } from '../../hypervisor/hypervisor';
import { scramVerifier } from '../../systems/verifiers';
import { type Change, Root } from '../../terraform/root';
import { actionsOf, difference } from './difference';

/** Each asks for a part of the edits, so that none keeps others waiting for long. */
export const planOfHosts: readonly Part[] = ['1', '2', '3'].map((which, index, { length }) => ({
  name: `plan-hosts-${which}`,
  title: `what \`isthmus plan\` says of machines is what terraform plan says with the real provider (${which} of ${length})`,
  needs: [terraform, ...hypervisor, program('qemu-img', 'Debian: qemu-utils')],
  minutes: 6,
  run: (lab) =>
    run(
      lab,
      Object.entries(EDITS).filter((_, edit) => edit % length === index),
    ),
}));

async function run(lab: Lab, edits: readonly (readonly [name: string, edit: Edit])[]): Promise<void> {
  const host = await Hypervisor.start(lab, 'kvm');
  // Guests need not come up: what is asked for is plans.
  const disk = await emptyDisk(lab, 'empty');
  const places: Partial<Facts> = { uri: host.uri, image: Image.file(disk, { version: '1', preinstalled: true }) };
  const root = new Root(lab, 'works', { db_app_verifier: scramVerifier('laboratory'), db_backup_password: 'one that nobody guesses' });
  const { lock } = sideOf({}, undefined, places);
  const applied = sideOf({}, lock, places);
  await lab.step('the system is applied, and a second plan is empty', async () => {
    root.write(applied.system);
    await root.init();
    await root.apply();
    assert.deepEqual(await root.plan(), []);
  });
  // Edits of the other half leave what Terraform is given as it is: of those it is asked once.
  const asked = new Map<string, readonly Change[]>();
  const different: string[] = [];
  await lab.step('each edit, action by action', async () => {
    for (const [name, edit] of edits) {
      const after = sideOf(edit, lock, places);
      const configuration = JSON.stringify(after.terraform);
      root.write(after.system);
      const real = asked.get(configuration) ?? (await root.plan());
      asked.set(configuration, real);
      const told = actionsOf(planChanges(applied, after)).sort();
      // What is only read changes nothing.
      const planned = real.flatMap(({ action, address }) => (action === 'read' ? [] : [`${action} ${address}`])).sort();
      if (JSON.stringify(told) !== JSON.stringify(planned)) different.push(difference(name, told, planned));
    }
    assert.deepEqual(different, []);
  });
  lab.note(`${edits.length} edits, of which ${asked.size} give Terraform something else`);
}
