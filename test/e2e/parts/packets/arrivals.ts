import assert from 'node:assert/strict';
import type { ResolvedSystem } from '../../../../src';
import type { Lab } from '../../harness/lab';
import { answers, isSeenAs, type Target } from './model-flows';
import type { Party } from './party';

/**
 * What the receivers saw on their interfaces. An answer that is lost hides a packet from its sender: a filter that lets in what it
 * does not let out again would pass for closed.
 */
export async function checkArrivals(lab: Lab, system: ResolvedSystem, parties: readonly Party[]): Promise<void> {
  const wrong = new Set<string>();
  let count = 0;
  for (const receiver of parties) {
    const lines = (await receiver.heard()).split('\n').filter((line) => line.startsWith('arrived '));
    for (const line of lines) {
      const [, protocol, address, port, sender = '', senderPort] = line.split(' ');
      // Outsiders share a network space, and so do a host's gateways; what a host passes on is nothing to it.
      if (parties.some((it) => it !== receiver && it.address === address)) continue;
      count++;
      const on = (number: string | undefined): Target => ({ protocol: protocol as Target['protocol'], port: Number(number) });
      const server = parties.find((it) => it.address === sender);
      const isAnswer = server !== undefined && answers(system, server, receiver, on(senderPort), Number(port));
      if (!isAnswer && !isSeenAs(system, receiver, on(port), sender)) wrong.add(`${receiver.name}: ${line}`);
    }
  }
  lab.note(`${count} packets arrived`);
  assert(count > 0);
  assert.deepEqual([...wrong], []);
}
