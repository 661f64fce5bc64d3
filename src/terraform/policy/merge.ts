import type { PortRange } from '../../model/resolved';
import { type Cidr, groupBy, PROTOCOLS } from '../../model/values';
import type { PacketRule } from './rule';

/**
 * The same packets in as few rules as they can be told in: identical rules become one, adjoining port ranges are joined,
 * and a rule that lies inside another one goes (its reasons move there). Time grows linearly with the rules.
 */
export function mergeRules(rules: readonly PacketRule[]): PacketRule[] {
  return dropCovered(joinPorts(joinPorts(rules, 'ownPorts', 'remotePorts'), 'remotePorts', 'ownPorts'));
}

type PortsField = 'ownPorts' | 'remotePorts';

const rangeKey = (range: PortRange | undefined): string => (range ? `${range.from}-${range.to}` : '*');
const cidrKey = ({ first, prefix }: Cidr): string => `${first}/${prefix}`;
const pairKey = (rule: PacketRule): string => `${rule.direction} ${cidrKey(rule.own)} ${cidrKey(rule.remote)}`;

/** Joins rules that differ in `field` only. */
function joinPorts(rules: readonly PacketRule[], field: PortsField, other: PortsField): PacketRule[] {
  const groups = groupBy(rules, (rule) => `${pairKey(rule)} ${rule.protocol} ${rangeKey(rule[other])}`);
  return [...groups.values()].flatMap((group) => (group.length === 1 ? group : joinRanges(group, field)));
}

function joinRanges(group: PacketRule[], field: PortsField): PacketRule[] {
  const start = (rule: PacketRule): number => rule[field]?.from ?? -1;
  const end = (rule: PacketRule): number => rule[field]?.to ?? Number.POSITIVE_INFINITY;
  const joined: PacketRule[][] = [];
  let reached = Number.NEGATIVE_INFINITY;
  for (const rule of [...group].sort((a, b) => start(a) - start(b))) {
    if (joined.length > 0 && start(rule) <= reached + 1) joined[joined.length - 1]?.push(rule);
    else joined.push([rule]);
    reached = Math.max(reached, end(rule));
  }
  return joined.map((parts) => {
    const first = parts[0] as PacketRule;
    if (parts.length === 1) return first;
    const all = parts.some((part) => part[field] === undefined);
    const range = all ? undefined : { from: start(first), to: Math.max(...parts.map(end)) };
    return { ...first, [field]: range, reasons: union(parts) };
  });
}

/** Removes rules whose packets another rule lets through as well. */
function dropCovered(rules: readonly PacketRule[]): PacketRule[] {
  const byPair = groupBy(rules, pairKey);
  const ownPrefixes = distinct(rules.map((rule) => rule.own.prefix));
  const remotePrefixes = distinct(rules.map((rule) => rule.remote.prefix));
  const extra = new Map<PacketRule, PacketRule[]>();
  const kept: PacketRule[] = [];
  for (const rule of rules) {
    const cover = findCover(rule, byPair, ownPrefixes, remotePrefixes);
    if (cover) extra.set(cover, [...(extra.get(cover) ?? []), rule]);
    else kept.push(rule);
  }
  return kept.map((rule) => {
    const covered = coveredBy(rule, extra);
    return covered.length === 0 ? rule : { ...rule, reasons: union([rule, ...covered]) };
  });
}

function findCover(
  rule: PacketRule,
  byPair: ReadonlyMap<string, readonly PacketRule[]>,
  ownPrefixes: readonly number[],
  remotePrefixes: readonly number[],
): PacketRule | undefined {
  for (const own of ownPrefixes) {
    if (own > rule.own.prefix) continue;
    for (const remote of remotePrefixes) {
      if (remote > rule.remote.prefix) continue;
      const key = `${rule.direction} ${networkOf(rule.own, own)}/${own} ${networkOf(rule.remote, remote)}/${remote}`;
      const cover = byPair.get(key)?.find((other) => other !== rule && covers(other, rule));
      if (cover) return cover;
    }
  }
  return undefined;
}

/** Whether `wide` lets all packets of `narrow` through, given that its blocks contain those of `narrow`. */
function covers(wide: PacketRule, narrow: PacketRule): boolean {
  return (
    (PROTOCOLS[wide.protocol].everything || wide.protocol === narrow.protocol) &&
    holds(wide.ownPorts, narrow.ownPorts) &&
    holds(wide.remotePorts, narrow.remotePorts)
  );
}

function holds(wide: PortRange | undefined, narrow: PortRange | undefined): boolean {
  return !wide || (narrow !== undefined && wide.from <= narrow.from && narrow.to <= wide.to);
}

/** What lies inside `rule`, also by way of others that lie inside it. */
function coveredBy(rule: PacketRule, extra: ReadonlyMap<PacketRule, readonly PacketRule[]>): PacketRule[] {
  return (extra.get(rule) ?? []).flatMap((inner) => [inner, ...coveredBy(inner, extra)]);
}

/** First address of the block of length `prefix` around `block`. */
function networkOf(block: Cidr, prefix: number): number {
  const size = 2 ** (32 - prefix);
  return block.first - (block.first % size);
}

function union(rules: readonly PacketRule[]): string[] {
  return [...new Set(rules.flatMap((rule) => rule.reasons))];
}

function distinct(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
