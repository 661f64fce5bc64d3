import assert from 'node:assert/strict';
import { guestImages } from '../../guests/images';
import { ownProgram } from '../../harness/go';
import type { Lab } from '../../harness/lab';
import { go, hypervisor, images, terraform } from '../../harness/needs';
import type { Part } from '../../harness/part';
import { Hypervisor } from '../../hypervisor/hypervisor';
import { Peer } from '../../network/peer';
import { LAN_BRIDGE, OUTSIDE, PacketSystem } from '../../systems/packets';
import { TINY_BOOT_SECONDS } from '../../systems/tiny';
import { Root } from '../../terraform/root';
import { checkArrivals } from './arrivals';
import { checkIpv6 } from './ipv6';
import { checkLive } from './live';
import { checkMatrix, checkSourcePorts } from './matrix';
import { gateways, LISTEN, type Machine, outsiders, type Party } from './party';
import { checkSpoofing } from './spoofing';
import { checkStrangers } from './strangers';
import { checkOwn, checkTaken } from './taken';

/** Of those that are given locally, to one card: of the cable's end at each host. */
const HIGHEST_ADDRESSES = ['fe:ff:ff:ff:ff:fe', 'fe:ff:ff:ff:ff:ff'] as const;

export const packets: Part = {
  name: 'packets',
  title: 'real packets between machines in every kind of subnet, on two hosts, and outside',
  needs: [terraform, go, ...hypervisor, ...images],
  minutes: 6,
  run,
};

async function run(lab: Lab): Promise<void> {
  const probe = await ownProgram(lab, 'probe');
  const { tiny } = await guestImages(lab);
  const kvm1 = await Hypervisor.start(lab, 'kvm1');
  const kvm2 = await Hypervisor.start(lab, 'kvm2');
  await shareBridge(kvm1, kvm2);
  const outside = await connectOutside(lab, kvm1, probe);
  const root = new Root(lab, 'pk');
  const resolved = root.synth(new PacketSystem({ kvm1: kvm1.uri, kvm2: kvm2.uri }, tiny));
  const hosts: Readonly<Record<string, Hypervisor>> = { kvm1, kvm2 };

  const untouched = await Promise.all([kvm1.inventory(), kvm2.inventory()]);
  await lab.step('before anything is applied `doctor` finds who has an address of the plan', () =>
    checkTaken(lab, { kvm1, kvm2 }, probe, resolved),
  );
  await lab.step('one apply over two hosts; the second plan is empty', async () => {
    await root.init();
    await root.apply();
    assert.deepEqual(await root.plan(), []);
  });
  await checkLive(lab, root, resolved, hosts);
  const machines = await Promise.all(
    resolved.machines.map(async ({ name, objectName, host, nic }): Promise<Machine> => {
      const guest = (hosts[host] as Hypervisor).guest(objectName);
      await guest.up(TINY_BOOT_SECONDS);
      await lab.eventually(30, async () => assert.match(await guest.shell('ip -4 address show eth0'), new RegExp(`inet ${nic.address}/`)));
      // Someone who has taken a machine over finds the router also where the system tells the machine of none.
      const gateway = resolved.subnets.find((subnet) => subnet.name === nic.subnet)?.gateway;
      await guest.shell(`ip route | grep -q '^default' || ip route add default via ${gateway}`);
      await guest.start(['/bin/sh', '-c', `exec /bin/probe listen ${LISTEN.join(' ')} > /tmp/heard 2>&1`]);
      const heard = (): Promise<string> => guest.shell('cat /tmp/heard');
      await lab.eventually(10, async () => assert.match(await heard(), /listening/));
      return {
        kind: 'machine',
        name,
        address: nic.address,
        mac: nic.mac,
        guest,
        heard,
        dial: (args, input) => guest.output(['/bin/probe', ...args], { input }),
      };
    }),
  );
  const parties: readonly Party[] = [...machines, ...outsiders(outside), ...gateways(kvm1, probe, resolved)];

  await lab.step('machines that run are not taken for others at their addresses', () => checkOwn(lab, hosts, resolved));
  await lab.step('every pair on every port: what the model allows, and nothing else', () => checkMatrix(lab, resolved, parties));
  await lab.step("from a server's port nothing passes but answers to its clients", () => checkSourcePorts(lab, resolved, parties));
  await lab.step('a stranger on a bridge reaches no machine and hears none, by IPv4 or IPv6', () =>
    checkStrangers(lab, kvm1, probe, resolved, machines),
  );
  await lab.step('no machine hears another over IPv6', () => checkIpv6(machines));
  await lab.step('no machine sends under the address or MAC of another', () => checkSpoofing(lab, machines, outside, resolved));
  await lab.step('after all this nothing has arrived anywhere, answered or not, but packets of allowed flows', () =>
    checkArrivals(lab, resolved, parties),
  );
  await lab.step('destroy leaves nothing on either host', async () => {
    const { status, stderr } = await root.attemptDestroy();
    // The legacy machine's only disk is its data: destroying it takes a word more than `destroy`.
    assert.notEqual(status, 0);
    assert.match(stderr, /prevent_destroy/);
    const system = new PacketSystem({ kvm1: kvm1.uri, kvm2: kvm2.uri }, tiny, { desk: false });
    system.retire('desk', { keepData: false, because: 'end of the test' });
    root.synth(system);
    await root.apply();
    const destroyed = await root.attemptDestroy();
    assert.equal(destroyed.status, 0, destroyed.stderr);
    assert.deepEqual(await Promise.all([kvm1.inventory(), kvm2.inventory()]), untouched);
  });
}

/**
 * The bridge that both hosts have, joined by a cable whose own address is higher than those of machines: a bridge takes the lowest of its
 * ports, here that of a machine's port, and what the machine sends to the host looks like the host's before any filter is asked.
 */
async function shareBridge(one: Hypervisor, two: Hypervisor): Promise<void> {
  for (const host of [one, two]) {
    await host.run(['ip', 'link', 'add', LAN_BRIDGE, 'type', 'bridge', 'forward_delay', '0']);
    await host.run(['ip', 'link', 'set', LAN_BRIDGE, 'up']);
  }
  await one.run(['ip', 'address', 'add', '10.20.4.1/24', 'dev', LAN_BRIDGE]);
  await one.run(['ip', 'link', 'add', 'cable', 'type', 'veth', 'peer', 'name', 'cable', 'netns', String(two.pid)]);
  for (const [index, host] of [one, two].entries()) {
    await host.run(['ip', 'link', 'set', 'cable', 'address', HIGHEST_ADDRESSES[index] ?? '']);
    await host.run(['ip', 'link', 'set', 'cable', 'master', LAN_BRIDGE, 'up']);
  }
}

/** The world behind the host: one peer with the addresses of all outsiders. */
async function connectOutside(lab: Lab, host: Hypervisor, probe: string): Promise<Peer> {
  const peer = await Peer.join(lab, host, 'uplink', probe);
  await host.run(['ip', 'address', 'add', '203.0.113.1/30', 'dev', 'uplink']);
  await host.run(['ip', 'route', 'add', 'default', 'via', '203.0.113.2']);
  const addresses = Object.values(OUTSIDE).map((address) => `ip address add ${address}/32 dev lo`);
  await peer.shell(['ip address add 203.0.113.2/30 dev eth0', ...addresses, 'ip route add 10.20.0.0/16 via 203.0.113.1'].join('; '));
  peer.listen(LISTEN);
  return peer;
}
