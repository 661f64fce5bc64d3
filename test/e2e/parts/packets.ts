import assert from 'node:assert/strict';
import type { ResolvedSystem } from '../../../src';
import { ownProgram } from '../control-plane/go';
import { guestImages } from '../guests/images';
import type { Lab } from '../harness/lab';
import { go, hypervisor, images, terraform } from '../harness/needs';
import type { Part } from '../harness/part';
import { Hypervisor } from '../hypervisor/hypervisor';
import { Peer } from '../network/peer';
import { type Answer, dial, type Question, type RunProbe } from '../network/probe';
import { LAN_BRIDGE, OUTSIDE, PacketSystem, PORTS } from '../systems/packets';
import { Root } from '../terraform/root';
import { allows, sourcesOf, type Whom } from './model-flows';
import { checkSpoofing } from './spoofing';

export const packets: Part = {
  name: 'packets',
  title: 'real packets between machines in every kind of subnet, on two hosts, and outside',
  needs: [terraform, go, ...hypervisor, ...images],
  run,
};

/** Someone who sends and listens: a machine of the system or a peer outside. */
export interface Party extends Whom {
  readonly dial: RunProbe;
}

const LISTEN = PORTS.map(({ port, protocol }) => `${port}/${protocol}`);

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

  await lab.step('one apply over two hosts; the second plan is empty', async () => {
    await root.init();
    await root.apply();
    assert.deepEqual(await root.plan(), []);
  });
  const machines = await Promise.all(
    resolved.machines.map(async ({ name, objectName, host, nic }): Promise<Party & { readonly mac: string }> => {
      const guest = (hosts[host] as Hypervisor).guest(objectName);
      await guest.up(90);
      await lab.eventually(30, async () => assert.match(await guest.shell('ip -4 address show eth0'), new RegExp(`inet ${nic.address}/`)));
      await guest.start(['/bin/sh', '-c', `exec /bin/probe listen ${LISTEN.join(' ')} > /tmp/heard 2>&1`]);
      await lab.eventually(10, async () => assert.match(await guest.shell('cat /tmp/heard'), /listening/));
      return { name, address: nic.address, mac: nic.mac, dial: (args, input) => guest.output(['/bin/probe', ...args], { input }) };
    }),
  );
  const parties: readonly Party[] = [
    ...machines,
    ...Object.entries(OUTSIDE).map(([name, address]) => ({ name, address, dial: outside.dialler })),
  ];

  await lab.step('every pair on every port: what the model allows, and nothing else', () => checkMatrix(lab, resolved, parties));
  await lab.step("an allowed server's port as the source port opens nothing more", () => checkSourcePorts(resolved, parties));
  await lab.step('a stranger on the bridge reaches no machine, by IPv4 or IPv6', () => checkIntruder(lab, kvm1, probe, resolved, machines));
  await lab.step('no machine sends under the address or MAC of another', () =>
    checkSpoofing(
      lab,
      (name) => (hosts[resolved.machines.find((it) => it.name === name)?.host ?? ''] as Hypervisor).guest(`pk-${name}`),
      outside,
      resolved,
    ),
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
    for (const host of [kvm1, kvm2]) assert.deepEqual(await host.inventory(), { domains: [], networks: [], volumes: [], filters: [] });
  });
}

