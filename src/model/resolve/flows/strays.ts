import { placeOf } from '../../place';
import type { Allowance } from '../../policy/policy';
import type { DraftEnd } from '../ends/draft-end';
import type { Findings } from '../findings';
import { type Detour, detourText } from './joined-ends';

/** The whole world is meant, and a part of it is elsewhere for the machine. */
export function warnStray(stray: Detour, to: DraftEnd, text: string, statement: Allowance | undefined, findings: Findings): void {
  findings.warn({
    code: 'FLOW_PARTLY_ELSEWHERE',
    path: to.path,
    at: statement && placeOf(statement),
    message: `${text}: ${detourText(stray)}: for that part of the world the flow does not hold.`,
  });
}
