import assert from 'node:assert/strict';
import type { ResolvedSystem } from '../../../src';
import { nicsOf } from '../../../src/model/resolved';
import { guestImages } from '../guests/images';
import { ownProgram } from '../harness/go';
import type { Lab } from '../harness/lab';
import { go, hypervisor, images, terraform } from '../harness/needs';
import type { Part } from '../harness/part';
import type { Guest } from '../hypervisor/guest';
import { Hypervisor } from '../hypervisor/hypervisor';
import { Peer } from '../network/peer';
import { type Answer, dial } from '../network/probe';
import { CardSystem, OPEN } from '../systems/cards';
import { PORTS } from '../systems/packets';
import { TINY_BOOT_SECONDS } from '../systems/tiny';
import { Root } from '../terraform/root';

export const cards: Part = {
  name: 'cards',
  title: 'a machine gets a second network card: packets go where policy says on both, and nothing else changes',
  needs: [terraform, go, ...hypervisor, ...images],
  minutes: 5,
  run,
};

async function run(lab: Lab): Promise<void> {
  const probe = await ownProgram(lab, 'probe');
  const { tiny } = await guestImages(lab);
  const host = await Hypervisor.start(lab, 'kvm1');
  const root = new Root(lab, 'nc');
  const guests = { near: host.guest('nc-near'), keeper: host.guest('nc-keeper'), both: host.guest('nc-both') };
  const synth = (storage: boolean): ResolvedSystem => root.synth(new CardSystem(host.uri, tiny, { storage }));
  const up = async (guest: Guest): Promise<void> => {
    await guest.up(TINY_BOOT_SECONDS);
    await guest.start(['/bin/sh', '-c', `exec /bin/probe listen ${PORTS.map(({ port, protocol }) => `${port}/${protocol}`).join(' ')}`]);
  };

  synth(false);
  await lab.step('a machine with one card; the second plan is empty', async () => {
    await root.init();
    await root.apply();
    assert.deepEqual(await root.plan(), []);
    for (const guest of Object.values(guests)) await up(guest);
  });
  const boots = (): Promise<readonly string[]> => Promise.all([guests.near, guests.keeper].map((guest) => guest.boot()));
  const first = await boots();
  const firstCard = await deviceOf(guests.both, 'eth0');

  const system = synth(true);
  await lab.step('with another card the plan changes its domain in place, and no other machine, disk or network', async () =>
    assert.deepEqual(
      (await root.plan()).filter(({ address }) => address.startsWith('libvirt_')),
      [{ address: 'libvirt_domain.both', action: 'update' }],
    ),
  );
  await lab.step('the apply restarts it and nobody else; the second plan is empty', async () => {
    await root.apply();
    assert.deepEqual(await root.plan(), []);
    await up(guests.both);
    assert.deepEqual(await boots(), first);
  });
  await lab.step('its first card is what it was, and the guest finds the other one by its MAC address', async () => {
    assert.deepEqual(await deviceOf(guests.both, 'eth0'), firstCard);
    const [, other] = nicsOf(machineNamed(system, 'both'));
    assert(other);
    assert.equal((await deviceOf(guests.both, 'eth1')).mac, other.mac);
    // As the warning says: nothing is configured in a guest that is there.
    await guests.both.shell(`ip link set eth1 mtu ${other.mtu} up; ip address add ${other.address}/24 dev eth1`);
  });
  await lab.step('on both cards: what the model allows, and nothing else', () => checkMatrix(lab, guests, system));
  await lab.step('a machine that forwards carries nothing from one network to the other', () =>
    checkForwarding(lab, host, probe, guests, system),
  );

  synth(false);
  await lab.step('without the card again it keeps its first one; the second plan is empty', async () => {
    await root.apply();
    assert.deepEqual(await root.plan(), []);
    await up(guests.both);
    assert.deepEqual(await deviceOf(guests.both, 'eth0'), firstCard);
    assert.deepEqual(await boots(), first);
    const [answer] = await ask(guests.near, { protocol: 'tcp', to: addressOf(system, 'both'), port: 8080 });
    assert.equal(answer?.result, 'open');
  });
}

