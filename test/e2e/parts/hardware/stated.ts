import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import type { HardwareProps } from '../../../../src';
import { emptyDisk } from '../../guests/empty-disk';
import type { Lab } from '../../harness/lab';
import type { Hypervisor } from '../../hypervisor/hypervisor';
import { DEFINED, HardwareSystem, HUGE, STARTED } from '../../systems/hardware';
import { type Change, Root } from '../../terraform/root';

/** What libvirt keeps of each machine's hardware, by its own words. */
const KEPT: Readonly<Record<string, readonly string[]>> = {
  solver: [
    "<vcpu placement='static'>2</vcpu>",
    "<cputune><vcpupin vcpu='0' cpuset='1'/><vcpupin vcpu='1' cpuset='1'/><emulatorpin cpuset='0'/></cputune>",
    "<numatune><memory mode='strict' nodeset='0'/><memnode cellid='0' mode='strict' nodeset='0'/><memnode cellid='1' mode='strict' nodeset='0'/></numatune>",
    "<memoryBacking><nosharepages/><allocation mode='immediate'/></memoryBacking>",
    "<cpu mode='custom' match='exact' check='none'><model fallback='forbid'>Westmere</model><topology sockets='1' dies='1' cores='1' threads='2'/>" +
      "<feature policy='require' name='aes'/><feature policy='disable' name='vme'/>" +
      "<numa><cell id='0' cpus='0' memory='65536' unit='KiB'/><cell id='1' cpus='1' memory='65536' unit='KiB'/></numa></cpu>",
    "<serial type='pty'><target type='isa-serial' port='0'><model name='isa-serial'/></target></serial>",
    "<graphics type='vnc' port='-1' autoport='yes' listen='127.0.0.1'><listen type='address' address='127.0.0.1'/></graphics>",
    "<video><model type='virtio' heads='1' primary='yes'/></video>",
    "<watchdog model='i6300esb' action='poweroff'/>",
    "<memballoon model='virtio' autodeflate='on' freePageReporting='on'><stats period='10'/></memballoon>",
    "<rng model='virtio'><rate bytes='1024' period='2000'/><backend model='random'>/dev/urandom</backend></rng>",
  ],
  plain: [
    "<vcpu placement='static' cpuset='0'>1</vcpu>",
    "<numatune><memory mode='interleave' nodeset='0'/></numatune>",
    "<cpu mode='maximum' check='none'><feature policy='disable' name='x2apic'/></cpu>",
    "<video><model type='bochs' vram='16384' heads='1' primary='yes'/></video>",
    "<watchdog model='ib700' action='pause'/>",
    "<memballoon model='none'/>",
  ],
  old: [
    "<vcpu placement='static' cpuset='0'>1</vcpu>",
    "<cpu mode='maximum' check='none'/>",
    "<serial type='pty'><target type='isa-serial' port='0'><model name='isa-serial'/></target></serial>",
    "<graphics type='vnc' port='-1' autoport='yes' listen='127.0.0.1'><listen type='address' address='127.0.0.1'/></graphics>",
    "<video><model type='cirrus' vram='8192' heads='1' primary='yes'/></video>",
    "<memballoon model='virtio'/>",
  ],
  blind: [
    "<vcpu placement='static' cpuset='0'>1</vcpu>",
    "<cpu mode='maximum' check='none'><topology sockets='1' dies='1' cores='1' threads='1'/></cpu>",
    "<serial type='pty'><target type='isa-serial' port='0'><model name='isa-serial'/></target></serial>",
    "<video><model type='none'/></video>",
    "<memballoon model='virtio'/>",
    "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>",
  ],
  huge: [
    "<vcpu placement='static' cpuset='0'>1</vcpu>",
    "<memoryBacking><hugepages><page size='2048' unit='KiB'/></hugepages></memoryBacking>",
    "<cpu mode='maximum' check='none'/>",
    "<serial type='pty'><target type='isa-serial' port='0'><model name='isa-serial'/></target></serial>",
    "<memballoon model='virtio'/>",
    "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>",
  ],
  devices: [
    "<vcpu placement='static' cpuset='0'>1</vcpu>",
    "<numatune><memory mode='preferred' nodeset='0'/></numatune>",
    '<memoryBacking><locked/></memoryBacking>',
    "<cpu mode='maximum' check='none'><numa><cell id='0' cpus='0' memory='131072' unit='KiB'/></numa></cpu>",
    "<serial type='pty'><target type='isa-serial' port='0'><model name='isa-serial'/></target></serial>",
    "<hostdev mode='subsystem' type='pci' managed='yes'><source><address domain='0x0000' bus='0x65' slot='0x00' function='0x1'/></source></hostdev>",
    "<hostdev mode='subsystem' type='usb' managed='yes'><source><vendor id='0x0529'/><product id='0x0001'/></source></hostdev>",
    "<memballoon model='virtio'/>",
    "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>",
    "<vsock model='virtio'><cid auto='no' address='3'/></vsock>",
  ],
};

