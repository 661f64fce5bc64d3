import { kindOfWorkload } from '../../kinds/workload';
import { podsIn } from '../../kinds/workload/rollout';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import {
  type ResolvedCluster,
  type ResolvedPodTemplate,
  type ResolvedQuota,
  type ResolvedResources,
  type ResolvedWorkload,
  SHARE_MIB,
} from '../../resolved';
import { sumOfPod } from '../../resolved/demand';
import type { Inventory } from '../inventory/inventory';

type Amount = Exclude<keyof ResolvedQuota, 'pods' | 'claims' | 'storageMiB'>;

const millis = (amount: number): string => `${amount / 1000} cores`;
const mebibytes = (amount: number): string => `${amount} MiB`;

/** Amounts that pods ask for: what users call them, and how they are told. */
const AMOUNTS: {
  readonly [A in Amount]: {
    readonly prop: string;
    readonly of: (resources: ResolvedResources) => number;
    readonly text: (amount: number) => string;
  };
} = {
  cpuRequestMillis: { prop: 'cpu', of: (resources) => resources.cpuRequestMillis, text: millis },
  cpuLimitMillis: { prop: 'cpuLimit', of: (resources) => resources.cpuLimitMillis, text: millis },
  memoryRequestMiB: { prop: 'memory', of: (resources) => resources.memoryRequestMiB, text: mebibytes },
  memoryLimitMiB: { prop: 'memoryLimit', of: (resources) => resources.memoryLimitMiB, text: mebibytes },
  ephemeralStorageMiB: { prop: 'ephemeralStorage', of: (resources) => resources.ephemeralStorageMiB, text: mebibytes },
};

/** Quotas that do not hold what is in their namespaces: the last pods would never start. */
export function checkQuotas(
  inventory: Inventory,
  clusters: readonly ResolvedCluster[],
  workloads: readonly ResolvedWorkload[],
  report: Report,
): void {
  const resolved = new Map(workloads.map((workload) => [workload.name, workload]));
  for (const { node, name, props, cluster } of inventory.namespaces) {
    const facts = clusters.find((each) => each.name === cluster.node.id);
    const quota = facts?.namespaces.find((each) => each.name === name)?.quota;
    if (!facts || !quota || !props.quota) continue;
    const residents = inventory.workloads.flatMap((workload) => {
      const found = resolved.get(workload.name);
      // Two of one name, of other kinds: that is a problem of its own.
      if (found?.cluster !== facts.name || found.namespace !== name || found.kind !== workload.kind) return [];
      const kind = kindOfWorkload(workload);
      const most = kind.mostPods(workload) ?? facts.nodeAddresses.length;
      return [{ pods: found.pods, most, count: most + podsIn(kind.surge(found), most) }];
    });
    const sum = (of: (pods: ResolvedPodTemplate) => number): number =>
      residents.reduce((all, { pods, count }) => all + count * of(pods), 0);
    for (const [amount, { prop, of, text }] of Object.entries(AMOUNTS) as [Amount, (typeof AMOUNTS)[Amount]][]) {
      const [limit, needed] = [quota[amount], sum((pods) => sumOfPod(pods, of))];
      if (limit !== undefined && needed > limit) report(problems.quotaTooSmall(node.path, `quota.${prop}`, text(limit), text(needed)));
    }
    const pods = sum(() => 1);
    if (quota.pods !== undefined && pods > quota.pods)
      report(problems.quotaTooSmall(node.path, 'quota.pods', `${quota.pods} pods`, `${pods} pods`));
    const claimed = residents.flatMap(({ pods: { claims = [], shares = [] }, most }) => [
      ...claims.map(({ sizeMiB, ofEachPod }) => ({ sizeMiB, number: ofEachPod ? most : 1 })),
      ...shares.map(() => ({ sizeMiB: SHARE_MIB, number: 1 })),
    ]);
    const claims = claimed.reduce((all, { number }) => all + number, 0);
    if (quota.claims !== undefined && claims > 0 && claims > quota.claims)
      report(problems.quotaTooSmall(node.path, 'quota.claims', `${quota.claims} claims`, `${claims} claims`));
    const storage = claimed.reduce((all, { sizeMiB, number }) => all + sizeMiB * number, 0);
    if (quota.storageMiB !== undefined && storage > quota.storageMiB)
      report(problems.quotaTooSmall(node.path, 'quota.storage', mebibytes(quota.storageMiB), mebibytes(storage)));
  }
}
