import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { KubernetesObject } from '../app/kubernetes-object';

/** The part of Gateway API v1 that this library writes. Fields by the CRDs of sigs.k8s.io/gateway-api v1.4.1 (standard channel). */
export interface GatewaySpec {
  /** The controller that is to answer. */
  readonly gatewayClassName: string;
  /** Ports and names that it answers at. */
  readonly listeners: readonly {
    readonly name: string;
    readonly port: number;
    readonly protocol: 'HTTP' | 'HTTPS';
    readonly tls?: { readonly mode: 'Terminate'; readonly certificateRefs: readonly ObjectRef<'', 'Secret'>[] };
    readonly allowedRoutes: { readonly namespaces: { readonly from: 'Same' } };
  }[];
}

/** A `Gateway` (`gateway.networking.k8s.io/v1`). */
export class Gateway extends KubernetesObject {
  constructor(scope: Construct, id: string, props: { readonly metadata: ApiObjectMetadata; readonly spec: GatewaySpec }) {
    super(scope, id, 'gateway.networking.k8s.io/v1', 'Gateway', props);
  }
}

/** References in full: what the server would add by default shows as a change at every client-side apply. */
interface ObjectRef<Group extends string, Kind extends string> {
  readonly group: Group;
  readonly kind: Kind;
  readonly name: string;
}

/** At most 16 host names and 64 matches in a rule. */
export interface HttpRouteSpec {
  /** Gateways that it hangs on. */
  readonly parentRefs: readonly ObjectRef<'gateway.networking.k8s.io', 'Gateway'>[];
  /** Names that it answers to. Unset: all of its gateway's. */
  readonly hostnames?: readonly string[];
  /** Which paths lead to which Services. */
  readonly rules: readonly {
    readonly matches: readonly { readonly path: { readonly type: 'PathPrefix'; readonly value: string } }[];
    readonly backendRefs: readonly (ObjectRef<'', 'Service'> & {
      readonly namespace?: string;
      readonly port: number;
      readonly weight: 1;
    })[];
  }[];
}

/** An `HTTPRoute` (`gateway.networking.k8s.io/v1`). */
export class HttpRoute extends KubernetesObject {
  constructor(scope: Construct, id: string, props: { readonly metadata: ApiObjectMetadata; readonly spec: HttpRouteSpec }) {
    super(scope, id, 'gateway.networking.k8s.io/v1', 'HTTPRoute', props);
  }
}

/** Lets routes of other namespaces point to objects of its own. */
export interface ReferenceGrantSpec {
  /** Routes of which namespaces may refer to what is named in `to`. */
  readonly from: readonly { readonly group: 'gateway.networking.k8s.io'; readonly kind: 'HTTPRoute'; readonly namespace: string }[];
  /** The Services of its own namespace that they may refer to. */
  readonly to: readonly ObjectRef<'', 'Service'>[];
}

/** A `ReferenceGrant` (`gateway.networking.k8s.io/v1beta1`): lets routes of other namespaces lead here. */
export class ReferenceGrant extends KubernetesObject {
  constructor(scope: Construct, id: string, props: { readonly metadata: ApiObjectMetadata; readonly spec: ReferenceGrantSpec }) {
    super(scope, id, 'gateway.networking.k8s.io/v1beta1', 'ReferenceGrant', props);
  }
}
