import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { KubernetesObject } from '../app/kubernetes-object';

/** The part of Envoy Gateway's own API that this library writes. Fields by github.com/envoyproxy/gateway v1.9.1, api/v1alpha1. */

export const GROUP = 'gateway.envoyproxy.io';

interface TargetRef {
  readonly group: 'gateway.networking.k8s.io';
  readonly kind: 'Gateway' | 'HTTPRoute' | 'GRPCRoute';
  readonly name: string;
}

/** How the proxies of one gateway are made. */
export class EnvoyProxy extends KubernetesObject {
  constructor(
    scope: Construct,
    id: string,
    props: {
      readonly metadata: ApiObjectMetadata;
      readonly spec: {
        readonly provider: {
          readonly type: 'Kubernetes';
          readonly kubernetes: {
            readonly envoyService: { readonly type: 'ClusterIP' };
            readonly envoyServiceAccount: { readonly name: string };
          };
        };
      };
    },
  ) {
    super(scope, id, 'gateway.envoyproxy.io/v1alpha1', 'EnvoyProxy', props);
  }
}

export class ClientTrafficPolicy extends KubernetesObject {
  constructor(
    scope: Construct,
    id: string,
    props: {
      readonly metadata: ApiObjectMetadata;
      readonly spec: { readonly targetRefs: readonly TargetRef[]; readonly proxyProtocol: { readonly optional: boolean } };
    },
  ) {
    super(scope, id, 'gateway.envoyproxy.io/v1alpha1', 'ClientTrafficPolicy', props);
  }
}

export class BackendTrafficPolicy extends KubernetesObject {
  constructor(
    scope: Construct,
    id: string,
    props: {
      readonly metadata: ApiObjectMetadata;
      readonly spec: {
        readonly targetRefs: readonly TargetRef[];
        readonly rateLimit: {
          readonly local: {
            readonly rules: readonly {
              readonly clientSelectors?: readonly { readonly sourceCIDR: { readonly type: 'Distinct'; readonly value: string } }[];
              readonly limit: { readonly requests: number; readonly unit: 'Second' | 'Minute' | 'Hour' };
            }[];
          };
        };
      };
    },
  ) {
    super(scope, id, 'gateway.envoyproxy.io/v1alpha1', 'BackendTrafficPolicy', props);
  }
}

export class SecurityPolicy extends KubernetesObject {
  constructor(
    scope: Construct,
    id: string,
    props: {
      readonly metadata: ApiObjectMetadata;
      readonly spec: {
        readonly targetRefs: readonly TargetRef[];
        readonly apiKeyAuth?: {
          readonly credentialRefs: readonly { readonly group: ''; readonly kind: 'Secret'; readonly name: string }[];
          readonly extractFrom: readonly { readonly headers: readonly string[] }[];
          readonly sanitize: boolean;
        };
        readonly cors?: {
          readonly allowOrigins: readonly string[];
          readonly allowMethods: readonly string[];
          readonly allowHeaders?: readonly string[];
          readonly exposeHeaders?: readonly string[];
          readonly maxAge: string;
          readonly allowCredentials: boolean;
        };
      };
    },
  ) {
    super(scope, id, 'gateway.envoyproxy.io/v1alpha1', 'SecurityPolicy', props);
  }
}
