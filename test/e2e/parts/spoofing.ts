import assert from 'node:assert/strict';
import type { ResolvedSystem } from '../../../src';
import type { Lab } from '../harness/lab';
import type { Guest } from '../hypervisor/guest';
import { dial, type Question } from '../network/probe';

/** Datagrams tell by what they say; the server of the log messages writes down what it hears. */
export async function checkSpoofing(lab: Lab, guestOf: (name: string) => Guest, system: ResolvedSystem): Promise<void> {
  const factsOf = (name: string): { readonly address: string; readonly mac: string } => {
    const machine = system.machines.find((it) => it.name === name);
    assert(machine);
    return machine.nic;
  };
  const logs = guestOf('logs');
  const send = async (from: string, text: string, question: Partial<Question> = {}): Promise<void> => {
    const guest = guestOf(from);
    await dial(
      (args, input) => guest.output(['/bin/probe', ...args], { input }),
      [{ protocol: 'udp', to: factsOf('logs').address, port: 514, text, ...question }],
    );
  };
  const heard = async (): Promise<readonly string[]> =>
    (await logs.shell('cat /tmp/heard')).split('\n').flatMap((line) => /\?(\S+)$/.exec(line)?.[1] ?? []);

  await send('app', 'genuine');
  await lab.eventually(10, async () => assert((await heard()).includes('genuine'), 'the sender that may is heard'));

  // The web server takes the address of the one that may: replies would not come back, but the packet might arrive.
  const { address } = factsOf('app');
  await guestOf('web').shell(`ip address add ${address}/32 dev eth0`);
  await send('web', 'another-address', { from: address });
  await guestOf('web').shell(`ip address del ${address}/32 dev eth0`);

  // The one that may sends under another MAC.
  const { mac } = factsOf('app');
  await guestOf('app').shell('ip link set eth0 address 52:54:00:99:99:99');
  await send('app', 'another-mac');
  await guestOf('app').shell(`ip link set eth0 address ${mac}`);

  await send('app', 'genuine-again');
  await lab.eventually(20, async () => assert((await heard()).includes('genuine-again'), 'and is heard again under its own'));
  assert.deepEqual(
    (await heard()).filter((text) => text.startsWith('another-')),
    [],
  );
}
