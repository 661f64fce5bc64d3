import type { BaselineRule, ResolvedPort } from '../../../model/resolved';

/** One sender block and one port of a guest's baseline. */
export interface InboundRule {
  readonly from: string;
  readonly port: ResolvedPort;
}

/** What a baseline has rules of its own for: ICMP is let in whole by every one, path MTU discovery needs it. */
const NAMED: { readonly [P in ResolvedPort['protocol']]: boolean } = {
  tcp: true,
  udp: true,
  sctp: true,
  icmp: false,
  vrrp: true,
  any: true,
};

/** The baseline rule by rule, without repetition. */
export function inboundRules(baseline: readonly BaselineRule[]): readonly InboundRule[] {
  const rules = baseline.flatMap(({ from, ports }) => ports.flatMap((port) => from.map((block) => ({ from: block, port }))));
  const seen = new Set<string>();
  return rules.filter(({ from, port }) => {
    const key = `${from} ${port.protocol} ${port.from} ${port.to}`;
    return NAMED[port.protocol] && !seen.has(key) && seen.add(key);
  });
}

/** `5432` or `8000-8010`. */
export const portRange = ({ from, to }: ResolvedPort): string => (from === to ? `${from}` : `${from}-${to}`);
