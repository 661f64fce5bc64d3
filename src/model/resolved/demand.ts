import type { ResolvedResources } from './container';
import type { Amounts, ResolvedCluster, ResolvedNodeRoom } from './kubernetes';
import { isOpenTo } from './taints';
import type { ResolvedPodTemplate, ResolvedReplicas, ResolvedRun, ResolvedWorkload, ResolvedWorkloads, WorkloadKind } from './workload';

/** How many pods of a workload there are. */
export interface PodCount {
  /** At any time. */
  readonly least: number;
  /** When it is scaled out, or runs. */
  readonly most: number;
}

const scaled = ({ replicas: { min, max } }: { readonly replicas: ResolvedReplicas }): PodCount => ({ least: min, most: max });
const running = ({ run }: { readonly run: ResolvedRun }): PodCount => ({ least: 0, most: run.parallelism });

const COUNTS: { readonly [K in WorkloadKind]: (workload: ResolvedWorkloads[K], nodes: number) => PodCount } = {
  microservice: scaled,
  'stateful-service': scaled,
  'daemon-service': (_, nodes) => ({ least: nodes, most: nodes }),
  job: running,
  'cron-job': running,
};

/** How many pods of a workload there are on nodes that take them. */
export const podCount = (workload: ResolvedWorkload, nodes: number): PodCount =>
  (COUNTS[workload.kind] as (workload: ResolvedWorkload, nodes: number) => PodCount)(workload, nodes);

/** What the scheduler finds room for when it places one pod: its requests, and those of the mesh's proxy in it. */
export function amountsOfPod(pods: ResolvedPodTemplate, { mesh }: Pick<ResolvedCluster, 'mesh'>): Amounts {
  const proxy = pods.inMesh ? mesh?.proxy : undefined;
  return {
    cpuMillis: sumOfPod(pods, ({ cpuRequestMillis }) => cpuRequestMillis) + (proxy?.cpuMillis ?? 0),
    memoryMiB: sumOfPod(pods, ({ memoryRequestMiB }) => memoryRequestMiB) + (proxy?.memoryMiB ?? 0),
    pods: 1,
  };
}

/** What the server counts of a pod: containers that run at once, or the greediest of those that run before them (kubernetes.io, "Init Containers"). */
export function sumOfPod(
  { containers, sidecars, initContainers }: ResolvedPodTemplate,
  of: (resources: ResolvedResources) => number,
): number {
  const beside = sidecars.reduce((sum, { resources }) => sum + of(resources), 0);
  const together = containers.reduce((sum, { resources }) => sum + of(resources), 0);
  return beside + Math.max(together, ...initContainers.map(({ resources }) => of(resources)));
}

/** The nodes of one's own that take pods of a workload: those with the labels that it asks for, and no taint that it does not put up with. */
export const nodesFor = ({ placement }: ResolvedPodTemplate, nodes: readonly ResolvedNodeRoom[]): readonly ResolvedNodeRoom[] =>
  nodes.filter(
    ({ labels, taints }) =>
      Object.entries(placement.nodes).every(([key, value]) => labels[key] === value) && isOpenTo(taints, placement.tolerations),
  );

const AMOUNTS: readonly (keyof Amounts)[] = ['cpuMillis', 'memoryMiB', 'pods'];

/** The same of each amount. */
export const eachAmount = (of: (amount: keyof Amounts) => number): Amounts =>
  Object.fromEntries(AMOUNTS.map((amount) => [amount, of(amount)])) as unknown as Amounts;

export const sumOfAmounts = (all: readonly Amounts[]): Amounts => eachAmount((amount) => all.reduce((sum, each) => sum + each[amount], 0));

/** What is left when the largest nodes are gone. */
export function roomWithout(nodes: readonly ResolvedNodeRoom[], gone: number): Amounts {
  const kept = (amount: keyof Amounts): readonly ResolvedNodeRoom[] =>
    [...nodes].sort((a, b) => a[amount] - b[amount]).slice(0, Math.max(0, nodes.length - gone));
  return eachAmount((amount) => kept(amount).reduce((sum, node) => sum + node[amount], 0));
}
