import { kindOfWorkload } from '../../kinds/workload';
import { type FixedFacts, type Lock, type LockedWorkload, own, sameContent } from '../../lock/lock';
import type { Workload } from '../../workload/workload';
import type { Findings } from '../findings';
import type { Inventory } from '../inventory/inventory';
import { homeOf } from '../inventory/namespaces';

/** What the lock holds of workloads of which Kubernetes never changes something. What is changed of them all the same is warned of. */
export function nextWorkloads(inventory: Inventory, before: Lock, findings: Findings): Readonly<Record<string, LockedWorkload>> {
  const found: Record<string, LockedWorkload> = {};
  for (const workload of inventory.workloads) {
    const fixed = kindOfWorkload(workload).fixed(workload);
    if (!fixed) continue;
    const now = { cluster: workload.cluster.node.id, namespace: homeOf(workload, inventory.name), ...fixed };
    const old = own(before.workloads ?? {}, workload.name);
    // In another place it is another object.
    if (old?.cluster === now.cluster && old.namespace === now.namespace) warnOfChanges(workload, old, now, findings);
    found[workload.name] = now;
  }
  return found;
}

/** How each is called, and what has to be done for the pods that there are. */
const FACTS: { readonly [F in keyof FixedFacts]: { readonly words: string; readonly forPods?: string } } = {
  podManagement: { words: 'the order that its pods start in' },
  claims: { words: 'the claims of each pod', forPods: 'delete one pod after the other' },
};

function warnOfChanges({ node: { path }, name }: Workload, old: LockedWorkload, now: LockedWorkload, { warn }: Findings): void {
  const changed = (Object.keys(FACTS) as (keyof FixedFacts)[]).filter((fact) => !sameContent(old[fact], now[fact]));
  if (changed.length === 0) return;
  const changes = changed.map((fact) => `${FACTS[fact].words} (${inWords(old[fact])} to ${inWords(now[fact])})`);
  const then = changed.flatMap((fact) => FACTS[fact].forPods ?? []);
  const command = `kubectl delete statefulset ${name} -n ${now.namespace} --cascade=orphan`;
  warn({
    code: 'STATEFUL_SET_MADE_ANEW',
    path,
    message: `Kubernetes refuses to change of a StatefulSet that is there: ${changes.join('; ')}. Run \`${command}\` before the apply: its pods go on, and the new one takes them over.${then.length > 0 ? ` Then ${then.join(', and ')}.` : ''}`,
  });
}

const inWords = (value: string | readonly string[]): string => (typeof value === 'string' ? value : value.join(', ') || 'none');
