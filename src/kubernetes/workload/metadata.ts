import type { ApiObjectMetadata } from 'cdk8s';
import type { ResolvedPodTemplate } from '../../model/resolved';
import { filled } from '../names';
import { waiverAnnotations } from './hardening';

/** What the object that keeps pods carries beside its name: users' own labels and annotations, and why rules are waived. */
export const keeperMetadata = (pods: ResolvedPodTemplate): Pick<ApiObjectMetadata, 'labels' | 'annotations'> => ({
  labels: filled(pods.labels),
  annotations: filled({ ...pods.annotations, ...waiverAnnotations(pods) }),
});
