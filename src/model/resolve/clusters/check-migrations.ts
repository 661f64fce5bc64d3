import type { RouteTarget } from '../../edge/backend';
import { ORIGINS } from '../../kinds/flow-origins';
import { databaseBehind } from '../../kinds/machine';
import { checkMigration } from '../../kinds/migration/check';
import * as problems from '../../problems';
import { thingName } from '../../resolved';
import { compareText } from '../../values';
import { type DraftEnd, thingOf } from '../ends/draft-end';
import { machinesOf } from '../ends/end-facts';
import type { Ends } from '../ends/ends';
import type { Findings } from '../findings';
import type { FlowDraft } from '../flows/draft-flows';
import type { Inventory } from '../inventory/inventory';

/** Checks what migrations are, whether somebody calls them, and whether both ends find what they work with. */
export function checkMigrations({ migrations }: Inventory, ends: Ends, drafts: readonly FlowDraft[], findings: Findings): void {
  for (const migration of migrations) {
    checkMigration(migration, findings.problem);
    const { node, name, port, props } = migration;
    if (port && !drafts.some((draft) => draft.migrations.has(migration))) findings.problem(problems.migrationUnused(node.path, name));
    if (props.from) warnWithoutData(node.path, { from: props.from, to: props.to }, ends, drafts, findings);
  }
}

/** The database stays where it is: whoever takes the place of one of its clients becomes one. */
function warnWithoutData(
  path: string,
  { from, to }: { readonly from: RouteTarget; readonly to: RouteTarget },
  ends: Ends,
  drafts: readonly FlowDraft[],
  findings: Findings,
): void {
  if (leadsToDatabase(ends.of(to))) return;
  const reachedBy = (end: RouteTarget): readonly string[] => {
    const own = thingOf(ends.of(end));
    return drafts
      .filter((draft) => ORIGINS[draft.origin].declared && thingOf(draft.from) === own && leadsToDatabase(draft.to))
      .map((draft) => thingName(draft.to.end));
  };
  const databases = [...new Set(reachedBy(from))].sort(compareText);
  if (databases.length === 0 || reachedBy(to).length > 0) return;
  findings.warn({
    code: 'MIGRATION_WITHOUT_DATA',
    path,
    message: `${from.name} reaches ${databases.join(', ')}, and ${to.name}, which is to take its place, reaches no database: allow it to one (\`policy.allow\`).`,
  });
}

/** Of a pair of load balancers both machines lead there. */
const leadsToDatabase = (end: DraftEnd): boolean => machinesOf(end).some((machine) => databaseBehind(machine) !== undefined);
