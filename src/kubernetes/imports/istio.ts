import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { KubernetesObject } from '../app/kubernetes-object';

/** The part of Istio's API that this library writes. Fields by the CRDs of istio.io/api v1.31.1 (security.istio.io/v1, since Istio 1.22). */
interface WorkloadSelector {
  readonly matchLabels: Readonly<Record<string, string>>;
}

/** All of the given fields have to match; each by any of its values. */
export interface AuthorizationSource {
  /** `<trust domain>/ns/<namespace>/sa/<service account>`; proven by mutual TLS. */
  readonly principals?: readonly string[];
  /** `*`: senders that prove any identity are not meant. */
  readonly notPrincipals?: readonly string[];
  /** Proven by mutual TLS. */
  readonly namespaces?: readonly string[];
  /** Blocks of the address that the connection comes from. */
  readonly ipBlocks?: readonly string[];
  /** All addresses but these CIDRs. */
  readonly notIpBlocks?: readonly string[];
}

/** One rule of an AuthorizationPolicy: who may use which ports. A request has to meet one rule. */
export interface AuthorizationRule {
  /** Who calls. One of them is enough. */
  readonly from: readonly { readonly source: AuthorizationSource }[];
  /** Ports as the workload listens on them. */
  readonly to: readonly { readonly operation: { readonly ports: readonly string[] } }[];
}

/** ALLOW without rules lets nothing through. */
export interface AuthorizationPolicySpec {
  /** @default - every workload of the namespace */
  readonly selector?: WorkloadSelector;
  /** What happens to requests that meet a rule. Unset: `ALLOW`. */
  readonly action?: 'ALLOW';
  /** Unset: nothing meets it, so that everything is denied. */
  readonly rules?: readonly AuthorizationRule[];
}

/** An `AuthorizationPolicy` (`security.istio.io/v1`). */
export class AuthorizationPolicy extends KubernetesObject {
  constructor(scope: Construct, id: string, props: { readonly metadata: ApiObjectMetadata; readonly spec: AuthorizationPolicySpec }) {
    super(scope, id, 'security.istio.io/v1', 'AuthorizationPolicy', props);
  }
}

/** How connections are taken that are not encrypted by the mesh. */
export interface MutualTls {
  /** `STRICT`: refused. `PERMISSIVE`: taken as well. `DISABLE`: nothing else is taken. */
  readonly mode: 'STRICT' | 'PERMISSIVE' | 'DISABLE';
}

/** Whether a workload takes connections without mutual TLS. */
export interface PeerAuthenticationSpec {
  /** @default - every workload of the namespace */
  readonly selector?: WorkloadSelector;
  /** For all ports that are not named in `portLevelMtls`. */
  readonly mtls: MutualTls;
  /** By port as the workload listens on it. */
  readonly portLevelMtls?: Readonly<Record<string, MutualTls>>;
}

/** A `PeerAuthentication` (`security.istio.io/v1`). */
export class PeerAuthentication extends KubernetesObject {
  constructor(scope: Construct, id: string, props: { readonly metadata: ApiObjectMetadata; readonly spec: PeerAuthenticationSpec }) {
    super(scope, id, 'security.istio.io/v1', 'PeerAuthentication', props);
  }
}
