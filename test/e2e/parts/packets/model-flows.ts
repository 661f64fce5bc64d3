import type { End, ResolvedFlow, ResolvedSystem } from '../../../../src';
import { type ClientPorts, sourceOf } from '../../../../src/model/resolved';
import { isIn } from '../../network/blocks';

/** Someone in or outside the system. */
export interface Whom {
  /** `gateway`: a host under its address in a subnet. */
  readonly kind: 'machine' | 'gateway' | 'outsider';
  readonly name: string;
  readonly address: string;
  /** Of a gateway. */
  readonly subnet?: string;
}

export interface Target {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
}

/**
 * Whether some flow of the model lets `from` open a connection to `to`. Read off the flows' ends, not off what is compiled from them;
 * of a host only by its address, which it shares with whom it hides.
 */
export const allows = (system: ResolvedSystem, from: Whom, to: Whom, target: Target): boolean =>
  flowsTo(system, to, target).some((flow) =>
    from.kind === 'gateway' ? isSource(flow, from.address) || hides(system, from, flow.from) : isEnd(system, flow.from, from),
  );

/** Whether the model says that the receiver sees `from`, or anyone, under an address. */
export const isSeenAs = (system: ResolvedSystem, to: Whom, target: Target, address: string, from?: Whom): boolean =>
  flowsTo(system, to, target).some(
    (flow) => (from === undefined || from.kind === 'gateway' || isEnd(system, flow.from, from)) && isSource(flow, address),
  );

/**
 * Whether a server answers a client from one port to another: filters keep no account of connections, so that it may always. Two of
 * them may stand in between, one before each machine.
 */
export const answers = (system: ResolvedSystem, server: Whom, client: Whom, served: Target, port: number): boolean =>
  flowsTo(system, server, served).some(
    (flow) => isSource(flow, client.address) && isAmong(flow.replyPorts, served, port) && isAmong(ownPorts(system, client), served, port),
  );

const EVERY: ClientPorts = { tcp: [{ from: 0, to: 65535 }], udp: [{ from: 0, to: 65535 }] };

/** Ports that a card lets answers in to; others have none. */
const ownPorts = (system: ResolvedSystem, whom: Whom): ClientPorts =>
  system.machines.find(({ name }) => whom.kind === 'machine' && name === whom.name)?.clientPorts ?? EVERY;

const isAmong = (ports: ClientPorts, { protocol }: Target, port: number): boolean =>
  (ports[protocol] ?? []).some(({ from, to }) => from <= port && port <= to);

/** Whether packets of a host leave a NAT subnet like those of a machine in it, under the address that the host has where they arrive. */
function hides(system: ResolvedSystem, gateway: Whom, end: End): boolean {
  const isNat = system.subnets.some(({ name, mode }) => name === gateway.subnet && mode === 'nat');
  if (!isNat || end.is === 'kvm-hosts') return isNat;
  return system.machines.some(({ name, nic }) => end.is === 'machine' && end.name === name && nic.subnet === gateway.subnet);
}

const isSource = (flow: ResolvedFlow, address: string): boolean => isIn(sourceOf(flow), address);

const flowsTo = (system: ResolvedSystem, to: Whom, { protocol, port }: Target): readonly ResolvedFlow[] =>
  system.flows.filter(
    (flow) => flow.ports.some((it) => it.protocol === protocol && it.from <= port && port <= it.to) && isEnd(system, flow.to, to),
  );

function isEnd(system: ResolvedSystem, end: End, whom: Whom): boolean {
  if (end.is === 'outside' && end.of === 'external') {
    const blocks = system.externals.find(({ name }) => name === end.name)?.blocks ?? [];
    return isIn(
      blocks.map((cidr) => ({ cidr, except: [] })),
      whom.address,
    );
  }
  if (whom.kind === 'gateway') return (end.is === 'resolver' || end.is === 'kvm-hosts') && end.name === whom.subnet;
  if (whom.kind === 'outsider') return end.is === 'outside';
  if (end.is === 'machine') return end.name === whom.name;
  return end.is === 'subnet' && system.machines.find(({ name }) => name === whom.name)?.nic.subnet === end.name;
}
