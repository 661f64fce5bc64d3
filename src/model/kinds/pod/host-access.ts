import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { HardeningRule } from '../../resolved';
import { Rule } from '../../workload/hardening';
import type { Workload, WorkloadProps } from '../../workload/workload';
import { mountedIn } from './file-system';
import { isOfNode } from './volumes';

/** Something that pods have of their node. */
interface OfNode {
  /** That keeps it from them. */
  readonly rule: HardeningRule;
  /** How it is called. */
  readonly what: string;
  /** Where it is asked for. Unset: the exception from the rule is all that asks for it. */
  readonly askedAt?: (props: WorkloadProps) => string | undefined;
}

const OF_NODE: readonly OfNode[] = [
  { rule: Rule.NO_HOST_PATHS, what: 'paths of its nodes', askedAt: hostPathIn },
  { rule: Rule.NO_HOST_PROCESSES, what: 'the processes of its nodes' },
];

/** Where containers of a workload have a path of their node. */
function hostPathIn(props: WorkloadProps): string | undefined {
  const { initContainers = [], sidecars = [] } = props;
  const containers = [
    ['', props] as const,
    ...initContainers.map((each) => [`initContainers.${each.name}.`, each] as const),
    ...sidecars.map((each) => [`sidecars.${each.name}.`, each] as const),
  ];
  return containers.flatMap(([at, each]) =>
    mountedIn(each).flatMap(([path, volume]) => (isOfNode(volume) ? [`${at}volumes["${path}"]`] : [])),
  )[0];
}

/**
 * What of a node pods have is for those that run on each, and has a reason.
 * @param onEachNode whether that is where they run
 */
export function checkHostAccess({ node: { path }, props }: Workload, onEachNode: boolean, report: Report): void {
  const waived = new Set((props.hardening?.waivers ?? []).map(({ rule }) => rule));
  for (const { rule, what, askedAt } of OF_NODE) {
    const place = askedAt?.(props);
    const excused = waived.has(rule);
    if (!onEachNode && (place !== undefined || excused)) report(problems.notOnEachNode(path, place ?? `hardening ("${rule}")`, what));
    else if (place !== undefined && !excused) report(problems.hostAccess(path, place, rule));
    else if (askedAt && place === undefined && excused) report(problems.idleException(path, rule));
  }
}
