import type { ResolvedCluster } from '../../model/resolved';
import type { ManifestChart } from '../app/manifest-chart';
import type { NetworkPolicy, ServiceAccount } from '../imports/kubernetes';
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
  /** Unset when it is one that exists. */
  readonly serviceAccount?: ServiceAccount;
  readonly networkPolicies: readonly NetworkPolicy[];
}
