import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { ResolvedSystem } from '../../../../src';
import { Asking } from '../../../../src/doctor/asking';
import { look } from '../../../../src/doctor/proofs';
import type { Lab } from '../../harness/lab';
import type { Hypervisor } from '../../hypervisor/hypervisor';
import { Peer } from '../../network/peer';
import { LAN_BRIDGE } from '../../systems/packets';

/** What each host's `isthmus doctor` says of the addresses in the subnet that hosts share, by the name of the host. */
type Told = Readonly<Record<string, string>>;

/** Programs of busybox that a host has. */
const [EVERYTHING, WITHOUT_ARPING]: readonly [readonly string[], readonly string[]] = [['arping', 'ping'], ['ping']];

async function tell(lab: Lab, hosts: Readonly<Record<string, Hypervisor>>, system: ResolvedSystem, programs = EVERYTHING): Promise<Told> {
  const folder = join(lab.folder(), 'programs');
  mkdirSync(folder);
  const busybox = (await lab.output(['sh', '-c', 'command -v busybox'])).trim();
  for (const program of programs) symlinkSync(busybox, join(folder, program));
  const told: Record<string, string> = {};
  for (const { proof } of system.proofs) {
    if (proof.is !== 'addresses') continue;
    const host = hosts[proof.host];
    assert(host);
    const path = `${folder}:${process.env.PATH}`;
    const asking = new Asking(system, { run: (program, args) => host.run(['env', `PATH=${path}`, program, ...args]) });
    const { state, found } = await look(proof, asking);
    told[proof.host] = `${state}: ${found}`;
  }
  return told;
}

/** Before anything is applied somebody on the bridge that hosts share has the address of a machine to come. */
export async function checkTaken(
  lab: Lab,
  hosts: Readonly<Record<'kvm1' | 'kvm2', Hypervisor>>,
  probe: string,
  system: ResolvedSystem,
): Promise<void> {
  const machine = system.machines.find(({ name }) => name === 'north');
  assert(machine);
  const { address } = machine.nic;
  const nobody = { kvm1: /^holds: nobody else/, kvm2: /^holds: nobody else/ };
  const expect = async (words: Readonly<Record<keyof typeof hosts, RegExp>>, programs?: readonly string[]): Promise<void> => {
    const told = await tell(lab, hosts, system, programs);
    for (const [host, pattern] of Object.entries(words)) assert.match(told[host] ?? '', pattern);
    assert.equal(Object.keys(told).length, 2);
  };
  await expect(nobody);
  const peer = await Peer.join(lab, hosts.kvm1, 'taker', probe);
  await hosts.kvm1.run(['ip', 'link', 'set', 'taker', 'master', LAN_BRIDGE]);
  await peer.shell(`ip address add ${address}/24 dev eth0`);
  const mac = (await peer.shell("ip -oneline link show eth0 | grep -o 'link/ether [0-9a-f:]*' | cut -d' ' -f2")).trim();
  const taken = new RegExp(`^missing: ${mac} has ${address} of north, seen from kvm[12]$`);
  await expect({ kvm1: taken, kvm2: taken });
  // The second host has no address of its own there.
  await expect({ kvm1: taken, kvm2: /^unknown: kvm2 cannot ask for .*arping/ }, WITHOUT_ARPING);
  await hosts.kvm1.run(['ip', 'link', 'delete', 'taker']);
  await expect(nobody);
}

/** Machines that run answer for their own addresses. */
export async function checkOwn(lab: Lab, hosts: Readonly<Record<string, Hypervisor>>, system: ResolvedSystem): Promise<void> {
  for (const words of Object.values(await tell(lab, hosts, system))) assert.match(words, /^holds: nobody else/);
}
