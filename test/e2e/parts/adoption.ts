import assert from 'node:assert/strict';
import type { ResolvedSystem } from '../../../src';
import { askHost } from '../../../src/cli/import/virsh';
import { examine } from '../../../src/doctor';
import { programOfHosts } from '../../../src/import/hosts/program';
import { planChanges } from '../../../src/plan';
import { readLive, verifyLive } from '../../../src/verify';
import { sideOfSystem } from '../../plan/sides';
import { guestImages } from '../guests/images';
import { ownProgram } from '../harness/go';
import type { Lab } from '../harness/lab';
import { go, hypervisor, images, terraform } from '../harness/needs';
import type { Part } from '../harness/part';
import { assertTold } from '../harness/told';
import { Hypervisor } from '../hypervisor/hypervisor';
import { Peer } from '../network/peer';
import { dial } from '../network/probe';
import { AdoptionSystem, HAND_MADE } from '../systems/adoption';
import { TINY_BOOT_SECONDS } from '../systems/tiny';
import { Root } from '../terraform/root';

const PORTS = [8080, 5432] as const;

export const adoption: Part = {
  name: 'adoption',
  title: 'a machine that was made by hand is taken in as it runs, and gets filters and loses them live',
  needs: [terraform, go, ...hypervisor, ...images],
  minutes: 4,
  run,
};

async function run(lab: Lab): Promise<void> {
  const probe = await ownProgram(lab, 'probe');
  const { tiny } = await guestImages(lab);
  const host = await Hypervisor.start(lab, 'kvm1');
  const uuid = await madeByHand(host, tiny.source);
  const guest = host.guest(HAND_MADE.name);
  const up = async (): Promise<void> => {
    await guest.up(TINY_BOOT_SECONDS);
    await guest.start(['/bin/sh', '-c', `exec /bin/probe listen ${PORTS.map((port) => `${port}/tcp`).join(' ')}`]);
  };
  await up();
  const identity = async (): Promise<readonly string[]> => [await host.virsh('domid', uuid), await guest.boot()];
  const before = await identity();

  const peer = await Peer.join(lab, host, 'office', probe);
  await host.run(['ip', 'link', 'set', 'office', 'master', HAND_MADE.bridge]);
  await peer.shell(`ip address add ${HAND_MADE.office}/24 dev eth0`);
  const open = async (): Promise<readonly number[]> => {
    const answers = await dial(
      peer.dialler,
      PORTS.map((port) => ({ port, protocol: 'tcp' as const, to: HAND_MADE.address })),
    );
    return PORTS.filter((_, index) => answers[index]?.result === 'open');
  };
  const opens = (...ports: readonly number[]): Promise<void> => lab.eventually(60, async () => assert.deepEqual(await open(), ports));

  await lab.step('it runs, and the office reaches all of it', () => opens(...PORTS));
  await lab.step('import prints it with its UUID, card, address and disk', async () => {
    const program = programOfHosts([askHost(host.uri)], 'home');
    for (const part of [uuid, HAND_MADE.mac, HAND_MADE.address, 'wiki.qcow2', HAND_MADE.bridge])
      assert(program.includes(`"${part}"`), part);
  });

  const root = new Root(lab, 'home');
  const system = (props: ConstructorParameters<typeof AdoptionSystem>[1]): AdoptionSystem => new AdoptionSystem(host.uri, props);
  const empty = system({});
  root.synth(empty);
  await root.init();
  await root.apply();
  const planned = async (from: AdoptionSystem, to: AdoptionSystem, synthesized: () => ResolvedSystem): Promise<void> => {
    const first = sideOfSystem(from, root.keptLock());
    const plan = planChanges(first, sideOfSystem(to, first.lock));
    synthesized();
    const real = (await root.plan()).filter(({ address }) => !address.startsWith('output.'));
    const said = plan.details.terraform.map(({ address, action }) => ({ address, action: action === 'forget' ? 'remove' : action }));
    assert.deepEqual(
      said,
      [...real].sort((a, b) => (a.address < b.address ? -1 : 1)),
    );
  };
  const asFound = { uuid };
  await lab.step('the plan imports it and does nothing else, as `plan` says', () =>
    planned(system({}), system({ adopt: asFound }), () => root.synth(system({ adopt: asFound }))),
  );
  await lab.step('the apply leaves it as it is; the second plan is empty', async () => {
    assert.deepEqual(
      (await root.plan()).filter(({ address }) => address.startsWith('libvirt_')),
      [{ address: 'libvirt_domain.wiki', action: 'import' }],
    );
    await root.apply();
    assert.deepEqual(await root.plan(), []);
    assert.deepEqual(await identity(), before);
    await opens(...PORTS);
  });
  await lab.step('doctor finds it as described, and says where it is not', async () => {
    const states = async (props: object): Promise<readonly string[]> => {
      const findings = await examine(root.resolve(system({ adopt: asFound, ...props })).system, {});
      return findings.filter(({ text }) => text.includes(uuid)).map(({ state, found }) => `${state}: ${found}`);
    };
    assert.deepEqual(await states({}), ['holds: it is as described']);
    assert.match((await states({ cpus: 3 })).join(), /^missing: it has 1 processors$/);
  });

  const filtered = { uuid, filtered: true };
  const live = async (): Promise<readonly string[]> => {
    const { system: resolved } = root.resolve(system({ adopt: filtered }));
    return verifyLive(resolved, root.stacks, await readLive(resolved)).map(({ text }) => text);
  };
  await lab.step('filters are put before its card while it runs: what no flow is about is dropped', async () => {
    await planned(system({ adopt: asFound }), system({ adopt: filtered }), () => root.synth(system({ adopt: filtered })));
    await root.apply();
    assert.deepEqual(await root.plan(), []);
    assert.deepEqual(await identity(), before);
    await opens(8080);
    assert.deepEqual(await live(), []);
  });
  await lab.step('they are there after it was started anew, on the same place of its bus', async () => {
    const place = (await host.virsh('dumpxml', '--inactive', uuid)).match(/<interface[\s\S]*?(<address [^>]*>)/)?.[1];
    await host.virsh('destroy', uuid);
    await host.virsh('start', uuid);
    await up();
    await opens(8080);
    assert.equal((await host.virsh('dumpxml', uuid)).match(/<interface[\s\S]*?(<address [^>]*>)/)?.[1], place);
    assert.deepEqual(await root.plan(), []);
  });
  const again = await identity();
  await lab.step('who takes one off by hand is told of', async () => {
    const [xml = ''] = (await host.virsh('dumpxml', uuid)).match(/ *<interface [\s\S]*?<\/interface>\n/) ?? [];
    await host.give(xml.replace(/ *<filterref [^>]*\/>\n/, ''), 'update-device', uuid, '--live');
    const told = await live();
    assert.equal(told[0], 'wiki: its network card has no filter');
    // So does each flow that was to be kept to there.
    assertTold(told, [/^office → wiki/, /^wiki → lan-dhcp/]);
    await root.apply('-replace=terraform_data.adopted-filter["wiki"]');
    assert.deepEqual(await live(), []);
  });
  await lab.step('when it leaves, its filter goes and it runs on', async () => {
    await planned(system({ adopt: filtered }), system({}), () => root.synth(system({})));
    await root.apply();
    assert.deepEqual(await root.plan(), []);
    assert.deepEqual(await identity(), again);
    await opens(...PORTS);
    assert.deepEqual((await host.inventory()).filters, []);
  });
  await lab.step('its name is released, and an apply leaves it alone still', async () => {
    root.release('wiki');
    root.synth(system({}));
    await root.apply();
    assert.deepEqual(await identity(), again);
  });
}

