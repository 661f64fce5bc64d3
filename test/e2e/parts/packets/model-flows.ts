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
  flowsOf(system, from, to, target).length > 0;

/** Under which addresses the model says that the receiver sees the sender, one list for each flow. */
export const sourcesOf = (system: ResolvedSystem, from: Whom, to: Whom, target: Target): readonly BlockList[] =>
  flowsOf(system, from, to, target).map(({ source }) => blockList(source.blocks));

function flowsOf(system: ResolvedSystem, from: Whom, to: Whom, { protocol, port }: Target): readonly ResolvedFlow[] {
  return system.flows.filter(
    (flow) =>
      flow.ports.some((it) => it.protocol === protocol && it.from <= port && port <= it.to) &&
      isEnd(system, flow.from, from) &&
      isEnd(system, flow.to, to),
  );
}

function isEnd(system: ResolvedSystem, end: Endpoint, whom: Whom): boolean {
  const machine = system.machines.find(({ name }) => name === whom.name);
  if (end.kind === 'machine') return end.name === whom.name;
  if (end.kind === 'subnet') return machine?.nic.subnet === end.name;
  if (machine !== undefined) return false;
  if (end.kind === 'anyone') return true;
  if (end.kind !== 'external') return false;
  const blocks = system.externals.find(({ name }) => name === end.name)?.blocks ?? [];
  return blockList(blocks.map((cidr) => ({ cidr, except: [] }))).check(whom.address);
}

/** Of the blocks, not looking at what is taken out of them. */
function blockList(blocks: readonly AddressBlock[]): BlockList {
  const list = new BlockList();
  for (const { cidr } of blocks) {
    const [address = '', prefix] = cidr.split('/');
    list.addSubnet(address, Number(prefix));
  }
  return list;
}