const machineNamed = (system: ResolvedSystem, name: string): ResolvedSystem['machines'][number] => {
  const machine = system.machines.find((each) => each.name === name);
  assert(machine);
  return machine;
};

const addressOf = (system: ResolvedSystem, card: string): string => {
  const nic = system.machines.flatMap(nicsOf).find(({ name }) => name === card);
  assert(nic);
  return nic.address;
};

/** Where a card is on the guest's bus, and its MAC address. */
async function deviceOf(guest: Guest, name: string): Promise<{ readonly mac: string; readonly slot: string }> {
  const text = await guest.shell(`cat /sys/class/net/${name}/address; readlink -f /sys/class/net/${name}/device/..`);
  const [mac = '', slot = ''] = text.trim().split('\n');
  return { mac, slot };
}

const ask = (guest: Guest, ...questions: Parameters<typeof dial>[1]): Promise<readonly Answer[]> =>
  dial((args, input) => guest.output(['/bin/probe', ...args], { input }), questions);

type Guests = Readonly<Record<'near' | 'keeper' | 'both', Guest>>;

/** Every card asks every other machine's on every port, under its own address, whichever card its packets then leave by. */
async function checkMatrix(lab: Lab, guests: Guests, system: ResolvedSystem): Promise<void> {
  const places = Object.entries({ near: 'near', keeper: 'keeper', both: 'both', 'both-storage': 'both' } as const);
  await lab.eventually(60, async () => {
    const found = await Promise.all(
      places.map(async ([from, guest]) => {
        const others = places.filter(([, other]) => other !== guest).map(([to]) => to);
        const questions = others.flatMap((to) =>
          PORTS.map((port) => ({ ...port, from: addressOf(system, from), to: addressOf(system, to), name: to })),
        );
        const answers = await ask(guests[guest], ...questions);
        return answers.flatMap(({ result }, index) => {
          const { name, port, protocol } = questions[index] ?? {};
          return result === 'open' ? [`${from} -> ${name} ${port}/${protocol}`] : [];
        });
      }),
    );
    assert.deepEqual(found.flat().sort(), [...OPEN].sort());
  });
}

/** The guest may do what it likes: strangers on both networks, whom nothing else holds back, send to each other by way of it. */
async function checkForwarding(lab: Lab, host: Hypervisor, probe: string, { both }: Guests, system: ResolvedSystem): Promise<void> {
  const settings = ['all', 'eth0', 'eth1'].map((it) => `echo 0 > /proc/sys/net/ipv4/conf/${it}/rp_filter`);
  await both.shell(['echo 1 > /proc/sys/net/ipv4/ip_forward', ...settings].join('; '));
  const forwarded = async (): Promise<number> => Number(await both.shell("awk '/^Ip:/ && $8 ~ /^[0-9]+$/ { print $8 }' /proc/net/snmp"));
  const join = async (subnet: string, cable: string): Promise<Peer & { readonly address: string }> => {
    const found = system.subnets.find(({ name }) => name === subnet);
    assert(found);
    const peer = await Peer.join(lab, host, cable, probe);
    await host.run(['ip', 'link', 'set', cable, 'master', found.bridge]);
    const address = found.gateway.replace(/\d+$/, '200');
    await peer.shell(`ip address add ${address}/${found.prefix} dev eth0`);
    peer.listen(PORTS.map(({ port, protocol }) => `${port}/${protocol}`));
    return Object.assign(peer, { address });
  };
  const [front, store] = [await join('front', 'str-front'), await join('store', 'str-store')];
  await front.shell(`ip route add ${store.address}/32 via ${addressOf(system, 'both')}`);
  await store.shell(`ip route add ${front.address}/32 via ${addressOf(system, 'both-storage')}`);
  const before = await forwarded();
  for (const [from, to] of [
    [front, store],
    [store, front],
  ] as const) {
    const answers = await dial(
      from.dialler,
      PORTS.map((port) => ({ ...port, to: to.address })),
    );
    assert.deepEqual([...new Set(answers.map(({ result }) => result))], ['silent']);
    assert.doesNotMatch(to.heard(), new RegExp(` ${from.address.replaceAll('.', '\\.')}[ :]`));
  }
  assert.equal(await forwarded(), before, 'nothing has even arrived at it to be passed on');
}
