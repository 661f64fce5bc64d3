import type { DistributionName } from '../../../model/resolved';

/** What a node is told of the cluster that it makes or joins, as far as it decides who reaches what. */
export interface ClusterMembership {
  /** Whose programs it runs. */
  readonly distribution: DistributionName;
  /** It makes the cluster. Else it joins one. */
  readonly makes: boolean;
  readonly controlPlane: boolean;
  /** What its distribution is told besides, in the words of differences. */
  readonly told: Readonly<Record<string, string>>;
  /** Name and port of the API servers. */
  readonly apiServer: string;
  /** Addresses that it knows under that name. */
  readonly addresses: readonly string[];
  /** This and the next two of the node that makes it, and of others that are told of it. */
  readonly podCidr?: string;
  readonly serviceCidr?: string;
  readonly certificateNames?: readonly string[];
  /** Labels and taints that it gives itself, as the kubelet reads them. */
  readonly labels: readonly string[];
  readonly taints: readonly string[];
  /** What is open that should not be, in words. */
  readonly open: readonly string[];
}
