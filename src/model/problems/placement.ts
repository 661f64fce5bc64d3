import type { Problem } from '../problem';

export const noHost = (path: string): Problem => ({
  code: 'NO_HOST',
  path,
  message: 'The system has no host that the machine could be on.',
  fix: "Declare one: new Host(system, 'kvm1', { uri: 'qemu:///system', cpus: 16, memory: Size.gibibytes(64) }).",
});

export const noRoom = (
  path: string,
  machines: readonly string[],
  asked: string,
  reasons: readonly string[],
  changes: readonly string[],
): Problem => ({
  code: 'NO_ROOM',
  path,
  message: `No host takes ${machines.join(', ')}${machines.length > 1 ? ', which have to be on one' : ''} (${asked} of memory in all): ${reasons.join('; ')}.`,
  fix: `${changes.length > 0 ? `The smallest change that would do: ${changes.join(', or ')}. Else make` : 'Make'} ${machines.length > 1 ? 'them' : 'it'} smaller, or add a host.`,
});

export const boundElsewhere = (path: string, machines: readonly string[], hosts: readonly string[]): Problem => ({
  code: 'BOUND_ELSEWHERE',
  path,
  message: `${machines.join(', ')} would have to be on the host that others of the same network are on, and may be on ${hosts.join(', ')} alone: the network of a routed, NAT or isolated subnet exists on one host, which routes to others.`,
  fix: "Give them hosts that go together, or a subnet on a bridge (Forward.bridge), or state that your own routers join the hosts (routes: 'provided').",
});

export const boundAndApart = (path: string, machines: readonly string[]): Problem => ({
  code: 'BOUND_AND_APART',
  path,
  message: `Of ${machines.join(', ')} some have to be apart, and all of them on one host: the network of a routed, NAT or isolated subnet exists on one, which routes to others.`,
  fix: "Give those that have to be apart subnets on a bridge (Forward.bridge), or subnets of their own in a network with routes: 'provided'.",
});

export const notApart = (path: string, machine: string, other: string, word: string, where: string): Problem => ({
  code: 'NOT_APART',
  path,
  message: `${machine} and ${other} must not share a ${word} (apartFrom), and both are on ${where}.`,
  fix: 'State another `host` for one of them; one that exists is moved by hand, as a change of `host` says. Or leave the distance out: they fail together.',
});
