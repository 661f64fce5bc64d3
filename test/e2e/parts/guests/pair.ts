import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ResolvedSystem } from '../../../../src';
import type { ContainerGuest } from '../../containers/guest';
import type { Lab } from '../../harness/lab';

interface Yard {
  readonly system: ResolvedSystem;
  readonly guest: (name: string) => ContainerGuest;
  /** The guest that asks the backend behind the pair, at port 8080. */
  readonly client: string;
}

/** Asks ten times a second, and writes a line for each request: when it was sent, and whom the backend saw; nothing for no answer. */
const TRAFFIC = `while sleep 0.1; do
  at=$EPOCHREALTIME
  answer=$(timeout 1 bash -c 'exec 3<>"/dev/tcp/$0/8080" && cat <&3' "$1" 2> /dev/null | head -c 60 | tr -d '\\n') || answer=
  printf '%s %s\\n' "$at" "$answer"
done > "$2"`;

/** Answers in a row after which nothing is lost any more. */
const WELL = 10;

/** Two load balancers of which one holds the address: whatever becomes of it, the other one serves within seconds. */
export async function checkPair(lab: Lab, { system, guest, client }: Yard): Promise<void> {
  const [pair] = system.pairs;
  assert(pair);
  const { address, members } = pair;
  const log = join(lab.folder(), 'traffic.log');
  const requests = (): readonly { readonly at: number; readonly seen: string }[] =>
    (existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(0, -1) : []).map((line) => {
      const [at = '', seen = ''] = line.split(' ');
      return { at: Number(at), seen };
    });
  const ownAddress = (name: string): string => system.machines.find((machine) => machine.name === name)?.nic.address ?? '';
  const holds = async (name: string): Promise<boolean> =>
    (await guest(name).shell('ip -4 address show dev eth0')).includes(`inet ${address}/32 `);
  const holder = async (): Promise<string> => {
    const holding = await Promise.all(members.map(holds));
    const [name, ...others] = members.filter((_, index) => holding[index]);
    assert(name !== undefined && others.length === 0, 'one of them holds the address');
    return name;
  };
  /** All of the last requests were answered by way of one machine. */
  const served = (name: string, since = 0): void => {
    const last = requests()
      .filter(({ at }) => at > since)
      .slice(-WELL);
    assert(
      last.length === WELL && last.every(({ seen }) => seen.startsWith(`${ownAddress(name)}:`)),
      `${name} serves: ${JSON.stringify(last)}`,
    );
  };
  /** Does something to the holder: the other one serves. Says what was lost meanwhile. */
  const failsOver = async (what: string, from: string, to: string, fail: () => Promise<unknown>): Promise<void> => {
    const since = Date.now() / 1000;
    await fail();
    await lab.eventually(60, async () => served(to, since));
    const lost = requests().filter(({ at, seen }) => at > since && seen === '');
    const seconds = lost.length === 0 ? 0 : (lost.at(-1)?.at ?? 0) - (lost[0]?.at ?? 0);
    lab.note(`${what} (${from}): ${lost.length} requests without an answer, within ${seconds.toFixed(1)} s`);
  };

  let [first, second]: readonly string[] = [];
  await lab.step('one machine of a pair holds the address, and serves it: the backend sees its own address', async () => {
    first = await lab.eventually(30, holder);
    second = members.find((name) => name !== first);
    guest(client).start('traffic', ['bash', '-c', TRAFFIC, 'traffic', address, log]);
    await lab.eventually(30, async () => served(first ?? ''));
  });
  assert(first !== undefined && second !== undefined);
  const [one, other] = [guest(first), guest(second)];
  await lab.step('under traffic the other one takes over when HAProxy ends, when it hangs, and when the machine is gone', async () => {
    await failsOver('HAProxy is stopped', one.name, other.name, () => one.shell('systemctl stop haproxy'));
    await one.shell('systemctl start haproxy');
    // Well again, it takes nothing from a holder that serves.
    await lab.eventually(30, async () => assert.match(await one.shell('systemctl is-active haproxy keepalived'), /^active\nactive$/m));
    assert.equal(await holder(), other.name);
    await failsOver('HAProxy hangs', other.name, one.name, () => other.shell('pkill -STOP haproxy'));
    await other.shell('pkill -CONT haproxy');
    await lab.eventually(30, async () => assert.equal(await holder(), one.name));
    await failsOver('the machine is gone', one.name, other.name, () => one.destroy());
  });
}
