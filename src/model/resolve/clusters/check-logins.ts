import type { Sender } from '../../policy/policy';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { byRole, machinesAt, type ResolvedDatabaseRole, type ResolvedFlow, type ResolvedMachine, sourceOf } from '../../resolved';
import { FlowIndex } from '../../resolved/flow-index';
import { isWithin } from '../../values';
import type { Ends } from '../ends/ends';
import type { Inventory } from '../inventory/inventory';
import { connectionUses } from './connection-uses';
import { receiversOf } from './connections';

/** Who logs in to what a guest is set up to be. */
const rolesOfGuest = byRole<readonly ResolvedDatabaseRole[]>({
  database: ({ roles }) => roles,
  'load-balancer': () => [],
  'cluster-node': () => [],
  plain: () => [],
});

/** Reports connections as a role that may not log in from where the workload is seen to come from. */
export function checkLogins(
  { workloads }: Inventory,
  ends: Ends,
  flows: readonly ResolvedFlow[],
  machines: readonly ResolvedMachine[],
  report: Report,
): void {
  const bound = new Map(
    machines.flatMap(({ name, guest }) =>
      rolesOfGuest(guest.role).flatMap((role) => (role.bound ? [[`${name} ${role.name}`, role] as const] : [])),
    ),
  );
  if (bound.size === 0) return;
  const index = new FlowIndex({ flows });
  for (const workload of workloads)
    for (const { place, end } of connectionUses(workload.props)) {
      if (!end.login) continue;
      for (const to of receiversOf(end.to)) {
        const { name } = ends.of(to as Sender).end;
        const role = bound.get(`${name} ${end.login.given.user}`);
        if (!role) continue;
        const sources = index
          .outOf(ends.of(workload).end)
          .filter((flow) => machinesAt(flow.to).includes(name))
          .flatMap((flow) => sourceOf(flow).map(({ cidr }) => cidr));
        const elsewhere = sources.find((cidr) => !isWithin(cidr, role.clients));
        if (elsewhere !== undefined)
          report(problems.loginFromElsewhere(workload.node.path, place, name, role.name, elsewhere, role.clients));
      }
    }
}
