import type {
  AddOnName,
  AddOnValueMap,
  AddressBlock,
  GatewayProviderName,
  ResolvedAddOnMark,
  ResolvedCluster,
  ResolvedGateway,
  ResolvedReadiness,
} from '../../resolved';
import type { Refusal } from '../../shape';
import type { GivenAddOn } from '../../workload/add-on';

/** What of the system decides how an add-on is installed in a cluster. */
export interface AddOnUse {
  readonly cluster: ResolvedCluster;
  /** Bytes that a packet of its nodes' subnet may have. Unset: its nodes are others' machines. */
  readonly mtu?: number;
  /** NetworkPolicies name addresses of its nodes. */
  readonly namesNodes: boolean;
  /** Some pod of its mesh has more than one container that ends: its proxy has to end, too. */
  readonly endingPods: boolean;
  /** The cluster's gateways, by who answers for them. */
  readonly gateways: { readonly [P in GatewayProviderName]: readonly ResolvedGateway[] };
  /** Blocks that connections to gateways come from, sorted. */
  readonly senders: readonly AddressBlock[];
}

/** A version from which on something holds, and what that is. */
export interface Since {
  readonly version: string;
  /** Goes on "…, which is the first that". */
  readonly because: string;
}

/** Values of a chart. */
export interface ChartValues {
  /** What the system relies on: a value of the user's that says otherwise is a problem. */
  readonly fixed: AddOnValueMap;
  /** What is left out or chosen unless the user says otherwise. @default - nothing */
  readonly usual?: AddOnValueMap;
}

/** A part of an installation, besides what the user says of it. */
export type AddOnPart =
  | ({ readonly by: 'helm'; readonly release: string; readonly chart: string } & ChartValues)
  | { readonly by: 'definitions'; readonly release: string; readonly chart: string; readonly values: AddOnValueMap }
  | { readonly by: 'manifest'; readonly file: string }
  | { readonly by: 'kustomization'; readonly file: string; readonly changes: AddOnValueMap };

/** All that tells one add-on from another. Every question has to be answered: a new one cannot forget one. */
export interface AddOnProfile {
  /** What people call it. */
  readonly title: string;
  /** It is a network plug-in, of which a cluster has one. */
  readonly isPlugIn: boolean;
  /** Number of its files, and its place in the order of installation. */
  readonly stage: number;
  /** Whether it enforces NetworkPolicy, where it is a network plug-in. */
  readonly enforces: boolean;
  /** The oldest that outputs can rely on. */
  readonly oldest: (use: AddOnUse) => Since;
  /** The oldest whose charts or manifest take what is written for them. Undefined: it is only ever there already. */
  readonly installable: Since | undefined;
  /** The version whose charts or manifest were read, and rendered with what is written for them. */
  readonly read: string;
  /** Where its charts or manifest are, by version; of a registry with `oci://`. */
  readonly source: (version: string) => string;
  /** Whether its version is written with a `v` before it there. */
  readonly prefixed: boolean;
  /** Values are given for each of its charts by name, and not for its only one. */
  readonly byChart: boolean;
  /** Where images come from by default. */
  readonly registries: readonly string[];
  /** Others that it cannot do without. */
  readonly needs: readonly AddOnName[];
  /** Why nothing can be written for it in such a cluster, or would do what is asked for. */
  readonly refuses: (use: AddOnUse, version: string) => readonly Refusal[];
  /** Where it is installed. Undefined: its manifest says. */
  readonly namespace: (use: AddOnUse, given: GivenAddOn) => string | undefined;
  /** Its values make proxies of gateways part of the cluster's mesh, where they are to be. */
  readonly joinsMesh: boolean;
  /** Its pods have a hold on their nodes. */
  readonly privileged: boolean;
  /** What is installed, in order. */
  readonly parts: (use: AddOnUse, version: string) => readonly AddOnPart[];
  /** What is waited for after Helm's own wait. */
  readonly ready: (use: AddOnUse) => readonly ResolvedReadiness[];
  /** What tells its version where that is not Helm. */
  readonly marks: (use: AddOnUse, version: string) => readonly ResolvedAddOnMark[];
}
