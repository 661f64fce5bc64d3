import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedPlacement, ResolvedToleration } from '../../resolved';
import { isOpenTo, taintText } from '../../resolved/taints';
import { instance, list, map, object, optional, propsOf, type Shape, text } from '../../shape';
import { inKeyOrder, isDomain, labelDefect } from '../../values';
import { type PlacementProps, Spread, TaintEffect, Toleration, Topology } from '../../workload/placement';
import type { Workload } from '../../workload/workload';
import { kindOfCluster } from '../cluster';
import { anyOf } from '../values';

/** Where pods run: what users may say of it, what it is resolved to, and whether there is such a place. */

export const PLACEMENT: Shape = propsOf<PlacementProps>(
  {
    nodes: optional(map(text)),
    tolerations: optional(
      list(
        instance('a Toleration', Toleration, {
          resolved: object({ key: optional(text), value: optional(text), effect: optional(anyOf(TaintEffect)) }),
        }),
      ),
    ),
    spread: optional(list(instance('a Spread', Spread, { resolved: object({ over: anyOf(Topology) }) }))),
    priorityClass: optional(text),
    runtimeClass: optional(text),
  },
  { nodeSelector: 'nodes', priorityClassName: 'priorityClass', runtimeClassName: 'runtimeClass' },
);

/** @param usual what pods of the kind are kept apart by when nothing is said */
export function placementOf({ props: { placement = {} } }: Workload, usual: ResolvedPlacement['spread']): ResolvedPlacement {
  const { nodes = {}, tolerations = [], spread, priorityClass, runtimeClass } = placement;
  return {
    nodes: inKeyOrder(nodes),
    tolerations: tolerations.map(({ resolved }) => resolved),
    spread: spread?.map(({ resolved }) => resolved) ?? usual,
    ...(priorityClass !== undefined && { priorityClass }),
    ...(runtimeClass !== undefined && { runtimeClass }),
  };
}

export const standsAlone = ({ spread }: Pick<ResolvedPlacement, 'spread'>): boolean =>
  spread.some(({ over, required }) => required && over === Topology.NODE);

/** @param most pods of the workload that may be wanted at a time; unset where there is one on each node */
export function checkPlacement(workload: Workload, most: number | undefined, report: Report): void {
  const { placement } = workload.props;
  if (!placement) return checkRoom(workload, {}, most, report);
  const { path } = workload.node;
  for (const [prop, name] of Object.entries({ priorityClass: placement.priorityClass, runtimeClass: placement.runtimeClass }))
    if (name !== undefined && !isDomain(name)) report(problems.invalidObjectName(path, `placement.${prop}`, name));
  for (const [key, value] of Object.entries(placement.nodes ?? {})) {
    const defect = labelDefect(key, value);
    if (defect) report(problems.invalidLabel(path, 'placement.nodes', key, defect));
  }
  for (const { resolved } of placement.tolerations ?? []) checkToleration(path, resolved, report);
  const twice = placement.spread?.find(({ resolved }, index) =>
    placement.spread?.slice(0, index).some((other) => other.resolved.over === resolved.over),
  );
  if (twice)
    report(problems.invalidPlacement(path, `\`spread\` says twice how pods are kept apart over ${twice.resolved.over}s.`, 'Keep one.'));
  else checkRoom(workload, placement, most, report);
}

function checkToleration(path: string, { key, value }: ResolvedToleration, report: Report): void {
  if (key === undefined) return;
  const defect = labelDefect(key, value ?? '');
  if (defect)
    report(problems.invalidPlacement(path, `The toleration of "${key}" is none: ${defect}.`, 'Copy key and value from the taint.'));
}

const ZONE = 'topology.kubernetes.io/zone';

/** Whether the nodes that are known of have room for what is required. */
function checkRoom(workload: Workload, placement: PlacementProps, most: number | undefined, report: Report): void {
  const { cluster, node } = workload;
  const { nodes: wanted = {}, spread = [] } = placement;
  const nodes = kindOfCluster(cluster).knownNodes(cluster.facts);
  const fitting = nodes.filter(({ labels }) => labels === undefined || hasLabels(labels, wanted));
  const unknown = Object.entries(wanted).find(([key, value]) =>
    nodes.every(({ labels }) => labels && !hasLabels(labels, { [key]: value })),
  );
  if (nodes.length > 0 && fitting.length === 0) {
    report(problems.noSuchNode(node.path, cluster.node.id, unknown ?? Object.entries(wanted)[0] ?? ['', ''], unknown === undefined));
    return;
  }
  const open = fitting.filter(({ taints }) => isOpenTo(taints, placementOf(workload, []).tolerations));
  if (nodes.length > 0 && open.length === 0) {
    const taints = new Set(fitting.flatMap((each) => each.taints.map(taintText)));
    report(problems.noOpenNode(node.path, cluster.node.id, [...taints]));
    return;
  }
  for (const { resolved } of spread) {
    if (!resolved.required) continue;
    if (resolved.over === Topology.NODE && most !== undefined && most > open.length)
      report(problems.tooFewNodes(node.path, most, open.length, cluster.node.id));
    if (resolved.over === Topology.ZONE && open.length > 0 && open.every(({ labels }) => labels && !Object.hasOwn(labels, ZONE)))
      report(problems.noSuchNode(node.path, cluster.node.id, [ZONE, '<zone>'], false));
  }
}

const hasLabels = (labels: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): boolean =>
  Object.entries(wanted).every(([key, value]) => labels[key] === value);
