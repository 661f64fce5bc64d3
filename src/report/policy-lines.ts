import type { ResolvedSystem } from '../model/resolved';
import { byNames } from './matrix';
import { endText, ORIGIN_WORDS, POINT_WORDS, plaintextText, portsText } from './words';

/**
 * The policy of a system, a line for each flow, without numbers of rules or reasons: what is kept in a test and read when it differs.
 * `[declared] web → database (VM) tcp/5432: pod egress exact, hypervisor of the receiver coarse`
 */
export const policyLines = ({ flows }: Pick<ResolvedSystem, 'flows'>): readonly string[] =>
  [...flows].sort(byNames).map((flow) => {
    const points = flow.enforcement.map(({ point, precision }) => `${POINT_WORDS[point]} ${precision}`).join(', ');
    const ports = [portsText(flow), plaintextText(flow) ?? []].flat().join(', ');
    return `[${ORIGIN_WORDS[flow.origin]}] ${endText(flow.from)} → ${endText(flow.to)} ${ports}${points && `: ${points}`}`;
  });
