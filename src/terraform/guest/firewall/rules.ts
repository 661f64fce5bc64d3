import type { BaselineRule, ResolvedPort } from '../../../model/resolved';

/** One sender block and one port of a guest's baseline. */
export interface InboundRule {
  readonly from: string;
  readonly port: ResolvedPort;
}

/** The baseline rule by rule, without repetition. ICMP is let in whole by every baseline: path MTU discovery needs it. */
export function inboundRules(baseline: readonly BaselineRule[]): readonly InboundRule[] {
  const rules = baseline.flatMap(({ from, ports }) => ports.flatMap((port) => from.map((block) => ({ from: block, port }))));
  const seen = new Set<string>();
  return rules.filter(({ from, port }) => {
    const key = `${from} ${port.protocol} ${port.from} ${port.to}`;
    return port.protocol !== 'icmp' && !seen.has(key) && seen.add(key);
  });
}

/** `5432` or `8000-8010`. */
export const portRange = ({ from, to }: ResolvedPort): string => (from === to ? `${from}` : `${from}-${to}`);
