import assert from 'node:assert/strict';
import type { ResolvedSystem } from '../../../../src';
import type { Lab } from '../../harness/lab';
import type { Hypervisor } from '../../hypervisor/hypervisor';
import { Peer } from '../../network/peer';
import { dial } from '../../network/probe';
import { PORTS } from '../../systems/packets';
import { linkLocalOf } from './ipv6';
import { LISTEN, type Machine } from './party';

/** A machine that is on the bridge without being in the model. */
export async function checkStranger(
  lab: Lab,
  host: Hypervisor,
  probe: string,
  system: ResolvedSystem,
  machines: readonly Machine[],
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
