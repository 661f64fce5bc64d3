import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import type { SecretStoreKind } from '../../model/resolved';
import { KubernetesObject } from '../app/kubernetes-object';

/** The part of External Secrets Operator's API that this library writes. Fields by the CRDs of external-secrets.io/v1 (since 0.16). */
export interface ExternalSecretSpec {
  /** The store that it is read from. */
  readonly secretStoreRef: { readonly kind: SecretStoreKind; readonly name: string };
  /** Such as `3600s`. */
  readonly refreshInterval: string;
  /** The Secret that the operator makes. */
  readonly target: {
    readonly name: string;
    /** The Secret goes with the ExternalSecret. */
    readonly creationPolicy: 'Owner';
    readonly template?: { readonly type: string };
  };
  /** Each key of the Secret, and where it stands in the store. */
  readonly data: readonly {
    readonly secretKey: string;
    readonly remoteRef: { readonly key: string; readonly property?: string; readonly version?: string };
  }[];
}

/** An `ExternalSecret` (`external-secrets.io/v1`, External Secrets Operator). */
export class ExternalSecret extends KubernetesObject {
  constructor(scope: Construct, id: string, props: { readonly metadata: ApiObjectMetadata; readonly spec: ExternalSecretSpec }) {
    super(scope, id, 'external-secrets.io/v1', 'ExternalSecret', props);
  }
}
