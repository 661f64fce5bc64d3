import { claimingOf, claimsIn } from '../../kinds/pod/claims';
import { kindOfWorkload } from '../../kinds/workload';
import { diskId, type Lock, type LockedClaim, own, type RetiredClaim } from '../../lock/lock';
import * as problems from '../../problems';
import type { ResolvedRetiredClaim } from '../../resolved';
import { claimName, podClaimNames } from '../../resolved/object-names';
import { compareText } from '../../values';
import { AccessMode } from '../../workload/volume';
import type { Workload } from '../../workload/workload';
import type { Findings } from '../findings';
import type { Inventory } from '../inventory/inventory';
import { homeOf } from '../inventory/namespaces';
import { checkShrunk, sizeOf } from './kept-data';
import type { Retirements } from './retirements';

/** A claim as the lock knows it: `<workload>/<id>`, or `<workload>/<id>-<pod>` where each pod has its own. */
interface Claim extends LockedClaim {
  readonly key: string;
  readonly workload: Workload;
}

/** All claims that the system describes now. */
function claimsOf({ workloads, name: system }: Inventory): readonly Claim[] {
  return workloads.flatMap((workload) => {
    const { pods, own: each } = claimingOf(kindOfWorkload(workload), workload);
    const { cluster } = workload;
    return claimsIn(workload).flatMap(({ id, props }) =>
      (each ? podClaimNames(workload.name, id, pods) : [claimName(workload.name, id)]).map((claim, pod) => ({
        key: diskId(workload.name, each ? `${id}-${pod}` : id),
        workload,
        cluster: cluster.node.id,
        namespace: homeOf(workload, system),
        claim,
        mebibytes: props.size.toMebibytes,
        ...(props.storageClass !== undefined && { storageClass: props.storageClass }),
        accessMode: props.accessMode ?? AccessMode.READ_WRITE_ONCE,
        protected: props.keep ?? true,
        ...(each && { ofPod: true as const }),
      })),
    );
  });
}

export interface NextClaims {
  readonly claims: Readonly<Record<string, LockedClaim>>;
  readonly removed: Readonly<Record<string, RetiredClaim>>;
}

/** Compares the claims of the system with those of before: what holds data and leaves has to be spoken about, as disks of machines. */
export function nextClaims(inventory: Inventory, before: Lock, retire: Retirements, findings: Findings): NextClaims {
  const report = findings.problem;
  const now = claimsOf(inventory);
  const claims: Record<string, LockedClaim> = {};
  for (const { key, workload, ...claim } of now) {
    const old = own(before.claims ?? {}, key);
    if (old) compare(workload, key, old, claim, findings);
    if (own(before.removed.claims ?? {}, key)) report(problems.volumeReturned(workload.node.path, key));
    claims[key] = claim;
  }
  const removed: Record<string, RetiredClaim> = {};
  for (const [key, old] of Object.entries(before.removed.claims ?? {})) removed[key] = { ...old, ...retire.about(...partsOf(key)) };
  for (const [key, old] of Object.entries(before.claims ?? {})) {
    const said = claims[key] ? undefined : retire.decide(...partsOf(key), old);
    if (said) removed[key] = { ...old, ...said };
  }
  return { claims, removed };
}

const partsOf = (key: string): [workload: string, claim: string] => {
  const slash = key.indexOf('/');
  return [key.slice(0, slash), key.slice(slash + 1)];
};

const FACTS = ['cluster', 'namespace', 'claim', 'storageClass', 'accessMode'] as const;

function compare({ node: { path } }: Workload, key: string, old: LockedClaim, now: LockedClaim, { problem: report, warn }: Findings): void {
  for (const fact of FACTS)
    if (old[fact] !== now[fact]) report(problems.claimChanged(path, key, fact, old[fact] ?? 'the default', now[fact] ?? 'the default'));
  checkShrunk(path, key, old, now, report);
  if (now.mebibytes <= old.mebibytes) return;
  const [before, after] = [sizeOf(old), sizeOf(now)];
  if (old.ofPod) report(problems.claimOfPodGrows(path, key, old, before, after));
  else
    warn({
      code: 'CLAIM_GROWS',
      path,
      message: `The claim "${key}" grows from ${before} to ${after}: its storage class must allow that (\`allowVolumeExpansion\`), else the apply is refused.`,
    });
}

/** What has become of claims, for whoever tells what to delete. */
export const retiredClaims = ({ removed }: NextClaims): readonly ResolvedRetiredClaim[] =>
  Object.entries(removed)
    .map(([id, { cluster, namespace, claim, keepData, because }]) => ({ id, cluster, namespace, name: claim, keepData, because }))
    .sort((a, b) => compareText(`${a.cluster} ${a.namespace} ${a.name}`, `${b.cluster} ${b.namespace} ${b.name}`));

/** What `retire` can speak of: claims that are there, and those with data that have left, with whose they are. */
export function retirable(
  { claims, removed }: NextClaims,
  before: Lock,
): { readonly here: readonly string[]; readonly gone: readonly string[] } {
  const withOwners = (keys: readonly string[]): readonly string[] => [...keys, ...keys.map((key) => partsOf(key)[0])];
  const here = Object.keys(claims);
  const left = Object.entries(before.claims ?? {}).flatMap(([key, old]) => (old.protected && !claims[key] ? [key] : []));
  return { here: withOwners(here), gone: withOwners([...left, ...Object.keys(removed)]) };
}
