import type { ResolvedSystem } from '../../model/resolved';
import { podCount } from '../../model/resolved/demand';
import { claimName, podClaimNames } from '../../model/resolved/object-names';
import { compareNames } from '../../report/words';
import type { DataChange } from '../data-change';
import { mebibytesText } from '../words';
import type { ObjectChange } from './compare';
import { isRefused } from './effects';
import { annotationOf, type PlannedObject } from './objects';

const KEEPS_DATA = 'isthmus/keeps-data';

/** An apply leaves it in the cluster, and so does whoever is told what to delete. */
export const keepsData = (object: PlannedObject): boolean => annotationOf(object, KEEPS_DATA) !== undefined;

export const isClaim = ({ kind, group }: PlannedObject): boolean => group === '' && kind === 'PersistentVolumeClaim';

/** A claim of a workload, as users call it. */
interface Claim {
  readonly name: string;
  readonly size: string;
  /** It stays when nobody describes it any more. */
  readonly stays: boolean;
  /** Stands in no manifest: a StatefulSet makes it. */
  readonly ofPod: boolean;
}

/** By cluster, namespace and the claim's own name. */
function claimsOf({ workloads }: ResolvedSystem): ReadonlyMap<string, Claim> {
  const found = new Map<string, Claim>();
  for (const workload of workloads) {
    const { cluster, namespace, pods, name: owner } = workload;
    const claims = pods.claims ?? [];
    // What becomes of those of pods is one for all of a StatefulSet.
    const anyStays = claims.some(({ ofEachPod, keep }) => ofEachPod && keep);
    for (const { id, ofEachPod: ofPod, keep, sizeMiB } of claims) {
      const names = ofPod ? podClaimNames(owner, id, podCount(workload, 0).most) : [claimName(owner, id)];
      for (const [pod, name] of names.entries())
        found.set(claimKey({ cluster, namespace, name }), {
          name: `${owner}/${ofPod ? `${id}-${pod}` : id}`,
          size: mebibytesText(sizeMiB),
          stays: ofPod ? anyStays : keep,
          ofPod,
        });
    }
  }
  return found;
}

/** What becomes of claims: those in manifests, and those that StatefulSets make for their pods. */
export function claimChanges(before: ResolvedSystem, after: ResolvedSystem, objects: readonly ObjectChange[]): readonly DataChange[] {
  const [old, current] = [claimsOf(before), claimsOf(after)];
  const spokenOf = new Set(before.retiredClaims.map(claimKey));
  const retired = new Map(after.retiredClaims.map((claim) => [claimKey(claim), claim]));
  const changes = new Map<string, DataChange>();
  for (const change of objects.filter(({ object }) => isClaim(object))) {
    const key = claimKey(change.object);
    const said = claimChange(change, current.get(key) ?? old.get(key), old.get(key)?.size, retired.get(key));
    if (said) changes.set(key, said);
  }
  for (const [key, { name, size, ofPod }] of current)
    if (ofPod && !old.has(key)) changes.set(key, { name, what: 'claim', does: 'created', notes: [size], atStake: false });
  for (const [key, { name, stays, ofPod }] of old)
    if (ofPod && !current.has(key))
      changes.set(key, { name, what: 'claim', does: stays ? 'let-go' : 'deleted', notes: [], atStake: false });
  for (const [key, claim] of retired) if (!spokenOf.has(key)) changes.set(key, retiredClaim(claim));
  return [...[...changes.values()].sort((a, b) => compareNames(a.name, b.name)), ...namespaceChanges(objects)];
}

type Retired = ResolvedSystem['retiredClaims'][number];

const claimKey = ({ cluster, namespace = '', name }: Pick<Retired, 'cluster' | 'name'> & { readonly namespace?: string }): string =>
  [cluster, namespace, name].join('/');

const retiredClaim = ({ id, keepData, because }: Retired): DataChange => ({
  name: id,
  what: 'claim',
  does: keepData ? 'let-go' : 'deleted',
  notes: [because],
  atStake: !keepData,
});

/** @param claim undefined for one of the user's own, in a chart @param before its size so far @param told what was said when it left */
function claimChange(
  { action, object, fields }: ObjectChange,
  claim: Claim | undefined,
  before: string | undefined,
  told: Retired | undefined,
): DataChange | undefined {
  const { namespace = '', name } = object;
  const change = { name: claim?.name ?? `${namespace}/${name}`, what: 'claim' } as const;
  if (action === 'create') return { ...change, does: 'created', notes: claim ? [claim.size] : [], atStake: false };
  if (action === 'withdraw')
    return told ? retiredClaim(told) : { ...change, does: keepsData(object) ? 'let-go' : 'deleted', notes: [], atStake: false };
  if (isRefused(fields))
    return { ...change, does: 'emptied', notes: ['the server refuses the change: another claim would be an empty one'], atStake: true };
  const size = fields.find(({ path }) => path.join('.') === 'spec.resources.requests.storage');
  const sizes = [before ?? size?.before, claim?.size ?? size?.after];
  return size && { ...change, does: 'grown', notes: [`from ${sizes[0]} to ${sizes[1]}, where its class can`], atStake: false };
}

/** A namespace takes everything with it that is in it, claims too. */
const namespaceChanges = (objects: readonly ObjectChange[]): readonly DataChange[] =>
  objects
    .filter(({ action, object }) => action === 'withdraw' && object.kind === 'Namespace' && object.group === '')
    .filter(({ object }) => objects.some((each) => isClaim(each.object) && each.object.namespace === object.name && keepsData(each.object)))
    .map(({ object }) => ({
      name: `${object.name}/*`,
      what: 'claim',
      does: 'deleted',
      notes: ['whoever deletes the namespace deletes its claims with it'],
      atStake: true,
    }));
