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
  readonly notIpBlocks?: readonly string[];
}

export interface AuthorizationRule {
  readonly from: readonly { readonly source: AuthorizationSource }[];
  /** Ports as the workload listens on them. */
  readonly to: readonly { readonly operation: { readonly ports: readonly string[] } }[];
}

/** ALLOW without rules lets nothing through. */
export interface AuthorizationPolicySpec {
  /** @default - every workload of the namespace */
  readonly selector?: WorkloadSelector;
  readonly action?: 'ALLOW';
  readonly rules?: readonly AuthorizationRule[];
}

export class AuthorizationPolicy extends KubernetesObject {
  constructor(scope: Construct, id: string, props: { readonly metadata: ApiObjectMetadata; readonly spec: AuthorizationPolicySpec }) {
    super(scope, id, 'security.istio.io/v1', 'AuthorizationPolicy', props);
  }
}

export interface MutualTls {
  readonly mode: 'STRICT' | 'PERMISSIVE' | 'DISABLE';
}

export interface PeerAuthenticationSpec {
  /** @default - every workload of the namespace */
  readonly selector?: WorkloadSelector;
  readonly mtls: MutualTls;
  /** By port as the workload listens on it. */
  readonly portLevelMtls?: Readonly<Record<string, MutualTls>>;
}

export class PeerAuthentication extends KubernetesObject {
  constructor(scope: Construct, id: string, props: { readonly metadata: ApiObjectMetadata; readonly spec: PeerAuthenticationSpec }) {
    super(scope, id, 'security.istio.io/v1', 'PeerAuthentication', props);
  }
}