/** As an administrator makes a machine: a network, a disk, a definition. @returns its UUID */
async function madeByHand(host: Hypervisor, image: string): Promise<string> {
  const { name, mac, address, bridge } = HAND_MADE;
  await host.give(
    `<network><name>default</name><forward mode='nat'/><bridge name='${bridge}' stp='on' delay='0'/>
    <ip address='10.92.1.1' netmask='255.255.255.0'><dhcp><range start='10.92.1.10' end='10.92.1.20'/><host mac='${mac}' ip='${address}'/></dhcp></ip></network>`,
    'net-define',
  );
  await host.virsh('net-start', 'default');
  await host.virsh('vol-create-as', 'default', 'wiki.qcow2', '1G', '--format', 'qcow2');
  await host.virsh('vol-upload', '--pool', 'default', 'wiki.qcow2', image);
  const path = (await host.virsh('vol-path', '--pool', 'default', 'wiki.qcow2')).trim();
  await host.give(
    `<domain type='qemu'><name>${name}</name><memory unit='MiB'>160</memory><vcpu>1</vcpu><os><type arch='x86_64' machine='q35'>hvm</type></os>
    <features><acpi/><apic/></features><cpu mode='maximum'/><devices>
    <disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='${path}'/><target dev='vda' bus='virtio'/></disk>
    <interface type='network'><source network='default'/><mac address='${mac}'/><model type='virtio'/></interface>
    <serial type='pty'/><console type='pty'/><rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel></devices></domain>`,
    'define',
  );
  await host.virsh('start', name);
  return (await host.virsh('domuuid', name)).trim();
}
