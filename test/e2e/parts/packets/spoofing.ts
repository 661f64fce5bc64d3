import assert from 'node:assert/strict';
import type { ResolvedSystem } from '../../../../src';
import type { Lab } from '../../harness/lab';
import type { Peer } from '../../network/peer';
import { type Answer, dial, type Question } from '../../network/probe';
import { OUTSIDE } from '../../systems/packets';
import type { Machine } from './party';

/** Who may send datagrams to the partner, and whom of its subnet it poses as: on a libvirt network, and on a bridge of the hosts. */
const IMPOSTORS = { app: 'web', north: 'south' };

/**
 * Machines send datagrams to a partner that nothing protects, who writes down what it hears: under their own address and MAC, then
 * under those of others. A receiver inside would not tell: its own filter stops strangers.
 */
export async function checkSpoofing(lab: Lab, machines: readonly Machine[], partner: Peer, system: ResolvedSystem): Promise<void> {
  for (const [impostor, victim] of Object.entries(IMPOSTORS)) {
    await checkImpostor(lab, find(machines, impostor), find(machines, victim), partner, system);
  }
}

function find(machines: readonly Machine[], name: string): Machine {
  const found = machines.find((it) => it.name === name);
  assert(found);
  return found;
}

async function checkImpostor(lab: Lab, impostor: Machine, victim: Machine, partner: Peer, system: ResolvedSystem): Promise<void> {
  const { guest, name, dial: run } = impostor;
  const send = async (text: string, question: Partial<Question> = {}): Promise<Answer> => {
    const [answer] = await dial(run, [{ protocol: 'udp', to: OUTSIDE.partner, port: 514, text: `${name}-${text}`, ...question }]);
    assert(answer);
    return answer;
  };
  const heard = (): readonly string[] =>
    partner
      .heard()
      .split('\n')
      .flatMap((line) => /\?(\S+)$/.exec(line)?.[1] ?? []);
  const isHeard = (text: string): Promise<void> =>
    lab.eventually(30, async () => {
      await send(text);
      assert(heard().includes(`${name}-${text}`), `${text} of ${name} is heard`);
    });
  const isSilent = async (text: string, question?: Partial<Question>): Promise<void> => {
    // What could not be sent proves nothing.
    assert.equal((await send(text, question)).result, 'silent', `${text} of ${name}`);
    assert(!heard().includes(`${name}-${text}`), `${text} of ${name} is heard`);
  };

  await isHeard('genuine');

  await guest.shell(`ip address add ${victim.address}/32 dev eth0`);
  await isSilent('as-another-address', { from: victim.address });
  await guest.shell(`ip address del ${victim.address}/32 dev eth0`);

  // The router's MAC is told, or the question for it would be what is stopped.
  const subnet = system.machines.find((it) => it.name === name)?.nic.subnet;
  const gateway = system.subnets.find((it) => it.name === subnet)?.gateway;
  const router = (await guest.shell(`ip neigh show dev eth0 | awk '$1 == "${gateway}" && /lladdr/ { print $1, $3 }'`)).trim();
  assert.notEqual(router, '');
  const takeMac = (mac: string): Promise<string> => guest.shell(`ip link set eth0 address ${mac}; arp -i eth0 -s ${router}`);
  await takeMac(victim.mac);
  await isSilent('as-another-mac');
  await takeMac(impostor.mac);

  await isHeard('genuine-again');
}
