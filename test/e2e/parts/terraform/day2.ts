import assert from 'node:assert/strict';
import { InvalidSystemError, Size, VirtualMachine } from '../../../../src';
import type { GuestImages } from '../../guests/images';
import type { Lab } from '../../harness/lab';
import type { Hypervisor, Inventory } from '../../hypervisor/hypervisor';
import type { DatabaseEdit, LabShop, LabShopProps } from '../../systems/shop';
import { TINY } from '../../systems/tiny';
import { recover } from '../../terraform/recover';
import type { Root } from '../../terraform/root';

export type MakeShop = (props?: LabShopProps) => LabShop;

/** Edits that would cost a disk or make a second copy of a machine, and what synth says to them. */
const REFUSED: Record<Exclude<DatabaseEdit, 'moved in the tree'>, RegExp> = {
  renamed: /VOLUME_GONE at .*\n.*database-vm\/data/,
  'on another host': /LOCK_CONTRADICTION at .*\n {2}host:/,
  'in another subnet': /LOCK_CONTRADICTION at .*\n {2}subnet:/,
};

/** Edits of the system: refused before anything is written, or harmless. */
export async function checkEdits(lab: Lab, host: Hypervisor, root: Root, shop: MakeShop): Promise<void> {
  await lab.step('edits that would cost data or copy a machine are refused', () => {
    for (const [databaseIs, says] of Object.entries(REFUSED)) {
      assert.throws(
        () => root.resolve(shop({ databaseIs: databaseIs as DatabaseEdit })),
        (error) => error instanceof InvalidSystemError && says.test(error.message),
        `the database server ${databaseIs}`,
      );
    }
    assert.throws(() => root.resolve(shop({ dataMachines: false })), InvalidSystemError, 'machines with data that are gone');
  });
  await lab.step('a machine that moves in the tree changes nothing', async () => {
    root.synth(shop({ databaseIs: 'moved in the tree' }));
    assert.deepEqual(await root.plan(), []);
  });
  await lab.step('a renamed machine without data takes the place of the old one', async () => {
    root.synth(shop({ loadBalancerName: 'balancer' }));
    const touched = (await root.plan())
      .filter(({ address }) => /^libvirt_/.test(address))
      .map(({ action, address }) => `${action} ${address}`);
    assert.deepEqual(touched.sort(), [
      'create libvirt_domain.balancer',
      'create libvirt_volume.balancer-root',
      'delete libvirt_domain.lb',
      'delete libvirt_volume.lb-root',
    ]);
    await root.apply();
    const all = Object.values(await host.inventory()).flat();
    assert(
      ['shop-balancer', 'shop-balancer-root.qcow2'].every((name) => all.includes(name)),
      all.join(),
    );
    assert.deepEqual(
      all.filter((name) => name.startsWith('shop-lb')),
      [],
    );
    assert.deepEqual(await root.plan(), []);
  });
}

/** Terraform and the provider die while a machine is made. */
export async function checkKill(
  lab: Lab,
  host: Hypervisor,
  root: Root,
  shop: MakeShop,
  images: GuestImages,
  dataIsKept: () => Promise<void>,
): Promise<void> {
  const more = (it: LabShop): void => {
    const facts = {
      host: it.host,
      subnet: it.edge,
      image: images.tiny,
      os: TINY,
      cpus: 1,
      memory: Size.mebibytes(192),
      rootDisk: Size.gibibytes(1),
    };
    new VirtualMachine(it, 'extra', { ...facts, stateless: true });
  };
  await lab.step('an apply that is killed in the middle is recovered from as documented', async () => {
    root.synth(shop({ more }));
    await root.killApplyAt('libvirt_domain.extra: Creating...');
    const taken = await recover(root, host);
    lab.note(taken.length > 0 ? `taken into the state: ${taken.join()}` : 'the state had lost nothing');
    await host.guest('shop-extra').up(90);
    assert.deepEqual(await root.plan(), []);
  });
  await lab.step('a machine and the disk of another that the state has lost are taken in as documented', async () => {
    const before = await host.inventory();
    const database = host.guest('shop-database-vm');
    const boot = await database.boot();
    const lost = ['libvirt_domain.extra', 'libvirt_volume.database-vm-data', 'libvirt_volume.extra-root'];
    await root.forget(...lost);
    assert.deepEqual(await recover(root, host), lost);
    assert.deepEqual(await root.plan(), []);
    assert.deepEqual(await host.inventory(), before);
    assert.equal(await database.boot(), boot, 'the machine on the disk has not noticed');
    await dataIsKept();
    await host.guest('shop-extra').up(90);
  });
}

/**
 * The end of a system, and a new one that takes its data over.
 * @param untouched what the host had before the first apply
 */
export async function checkDestroy(
  lab: Lab,
  host: Hypervisor,
  root: Root,
  shop: MakeShop,
  untouched: Inventory,
  dataIsKept: () => Promise<void>,
): Promise<void> {
  await lab.step('destroy refuses to take the data, and takes nothing else either', async () => {
    const before = await host.inventory();
    const { status, stderr } = await root.attemptDestroy();
    assert.notEqual(status, 0);
    assert.match(stderr, /database-vm-data has lifecycle\.prevent_destroy/);
    assert.deepEqual(await host.inventory(), before);
  });
  await lab.step('told so, destroy leaves nothing but the data that is to be kept', async () => {
    const end = shop({ dataMachines: false });
    end.retire('database-vm', { keepData: true, because: 'the data goes to another system' });
    end.retire('legacy-app-vm', { keepData: false, because: 'replaced' });
    root.synth(end);
    await root.apply();
    const { status, stderr } = await root.attemptDestroy();
    assert.equal(status, 0, stderr);
    assert.deepEqual(await host.inventory(), { ...untouched, volumes: ['shop-database-vm-data.qcow2'] });
  });
  await lab.step('data that was kept is never made anew: the machine comes back to it by the documented way', async () => {
    for (const name of ['database-vm', 'legacy-app-vm']) root.release(name);
    root.synth(shop());
    assert.deepEqual(await recover(root, host), ['libvirt_volume.database-vm-data']);
    await dataIsKept();
    assert.deepEqual(await root.plan(), []);
  });
}
