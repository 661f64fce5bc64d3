import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { Asking } from '../../../../src/doctor/asking';
import { look } from '../../../../src/doctor/proofs';
import type { Proof } from '../../../../src/model/resolved';
import type { Lab } from '../../harness/lab';
import { has } from '../../harness/needs';
import type { Hypervisor } from '../../hypervisor/hypervisor';
import { LabShop } from '../../systems/shop';
import { FIRMWARE_FILES } from './combinations';

const MEBIBYTE = 2 ** 20;
const SECRET = '5f4e7c1a-3c68-4a3e-9c0e-2d0a4d1b7a11';

/** `isthmus doctor` says of a real host what is there and what is not, before and after it is put right as it says. */
export async function checkDoctor(lab: Lab, host: Hypervisor): Promise<void> {
  const { system } = new LabShop({ uri: host.uri }).resolve();
  const told = async (proof: Proof): Promise<string> => {
    const { state, found } = await look(proof, new Asking(system, { run: (program, args) => host.run([program, ...args]) }));
    return `${state}: ${found}`;
  };
  const at = { host: 'kvm1' };
  const pool = { is: 'storage-pool', ...at, pool: 'default' } as const;
  const volume = { is: 'volume', ...at, pool: 'default', volume: 'there' } as const;
  await lab.step('`doctor` finds what a real host has, and what to do makes good what it has not', async () => {
    assert.match(await told({ is: 'hypervisor', ...at }), /^holds: QEMU \d/);
    assert.match(await told({ ...pool, autostart: false }), /^holds: running/);
    assert.match(await told({ ...pool, autostart: true }), /^missing: it is not started with its host/);
    await host.virsh('pool-autostart', 'default');
    assert.match(await told({ ...pool, autostart: true }), /^holds/);
    assert.match(await told({ ...pool, pool: 'none', autostart: false }), /^missing: .*none/);
    await host.virsh('vol-create-as', 'default', 'there', '1M');
    assert.match(await told({ ...volume, bytes: MEBIBYTE }), /^holds/);
    assert.match(await told({ ...volume, bytes: 2 * MEBIBYTE }), /^missing: it has 1048576 bytes/);
    await host.virsh('vol-resize', '--pool', 'default', 'there', String(2 * MEBIBYTE));
    assert.match(await told({ ...volume, bytes: 2 * MEBIBYTE }), /^holds/);
    await host.virsh('pool-destroy', 'default');
    assert.match(await told({ ...pool, autostart: false }), /^missing: it is inactive/);
    await host.virsh('pool-start', 'default');
    assert.match(await told({ is: 'libvirt-secret', ...at, uuid: SECRET }), /^missing/);
    await host.give(`<secret ephemeral='no' private='yes'><uuid>${SECRET}</uuid></secret>`, 'secret-define');
    assert.match(await told({ is: 'libvirt-secret', ...at, uuid: SECRET }), /^holds/);
    assert.match(await told({ is: 'machine-type', ...at, type: 'q35' }), /^holds/);
    assert.match(await told({ is: 'machine-type', ...at, type: 'pc-q35-99.0' }), /^missing/);
    const firmware = FIRMWARE_FILES.every((file) => existsSync(file));
    assert.match(await told({ is: 'firmware', ...at, secureBoot: false }), firmware ? /^holds/ : /^missing/);
    assert.match(await told({ is: 'tpm', ...at }), has('swtpm') && has('swtpm_setup') ? /^holds/ : /^missing/);
  });
}
