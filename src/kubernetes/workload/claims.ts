import type { Chart } from 'cdk8s';
import type { ResolvedClaim, ResolvedPodTemplate } from '../../model/resolved';
import { claimName } from '../../model/resolved/object-names';
import { PersistentVolumeClaim, type PersistentVolumeClaimSpec, type StatefulSetSpec } from '../imports/kubernetes';
import { Annotation, filled } from '../names';
import { mebibytes } from './resources';

const claimSpec = ({ accessMode, sizeMiB, storageClass }: ResolvedClaim): PersistentVolumeClaimSpec => ({
  accessModes: [accessMode],
  resources: { requests: { storage: mebibytes(sizeMiB) } },
  ...(storageClass !== undefined && { storageClassName: storageClass }),
});

const claimsOf = ({ claims = [] }: ResolvedPodTemplate, ofEachPod: boolean): readonly ResolvedClaim[] =>
  claims.filter((claim) => claim.ofEachPod === ofEachPod);

/** Claims that all pods of a workload share. */
export function addClaims(chart: Chart, workload: string, pods: ResolvedPodTemplate): void {
  for (const claim of claimsOf(pods, false)) {
    new PersistentVolumeClaim(chart, `claim-${claim.id}`, {
      metadata: { name: claimName(workload, claim.id), annotations: claim.keep ? { [Annotation.KEEPS_DATA]: 'true' } : undefined },
      spec: claimSpec(claim),
    });
  }
}

/** What makes a StatefulSet give claims of their own to its pods, and what becomes of those when pods are no more. */
export function claimTemplates(
  pods: ResolvedPodTemplate,
): Pick<StatefulSetSpec, 'volumeClaimTemplates' | 'persistentVolumeClaimRetentionPolicy'> {
  const claims = claimsOf(pods, true);
  const outlive = claims.some(({ keep }) => keep) ? 'Retain' : 'Delete';
  return {
    volumeClaimTemplates: filled(claims.map((claim) => ({ metadata: { name: claim.id }, spec: claimSpec(claim) }))),
    persistentVolumeClaimRetentionPolicy: claims.length === 0 ? undefined : { whenDeleted: outlive, whenScaled: outlive },
  };
}
