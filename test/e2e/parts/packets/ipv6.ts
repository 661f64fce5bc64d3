import assert from 'node:assert/strict';
import { dial } from '../../network/probe';
import { PORTS } from '../../systems/packets';
import type { Machine } from './party';

/** Machines have IPv6 and listen on it; none hears another, though some share a bridge and others a flow over IPv4. */
export async function checkIpv6(machines: readonly Machine[]): Promise<void> {
  const heard = await Promise.all(
    machines.map(async (machine): Promise<readonly string[]> => {
      const others = machines.filter((it) => it !== machine);
      const ask = async (to: readonly Machine[]): Promise<readonly string[]> => {
        const questions = to.flatMap(({ mac }) => PORTS.map((port) => ({ ...port, to: `${linkLocalOf(mac)}%eth0` })));
        const open = (await dial(machine.dial, questions)).filter(({ result }) => result === 'open');
        return open.map(({ to: address, port, protocol }) => `${machine.name} -> ${address} ${port}/${protocol}`);
      };
      assert.equal((await ask([machine])).length, PORTS.length, `${machine.name} listens on its own IPv6 address`);
      return ask(others);
    }),
  );
  assert.deepEqual(heard.flat(), []);
}

/** The IPv6 address that a machine gives itself (RFC 4291, appendix A). */
export function linkLocalOf(mac: string): string {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = mac.split(':').map((byte) => Number.parseInt(byte, 16));
  const group = (high: number, low: number): string => ((high << 8) | low).toString(16);
  return `fe80::${group(a ^ 2, b)}:${group(c, 0xff)}:${group(0xfe, d)}:${group(e, f)}`;
}
