import assert from 'node:assert/strict';
import type { ResolvedSystem } from '../../../../src';
import type { Lab } from '../../harness/lab';
import type { Hypervisor } from '../../hypervisor/hypervisor';
import { Peer } from '../../network/peer';
import { dial } from '../../network/probe';
import { PORTS } from '../../systems/packets';
import { linkLocalOf } from './ipv6';
import { LISTEN, type Machine } from './party';

/** Subnets on whose bridge somebody stands who is not in the model: one of libvirt's own, and one that hosts share. */
const SUBNETS = ['front', 'lan'];

/** Two of them, so that it is seen what a bridge carries: one asks everyone, the other is asked by the machines beside it. */
export async function checkStrangers(
  lab: Lab,
  host: Hypervisor,
  probe: string,
  system: ResolvedSystem,
  machines: readonly Machine[],
): Promise<void> {
  for (const name of SUBNETS) {
    const subnet = system.subnets.find((it) => it.name === name);
    assert(subnet);
    const join = async (cable: string, last: number): Promise<Peer & { readonly addresses: readonly string[] }> => {
      const peer = await Peer.join(lab, host, cable, probe);
      await host.run(['ip', 'link', 'set', cable, 'master', subnet.bridge]);
      const address = subnet.gateway.replace(/\d+$/, String(last));
      await peer.shell(`ip address add ${address}/${subnet.prefix} dev eth0; ip route add default via ${subnet.gateway}`);
      const linkLocal = /inet6 (fe80:[^/]+)/.exec(await peer.shell('ip -6 address show eth0'))?.[1] ?? '';
      return Object.assign(peer, { addresses: [address, `${linkLocal}%eth0`] });
    };
    const stranger = await join(`str-${name}`, 200);
    const witness = await join(`wit-${name}`, 201);
    witness.listen(LISTEN);
    const reached = async (addresses: readonly string[]): Promise<readonly string[]> => {
      const questions = addresses.flatMap((to) => PORTS.map((port) => ({ ...port, to })));
      return (await dial(stranger.dialler, questions))
        .filter(({ result }) => result === 'open')
        .map(({ to, port, protocol }) => `${to} ${port}/${protocol}`);
    };
    await lab.eventually(20, async () =>
      assert.equal((await reached(witness.addresses)).length, 2 * PORTS.length, `the bridge of ${name} carries both kinds of addresses`),
    );
    assert.deepEqual(await reached(machines.flatMap(({ address, mac }) => [address, `${linkLocalOf(mac)}%eth0`])), []);

    // Nothing stands between a machine and the witness but the machine's own filter.
    const beside = machines.filter((machine) => system.machines.find((it) => it.name === machine.name)?.nic.subnet === name);
    const own = (line: string): boolean =>
      beside.some(({ address, mac }) => [address, linkLocalOf(mac)].some((it) => line.includes(` ${it} `)));
    assert(beside.length > 0);
    const toWitness = witness.addresses.flatMap((to) => PORTS.map((port) => ({ ...port, to })));
    await Promise.all(beside.map((machine) => dial(machine.dial, toWitness)));
    const arrived = witness
      .heard()
      .split('\n')
      .filter((line) => line.startsWith('arrived '));
    assert(arrived.length >= 2 * PORTS.length, 'the witness sees what arrives');
    assert.deepEqual(arrived.filter(own), []);
  }
}
