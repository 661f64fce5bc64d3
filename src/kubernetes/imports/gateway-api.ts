import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { KubernetesObject } from '../app/kubernetes-object';

/** The part of Gateway API v1 that this library writes. Fields by the CRDs of sigs.k8s.io/gateway-api v1.4.1 (standard channel). */
export interface GatewaySpec {
  /** The controller that is to answer. */
  readonly gatewayClassName: string;
  /** How its proxies are made. @default - as the class says */
  readonly infrastructure?: { readonly parametersRef: ObjectRef<string, string> };
  /** Ports and names that it answers at. */
  readonly listeners: readonly {
    readonly name: string;
    readonly port: number;
    readonly protocol: 'HTTP' | 'HTTPS';
    readonly hostname?: string;
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

/** A `GatewayClass` (`gateway.networking.k8s.io/v1`), which is in no namespace. */
export class GatewayClass extends KubernetesObject {
  constructor(
    scope: Construct,
    id: string,
    props: { readonly metadata: ApiObjectMetadata; readonly spec: { readonly controllerName: string } },
  ) {
    super(scope, id, 'gateway.networking.k8s.io/v1', 'GatewayClass', props);
  }
}

/** References in full: what the server would add by default shows as a change at every client-side apply. */
interface ObjectRef<Group extends string, Kind extends string> {
  readonly group: Group;
  readonly kind: Kind;
  readonly name: string;
}

/** A gateway that a route hangs on. */
export interface ParentRef extends ObjectRef<'gateway.networking.k8s.io', 'Gateway'> {
  /** One of its listeners. @default - all */
  readonly sectionName?: string;
}

/** A Service whose requests, wherever in a mesh they come from, go by a route. */
export interface ServiceParentRef extends ObjectRef<'', 'Service'> {
  /** One of its ports. */
  readonly port: number;
}

/** A Service that a route leads to. */
export interface BackendRef extends ObjectRef<'', 'Service'> {
  /** @default - that of the route */
  readonly namespace?: string;
  /** Port of the Service. */
  readonly port: number;
  /** Its share of the sum of all weights. */
  readonly weight: number;
}

/** A value of a header or of a query parameter. */
export interface ValueMatch {
  /** How the value is meant. */
  readonly type: 'Exact' | 'RegularExpression';
  /** Of the header or parameter. */
  readonly name: string;
  /** What it has to be, or to look like. */
  readonly value: string;
}

/** Changes of headers. */
export interface HeaderFilter {
  /** In the place of what there is. @default - none */
  readonly set?: readonly { readonly name: string; readonly value: string }[];
  /** Beside what there is. @default - none */
  readonly add?: readonly { readonly name: string; readonly value: string }[];
  /** Taken away. @default - none */
  readonly remove?: readonly string[];
}

/** Another path in the place of that of the request. */
export type PathModifier =
  | { readonly type: 'ReplaceFullPath'; readonly replaceFullPath: string }
  | { readonly type: 'ReplacePrefixMatch'; readonly replacePrefixMatch: string };

/** What is done with requests on the way. */
export type HttpFilter =
  | { readonly type: 'RequestHeaderModifier'; readonly requestHeaderModifier: HeaderFilter }
  | { readonly type: 'ResponseHeaderModifier'; readonly responseHeaderModifier: HeaderFilter }
  | { readonly type: 'URLRewrite'; readonly urlRewrite: { readonly hostname?: string; readonly path?: PathModifier } }
  | {
      readonly type: 'RequestRedirect';
      readonly requestRedirect: {
        readonly scheme?: 'http' | 'https';
        readonly hostname?: string;
        readonly port?: number;
        readonly path?: PathModifier;
        readonly statusCode: 301 | 302;
      };
    }
  | { readonly type: 'ExtensionRef'; readonly extensionRef: ObjectRef<string, string> };

/** What is done with calls on the way. */
export type GrpcFilter = Extract<HttpFilter, { readonly type: 'RequestHeaderModifier' | 'ResponseHeaderModifier' | 'ExtensionRef' }>;

/** Where HTTP requests go. */
export interface HttpRouteSpec {
  /** Gateways, or Services, that it hangs on. */
  readonly parentRefs: readonly (ParentRef | ServiceParentRef)[];
  /** Names that it answers to. @default - all of its gateway's */
  readonly hostnames?: readonly string[];
  /** Which paths lead to which Services. */
  readonly rules: readonly {
    readonly matches: readonly {
      readonly path: { readonly type: 'PathPrefix' | 'Exact' | 'RegularExpression'; readonly value: string };
      readonly method?: string;
      readonly headers?: readonly ValueMatch[];
      readonly queryParams?: readonly ValueMatch[];
    }[];
    readonly filters?: readonly HttpFilter[];
    readonly backendRefs?: readonly BackendRef[];
    readonly timeouts?: { readonly request?: string; readonly backendRequest?: string };
  }[];
}

/** An `HTTPRoute` (`gateway.networking.k8s.io/v1`). */
export class HttpRoute extends KubernetesObject {
  constructor(scope: Construct, id: string, props: { readonly metadata: ApiObjectMetadata; readonly spec: HttpRouteSpec }) {
    super(scope, id, 'gateway.networking.k8s.io/v1', 'HTTPRoute', props);
  }
}

/** Where gRPC calls go. */
export interface GrpcRouteSpec {
  /** Gateways that it hangs on. */
  readonly parentRefs: readonly ParentRef[];
  /** Names that it answers to. @default - all of its gateway's */
  readonly hostnames?: readonly string[];
  /** What leads where. */
  readonly rules: readonly {
    readonly matches?: readonly {
      readonly method?: { readonly type: 'Exact'; readonly service?: string; readonly method?: string };
      readonly headers?: readonly ValueMatch[];
    }[];
    readonly filters?: readonly GrpcFilter[];
    readonly backendRefs: readonly BackendRef[];
  }[];
}

/** A `GRPCRoute` (`gateway.networking.k8s.io/v1`). */
export class GrpcRoute extends KubernetesObject {
  constructor(scope: Construct, id: string, props: { readonly metadata: ApiObjectMetadata; readonly spec: GrpcRouteSpec }) {
    super(scope, id, 'gateway.networking.k8s.io/v1', 'GRPCRoute', props);
  }
}

/** Lets routes of other namespaces point to objects of its own. */
export interface ReferenceGrantSpec {
  /** Routes of which namespaces may refer to what is named in `to`. */
  readonly from: readonly {
    readonly group: 'gateway.networking.k8s.io';
    readonly kind: 'HTTPRoute' | 'GRPCRoute';
    readonly namespace: string;
  }[];
  /** The Services of its own namespace that they may refer to. */
  readonly to: readonly ObjectRef<'', 'Service'>[];
}

/** A `ReferenceGrant` (`gateway.networking.k8s.io/v1beta1`): lets routes of other namespaces lead here. */
export class ReferenceGrant extends KubernetesObject {
  constructor(scope: Construct, id: string, props: { readonly metadata: ApiObjectMetadata; readonly spec: ReferenceGrantSpec }) {
    super(scope, id, 'gateway.networking.k8s.io/v1beta1', 'ReferenceGrant', props);
  }
}
