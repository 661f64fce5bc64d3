import assert from 'node:assert/strict';
import type { ResolvedSystem } from '../../../../src';
import type { Lab } from '../../harness/lab';
import { type Answer, dial, type Question } from '../../network/probe';
import { CLIENT_PORTS, OPEN, PORTS } from '../../systems/packets';
import { allows, answers, isSeenAs, type Whom } from './model-flows';
import { describe, isClosed, type Party, receiversFor, sourceOf } from './party';

/** Names are resolved by hosts: their own servers answer there. */
const DNS = { protocol: 'tcp', port: 53 } as const;

/** All questions of all senders, and what the model says to each. */
export async function checkMatrix(lab: Lab, system: ResolvedSystem, parties: readonly Party[]): Promise<void> {
  const wrong: string[] = [];
  const open: string[] = [];
  let closed = 0;
  const ask = async (sender: Party): Promise<void> => {
    const receivers = receiversFor(sender, parties);
    const questions = receivers.flatMap((receiver) => {
      const ports = receiver.kind === 'gateway' ? [...PORTS, DNS] : PORTS;
      return ports.map((port): Question => ({ ...port, to: receiver.address, ...sourceOf(sender) }));
    });
    for (const answer of await dial(sender.dial, questions)) {
      const receiver = receivers.find(({ address }) => address === answer.to) as Party;
      const line = `${sender.name} -> ${receiver.name} ${answer.port}/${answer.protocol}`;
      if (!allows(system, sender, receiver, answer)) {
        closed++;
        if (!isClosed(answer) || reachesServer(receiver, answer)) wrong.push(`${line}: ${describe(answer)}, the model forbids it`);
      } else {
        open.push(line);
        if (answer.result !== 'open' && !reachesServer(receiver, answer)) wrong.push(`${line}: ${describe(answer)}, the model allows it`);
        else if (receiver.kind !== 'gateway') wrong.push(...wrongSource(system, sender, receiver, answer).map((it) => `${line}: ${it}`));
      }
    }
  };
  await Promise.all(parties.map(ask));
  lab.note(`${open.length} allowed, ${closed} forbidden`);
  assert.deepEqual(wrong, []);
  assert.deepEqual(open.sort(), [...OPEN].sort());
}

/** A host on which nobody serves names says so itself: the packet has come to it. */
const reachesServer = (receiver: Whom, { port, result }: Answer): boolean =>
  receiver.kind === 'gateway' && port === DNS.port && result === 'refused';

/** The sender's address as the receiver saw it must be one that the model names. */
function wrongSource(system: ResolvedSystem, sender: Whom, receiver: Whom, { seen, ...answer }: Answer): readonly string[] {
  const address = seen?.replace(/:\d+$/, '') ?? 'nothing';
  return isSeenAs(system, receiver, answer, address, sender) ? [] : [`seen as ${address}`];
}

/**
 * Filters have no memory of connections: a server may send from its port to the ports of its clients, and there it ends. Nobody else gets
 * anything through from a server's port, and no server gets to its clients' own servers.
 */
export async function checkSourcePorts(lab: Lab, system: ResolvedSystem, parties: readonly Party[]): Promise<void> {
  const wrong: string[] = [];
  const counts = { answers: 0, others: 0 };
  const ask = async (sender: Party): Promise<void> => {
    const receivers = receiversFor(sender, parties);
    const questions = receivers.flatMap((receiver) =>
      PORTS.flatMap((served) =>
        [...PORTS, ...CLIENT_PORTS]
          .filter((target) => target.protocol === served.protocol && !allows(system, sender, receiver, target))
          .map((target): Question => ({ ...target, to: receiver.address, fromPort: served.port, from: sender.address })),
      ),
    );
    for (const answer of await dial(sender.dial, questions)) {
      const receiver = receivers.find(({ address }) => address === answer.to) as Party;
      const served = { protocol: answer.protocol, port: answer.fromPort ?? 0 };
      const isAnswer = answers(system, sender, receiver, served, answer.port);
      counts[isAnswer ? 'answers' : 'others']++;
      if (isAnswer ? answer.result !== 'open' : !isClosed(answer))
        wrong.push(`${sender.name}:${served.port} -> ${receiver.name}:${answer.port}/${answer.protocol}: ${describe(answer)}`);
    }
  };
  await Promise.all(parties.map(ask));
  lab.note(`${counts.answers} ways for answers, ${counts.others} other attempts`);
  assert(counts.answers > 10 && counts.others > 1000);
  assert.deepEqual(wrong, []);
}
