import { type Estate, memoryOf, unsparable } from '../../capacity/failure';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { Size } from '../../values';
import type { Inventory } from '../inventory/inventory';

/** Whether so many hosts may fail as the system says. */
export function checkSpareHosts({ root }: Inventory, estate: Estate, report: Report): void {
  const { spareHosts: spare } = root.props;
  if (spare === undefined) return;
  const { hosts } = estate;
  if (!(Number.isInteger(spare) && spare >= 0 && spare < hosts.length)) {
    report(problems.impossibleSpareHosts(root.node.path, spare, hosts.length));
    return;
  }
  const found = unsparable(spare, estate);
  if (!found) return;
  const { failed, homeless } = found;
  const [first] = homeless;
  if (!first) return;
  const needed = `${Size.mebibytes(homeless.reduce((sum, { loads }) => sum + memoryOf(loads), 0))}`;
  report(
    problems.hostsNotSpare(
      root.node.path,
      spare,
      failed,
      homeless.flatMap(({ machines }) => machines),
      needed,
    ),
  );
}