/** Elements of a domain that `hardware` of a machine speaks of. */
const ELEMENTS = [
  ...['vcpu', 'cputune', 'numatune', 'memoryBacking', 'memtune', 'cpu', 'serial', 'graphics', 'video', 'hostdev'],
  ...['watchdog', 'memballoon', 'rng', 'vsock', 'shmem', 'redirdev'],
];
const ELEMENT = new RegExp(`<(${ELEMENTS.join('|')})(\\s[^>]*)?(/>|>[\\s\\S]*?</\\1>)`, 'g');

/** Without the places that libvirt gives to devices, and without blanks between elements; an empty element in its short form. */
const inShort = (element: string): string =>
  element
    .replace(/<address type=[^>]*\/>/g, '')
    .replace(/>\s+</g, '><')
    .replace(/<(\w+)([^>]*)><\/\1>/g, '<$1$2/>');

async function keptOf(host: Hypervisor, name: string): Promise<readonly string[]> {
  const xml = await host.virsh('dumpxml', '--inactive', `hw-${name}`);
  return (xml.match(ELEMENT) ?? []).map(inShort).sort();
}

const PAGES = '/proc/sys/vm/nr_hugepages';
const WANTED = 64;

/** Has the machine keep huge pages as long as the part runs; false where it cannot. */
function keepPages(lab: Lab): boolean {
  const before = readFileSync(PAGES, 'utf8').trim();
  const free = (): number => Number(/^HugePages_Free:\s+(\d+)$/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]);
  try {
    writeFileSync(PAGES, String(Number(before) + WANTED));
    lab.defer(() => writeFileSync(PAGES, before));
  } catch {
    return false;
  }
  return free() >= WANTED;
}

const ofDomains = (changes: readonly Change[]): readonly Change[] => changes.filter(({ address }) => address.startsWith('libvirt_domain.'));

/** What machines state of their hardware is what libvirt has of it, and the provider sees no change in it, whether they run or not. */
export async function checkStated(lab: Lab, host: Hypervisor): Promise<void> {
  const disk = await emptyDisk(lab);
  const root = new Root(lab, 'hw');
  const synth = (machines: Readonly<Record<string, HardwareProps>>) => root.synth(new HardwareSystem(host.uri, disk, machines));
  const isHuge = keepPages(lab);
  if (!isHuge) lab.note('not started: a machine of huge pages (the machine cannot keep any now)');
  const started = { ...STARTED, ...(isHuge && HUGE) };
  const all = { ...started, ...(!isHuge && HUGE), ...DEFINED };
  await lab.step('machines that state their hardware are defined and started', async () => {
    synth(started);
    await root.init();
    await root.apply();
    for (const name of Object.keys(started)) assert.equal((await host.virsh('domstate', `hw-${name}`)).trim(), 'running');
  });
  await lab.step('libvirt has of it what was said, and nothing else', async () => {
    for (const name of Object.keys(started))
      assert.deepEqual([name, ...(await keptOf(host, name))], [name, ...[...(KEPT[name] ?? [])].sort()]);
  });
  await lab.step('and a second plan is empty', async () => assert.deepEqual(await root.plan(), []));
  await lab.step('devices of the host, a vsock and locked memory are defined as said, and planned no second time', async () => {
    synth(all);
    const more = Object.keys(all).filter((name) => !Object.hasOwn(started, name));
    await root.applyOnly(...more.map((name) => `libvirt_domain.${name}`));
    for (const name of more) assert.deepEqual([name, ...(await keptOf(host, name))], [name, ...[...(KEPT[name] ?? [])].sort()]);
    assert.deepEqual(ofDomains(await root.plan()), []);
  });
  await lab.step('other hardware restarts the one machine that it is of, and leaves its disk', async () => {
    synth({ ...all, plain: { ...STARTED.plain, watchdog: {} } });
    assert.deepEqual(ofDomains(await root.plan()), [{ address: 'libvirt_domain.plain', action: 'update' }]);
    const before = await host.virsh('domid', 'hw-solver');
    await root.applyOnly('terraform_data.plain-start');
    assert((await keptOf(host, 'plain')).includes("<watchdog model='i6300esb' action='reset'/>"));
    assert.equal((await host.virsh('domstate', 'hw-plain')).trim(), 'running');
    assert.equal(await host.virsh('domid', 'hw-solver'), before);
  });
}
