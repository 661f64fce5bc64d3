import assert from 'node:assert/strict';
import type { ResolvedSystem } from '../../../../src';
import type { Lab } from '../../harness/lab';
import { type Answer, dial, type Question } from '../../network/probe';
import { PORTS } from '../../systems/packets';
import { allows, sourcesOf, type Whom } from './model-flows';
import { fromOutside, isOutside, type Party } from './party';

/** All questions of all senders, and what the model says to each. */
export async function checkMatrix(lab: Lab, system: ResolvedSystem, parties: readonly Party[]): Promise<void> {
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
export async function checkSourcePorts(system: ResolvedSystem, parties: readonly Party[]): Promise<void> {
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
