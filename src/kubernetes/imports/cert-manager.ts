import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { KubernetesObject } from '../app/kubernetes-object';

/** The part of a Certificate that this library writes. Fields by the CRDs of github.com/cert-manager/cert-manager v1.19. */
export interface CertificateSpec {
  readonly secretName: string;
  readonly dnsNames: readonly string[];
  readonly issuerRef: { readonly group: 'cert-manager.io'; readonly kind: 'ClusterIssuer' | 'Issuer'; readonly name: string };
}

export class Certificate extends KubernetesObject {
  constructor(scope: Construct, id: string, props: { readonly metadata: ApiObjectMetadata; readonly spec: CertificateSpec }) {
    super(scope, id, 'cert-manager.io/v1', 'Certificate', props);
  }
}
