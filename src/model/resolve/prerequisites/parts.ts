import type {
  ResolvedCluster,
  ResolvedFlow,
  ResolvedGateway,
  ResolvedHost,
  ResolvedMachine,
  ResolvedPair,
  ResolvedPods,
  ResolvedSecret,
  ResolvedSubnet,
  ResolvedWorkload,
} from '../../resolved';
import type { HostName } from '../network/foreign-names';

/** The resolved system, as far as prerequisites go by it. */
export interface Parts {
  /** What the DNS of clusters has to know. */
  readonly names: readonly string[];
  readonly name: string;
  readonly domain: string;
  /** Names of Externals that are asked for in each subnet. */
  readonly foreign: ReadonlyMap<string, readonly HostName[]>;
  readonly hosts: readonly ResolvedHost[];
  readonly subnets: readonly ResolvedSubnet[];
  readonly machines: readonly ResolvedMachine[];
  readonly pairs: readonly ResolvedPair[];
  readonly clusters: readonly ResolvedCluster[];
  readonly gateways: readonly ResolvedGateway[];
  readonly workloads: readonly ResolvedWorkload[];
  readonly pods: readonly ResolvedPods[];
  readonly secrets: readonly ResolvedSecret[];
  readonly flows: readonly ResolvedFlow[];
}
