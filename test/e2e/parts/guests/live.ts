import assert from 'node:assert/strict';
import type { ResolvedMachine, System } from '../../../../src';
import { LINUX_STATE } from '../../../../src/terraform/guest/first-boot/state';
import { synthTerraform } from '../../../../src/testing';
import type { Difference } from '../../../../src/verify';
import type { LiveGuest } from '../../../../src/verify/live-guests/ask';
import { insideDifferences } from '../../../../src/verify/live-guests/differences';
import { PROGRAM } from '../../../../src/verify/live-guests/questions';
import { readTerraform } from '../../../../src/verify/outputs';
import type { ContainerGuest } from '../../containers/guest';

interface Link {
  readonly ifname: string;
  readonly address?: string;
  readonly addr_info: readonly { readonly family: string; readonly local: string; readonly prefixlen: number }[];
}

/**
 * What a guest without a machine says of itself. It has no agent: the very program that an agent is asked to run is run in it, and what an agent answers by
 * itself, its name and its addresses, is put together out of what its system says.
 */
async function liveGuest(guest: ContainerGuest): Promise<LiveGuest> {
  const links = JSON.parse(await guest.output(['ip', '-json', 'address'])) as readonly Link[];
  const interfaces = links.map(({ ifname, address, addr_info: addresses }) => ({
    name: ifname,
    'hardware-address': address,
    'ip-addresses': addresses.map(({ family, local, prefixlen }) => ({
      'ip-address': local,
      'ip-address-type': family === 'inet' ? 'ipv4' : 'ipv6',
      prefix: prefixlen,
    })),
  }));
  return {
    hostname: (await guest.output(['hostname'])).trim(),
    interfaces: JSON.stringify(interfaces),
    said: (await guest.attempt(['/bin/sh', '-c', PROGRAM])).stdout,
    unasked: [],
  };
}

interface Asked {
  /** That the guests are of, not resolved yet. */
  readonly system: System;
  readonly machines: readonly ResolvedMachine[];
  readonly guest: (name: string) => ContainerGuest;
}

/** What an apply that waits is told by each guest. */
export async function checkDone({ machines, guest }: Omit<Asked, 'system'>): Promise<void> {
  for (const { name } of machines) assert.equal(await guest(name).output(['/bin/sh', '-c', LINUX_STATE]), 'done\n', name);
}

/** Guests of every role are found as they are described. */
export async function checkLive({ system, machines, guest }: Asked): Promise<void> {
  const { guests } = readTerraform(synthTerraform(system));
  const live = new Map<string, LiveGuest>();
  for (const { name } of machines) live.set(name, await liveGuest(guest(name)));
  const found: readonly Difference[] = insideDifferences({ machines }, live, guests);
  assert.deepEqual(
    found.map(({ kind, text }) => `${kind}: ${text}`),
    [],
  );
}
