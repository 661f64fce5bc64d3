import assert from 'node:assert/strict';
import { InvalidSystemError, type Lock } from '../../../../src';
import { guestImages } from '../../guests/images';
import type { Lab } from '../../harness/lab';
import { go, hypervisor, images, terraform } from '../../harness/needs';
import type { Part } from '../../harness/part';
import { Hypervisor } from '../../hypervisor/hypervisor';
import { type MovingProps, MovingSystem, POOL, POOL_PATH } from '../../systems/moving';
import { NODE_SECRETS } from '../../systems/node-secrets';
import { TINY_BOOT_SECONDS } from '../../systems/tiny';
import { recover, renewPool } from '../../terraform/recover';
import { type Change, Root } from '../../terraform/root';
import { moveMachines } from './move';

const ARCHIVE = 'mv-archive';
const NODE = 'mv-k8s-node-1';

export const recovery: Part = {
  name: 'recovery',
  title: 'hosts, pools, nodes and states that change hands or are lost: refused, or done as docs/recovery.md says',
  needs: [terraform, go, ...hypervisor, ...images],
  minutes: 10,
  run,
};

async function run(lab: Lab): Promise<void> {
  const { tiny } = await guestImages(lab);
  const kvm1 = await Hypervisor.start(lab, 'kvm1');
  const kvm2 = await Hypervisor.start(lab, 'kvm2');
  const untouched = await kvm2.inventory();
  const root = new Root(lab, 'mv', NODE_SECRETS);
  const system = (props: Partial<MovingProps> = {}): MovingSystem => new MovingSystem({ uri: kvm1.uri, image: tiny, ...props });
  const refused = (props: Partial<MovingProps>, code: string): void =>
    assert.throws(
      () => root.resolve(system(props)),
      (error) => error instanceof InvalidSystemError && error.message.includes(code),
      code,
    );
  const boots = async (host: Hypervisor): Promise<readonly string[]> => {
    const names = (await host.inventory()).domains;
    return Promise.all(
      names.map(async (name) => {
        await host.guest(name).up(TINY_BOOT_SECONDS);
        return `${name} ${await host.guest(name).boot()}`;
      }),
    );
  };

  root.synth(system());
  await lab.step('apply; the second plan is empty', async () => {
    await root.init();
    await root.apply();
    assert.deepEqual(await root.plan(), []);
  });
  await lab.step(
    'a policy edit never needs machines shut down, whatever the subnet (administrators, with a machine on DHCP beside)',
    async () => {
      root.synth(system({ dhcp: true }));
      await root.apply();
      const before = await boots(kvm1);
      assert.equal(before.length, 3);
      root.synth(system({ dhcp: true, admin: '10.3.0.0/24' }));
      assert.deepEqual((await root.plan()).filter(isManaged), []);
      await root.apply();
      assert.deepEqual(await boots(kvm1), before);
      assert.deepEqual(await root.plan(), []);
    },
  );
  const settled = { dhcp: true, admin: '10.3.0.0/24' };

  /**
   * Another host under the name of the one that has everything: nothing is made there, and nothing forgotten. The edit is taken back then,
   * with its lock.
   */
  const noticed = async (props: Partial<MovingProps>): Promise<void> => {
    const before = await root.known();
    const lock = root.keptLock();
    root.editLock((lock) => connected(lock, kvm2.uri));
    root.synth(system({ ...settled, ...props, uri: kvm2.uri }));
    const { status, stderr } = await root.attemptApply();
    assert.notEqual(status, 0);
    assert.match(stderr, /kvm1-is-the-same-host/);
    assert.deepEqual(await kvm2.inventory(), untouched);
    assert.deepEqual(await root.known(), before);
    root.editLock(() => lock);
    root.synth(system(settled));
    assert.deepEqual(await root.plan(), []);
  };

  await lab.step(
    'a host that is reached elsewhere is refused, and where the lock was told otherwise the plan fails before anything is made',
    async () => {
      refused({ ...settled, uri: kvm2.uri }, 'HOST_CHANGED');
      await noticed({});
    },
  );
  await lab.step('it fails as well when the machine that the host is known by leaves in the same edit', async () => {
    assert.equal(root.landmark('kvm1'), 'archive');
    await noticed({ archiveLeft: true });
    assert.equal(root.landmark('kvm1'), 'archive');
  });
  await lab.step(
    'a machine that was taken away by hand is made anew and started; the one that the host is known by on purpose',
    async () => {
      for (const [machine, ...replaced] of [['scanner'], ['archive', '-replace=terraform_data.archive-start']]) {
        const name = `mv-${machine}`;
        await kvm1.virsh('destroy', name);
        await kvm1.virsh('undefine', name);
        if (replaced.length > 0) assert.match((await root.attemptApply()).stderr, /kvm1-is-the-same-host/);
        await root.apply(...replaced);
        await kvm1.guest(name).up(TINY_BOOT_SECONDS);
        assert.deepEqual(await root.plan(), []);
      }
    },
  );

  await lab.step("the machines move to another host by libvirt's own means, as documented", async () => {
    const before = await identities(kvm1);
    await moveMachines(lab, kvm1, kvm2, POOL, POOL_PATH);
    root.editLock((lock) => connected(lock, kvm2.uri));
    root.synth(system({ ...settled, uri: kvm2.uri }));
    assert.deepEqual((await root.plan()).filter(isLoss), []);
    await root.apply();
    assert.deepEqual(await root.plan(), []);
    assert.deepEqual(await identities(kvm2), before);
    assert.equal((await boots(kvm2)).length, before.length);
  });
  const moved = { ...settled, uri: kvm2.uri };

  await lab.step('a pool changes hands, to and fro, as documented, and no machine notices', async () => {
    const before = await boots(kvm2);
    const lockedAs = (path: string | undefined): void => root.editLock((lock) => pooled(lock, path));
    refused({ ...moved, ownsPool: false }, 'POOL_CHANGED');
    await root.forget(`libvirt_pool.kvm1-${POOL}`);
    lockedAs(undefined);
    root.synth(system({ ...moved, ownsPool: false }));
    await root.apply();
    assert.deepEqual(await root.plan(), []);

    refused(moved, 'POOL_CHANGED');
    lockedAs(POOL_PATH);
    root.synth(system(moved));
    await renewPool(root, kvm2, POOL, `libvirt_pool.kvm1-${POOL}`);
    await root.apply();
    assert.deepEqual(await root.plan(), []);
    assert.deepEqual(await boots(kvm2), before);
  });
  await lab.step('a node that holds etcd is renewed only by hand, as documented', async () => {
    const { status, stderr } = await root.attemptApply('-replace=libvirt_volume.k8s-node-1-root');
    assert.notEqual(status, 0);
    assert.match(stderr, /k8s-node-1-root has lifecycle\.prevent_destroy/);
    const archive = await kvm2.guest(ARCHIVE).boot();
    const node = await kvm2.guest(NODE).boot();
    await kvm2.virsh('destroy', NODE);
    await kvm2.virsh('vol-delete', '--pool', POOL, `${NODE}-root.qcow2`);
    await root.apply('-replace=libvirt_domain.k8s-node-1');
    await kvm2.guest(NODE).up(TINY_BOOT_SECONDS);
    assert.notEqual(await kvm2.guest(NODE).boot(), node);
    assert.equal(await kvm2.guest(ARCHIVE).boot(), archive);
    assert.deepEqual(await root.plan(), []);
  });
  await lab.step('a state that is lost is made anew around what runs, as documented', async () => {
    const before = await identities(kvm2);
    root.loseState();
    lab.note(`taken in: ${(await recover(root, kvm2)).join(', ')}`);
    assert.deepEqual(await root.plan(), []);
    assert.deepEqual(await identities(kvm2), before);
    await boots(kvm2);
  });
}

/** What identifies the machines of a host and their disks. */
async function identities(host: Hypervisor): Promise<readonly string[]> {
  const names = (await host.inventory()).domains;
  return Promise.all(names.map(async (name) => `${name} ${(await host.virsh('domuuid', name)).trim()}`));
}

/** Something of libvirt's that the plan would touch. */
const isManaged = ({ address }: Change): boolean => /^libvirt_/.test(address);

/** Something of libvirt's that the plan would take away. */
const isLoss = (change: Change): boolean => isManaged(change) && !['create', 'update'].includes(change.action);

/** The lock with another way to the host, as the message tells to write it. */
function connected(lock: Lock, uri: string): Lock {
  const host = lock.hosts.kvm1;
  assert(host);
  return { ...lock, hosts: { kvm1: { ...host, connection: uri } } };
}

/** The lock with the pool in other hands. */
function pooled(lock: Lock, path: string | undefined): Lock {
  const host = lock.hosts.kvm1;
  assert(host);
  return { ...lock, hosts: { kvm1: { ...host, pools: { [POOL]: path === undefined ? {} : { path } } } } };
}
