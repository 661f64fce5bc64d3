import * as problems from '../../problems';
import { podLabels } from '../../resolved/selector';
import type { Pods } from '../../workload/pods';
import type { Findings } from '../findings';
import type { Inventory } from '../inventory/inventory';
import { homeOf } from '../inventory/namespaces';

type Labels = Readonly<Record<string, string>>;

/** Whether what `chosen` selects has these labels. */
const hasAll = (labels: Labels, chosen: Labels): boolean => Object.entries(chosen).every(([key, value]) => labels[key] === value);

/** Pods of others are known by their labels alone. Whoever has all of them is meant, too. */
export function checkSelectors(inventory: Inventory, findings: Findings): void {
  const isBeside = (pods: Pods, other: Parameters<typeof homeOf>[0]): boolean =>
    other.cluster === pods.cluster && homeOf(other, inventory.name) === homeOf(pods, inventory.name);
  for (const pods of inventory.pods) {
    const { path } = pods.node;
    const { labels } = pods.props;
    if (Object.keys(labels).length === 0) continue;
    for (const workload of inventory.workloads)
      if (isBeside(pods, workload) && hasAll({ ...workload.props.labels, ...podLabels(inventory, workload.name) }, labels))
        findings.problem(problems.selectsWorkload(path, labels, workload.node.path));
    for (const other of inventory.pods)
      if (other !== pods && isBeside(pods, other) && hasAll(other.props.labels, labels))
        findings.warn({
          code: 'SELECTORS_OVERLAP',
          path,
          message: `Pods of ${other.node.path} have all labels of these (${problems.labelsText(labels)}): what these are allowed, they are allowed, too.`,
        });
  }
}
