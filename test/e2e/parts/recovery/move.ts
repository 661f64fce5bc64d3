import type { Lab } from '../../harness/lab';
import type { Hypervisor } from '../../hypervisor/hypervisor';

/**
 * Moves everything that a host has to another one, as docs/recovery.md says: machines are shut off, the pool, filters, networks and
 * machines defined there with what libvirt tells of them here, which keeps their UUIDs, and the pool's files copied.
 */
export async function moveMachines(lab: Lab, from: Hypervisor, to: Hypervisor, pool: string, path: string): Promise<void> {
  const { domains, networks, filters } = await from.inventory();
  for (const name of domains) await from.virsh('shutdown', name);
  for (const name of domains) {
    await lab.eventually(120, async () => {
      const state = (await from.virsh('domstate', name)).trim();
      if (state !== 'shut off') throw new Error(`${name} is ${state}`);
    });
  }
  await to.give(await from.virsh('pool-dumpxml', pool), 'pool-define');
  await to.virsh('pool-build', pool);
  await to.virsh('pool-autostart', pool);
  const inside = ({ pid }: Hypervisor, tar: string): string => `nsenter --target ${pid} --mount -- tar --directory=${path} ${tar}`;
  await lab.output(['bash', '-euo', 'pipefail', '-c', `${inside(from, '--create --sparse .')} | ${inside(to, '--extract')}`]);
  await to.virsh('pool-start', pool);

  // Filters that others refer to come in any order: libvirt looks for them when a machine starts.
  for (const name of filters) await to.give(await from.virsh('nwfilter-dumpxml', name), 'nwfilter-define');
  for (const name of networks) {
    await to.give(await from.virsh('net-dumpxml', '--inactive', name), 'net-define');
    await to.virsh('net-autostart', name);
    await to.virsh('net-start', name);
  }
  for (const name of domains) {
    await to.give(await from.virsh('dumpxml', '--inactive', '--security-info', name), 'define');
    await to.virsh('autostart', name);
    await to.virsh('start', name);
  }
}
