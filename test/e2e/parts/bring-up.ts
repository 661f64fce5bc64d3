import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import type { ResolvedSystem } from '../../../src';
import { awaitedPart } from '../../../src/terraform/guest/first-boot/awaited';
import { type Difference, readLive, verifyLive } from '../../../src/verify';
import { guestImages } from '../guests/images';
import { ownProgram } from '../harness/go';
import type { Lab } from '../harness/lab';
import { go, hypervisor, images, terraform } from '../harness/needs';
import type { Part } from '../harness/part';
import { assertTold } from '../harness/told';
import type { Guest } from '../hypervisor/guest';
import { Hypervisor } from '../hypervisor/hypervisor';
import { type BringUpProps, BringUpSystem, TOKEN } from '../systems/bring-up';
import { TINY_BOOT_SECONDS } from '../systems/tiny';
import { Root } from '../terraform/root';

export const bringUp: Part = {
  name: 'bring-up',
  title: 'an apply waits for the first boot of machines that no network leads to, and fails with the reason where one fails',
  needs: [terraform, go, ...hypervisor, ...images],
  minutes: 12,
  run,
};

const WAIT = 'terraform_data.first-boot';

async function run(lab: Lab): Promise<void> {
  await ownProgram(lab, 'probe');
  const guestImage = await guestImages(lab);
  const host = await Hypervisor.start(lab, 'kvm1');
  const root = new Root(lab, 'bu', { token: TOKEN });
  const synth = (props: BringUpProps): ResolvedSystem => root.synth(new BringUpSystem(host.uri, guestImage, props));
  const tiny = host.guest('bu-tiny');
  /** What an apply says that fails, and fails for nothing else. */
  const failing = async (): Promise<string> => {
    const { status, stdout, stderr } = await root.attemptApply();
    assert.equal(status, 1, `the apply did not fail:\n${stdout}`);
    assert.match(stderr, /local-exec provisioner error/);
    return stderr;
  };

  /** By what a guest notes that it was mended, as the failure has told it. */
  let noting = '';
  const resolved = synth({ minutes: 1 });
  await lab.step('an image without cloud-init fails the apply at once, and says so', async () => {
    await root.init();
    const said = await failing();
    assert.match(said, /tiny: its first boot failed\n(.*\n)*.*the image has no cloud-init/);
    assert.match(said, /\/var\/log\/cloud-init-output\.log in the guest/);
    // The script is not what people are shown.
    assert.doesNotMatch(said, /deadline=/);
  });
  await tiny.up(TINY_BOOT_SECONDS);
  await lab.step('a first boot that does not end fails the apply when its minutes are over', async () => {
    await tiny.shell('mkdir -p /run/cloud-init /var/log /var/lib/cloud/instance');
    assert.deepEqual(
      (await root.plan()).map(({ address }) => address),
      [`${WAIT}["tiny"]`],
    );
    assert.match(await failing(), /tiny: its first boot is not finished after 1 minutes/);
  });
  await lab.step('errors of cloud-init fail it with their text and the end of the log, and without secrets', async () => {
    const result = { v1: { datasource: 'DataSourceNoCloud', errors: ["('scripts_user', RuntimeError('Runparts: 1 failures'))"] } };
    await tiny.shell(`mkdir -p /etc/isthmus
echo ${TOKEN} > /etc/secret; echo /etc/secret > /etc/isthmus/secret-files
echo 'E: Unable to locate package nonesuch ${TOKEN}' > /var/log/cloud-init-output.log
cat > /run/cloud-init/result.json << 'END'
${JSON.stringify(result, undefined, 1)}
END`);
    const said = await failing();
    assert.match(said, /Runparts: 1 failures/);
    assert.match(said, /Unable to locate package nonesuch \*\*\*/);
    assert.doesNotMatch(said, new RegExp(TOKEN));
    noting = /mended inside \((.+?) notes it there\)/.exec(said.replaceAll(/\s+/g, ' '))?.[1] ?? '';
    assert.notEqual(noting, '');
  });
  await lab.step('where the agent is not, what stands in for it tells an apply the same, and nothing else', async () => {
    await standIn(tiny, resolved);
    const ask = (execute: string, args?: object) =>
      lab.attempt([
        'virsh',
        '-q',
        '-c',
        host.uri,
        'qemu-agent-command',
        '--timeout',
        '10',
        tiny.domain,
        JSON.stringify({ execute, arguments: args }),
      ]);
    await lab.eventually(60, async () => assert.match((await ask('guest-get-users')).stderr, /the QEMU guest agent is not installed/));
    assert.match(await failing(), /tiny: its first boot failed\n(.*\n)*.*Unable to locate package nonesuch \*\*\*/);
    // When the agent comes, it gives way.
    await lab.eventually(60, async () => assert.match((await ask('guest-exec-status', { pid: 1 })).stderr, /PID|pid/));
  });
  await lab.step('mended by hand it goes on; the second plan is empty', async () => {
    await tiny.shell(noting);
    await root.apply();
    assert.deepEqual(await root.plan(), []);
  });

  synth({ memory: 192 });
  await lab.step('a machine that is done is not asked again: neither when it is changed, nor with other minutes', async () => {
    const changes = await root.plan();
    assert.deepEqual(
      changes.filter(({ address }) => address.startsWith(WAIT)),
      [{ address: `${WAIT}["tiny"]`, action: 'update' }],
    );
    assert.equal(changes.find(({ address }) => address === 'libvirt_domain.tiny')?.action, 'update');
    await root.apply();
    assert.deepEqual(await root.plan(), []);
  });

  const system = synth({ debian: true, memory: 192 });
  await lab.step(
    "cloud-init's own first boots: one ends well, one fails in a command, and one without an agent says so all the same",
    async () => {
      const said = await failing();
      assert.match(said, /bad: its first boot failed\n(.*\n)*.*the licence server does not answer/);
      assert.match(said, /registering with \*\*\*/);
      assert.doesNotMatch(said, new RegExp(TOKEN));
      assert.match(said, /mute: its first boot failed\n(.*\n)*.*qemu-guest-agent\.service/);
      assert.doesNotMatch(said, /(good|tiny): its first boot/);
    },
  );
  await lab.step('the next apply asks those again that failed, and goes on when they are mended', async () => {
    await host.guest('bu-bad').shell(noting);
    synth({ debian: true, memory: 192, waitsForMute: false });
    const asked = (await root.plan()).filter(({ address }) => address.startsWith(WAIT)).sort((a, b) => (a.address < b.address ? -1 : 1));
    assert.deepEqual(asked, [
      { address: `${WAIT}["bad"]`, action: 'replace' },
      { address: `${WAIT}["mute"]`, action: 'delete' },
    ]);
    await root.apply();
    assert.deepEqual(await root.plan(), []);
  });

  const live = async (): Promise<readonly Difference[]> =>
    verifyLive(system, root.stacks, await readLive(system, { run: (program, args) => lab.output([program, ...args]) }));
  const differences = async (): Promise<readonly string[]> =>
    (await live()).filter(({ about }) => about === 'good').map(({ kind, text }) => `${kind}: ${text}`);
  await lab.step('`isthmus verify --live` finds a guest as it is described', async () => assert.deepEqual(await differences(), []));
  await lab.step('and whatever was changed inside', async () => {
    const good = host.guest('bu-good');
    for (const [change, said, back] of CHANGES) {
      await good.shell(change);
      assertTold(await differences(), [said], change);
      if (back !== undefined) await good.shell(back);
    }
  });
  await lab.step('a guest whose agent has nothing to say, or is gone, is not known to be fine', async () => {
    const unknown = (await live()).filter(({ kind }) => kind === 'unreadable');
    assert(unknown.some(({ about, text }) => about === 'mute' && /nobody can tell/.test(text)));
  });
}

