import type { Enforcement, ResolvedFlow, ResolvedSystem } from '../model/resolved';
import { groupBy } from '../model/values';
import { byNames, groupFlows } from './matrix';
import { exposureSection, migrationSection, trafficSection } from './policy-table';
import { terminalTable } from './terminal';
import { compareNames, endText, ORIGIN_WORDS, ORIGINS, plaintextText, portsText } from './words';

/** From what holds a flow best to what holds it least. */
const PRECISIONS: readonly Enforcement['precision'][] = ['exact', 'coarse', 'none', 'closed'];

/**
 * The policy of a system at a glance, for the terminal: who may talk to whom and why, as it was declared, and how many flows follow
 * from what there is. A pure function of the system.
 * @param width columns of the terminal
 */
export function policyOverview(system: ResolvedSystem, width: number): string {
  const byOrigin = groupBy(system.flows, ({ origin }) => origin);
  const declared = [...(byOrigin.get('declared') ?? [])].sort(byNames);
  byOrigin.delete('declared');
  const rows = groupFlows(declared, asDeclared).map((group) => [
    names(group.map(({ from }) => endText(from))),
    names(group.map(({ to }) => endText(to))),
    [portsText(group[0] as ResolvedFlow).replaceAll(', ', '\n'), ...new Set(group.flatMap((flow) => plaintextText(flow) ?? []))].join('\n'),
    [...new Set(group.flatMap(({ because }) => because))].join('\n'),
    [...new Set(group.map(atBest))].sort().join('\n'),
  ]);
  const origins = [...byOrigin]
    .sort(([a], [b]) => ORIGINS.indexOf(a) - ORIGINS.indexOf(b))
    .map(([origin, flows]) => `${ORIGIN_WORDS[origin]} ${flows.length}`);
  return `${[
    `${exposureSection(system, width)}${migrationSection(system, width)}${trafficSection(system, width)}`,
    `DECLARED FLOWS (${declared.length})\n${rows.length > 0 ? terminalTable(['From', 'To', 'Ports', 'Because', 'Held'], [4, 4, 3, 5, 2], rows, width) : 'None.'}`,
    `IMPLIED FLOWS (${system.flows.length - declared.length})\n${origins.join(', ') || 'None.'}`,
  ].join('\n\n')}\n`;
}

/** Flows of one `allow` are alike in this. */
const asDeclared = ({ ports, dialledPorts, because }: ResolvedFlow): unknown => [ports, dialledPorts, because];

/** How well the point holds it that holds it best; `closed` where one stops it. */
function atBest({ enforcement }: ResolvedFlow): string {
  const there = PRECISIONS.filter((precision) => enforcement.some((each) => each.precision === precision));
  return (there.includes('closed') ? 'closed' : there[0]) ?? 'none';
}

const names = (ends: readonly string[]): string => [...new Set(ends)].sort(compareNames).join('\n');
