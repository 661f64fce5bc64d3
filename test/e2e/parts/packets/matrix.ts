import assert from 'node:assert/strict';
import type { ResolvedSystem } from '../../../../src';
import type { Lab } from '../../harness/lab';
import { type Answer, dial, type Question } from '../../network/probe';
import { CLIENT_PORTS, OPEN, PORTS } from '../../systems/packets';
import { allows, answers, isSeenAs } from './model-flows';
import { describe, isClosed, type Party, receiversFor, sourceOf } from './party';

/** Names are resolved by hosts: their own servers answer there. */
const DNS = { protocol: 'tcp', port: 53 } as const;

/** All questions of all senders, and what the model says to each. */
export async function checkMatrix(lab: Lab, system: ResolvedSystem, parties: readonly Party[]): Promise<void> {
  const plans = parties.map((sender) => {
    const receivers = receiversFor(sender, parties);
    const questions = receivers.flatMap((receiver) => {
      const ports = receiver.kind === 'gateway' ? [...PORTS, DNS] : PORTS;
      return ports.map((port): Asked => ({ ...port, to: receiver.address, ...sourceOf(sender), receiver }));
    });
    return { sender, ...split(questions, (asked) => allows(system, sender, asked.receiver, asked)) };
  });
  const { wrong, open, closed } = await askAll(
    plans,
    (sender, { receiver, port, protocol }) => `${sender.name} -> ${receiver.name} ${port}/${protocol}`,
  );
  for (const { sender, receiver, line, answer } of open) {
    const address = answer.seen?.replace(/:\d+$/, '') ?? 'nothing';
    // A server of names tells nobody's address.
    if (receiver.kind !== 'gateway' && !isSeenAs(system, receiver, answer, address, sender)) wrong.push(`${line}: seen as ${address}`);
  }
  lab.note(`${open.length} allowed, ${closed} forbidden`);
  assert.deepEqual(wrong, []);
  assert.deepEqual(open.map(({ line }) => line).sort(), [...OPEN].sort());
}

/**
 * Filters have no memory of connections: a server may send from its port to the ports of its clients, and there it ends. Nobody else gets
 * anything through from a server's port, and no server gets to its clients' own servers.
 */
export async function checkSourcePorts(lab: Lab, system: ResolvedSystem, parties: readonly Party[]): Promise<void> {
  const plans = parties.map((sender) => {
    const questions = receiversFor(sender, parties).flatMap((receiver) =>
      PORTS.flatMap((served) =>
        [...PORTS, ...CLIENT_PORTS]
          .filter((target) => target.protocol === served.protocol && !allows(system, sender, receiver, target))
          .map((target): Asked => ({ ...target, to: receiver.address, fromPort: served.port, from: sender.address, receiver })),
      ),
    );
    const isAnswer = ({ receiver, protocol, port, fromPort = 0 }: Asked): boolean =>
      answers(system, sender, receiver, { protocol, port: fromPort }, port);
    return { sender, ...split(questions, isAnswer) };
  });
  const { wrong, open, closed } = await askAll(
    plans,
    (sender, { receiver, port, protocol, fromPort }) => `${sender.name}:${fromPort} -> ${receiver.name}:${port}/${protocol}`,
  );
  lab.note(`${open.length} ways for answers, ${closed} other attempts`);
  assert(open.length > 10 && closed > 1000);
  assert.deepEqual(wrong, []);
}

interface Asked extends Question {
  readonly receiver: Party;
}

/** What one sender asks, by what is to come of it. */
interface Plan {
  readonly sender: Party;
  readonly open: readonly Asked[];
  readonly closed: readonly Asked[];
}

const split = (questions: readonly Asked[], isOpen: (asked: Asked) => boolean): Omit<Plan, 'sender'> => ({
  open: questions.filter(isOpen),
  closed: questions.filter((asked) => !isOpen(asked)),
});

interface Found {
  readonly sender: Party;
  readonly receiver: Party;
  readonly line: string;
  readonly answer: Answer;
}

/** Asks everything: first what is to be open, again and again where a busy machine is late, then what is to be closed, which stays so. */
async function askAll(
  plans: readonly Plan[],
  inWords: (sender: Party, asked: Asked) => string,
): Promise<{ readonly wrong: string[]; readonly open: readonly Found[]; readonly closed: number }> {
  const wrong: string[] = [];
  const found = async (sender: Party, questions: readonly Asked[], tries: number): Promise<readonly Found[]> => {
    const all = await dial(
      sender.dial,
      questions.map(({ receiver: _, ...question }) => question),
    );
    const results = questions.map((asked, index): Found => {
      const answer = all[index];
      assert(answer);
      return { sender, receiver: asked.receiver, line: inWords(sender, asked), answer };
    });
    const late = questions.filter((_, index) => !isOpen(results[index] as Found));
    if (late.length === 0 || tries <= 1) return results;
    return [...results.filter(isOpen), ...(await found(sender, late, tries - 1))];
  };
  const open = (await Promise.all(plans.map((plan) => found(plan.sender, plan.open, 6)))).flat();
  for (const { line, answer } of open.filter((it) => !isOpen(it))) wrong.push(`${line}: ${describe(answer)}, but it is allowed`);
  const closed = (await Promise.all(plans.map((plan) => found(plan.sender, plan.closed, 1)))).flat();
  for (const it of closed)
    if (!isClosed(it.answer) || reachesServer(it)) wrong.push(`${it.line}: ${describe(it.answer)}, but it is forbidden`);
  return { wrong, open, closed: closed.length };
}

/** A listener says who has come; servers of names do not, and answers to a client's port matter as such. */
function isOpen(found: Found): boolean {
  const { answer, receiver } = found;
  const told = answer.seen !== undefined || answer.fromPort !== undefined || receiver.kind === 'gateway';
  return (answer.result === 'open' && told) || reachesServer(found);
}

/** A host on which nobody serves names says so itself: the packet has come to it. */
const reachesServer = ({ receiver, answer }: Found): boolean =>
  receiver.kind === 'gateway' && answer.port === DNS.port && answer.result === 'refused';