const AGENT = '/usr/sbin/qemu-ga';

/** Puts what stands in for the agent in its place, with the files of a first boot, and the agent back after two minutes. */
async function standIn(guest: Guest, { machines }: ResolvedSystem): Promise<void> {
  const machine = machines.find(({ objectName }) => objectName === guest.domain);
  assert(machine);
  const files = awaitedPart(machine).files ?? [];
  for (const { path, content, mode } of files) {
    assert(typeof content === 'string');
    await guest.output(['/bin/sh', '-c', `mkdir -p ${dirname(path)} && cat > ${path} && chmod ${mode} ${path}`], { input: content });
  }
  const program = files.find(({ path }) => path.endsWith('-agent'));
  assert(program);
  // udev is not there, nor is anything that starts units.
  await guest.shell(`mkdir -p /dev/virtio-ports
port=$(grep -l '^org.qemu.guest_agent.0$' /sys/class/virtio-ports/*/name | head -n 1)
ln -s "/dev/$(basename "$(dirname "$port")")" /dev/virtio-ports/org.qemu.guest_agent.0`);
  const steps = `mv ${AGENT} /agent; sleep 1; killall qemu-ga; (sleep 90; mv /agent ${AGENT}) & sh ${program.path}`;
  await guest.start(['/bin/sh', '-c', `setsid sh -c '${steps}' > /dev/null 2>&1 &`]);
}

/** What somebody does in a guest, what is said of it, and what takes it back. */
const CHANGES: readonly (readonly [change: string, said: RegExp, back?: string])[] = [
  [
    'nft insert rule inet isthmus baseline tcp dport 4444 accept',
    /^too-wide: good: the firewall inside it lets in tcp 4444/,
    'systemctl reload isthmus-firewall',
  ],
  ['nft delete table inet isthmus', /^missing: good: no firewall is put in force inside it/, 'systemctl restart isthmus-firewall'],
  ['hostname other', /^missing: good: inside it is called other, not good/, 'hostname good'],
  [
    'ip address add 192.0.2.77/24 dev eth0',
    /^too-wide: good: its card eth0 has the address 192.0.2.77\/24/,
    'ip address del 192.0.2.77/24 dev eth0',
  ],
  ['useradd --create-home --shell /bin/bash eve', /^too-wide: good: eve has an account in it/, 'userdel --remove eve'],
  ['passwd -d debian', /^too-wide: good: debian needs no password in it/, 'passwd -l debian'],
  [
    'mkdir -p /root/.ssh && echo "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGeve eve" >> /root/.ssh/authorized_keys',
    /^too-wide: good: root is opened in it by a key that is not in the model/,
    'rm /root/.ssh/authorized_keys',
  ],
  [
    'systemctl disable isthmus-firewall',
    /^missing: good: isthmus-firewall\.service does not start with it/,
    'systemctl enable isthmus-firewall',
  ],
  ['systemd-run --unit=broken /bin/false; sleep 3', /^missing: good: broken\.service has failed inside it/, 'systemctl reset-failed'],
  ['rm /var/lib/isthmus/first-boot', /^missing: good: its first boot has not noted its end/, 'touch /var/lib/isthmus/first-boot'],
];
