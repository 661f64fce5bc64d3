import type { Problem } from '../../problem';
import * as problems from '../../problems';
import type { Amounts, ResolvedCluster, ResolvedNodeRoom, ResolvedWorkload } from '../../resolved';
import { amountsOfPod, eachAmount, nodesFor, podCount, roomWithout, sumOfAmounts } from '../../resolved/demand';
import { countOf } from '../../values';
import type { Findings } from '../findings';
import type { Inventory } from '../inventory/inventory';

/** What users call the amounts, and how they are told. */
const WORDS: { readonly [A in keyof Amounts]: { readonly what: string; readonly text: (amount: number) => string } } = {
  cpuMillis: { what: 'processors', text: (amount) => `${amount / 1000} cores` },
  memoryMiB: { what: 'memory', text: (amount) => `${amount} MiB` },
  pods: { what: 'pods', text: (amount) => countOf(amount, 'pod') },
};

type Words = (typeof WORDS)[keyof Amounts];
const EACH = Object.entries(WORDS) as [keyof Amounts, Words][];

/** Nodes of one's own that do not hold what is to run on them: the last pods would wait for good. */
export function checkRoom(
  inventory: Inventory,
  clusters: readonly ResolvedCluster[],
  workloads: readonly ResolvedWorkload[],
  findings: Findings,
): void {
  const paths = new Map(inventory.workloads.map(({ name, node }) => [name, node.path]));
  for (const construct of inventory.clusters) {
    const cluster = clusters.find(({ name }) => name === construct.node.id);
    const nodes = cluster?.nodeRoom;
    if (!cluster || !nodes) continue;
    const residents = workloads.filter((workload) => workload.cluster === cluster.name);
    const found = [
      ...residents.flatMap((workload) => tooLarge(paths.get(workload.name) ?? construct.node.path, workload, cluster, nodes)),
      ...poolsOfTakers(residents, nodes).flatMap((pool) => overfull(construct.node.path, cluster, pool, nodes, residents)),
    ];
    for (const { code, path, message, fix } of found)
      if (cluster.spareNodes === undefined)
        findings.warn({ code, path, message: `${message} ${fix} \`npx isthmus capacity\` shows who asks for what.` });
      else findings.problem({ code, path, message, fix });
  }
}

function tooLarge(
  path: string,
  { pods }: ResolvedWorkload,
  cluster: ResolvedCluster,
  nodes: readonly ResolvedNodeRoom[],
): readonly Problem[] {
  const asked = amountsOfPod(pods, cluster);
  const takers = nodesFor(pods, nodes);
  // Where none takes it that is a problem by itself.
  if (takers.length === 0) return [];
  return EACH.flatMap(([amount, { what, text }]) => {
    const largest = Math.max(...takers.map((node) => node[amount]));
    return asked[amount] > largest ? [problems.podTooLarge(path, what, text(asked[amount]), text(largest), cluster.name)] : [];
  });
}

/** Nodes that take the same pods, each once, and all that take any: those with the fewest first. */
function poolsOfTakers(
  residents: readonly ResolvedWorkload[],
  nodes: readonly ResolvedNodeRoom[],
): readonly (readonly ResolvedNodeRoom[])[] {
  const all = residents.map(({ pods }) => nodesFor(pods, nodes)).filter((takers) => takers.length > 0);
  const each = [...all, nodes.filter((node) => all.some((takers) => takers.includes(node)))];
  const named = new Map(each.map((takers) => [takers.map(({ machine }) => machine).join(), takers]));
  return [...named.values()].filter(({ length }) => length > 0).sort((a, b) => a.length - b.length);
}

/** @param nodes some of `all`: whose pods may run nowhere else have to find room there */
function overfull(
  path: string,
  cluster: ResolvedCluster,
  nodes: readonly ResolvedNodeRoom[],
  all: readonly ResolvedNodeRoom[],
  residents: readonly ResolvedWorkload[],
): readonly Problem[] {
  const { spareNodes: spare = 0 } = cluster;
  const tenants = residents
    .map((workload) => ({ workload, takers: nodesFor(workload.pods, all) }))
    .filter(({ takers }) => takers.length > 0 && takers.every((node) => nodes.includes(node)));
  const room = roomWithout(nodes, spare);
  const asked = sumOfAmounts(
    tenants.map(({ workload, takers }) => {
      // Of those that run on each node, no more than on the nodes that are left.
      const { least } = podCount(workload, Math.max(0, takers.length - spare));
      const pod = amountsOfPod(workload.pods, cluster);
      return eachAmount((amount) => least * pod[amount]);
    }),
  );
  const where = spare > 0 ? `${countOf(nodes.length, 'node')} of which ${spare} may fail` : countOf(nodes.length, 'node');
  const short = (amount: keyof Amounts): number =>
    Math.ceil((asked[amount] - room[amount]) / Math.max(1, ...nodes.map((node) => node[amount])));
  const more = Math.max(...EACH.map(([amount]) => short(amount)));
  // Where no node is left there is room for nothing: to say so of pods is enough.
  const told = nodes.length > spare ? EACH : EACH.slice(-1);
  return told.flatMap(([amount, { what, text }]) => {
    if (asked[amount] <= room[amount]) return [];
    return [problems.clusterOverCapacity(path, what, text(asked[amount]), text(Math.max(0, room[amount])), where, more)];
  });
}
