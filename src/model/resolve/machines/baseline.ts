import { type Lock, own } from '../../lock/lock';
import { type BaselineRule, type ResolvedFlow, type ResolvedPort, sourceOf } from '../../resolved';
import { compareBlocks, comparePorts, isWithin, parsePort, portText, portWithin } from '../../values';
import type { Machine } from '../../workload/machine';

/** What a guest was set up with when it was created. It stays like that until somebody says otherwise: see the lock. */
export interface Baseline {
  /** CIDRs that its routes and logins are set up for, sorted. */
  readonly blocks: readonly string[];
  /** All that its own firewall lets in; unset in locks of earlier versions. */
  readonly firewall?: Openings;
  /** What it lets in beside its own ports; in locks of earlier versions. */
  readonly opened: Openings;
}

/** Ports as `tcp/22`, with the CIDRs that they are open to. */
export type Openings = Readonly<Record<string, readonly string[]>>;

/** That of a machine which was created before and set up by this library. */
export function lockedBaseline(lock: Lock, { name, configured }: Machine): Baseline | undefined {
  const locked = own(lock.machines, name);
  if (!configured || !locked?.baseline) return undefined;
  const { baseline, firewall, opened = {} } = locked;
  return { blocks: baseline, opened, ...(firewall ? { firewall } : {}) };
}

/**
 * What declared flows need of a new machine beside its own ports: SSH from a bastion of the system, for one. Open to their
 * senders, and to all of the blocks of each port.
 * @param rules of its own ports
 */
export function openedBy(
  flows: readonly ResolvedFlow[],
  rules: readonly BaselineRule[],
  blocksFor: (port: ResolvedPort) => readonly string[],
): Openings {
  const opened = new Map<string, { readonly port: ResolvedPort; readonly from: Set<string> }>();
  for (const flow of flows) {
    const senders = sourceOf(flow).map(({ cidr }) => cidr);
    for (const port of flow.ports) {
      if (senders.every((sender) => isAdmitted(rules, port, sender))) continue;
      const { from } = opened.get(portText(port)) ?? { from: new Set(blocksFor(port)) };
      for (const sender of senders) if (!isWithin(sender, [...from])) from.add(sender);
      opened.set(portText(port), { port, from });
    }
  }
  const sorted = [...opened].sort(([, a], [, b]) => comparePorts(a.port, b.port));
  return Object.fromEntries(sorted.map(([text, { from }]) => [text, [...from].sort(compareBlocks)]));
}

/** Rules as a lock has them. */
export function openingsOf(rules: readonly BaselineRule[]): Openings {
  const openings = new Map<string, Set<string>>();
  for (const { ports, from } of rules)
    for (const port of ports) openings.set(portText(port), new Set([...(openings.get(portText(port)) ?? []), ...from]));
  return Object.fromEntries([...openings].map(([port, from]) => [port, [...from].sort(compareBlocks)]));
}

/**
 * Back from a lock. In the order of ports, whatever order the lock has them in.
 * @param first ports that come before the others
 */
export function rulesOf(openings: Openings, first: readonly ResolvedPort[] = []): readonly BaselineRule[] {
  const pairs = Object.entries(openings).flatMap(([text, from]) => [parsePort(text)].flatMap((port) => (port ? [{ port, from }] : [])));
  const texts = first.map(portText);
  const rank = (port: ResolvedPort): number => (texts.includes(portText(port)) ? texts.indexOf(portText(port)) : texts.length);
  return pairs
    .sort((a, b) => rank(a.port) - rank(b.port) || comparePorts(a.port, b.port))
    .map(({ port, from }) => ({ ports: [port], from }));
}

/** What every guest lets in, whatever its rules: path MTU discovery needs ICMP. */
const LET_IN: { readonly [P in ResolvedPort['protocol']]: boolean } = {
  tcp: false,
  udp: false,
  sctp: false,
  icmp: true,
  vrrp: false,
  any: false,
};

/** Whether rules of a guest let a port in from a block. */
export const isAdmitted = (rules: readonly BaselineRule[], port: ResolvedPort, block: string): boolean =>
  LET_IN[port.protocol] || rules.some(({ ports, from }) => ports.some((open) => portWithin(port, open)) && isWithin(block, from));
