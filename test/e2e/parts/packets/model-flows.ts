import { BlockList } from 'node:net';
import type { AddressBlock, Endpoint, ResolvedFlow, ResolvedSystem } from '../../../../src';

/** Someone in or outside the system. */
export interface Whom {
  readonly name: string;
  readonly address: string;
}

interface Target {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
}

/** Whether some flow of the model lets `from` open a connection to `to`. Read off the flows' ends, not off what is compiled from them. */
export const allows = (system: ResolvedSystem, from: Whom, to: Whom, target: Target): boolean =>
  flowsTo(system, to, target).some((flow) => isEnd(system, flow.from, from));

/** Under which addresses the model says that the receiver sees senders: one test for each flow. */
export const sourcesOf = (system: ResolvedSystem, to: Whom, target: Target, from?: Whom): readonly ((address: string) => boolean)[] =>
  flowsTo(system, to, target)
    .filter((flow) => from === undefined || isEnd(system, flow.from, from))
    .map(
      ({ source }) =>
        (address) =>
          isIn(source.blocks, address),
    );

const flowsTo = (system: ResolvedSystem, to: Whom, { protocol, port }: Target): readonly ResolvedFlow[] =>
  system.flows.filter(
    (flow) => flow.ports.some((it) => it.protocol === protocol && it.from <= port && port <= it.to) && isEnd(system, flow.to, to),
  );

function isEnd(system: ResolvedSystem, end: Endpoint, whom: Whom): boolean {
  const machine = system.machines.find(({ name }) => name === whom.name);
  if (end.kind === 'machine') return end.name === whom.name;
  if (end.kind === 'subnet') return machine?.nic.subnet === end.name;
  if (machine !== undefined) return false;
  if (end.kind === 'anyone') return true;
  if (end.kind !== 'external') return false;
  const blocks = system.externals.find(({ name }) => name === end.name)?.blocks ?? [];
  return isIn(
    blocks.map((cidr) => ({ cidr, except: [] })),
    whom.address,
  );
}

const isIn = (blocks: readonly AddressBlock[], address: string): boolean =>
  blocks.some(({ cidr, except }) => contains([cidr], address) && !contains(except, address));

function contains(cidrs: readonly string[], address: string): boolean {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [block = '', prefix] = cidr.split('/');
    list.addSubnet(block, Number(prefix));
  }
  return list.check(address);
}
