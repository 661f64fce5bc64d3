import assert from 'node:assert/strict';
import type { ResolvedSystem } from '../../../../src';
import type { Lab } from '../../harness/lab';
import type { Peer } from '../../network/peer';
import { dial, type Question } from '../../network/probe';
import { OUTSIDE } from '../../systems/packets';
import type { Machine } from './party';

/**
 * A machine sends datagrams to a partner that nothing protects, who writes down what it hears: under its own address and MAC, then
 * under those of others. A receiver inside would not tell: its own filter stops strangers.
 */
export async function checkSpoofing(lab: Lab, machines: readonly Machine[], partner: Peer, system: ResolvedSystem): Promise<void> {
  const machine = (name: string): Machine => {
    const found = machines.find((it) => it.name === name);
    assert(found);
    return found;
  };
  const { guest: app, mac, dial: run } = machine('app');
  const send = (text: string, question: Partial<Question> = {}): Promise<unknown> =>
    dial(run, [{ protocol: 'udp', to: OUTSIDE.partner, port: 514, text, ...question }]);
  const heard = (): readonly string[] =>
    partner
      .heard()
      .split('\n')
      .flatMap((line) => /\?(\S+)$/.exec(line)?.[1] ?? []);
  const isHeard = (text: string): Promise<void> =>
    lab.eventually(20, async () => {
      await send(text);
      assert(heard().includes(text), `${text} is heard`);
    });

  await isHeard('genuine');

  const other = machine('web').address;
  await app.shell(`ip address add ${other}/32 dev eth0`);
  await send('another-address', { from: other });
  await app.shell(`ip address del ${other}/32 dev eth0`);

  // The router's MAC is told, or the question for it would be what is stopped.
  const gateway = system.subnets.find(({ name }) => name === 'front')?.gateway;
  const router = (await app.shell(`ip neigh show dev eth0 | awk '$1 == "${gateway}" && /lladdr/ { print $1, $3 }'`)).trim();
  assert.notEqual(router, '');
  await app.shell(`ip link set eth0 address 52:54:00:99:99:99; arp -i eth0 -s ${router}`);
  await send('another-mac');
  await app.shell(`ip link set eth0 address ${mac}; arp -i eth0 -s ${router}`);

  await isHeard('genuine-again');
  assert.deepEqual(
    heard().filter((text) => text.startsWith('another-')),
    [],
  );
}
