import type { ResolvedSystem } from '../../../../src';
import type { Guest } from '../../hypervisor/guest';
import type { Hypervisor } from '../../hypervisor/hypervisor';
import type { Peer } from '../../network/peer';
import type { Answer, Question, RunProbe } from '../../network/probe';
import { CLIENT_PORTS, OUTSIDE, PORTS } from '../../systems/packets';
import type { Whom } from './model-flows';

/** Someone who sends and listens. */
export interface Party extends Whom {
  readonly dial: RunProbe;
  /** What its listener has written: a line for each packet. */
  readonly heard: () => Promise<string>;
}

export interface Machine extends Party {
  readonly mac: string;
  readonly guest: Guest;
}

/** What everyone listens on. */
export const LISTEN = [...PORTS, ...CLIENT_PORTS].map(({ port, protocol }) => `${port}/${protocol}`);

/** Peers outside: one that has the addresses of all of them. */
export const outsiders = (peer: Peer): readonly Party[] =>
  Object.entries(OUTSIDE).map(([name, address]) => ({
    kind: 'outsider',
    name,
    address,
    dial: peer.dialler,
    heard: async () => peer.heard(),
  }));

/** A host under its addresses in its subnets: no filter is its own, those of the machines have to hold against it, too. */
export function gateways(host: Hypervisor, probe: string, system: ResolvedSystem): readonly Party[] {
  const listener = host.start('listen-host', [probe, 'listen', ...LISTEN]);
  return system.subnets.map(({ name, gateway }) => ({
    kind: 'gateway',
    name: `gateway-${name}`,
    address: gateway,
    subnet: name,
    dial: (args, input) => host.run([probe, ...args], { input }),
    heard: async () => listener.output(),
  }));
}

/** Those whom a party can ask anything: not itself under another address, and what passes between a host and the world is its own affair. */
export const receiversFor = (sender: Party, parties: readonly Party[]): readonly Party[] =>
  parties.filter((receiver) => receiver !== sender && (sender.kind === 'machine' || receiver.kind === 'machine'));

/** Who has several addresses must be told which to use. */
export const sourceOf = (sender: Whom): Pick<Question, 'from'> => (sender.kind === 'machine' ? {} : { from: sender.address });

/**
 * Nothing got through. What could not be sent proves nothing and is not closed. Everyone listens everywhere, so that a refusal comes from
 * a host that rejects what it does not forward.
 */
export const isClosed = ({ result }: Answer): boolean => result === 'silent' || result === 'refused';

export const describe = ({ result, error }: Answer): string => (error === undefined ? result : `${result} (${error})`);
