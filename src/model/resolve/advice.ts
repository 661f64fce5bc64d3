import { unreasoned } from '../advice/placed';
import { RULES } from '../advice/rules';
import type { ResolvedSystem } from '../resolved';
import type { Findings } from './findings';
import type { Inventory } from './inventory/inventory';

/** What is placed against the advice, and nobody says why. */
export function warnAgainstAdvice({ machines, workloads }: Inventory, system: ResolvedSystem, findings: Findings): void {
  const paths = new Map([...machines, ...workloads].map(({ name, node }) => [name, node.path]));
  for (const { name, is, advice } of unreasoned(system)) {
    const { machine, container } = advice.scores;
    const reasons = advice.reasons
      .filter((reason) => reason.for !== is)
      .map((reason) => `${reason.title} (${reason.answer}: ${reason.because})`);
    const [change] = advice.changes;
    const other = change && `; another answer to ${RULES[change.criterion].title} would change that`;
    findings.warn({
      code: 'PLACED_AGAINST_ADVICE',
      path: paths.get(name) ?? system.name,
      message: `It is a ${is}, and a ${advice.side} is advised (machine ${machine}, container ${container}): ${reasons.join(', ')}${other ?? ''}. State what it needs, or why it is one: requirements: { because: '…' }. \`npx isthmus advise\` shows all of it.`,
    });
  }
}
