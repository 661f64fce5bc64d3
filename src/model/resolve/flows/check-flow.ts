import { ORIGINS } from '../../kinds/flow-origins';
import { databaseBehind } from '../../kinds/machine';
import { placeOf } from '../../place';
import type { FlowRule } from '../../policy/waiver';
import type { Problem, Report } from '../../problem';
import * as problems from '../../problems';
import { endInWords, isHeldToName, judgedByName, type ResolvedFlow, type ResolvedPort } from '../../resolved';
import { compareText, isHostName, PROTOCOLS } from '../../values';
import type { DraftEnd } from '../ends/draft-end';
import { asPods, hostOf, isAnyone, machinesOf } from '../ends/end-facts';
import { about, type Findings } from '../findings';
import type { Inventory } from '../inventory/inventory';
import type { SiteOf } from '../network/routing';
import { carriageDefect } from './carriage';
import { type FlowDraft, flowText } from './draft-flows';
import { detourText, remedy } from './joined-ends';
import { unenforcedReason } from './points';
import { warnStray } from './strays';

/** Reports what stands against a flow: that it cannot be carried, or must not be without a reason. */
export function checkFlow(
  draft: FlowDraft,
  flow: ResolvedFlow | undefined,
  inventory: Inventory,
  siteOf: SiteOf,
  findings: Findings,
): void {
  const { from, to } = draft;
  // Of most flows there is nothing to tell.
  const text = (): string => flowText(from, to, draft.because);
  const report = draft.statement ? about(draft.statement, findings.problem) : findings.problem;
  const { stated, declared } = ORIGINS[draft.origin];
  if (!stated) return;
  const defect = carriageDefect(from, to, inventory, siteOf);
  if (defect) report(problems.flowNotRoutable(to.path, text(), defect.why, defect.way));
  else if (draft.detour) report(problems.flowByOtherCard(to.path, text(), detourText(draft.detour), remedy(draft.detour)));
  for (const stray of draft.strays) warnStray(stray, to, text(), draft.statement, findings);
  for (const port of draft.dialled.values()) checkProtocol(port, from, to, text, report);
  for (const [rule, reasons] of draft.waivers)
    if (reasons.size > 1) report(problems.contradictoryWaivers(to.path, text(), rule, [...reasons].sort(compareText)));
  const held: Held = { from, to, text, enforcement: defect || !declared ? undefined : flow?.enforcement };
  for (const [rule, broken] of EACH_RULE) {
    const problem = broken(held);
    const waived = draft.waivers.has(rule);
    if (problem && !waived) report(problem);
    if (problem || !waived || defect) continue;
    const at = draft.statement && placeOf(draft.statement);
    findings.warn({ code: 'WAIVER_UNUSED', path: to.path, at, message: `${text()}: "${rule}" is waived, but nothing stands against it.` });
  }
}

/** What rules look at. */
interface Held {
  readonly from: DraftEnd;
  readonly to: DraftEnd;
  readonly text: () => string;
  /** Unset where nothing has to be enforced. */
  readonly enforcement: ResolvedFlow['enforcement'] | undefined;
}

/** How a flow breaks the rules that it can be excused from. */
const RULES: { readonly [R in FlowRule]: (flow: Held) => Problem | undefined } = {
  'no-public-database': ({ from, to, text }) => {
    const [machine] = isAnyone(from) ? machinesOf(to) : [];
    const database = machine && databaseBehind(machine);
    return database === undefined ? undefined : problems.publicDatabase(to.path, text(), database);
  },
  'enforced-by-name': ({ from, to, text, enforcement }) => {
    const host = hostOf(to);
    // What is no name is told of where it is given.
    if (host === undefined || !isHostName(host) || !enforcement || isHeldToName({ enforcement })) return undefined;
    const why = judgedByName({ enforcement })?.why ?? `rules for addresses alone hold what ${endInWords(from.end)} sends`;
    return problems.hostUnenforced(to.path, text(), host, why);
  },
  'enforced-at-destination': ({ to, text, enforcement }) => {
    const reason = enforcement && unenforcedReason(to, enforcement);
    return reason === undefined ? undefined : problems.flowUnenforced(to.path, text(), reason);
  },
};

const EACH_RULE = Object.entries(RULES) as [FlowRule, (flow: Held) => Problem | undefined][];

function checkProtocol(port: ResolvedPort, from: DraftEnd, to: DraftEnd, text: () => string, report: Report): void {
  if (!PROTOCOLS[port.protocol].inClusters && (asPods(from) ?? asPods(to)))
    report(problems.unsupportedProtocol(to.path, text(), 'ICMP', 'by a NetworkPolicy'));
}
