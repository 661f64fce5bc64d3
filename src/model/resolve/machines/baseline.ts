import { type Lock, own } from '../../lock/lock';
import { type BaselineRule, type ResolvedFlow, type ResolvedPort, sourceOf } from '../../resolved';
import { compareBlocks, comparePorts, isWithin, parsePort, portText, portWithin } from '../../values';
import type { Machine } from '../../workload/machine';

/** What a guest's own firewall, routes and logins are built with. It stays as it was when the machine was created: see the lock. */
export interface Baseline {
  /** CIDRs that its own ports are open to, sorted. */
  readonly blocks: readonly string[];
  /** Ports beside its own, as `tcp/22`, with the CIDRs that they are open to. */
  readonly opened: Readonly<Record<string, readonly string[]>>;
}

/** That of a machine which was created before. */
export function lockedBaseline(lock: Lock, { name }: Machine): Baseline | undefined {
  const locked = own(lock.machines, name);
  return locked && { blocks: locked.baseline, opened: locked.opened ?? {} };
}

/**
 * What declared flows need of a new machine beside its own ports: SSH from a bastion of the system, for one. Open to their
 * senders, and to all of `blocks`.
 * @param rules of its own ports
 */
export function openedBy(flows: readonly ResolvedFlow[], rules: readonly BaselineRule[], blocks: readonly string[]): Baseline['opened'] {
  const opened = new Map<string, { readonly port: ResolvedPort; readonly from: Set<string> }>();
  for (const flow of flows) {
    const senders = sourceOf(flow).map(({ cidr }) => cidr);
    for (const port of flow.ports) {
      if (senders.every((sender) => isAdmitted(rules, port, sender))) continue;
      const { from } = opened.get(portText(port)) ?? { from: new Set(blocks) };
      for (const sender of senders) if (!isWithin(sender, [...from])) from.add(sender);
      opened.set(portText(port), { port, from });
    }
  }
  const sorted = [...opened].sort(([, a], [, b]) => comparePorts(a.port, b.port));
  return Object.fromEntries(sorted.map(([text, { from }]) => [text, [...from].sort(compareBlocks)]));
}

/** In the order of ports, whatever order a lock has them in. */
export function openedRules(opened: Baseline['opened']): readonly BaselineRule[] {
  const pairs = Object.entries(opened).flatMap(([text, from]) => [parsePort(text)].flatMap((port) => (port ? [{ port, from }] : [])));
  return pairs.sort((a, b) => comparePorts(a.port, b.port)).map(({ port, from }) => ({ ports: [port], from }));
}

/** What every guest lets in, whatever its rules: path MTU discovery needs ICMP. */
const LET_IN: { readonly [P in ResolvedPort['protocol']]: boolean } = { tcp: false, udp: false, sctp: false, icmp: true, any: false };

/** Whether rules of a guest let a port in from a block. */
export const isAdmitted = (rules: readonly BaselineRule[], port: ResolvedPort, block: string): boolean =>
  LET_IN[port.protocol] || rules.some(({ ports, from }) => ports.some((open) => portWithin(port, open)) && isWithin(block, from));
