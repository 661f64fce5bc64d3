import type { k8s } from 'cdk8s-plus-27';
import type { ResolvedCluster } from '../../model/resolved';
import type { ManifestChart } from '../app/manifest-chart';
import type { SystemIndex } from '../system-index';

/** Where a workload is rendered. */
export interface WorkloadPlace {
  /** Its own. */
  readonly chart: ManifestChart;
  readonly index: SystemIndex;
  readonly cluster: ResolvedCluster;
}

/** The native objects of every workload. */
export interface WorkloadObjects {
  readonly chart: ManifestChart;
  readonly serviceAccount: k8s.KubeServiceAccount;
  readonly networkPolicies: readonly k8s.KubeNetworkPolicy[];
}
