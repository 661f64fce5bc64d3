import assert from 'node:assert/strict';
import { planChanges } from '../../../src/plan';
import { synthTerraform } from '../../../src/testing';
import { guestImages } from '../guests/images';
import type { Lab } from '../harness/lab';
import { hypervisor, images, terraform } from '../harness/needs';
import type { Part } from '../harness/part';
import { Hypervisor } from '../hypervisor/hypervisor';
import { ApartSystem } from '../systems/apart';
import { TINY_BOOT_SECONDS } from '../systems/tiny';
import { Root } from '../terraform/root';

export const stacks: Part = {
  name: 'stacks',
  title: 'a host goes to a Terraform stack of its own, and back, by the commands that a plan prints',
  needs: [terraform, ...hypervisor, ...images],
  minutes: 3,
  run,
};

async function run(lab: Lab): Promise<void> {
  const { tiny: image } = await guestImages(lab);
  const kvm1 = await Hypervisor.start(lab, 'kvm1');
  const kvm2 = await Hypervisor.start(lab, 'kvm2');
  const build = (stack?: string): ApartSystem =>
    new ApartSystem({ uris: [kvm1.uri, kvm2.uri], image, ...(stack !== undefined && { stack }) });
  const root = new Root(lab, 'ap');
  const east = root.stack('ap-east');
  const state = (): Promise<readonly string[]> =>
    Promise.all(
      [kvm1, kvm2].map(async (host, index) => {
        const name = `ap-m${index + 1}`;
        await host.guest(name).up(TINY_BOOT_SECONDS);
        return `${await host.virsh('domuuid', name)} ${await host.guest(name).boot()}`;
      }),
    );
  /** Resolves the system with the second host in another stack, and does what the plan says. */
  const move = async (to: string | undefined, from: string | undefined): Promise<void> => {
    const before = root.resolve(build(from));
    root.editLock((lock) => {
      const { stack: _, ...host } = lock.hosts.kvm2 as (typeof lock.hosts)[string];
      return { ...lock, hosts: { ...lock.hosts, kvm2: { ...host, ...(to !== undefined && { stack: to }) } } };
    });
    const after = root.resolve(build(to));
    const side = (built: ApartSystem, { system, lock }: typeof before) => ({
      system,
      terraform: synthTerraform(built, { lock }),
      kubernetes: {},
    });
    const { steps, details } = planChanges(side(build(from), before), side(build(to), after));
    assert.deepEqual(details.terraform, []);
    root.synth(build(to));
    const [first] = steps;
    assert.match(first?.run ?? '', /terraform state mv/);
    await lab.output(['sh', '-euc', first?.run ?? ''], { cwd: root.folder, env: { CHECKPOINT_DISABLE: '1' }, timeoutSeconds: 300 });
  };
  const isManaged = ({ address }: { readonly address: string }): boolean => !address.startsWith('output.');

  root.synth(build());
  await root.init();
  await root.apply();
  const untouched = await state();
  await lab.step('to a stack of its own: both have nothing to do on the hosts, and after their applies nothing at all', async () => {
    await move('east', undefined);
    await east.init();
    for (const stack of [root, east]) {
      assert.deepEqual((await stack.plan()).filter(isManaged), []);
      await stack.apply();
      assert.deepEqual(await stack.plan(), []);
    }
    assert.deepEqual(
      (await root.known()).filter((address) => address.startsWith('libvirt_domain')),
      ['libvirt_domain.m1'],
    );
    assert.deepEqual(
      (await east.known()).filter((address) => address.startsWith('libvirt_domain')),
      ['libvirt_domain.m2'],
    );
    assert.deepEqual(await state(), untouched);
  });
  await lab.step('and back', async () => {
    await move(undefined, 'east');
    assert.deepEqual((await root.plan()).filter(isManaged), []);
    await root.apply();
    assert.deepEqual(await root.plan(), []);
    assert.deepEqual(await state(), untouched);
  });
}
