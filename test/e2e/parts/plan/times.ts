import assert from 'node:assert/strict';
import { Image } from '../../../../src';
import { emptyDisk } from '../../guests/empty-disk';
import type { Lab } from '../../harness/lab';
import { hypervisor, terraform } from '../../harness/needs';
import type { Part } from '../../harness/part';
import { Hypervisor } from '../../hypervisor/hypervisor';
import { ManySystem } from '../../systems/many';
import { Root } from '../../terraform/root';

/** Processor time tells no truth or untruth: the part fails where a plan is not empty, and says what it took. */
export const planTimes: Part = {
  name: 'plan-times',
  title: 'what plans without changes take with the real provider, by machines, in one stack and in several',
  needs: [terraform, ...hypervisor],
  minutes: 15,
  run,
};

async function run(lab: Lab): Promise<void> {
  // Guests need not come up: what is asked for is plans.
  const disk = await emptyDisk(lab, 'empty');
  const image = Image.file(disk, { version: '1', preinstalled: true });
  const hosts = async (...names: readonly string[]): Promise<readonly string[]> =>
    (await Promise.all(names.map((name) => Hypervisor.start(lab, name)))).map(({ uri }) => uri);
  const measure = async (stack: Root): Promise<void> => {
    await stack.init();
    await stack.apply();
    assert.deepEqual(await stack.plan(), []);
    const known = await stack.known();
    const machines = known.filter((address) => address.startsWith('libvirt_domain.')).length;
    for (const gogc of ['100', '400', '800']) {
      const seconds = await stack.planTime(gogc);
      const each = (seconds / machines).toFixed(2);
      lab.note(`${machines} machines, ${known.length} addresses, GOGC=${gogc}: ${seconds.toFixed(1)} s of processor time, ${each} s each`);
    }
  };

  const uris = await hosts('kvm1', 'kvm2');
  const root = new Root(lab, 'many');
  for (const machines of [3, 17])
    await lab.step(`${machines} machines in one stack`, async () => {
      root.synth(new ManySystem({ uris, image, machines, apart: false }));
      await measure(root);
    });
  await lab.step('as many, with a stack for each of two hosts', async () => {
    const others = new Root(lab, 'many');
    others.synth(new ManySystem({ uris: await hosts('kvm3', 'kvm4'), image, machines: 17, apart: true }));
    for (const name of ['many-kvm1', 'many-kvm2']) await measure(others.stack(name));
  });
}