/** The bridge that both hosts have, joined by a cable. */
async function shareBridge(one: Hypervisor, two: Hypervisor): Promise<void> {
  for (const host of [one, two]) {
    await host.run(['ip', 'link', 'add', LAN_BRIDGE, 'type', 'bridge', 'forward_delay', '0']);
    await host.run(['ip', 'link', 'set', LAN_BRIDGE, 'up']);
  }
  await one.run(['ip', 'address', 'add', '10.20.4.1/24', 'dev', LAN_BRIDGE]);
  await one.run(['ip', 'link', 'add', 'cable', 'type', 'veth', 'peer', 'name', 'cable', 'netns', String(two.pid)]);
  for (const host of [one, two]) await host.run(['ip', 'link', 'set', 'cable', 'master', LAN_BRIDGE, 'up']);
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

/** All questions of all senders, and what the model says to each. */
async function checkMatrix(lab: Lab, system: ResolvedSystem, parties: readonly Party[]): Promise<void> {
  const wrong: string[] = [];
  const counts = { open: 0, closed: 0 };
  for (const sender of parties) {
    const receivers = parties.filter((receiver) => receiver !== sender && !(isOutside(receiver) && isOutside(sender)));
    const questions = receivers.flatMap((receiver) =>
      PORTS.map((port): Question => ({ ...port, to: receiver.address, ...fromOutside(sender) })),
    );
    for (const answer of await dial(sender.dial, questions)) {
      const receiver = receivers.find(({ address }) => address === answer.to) as Party;
      const allowed = allows(system, sender, receiver, answer);
      counts[allowed ? 'open' : 'closed']++;
      const line = `${sender.name} -> ${receiver.name} ${answer.port}/${answer.protocol}`;
      if ((answer.result === 'open') !== allowed)
        wrong.push(`${line}: ${describe(answer)}, the model ${allowed ? 'allows' : 'forbids'} it`);
      else if (allowed) wrong.push(...wrongSource(system, sender, receiver, answer).map((seen) => `${line}: seen as ${seen}`));
    }
  }
  lab.note(`${counts.open} allowed, ${counts.closed} forbidden`);
  assert.deepEqual(wrong, []);
}

const isOutside = ({ name }: Whom): boolean => name in OUTSIDE;
const fromOutside = (sender: Whom): Pick<Question, 'from'> => (isOutside(sender) ? { from: sender.address } : {});
const describe = ({ result, error }: Answer): string => (error === undefined ? result : `${result} (${error})`);

/** The sender's address as the receiver saw it must be one that the model names. */
function wrongSource(system: ResolvedSystem, sender: Whom, receiver: Whom, { seen, ...answer }: Answer): readonly string[] {
  if (seen === undefined) return ['nothing'];
  const address = seen.replace(/:\d+$/, '');
  return sourcesOf(system, sender, receiver, answer).some((blocks) => blocks.check(address)) ? [] : [address];
}

/**
 * The other end of an allowed flow answers from its server's port. Its packets from there must not reach ports that no flow
 * opens: filters have no memory of connections.
 */
async function checkSourcePorts(system: ResolvedSystem, parties: readonly Party[]): Promise<void> {
  const opened: string[] = [];
  let asked = 0;
  for (const server of parties) {
    for (const client of parties.filter((party) => party !== server && !isOutside(party))) {
      for (const { port, protocol } of PORTS.filter((served) => allows(system, client, server, served))) {
        const closed = PORTS.filter((target) => target.protocol === protocol && !allows(system, server, client, target));
        // One after the other: they share their source port.
        for (const target of closed) {
          const [answer] = await dial(server.dial, [{ ...target, to: client.address, fromPort: port, from: server.address }]);
          asked++;
          if (answer?.result === 'open') opened.push(`${server.name}:${port} -> ${client.name}:${target.port}/${target.protocol}`);
        }
      }
    }
  }
  assert(asked > 10, `only ${asked} attempts`);
  assert.deepEqual(opened, []);
}

/** A machine that is on the bridge without being in the model. */
async function checkIntruder(
  lab: Lab,
  host: Hypervisor,
  probe: string,
  system: ResolvedSystem,
  machines: readonly (Party & { readonly mac: string })[],
): Promise<void> {
  const bridge = system.subnets.find(({ name }) => name === 'front')?.bridge ?? '';
  const join = async (name: string, address: string): Promise<Peer> => {
    const peer = await Peer.join(lab, host, name, probe);
    await host.run(['ip', 'link', 'set', name, 'master', bridge]);
    await peer.shell(`ip address add ${address}/24 dev eth0; ip route add default via 10.20.1.1`);
    return peer;
  };
  const intruder = await join('intruder', '10.20.1.200');
  const witness = await join('witness', '10.20.1.201');
  witness.listen(LISTEN);
  const linkLocal = async (peer: Peer): Promise<string> =>
    (/inet6 (fe80:[^/]+)/.exec(await peer.shell('ip -6 address show eth0')) ?? [])[1] ?? '';
  const reached = async (addresses: readonly string[]): Promise<readonly string[]> => {
    const questions = addresses.flatMap((to) => PORTS.map((port) => ({ ...port, to })));
    return (await dial(intruder.dialler, questions))
      .filter(({ result }) => result === 'open')
      .map(({ to, port, protocol }) => `${to} ${port}/${protocol}`);
  };
  const witnessAddress = `${await linkLocal(witness)}%eth0`;
  await lab.eventually(20, async () =>
    assert.equal((await reached(['10.20.1.201', witnessAddress])).length, 2 * PORTS.length, 'the bridge carries both'),
  );
  assert.deepEqual(await reached(machines.map(({ address }) => address)), []);
  assert.deepEqual(await reached(machines.map(({ mac }) => `${linkLocalOf(mac)}%eth0`)), []);
}

/** The IPv6 address that a machine gives itself (RFC 4291, appendix A). */
function linkLocalOf(mac: string): string {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = mac.split(':').map((byte) => Number.parseInt(byte, 16));
  const group = (high: number, low: number): string => ((high << 8) | low).toString(16);
  return `fe80::${group(a ^ 2, b)}:${group(c, 0xff)}:${group(0xfe, d)}:${group(e, f)}`;
}
