import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyDisk } from '../guests/empty-disk';
import type { Lab } from '../harness/lab';
import { hypervisor, terraform } from '../harness/needs';
import type { Part } from '../harness/part';
import { Hypervisor } from '../hypervisor/hypervisor';
import { IgnitionSystem, MOTTO, SECRET } from '../systems/ignition';
import { Root } from '../terraform/root';

export const ignition: Part = {
  name: 'ignition',
  title: 'machines that Ignition sets up are shown their configuration by QEMU, with the real provider',
  needs: [terraform, ...hypervisor],
  minutes: 3,
  run,
};

const MACHINES = { coreos: 'opt/com.coreos/config', flatcar: 'opt/org.flatcar-linux/config' } as const;
const VALUE = 'a key that nobody reads';

async function run(lab: Lab): Promise<void> {
  const host = await Hypervisor.start(lab, 'kvm1');
  const disk = await emptyDisk(lab);
  const root = new Root(lab, 'ig', { [SECRET]: VALUE });
  root.synth(new IgnitionSystem(host.uri, disk));
  await lab.step('they are defined and started; the second plan is empty', async () => {
    await root.init();
    await root.apply();
    for (const name of Object.keys(MACHINES)) assert.equal((await host.virsh('domstate', `ig-${name}`)).trim(), 'running');
    assert.deepEqual(await root.plan(), []);
  });
  await lab.step('QEMU shows each a file under the name that it looks for', async () => {
    for (const [name, entry] of Object.entries(MACHINES)) {
      const shown = new RegExp(`<entry name='${entry}' file='([^']+/ig-${name}-ignition\\.json)'/>`).exec(
        await host.virsh('dumpxml', `ig-${name}`),
      );
      assert(shown, name);
      const { storage } = JSON.parse(await contentOf(lab, host, name)) as Config;
      const sources = new Map(storage.files.map(({ path, contents }) => [path, contents.source]));
      assert.equal(decodeURIComponent(sources.get('/etc/motto') ?? ''), `data:,${MOTTO}`);
      assert.equal(sources.get('/etc/app.key'), `data:;base64,${Buffer.from(VALUE).toString('base64')}`);
      assert.equal(sources.get('/etc/hostname'), `data:,${name}%0A`);
    }
  });
  await lab.step('what is secret is in no state', () => {
    const states = readdirSync(root.folder).filter((file) => file.endsWith('.tfstate'));
    assert(states.length > 0);
    for (const file of states) {
      const text = readFileSync(join(root.folder, file), 'utf8');
      for (const form of [VALUE, Buffer.from(VALUE).toString('base64')]) assert(!text.includes(form), file);
    }
  });
  await lab.step('what they would be told now changes nothing of what is there', async () => {
    root.synth(new IgnitionSystem(host.uri, disk, { motto: 'another\n' }));
    assert.deepEqual(await root.plan(), []);
  });
  await lab.step('one that is made anew is told what is said then', async () => {
    await root.apply('-replace=libvirt_volume.coreos-root');
    const { storage } = JSON.parse(await contentOf(lab, host, 'coreos')) as Config;
    assert(storage.files.some(({ contents }) => contents.source === 'data:,another%0A'));
    assert.deepEqual(await root.plan(), []);
  });
  await lab.step('destroyed, nothing of them is left', async () => {
    // Nobody in them hears that they shall shut down.
    for (const name of Object.keys(MACHINES)) await host.virsh('destroy', `ig-${name}`);
    assert.equal((await root.attemptDestroy()).status, 0);
    assert(!(await host.virsh('vol-list', 'default')).includes('ig-'));
  });
}

interface Config {
  readonly storage: { readonly files: readonly { readonly path: string; readonly contents: { readonly source: string } }[] };
}

/** Out of the pool, as QEMU reads it. */
async function contentOf(lab: Lab, host: Hypervisor, name: string): Promise<string> {
  const file = join(lab.folder(), `${name}.json`);
  await host.virsh('vol-download', '--pool', 'default', `ig-${name}-ignition.json`, file);
  return readFileSync(file, 'utf8');
}
