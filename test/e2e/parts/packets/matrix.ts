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
  const ask = async (sender: Party): Promise<void> => {
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
  };
  await Promise.all(parties.map(ask));
  lab.note(`${counts.open} allowed, ${counts.closed} forbidden`);
  assert.deepEqual(wrong, []);
}

const describe = ({ result, error }: Answer): string => (error === undefined ? result : `${result} (${error})`);

/** The sender's address as the receiver saw it must be one that the model names. */
function wrongSource(system: ResolvedSystem, sender: Whom, receiver: Whom, { seen, ...answer }: Answer): readonly string[] {
  if (seen === undefined) return ['nothing'];
  const address = seen.replace(/:\d+$/, '');
  return sourcesOf(system, receiver, answer, sender).some((isSource) => isSource(address)) ? [] : [address];
}

/**
 * The other end of an allowed flow answers from its server's port. Its packets from there must not reach ports that no flow
 * opens: filters have no memory of connections.
 */
export async function checkSourcePorts(lab: Lab, system: ResolvedSystem, parties: readonly Party[]): Promise<void> {
  const wrong: string[] = [];
  let asked = 0;
  const ask = async (server: Party): Promise<void> => {
    const clients = parties.filter((party) => party !== server && !isOutside(party));
    const questions = clients.flatMap((client) =>
      PORTS.filter((served) => allows(system, client, server, served)).flatMap(({ port, protocol }) =>
        PORTS.filter((target) => target.protocol === protocol && !allows(system, server, client, target)).map(
          (target): Question => ({ ...target, to: client.address, fromPort: port, from: server.address }),
        ),
      ),
    );
    for (const answer of await dial(server.dial, questions)) {
      asked++;
      // Nothing but silence will do: what could not be sent proves nothing.
      if (answer.result !== 'silent')
        wrong.push(`${server.name}:${answer.fromPort} -> ${answer.to}:${answer.port}/${answer.protocol}: ${describe(answer)}`);
    }
  };
  await Promise.all(parties.map(ask));
  lab.note(`${asked} attempts`);
  assert(asked > 10, `only ${asked} attempts`);
  assert.deepEqual(wrong, []);
}
