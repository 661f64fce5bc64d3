import type { ResolvedSystem, Warning } from '../model/resolved';

/** A Terraform configuration by its place below `cdktf.out`, e.g. `stacks/shop/cdk.tf.json`: what `synthTerraform` of `isthmus/testing` answers. */
export type TerraformFiles = Readonly<Record<string, object>>;

/** Objects by their file below `dist`: what `synthKubernetes` of `isthmus/testing` answers. */
export type KubernetesFiles = Readonly<Record<string, readonly unknown[]>>;

/** A system as it was, or as it shall be: both outputs, and what they are the outputs of. Plain data, without a secret. */
export interface PlanSide {
  /** What `resolve()` answered. */
  readonly system: ResolvedSystem;
  /** What it was written to for Terraform. */
  readonly terraform: TerraformFiles;
  /** What it was written to for clusters. */
  readonly kubernetes: KubernetesFiles;
  /** What its user was told. @default - nothing */
  readonly warnings?: readonly Warning[];
}

/** What is there before the first apply. */
export function nothingOf(system: ResolvedSystem): PlanSide {
  const none: ResolvedSystem = {
    name: system.name,
    domain: system.domain,
    sharedDomain: system.sharedDomain,
    digest: '',
    hosts: [],
    subnets: [],
    machines: [],
    pairs: [],
    retired: [],
    retiredClaims: [],
    clusters: [],
    workloads: [],
    gateways: [],
    migrations: [],
    traffic: [],
    pods: [],
    podGroups: [],
    secrets: [],
    externals: [],
    flows: [],
    prerequisites: [],
    proofs: [],
  };
  return { system: none, terraform: {}, kubernetes: {} };
}
